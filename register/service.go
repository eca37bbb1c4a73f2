package register

import (
	"context"
	"crypto/ed25519"
	"embed"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"golang.org/x/mod/sumdb/note"

	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/internal/limit"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	LockHead, Head, Hashes, AddLeaf, HasLeaf, LeavesOf db.Query
	LastCheckpoint, CheckpointOf, AddCheckpoint        db.Query
	Snapshot, SchemaVersion, HasSchema                 db.Query
	LeavesAfter, HashesAfter, CheckpointsAfter         db.Query
}](files)

// Row is one fact of another feature that must have a leaf.
type Row struct {
	Kind    string
	Subject uuid.UUID
	At      time.Time // when it became true; late leaves come in this order
	Name    string    // how people call it: a certificate's number
	Record  []byte
}

// Source gives all facts of one feature, page by page: those of rows whose id
// is above after, and the id to go on from, uuid.Nil at the end. A step.
type Source func(ctx context.Context, tx *db.Tx, after uuid.UUID, limit int) (rows []Row, last uuid.UUID, err error)

// Certificate is what the routes need to know of one.
type Certificate struct {
	ID, Holder uuid.UUID
	Number     string
}

// Options configure the feature; all are needed but Log and QuestionsPerMinute.
type Options struct {
	DB      *db.DB
	Key     ed25519.PrivateKey // signs the checkpoints
	Sources []Source
	// ByID, ByPublicID and ByNumber find a certificate; ok is false where there is none.
	ByID       func(ctx context.Context, id uuid.UUID) (c Certificate, ok bool, err error)
	ByPublicID func(ctx context.Context, publicID string) (c Certificate, ok bool, err error)
	ByNumber   func(ctx context.Context, number string) (c Certificate, ok bool, err error)
	// RecordsOf gives the facts of one certificate, as its source does.
	RecordsOf func(ctx context.Context, id uuid.UUID) ([]Row, error)
	Log       *slog.Logger
	// QuestionsPerMinute of one network address on the public routes; 0 means 120.
	QuestionsPerMinute int
}

// Service is the feature. It offers the step Append to the transactions of
// facts, checkpoints and proofs to everybody.
type Service struct {
	opt    Options
	signer note.Signer
	known  note.Verifiers
	key    string // the verifier key
	limit  *limit.Limiter
}

// New refuses options that cannot work.
func New(opt Options) (*Service, error) {
	if opt.DB == nil || len(opt.Sources) == 0 || opt.ByID == nil || opt.ByPublicID == nil || opt.ByNumber == nil || opt.RecordsOf == nil {
		return nil, fmt.Errorf("register: database, sources and certificates are needed")
	}
	s, v, err := newSigner(opt.Key)
	if err != nil {
		return nil, err
	}
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	if opt.QuestionsPerMinute == 0 {
		opt.QuestionsPerMinute = 120
	}
	return &Service{opt: opt, signer: s, known: note.VerifierList(v), key: KeyOf(opt.Key), limit: limit.New(opt.QuestionsPerMinute, time.Minute)}, nil
}

// Jobs registers the work after commit: late leaves once, then checkpoints.
func (s *Service) Jobs(q *jobs.Queue) {
	q.Handle("register.backfill", jobs.Policy{Every: time.Hour, Timeout: 30 * time.Minute}, s.backfill)
	q.Handle("register.checkpoint", jobs.Policy{Every: time.Minute}, s.checkpoint)
}
