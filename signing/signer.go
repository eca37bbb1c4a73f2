package signing

import (
	"context"

	"github.com/google/uuid"
)

// Kind is how a file is signed: the words of the column certificates.signing.
type Kind string

// The kinds. None never comes here: such a file is proven by its QR code.
const (
	None     Kind = "none"
	Local    Kind = "local"     // a key of this server (PAdES)
	BsreSign Kind = "bsre_sign" // BSrE v2, a person's signature
	BsreSeal Kind = "bsre_seal" // BSrE v2, the agency's seal
	BsreV1   Kind = "bsre_v1"   // BSrE v1
	Portal   Kind = "portal"    // handed to the agency's e-sign portal; the signed file comes back
)

// Party is one who signs a document, decided when the document comes in and
// kept with it. A document is signed by its parties strictly in their order.
type Party struct {
	// Key names the party for ever: "agency", or "nip:<18 digits>" of an official.
	Key   string `json:"key"`
	Name  string `json:"name"`  // as printed; the agency's name for "agency"
	Title string `json:"title"` // position on the day of issue, "" for "agency"
}

// Agency is the key of the party that is no person.
const Agency = "agency"

// NIP is the official's number, "" for the agency.
func (p Party) NIP() string {
	if len(p.Key) == 22 && p.Key[:4] == "nip:" {
		return p.Key[4:]
	}
	return ""
}

// Paper is a document on its way through a signer.
type Paper struct {
	ID      uuid.UUID // of signing.documents: an idempotency key, where the other side takes one
	Number  string    // the certificate's number, printed on it
	Title   string    // what the certificate is for
	PDF     []byte    // exactly what is to be signed: as drawn, or with the signatures before
	Party   Party     // who signs now
	Parties []Party   // everybody, for a portal that collects all signatures itself
	Reason  string    // "Sertifikat 800.2/0001/…", goes into the signature
	Place   string    // where it is given, goes into the signature
	// FileName is unique and tells nothing of the holder: "sertifikat-800.2-0001.pdf".
	FileName string
}

// Signed is what became of one paper.
type Signed struct {
	ID     uuid.UUID
	PDF    []byte // the signed file; nil where Err is set
	Remote string // id of it at the other side, "" where there is none
	// Err is a *Refusal where the signer knows what an operator can do, or any
	// other error; the document then goes to refused or back to waiting.
	Err error
}

// Traits say how a signer must be driven.
type Traits struct {
	Kind Kind
	// AtOnce is the most papers one call takes, at least 1.
	AtOnce int
	// AsksPassphrase: a run needs a passphrase from a person; Sign gets it in
	// the Secret. False for a seal whose access the server keeps itself.
	AsksPassphrase bool
	// AsksIdentity: a run also needs the NIK or the e-mail by which the other
	// side knows the party (Secret.Identity).
	AsksIdentity bool
	// TakesCode: a one-time code is taken in the place of the passphrase
	// (Secret.Code).
	TakesCode bool
	// Rewrites: the signed file need not begin with the bytes of the unsigned
	// one. The service then compares what the pages say instead.
	Rewrites bool
}

// Signer signs at once. The service drives it; it knows no database.
//
// Sign is given at most AtOnce papers of one party and answers for each of
// them, in any order. An error of the call itself (not of one paper) means
// that nothing is known of any of them: away, time-out, wrong passphrase. A
// paper may come twice, when the answer to the first time was lost: what is
// signed then is another signature on the same bytes, of which only one is
// ever kept.
//
// No implementation may write Secret, or anything it was told with it, into a
// log, an error or a metric. The service verifies every file it gets.
type Signer interface {
	Traits() Traits
	// Parties says who must sign a certificate with these officials printed on
	// it (none, one or two, in order). It refuses with a *Refusal when it cannot
	// sign for one of them.
	Parties(officials []Official) ([]Party, error)
	Sign(ctx context.Context, with *Secret, papers []Paper) ([]Signed, error)
}

// Hander hands a document to a portal that collects all signatures itself and
// gives the signed file back later, through Service.TakeBack.
//
// HandOff is called once per try, in a job that is repeated until it succeeds
// or refuses. remote is the portal's name for the document. callback is a
// random word of this document and try; the portal's answer must carry it
// back, or something made with it, and Service.TakeBack compares it.
//
// A Hander with a method Parties, as a Signer has it, says who signs in the
// portal; without one it is the agency.
type Hander interface {
	Kind() Kind
	HandOff(ctx context.Context, p Paper, callback string) (remote string, err error)
}

// Official is a signatory as printed on the certificate.
type Official struct{ Name, NIP, Title string }

// Why is the stable reason of a refusal; it ends up in signing.documents and
// on the screen.
type Why string

// The reasons. Those marked (again) put the document back to waiting, because
// the same try may succeed later; the others need a person first.
const (
	WhyAway           Why = "away"             // (again) the other side cannot be reached, or says 5xx
	WhyPassphrase     Why = "passphrase"       // (again) wrong passphrase; the whole run stops
	WhyPassphraseGone Why = "passphrase-again" // (again) the server restarted or the time ran out: enter it again
	WhyTimestamp      Why = "timestamp"        // (again) the time-stamp authority is away or answers wrongly
	WhyNoKey          Why = "no-key"           // no key or account for this party
	WhyNotEnrolled    Why = "not-enrolled"     // the other side does not know this person
	WhyCertificate    Why = "certificate"      // the party's certificate ran out, is suspended or revoked
	WhyRejected       Why = "rejected"         // the other side refused this file or request; Detail has its words
	WhyDeclined       Why = "declined"         // the person declined in the portal
	WhyUnsound        Why = "unsound"          // what came back is not a validly signed form of what was sent
	WhyForeign        Why = "foreign-file"     // what came back is another document
	WhyLost           Why = "file-lost"        // the unsigned file is not intact in the store
)

// Again reports that the same try may succeed later.
func (w Why) Again() bool {
	switch w {
	case WhyAway, WhyPassphrase, WhyPassphraseGone, WhyTimestamp:
		return true
	}
	return false
}

// Refusal is why a document was not signed. Detail is short, comes from the
// other side or from us, is shown to operators, and must hold no secret and no
// NIK.
type Refusal struct {
	Why    Why
	Detail string
	Cause  error // for the log; no secret here either
}

// Error is the log's voice.
func (r *Refusal) Error() string {
	s := "signing: " + string(r.Why)
	if r.Detail != "" {
		s += ": " + r.Detail
	}
	if r.Cause != nil {
		s += ": " + r.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (r *Refusal) Unwrap() error { return r.Cause }
