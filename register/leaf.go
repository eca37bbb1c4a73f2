package register

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// kindOpened ends the late leaves; its subject is openedSubject.
const kindOpened = "register.opened"

// openedSubject stands for the register itself.
var openedSubject = uuid.MustParse("00000000-0000-4000-8000-000000000001")

const (
	saltSize = 32
	timeForm = "2006-01-02T15:04:05.000000Z"
)

// Leaf is what Append is asked to add.
type Leaf struct {
	Kind    string    // "certificate.issued"; one leaf per subject and kind
	Subject uuid.UUID // the row's id
	Record  []byte    // canonical bytes of the row, which only the commitment shows
}

// body is a leaf as it is hashed. The order of the fields is part of the form.
type body struct {
	V          int       `json:"v"`
	Kind       string    `json:"kind"`
	Subject    uuid.UUID `json:"subject"`
	At         string    `json:"at"`         // UTC, microseconds
	Commitment []byte    `json:"commitment"` // base64
	Late       bool      `json:"late,omitempty"`
}

func (b body) bytes() string {
	raw, err := json.Marshal(b)
	if err != nil { // no field of it can fail
		panic(err)
	}
	return string(raw)
}

// parseBody reads a leaf; ok is false for bytes Append would not have made.
func parseBody(text string) (b body, ok bool) {
	if err := json.Unmarshal([]byte(text), &b); err != nil || b.V != 1 || len(b.Commitment) != sha256.Size {
		return b, false
	}
	return b, b.bytes() == text
}

// commit is the salted hash of a record.
func commit(salt, record []byte) [sha256.Size]byte {
	return sha256.Sum256(append(append(make([]byte, 0, len(salt)+len(record)), salt...), record...))
}

func newLeaf(l Leaf, at time.Time, late bool) (text string, salt []byte) {
	salt = make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails: the program ends instead
	c := commit(salt, l.Record)
	return body{V: 1, Kind: l.Kind, Subject: l.Subject, At: at.UTC().Format(timeForm), Commitment: c[:], Late: late}.bytes(), salt
}

// openedRecord is what the opening leaf commits to: how many late ones there are.
func openedRecord(late int64) []byte {
	raw, _ := json.Marshal(struct {
		V    int    `json:"v"`
		Kind string `json:"kind"`
		Late int64  `json:"late"`
	}{1, kindOpened, late})
	return raw
}
