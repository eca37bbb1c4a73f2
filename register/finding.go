package register

import (
	"fmt"

	"github.com/google/uuid"
)

// Finding is one difference between what was sealed and what is there.
type Finding struct {
	What   string // edited, deleted, inserted, leaf, tree, checkpoint, salt, late
	Kind   string // kind of the record, where it is about one
	Name   string // what people call it; an id where the name is gone
	Leaf   int64  // number of the leaf, -1 where there is none
	Detail string // one English sentence
}

// String is the line an auditor reads.
func (f Finding) String() string {
	text := f.What + ": "
	if f.Kind != "" {
		text += f.Kind + " "
	}
	if f.Name != "" {
		text += f.Name + " "
	}
	if f.Leaf >= 0 {
		text += fmt.Sprintf("(leaf %d) ", f.Leaf)
	}
	return text + "– " + f.Detail
}

// Report is what Check did and found.
type Report struct {
	Version     int64 // of the database's schema
	Leaves      int64
	Late        int64
	Opened      bool
	Hashes      int64
	Checkpoints int64
	Covered     int64 // leaves under the last checkpoint that verified
	Records     map[string]int64
	Root        string // of the tree as recomputed, base64
	Findings    []Finding
}

// maxNamed bounds how many records a finding about a range of leaves names.
const maxNamed = 20

// sealed is what is remembered of a leaf until its record is met.
type sealed struct {
	idx        int64
	commitment [32]byte
	salt       [32]byte
	salted     bool
	whole      bool // its bytes could be read
	seen       bool
}

// known finds the names of leaves once the records were read.
type known struct {
	of    map[subjectKind]*sealed
	keys  []subjectKind // by leaf number
	names map[int64]string
}

func (k *known) name(idx int64) string {
	if n := k.names[idx]; n != "" {
		return n
	}
	if idx < int64(len(k.keys)) && k.keys[idx].subject != uuid.Nil {
		return k.keys[idx].subject.String()
	}
	return ""
}
