package signing

import (
	"context"
	"crypto/x509"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"lentera/certificates"
	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/internal/limit"
	"lentera/internal/page"
)

//go:embed *.sql
var files embed.FS

//go:embed check.html
var templates embed.FS

var sqls = db.Load[struct {
	AddDocument, NIPOfOfficial, WithdrawDocument, Document, LockDocument, ClaimDocuments, DocumentsOfRun db.Query
	PutBack, PutAllBack, KeepPart, HandedOff, EndHandOff, RetryDocuments, Desk, Documents, NIPOfPerson   db.Query
	RefusedUnsigned, DecideParties                                                                       db.Query
	KeptCode, KeepCode, CodeTrouble, ExpectBack                                                          db.Query
	AddRun, SetRunTotal, RenewRun, RenewRuns, EndRun, Run, Runs, DeadRuns, AdoptRun                      db.Query
}](files)

// Certificates is what is asked of the feature of that name.
type Certificates interface {
	UnsignedPDF(ctx context.Context, id uuid.UUID) (pdf []byte, ready bool, err error)
	RecordSigned(ctx context.Context, tx *db.Tx, id uuid.UUID, key, sha256 string) error
	BySum(ctx context.Context, sha256 string) (certificates.Certificate, bool, error)
}

// Options configure the feature.
type Options struct {
	DB           *db.DB
	Blobs        certificates.Blobs
	Certificates Certificates
	Agency       string                           // name of the party that is no person
	Signers      []Signer                         // at most one of a kind
	Hander       Hander                           // nil: no portal
	Explain      func(detail, lang string) string // makes a sentence of a Refusal's Detail; nil leaves it as it is
	Seal         SealDesk                         // nil: no electronic seal
	CodeKey      []byte                           // AES-256, keeps the seal's code; needed with Seal
	SealRenew    time.Duration
	Roots        *x509.CertPool
	TSARoots     *x509.CertPool
	Site         page.Site
	Log          *slog.Logger
	// DemoKeys: the local keys were made for demo mode; every screen says so.
	DemoKeys        bool
	ChecksPerMinute int           // of files, per network address; 0 means 20
	SecretLife      time.Duration // 0 means 30 minutes
	Lease           time.Duration // 0 means 15 seconds
}

// Service is the feature.
type Service struct {
	opt     Options
	signers map[Kind]Signer
	keeper  *keeper
	guesses guesses
	process uuid.UUID
	runs    chan uuid.UUID
	limit   *limit.Limiter
	backs   *limit.Limiter // callbacks of a portal

	sealTurn sync.Mutex
	page     *page.Page
}

// New refuses options that cannot work, in one sentence.
func New(opt Options) (*Service, error) {
	if opt.DB == nil || opt.Blobs == nil || opt.Certificates == nil {
		return nil, errors.New("signing: database, store and certificates are needed")
	}
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	if opt.Explain == nil {
		opt.Explain = func(detail, _ string) string { return detail }
	}
	if opt.ChecksPerMinute == 0 {
		opt.ChecksPerMinute = 20
	}
	if opt.SecretLife == 0 {
		opt.SecretLife = secretLife
	}
	if opt.Lease == 0 {
		opt.Lease = 15 * time.Second
	}
	s := &Service{opt: opt, signers: map[Kind]Signer{}, keeper: newKeeper(opt.SecretLife), process: uuid.New(), runs: make(chan uuid.UUID, 64),
		limit: limit.New(opt.ChecksPerMinute, time.Minute), backs: limit.New(backsPerMinute, time.Minute),
		page: page.New(opt.Site, templates, "check.html")}
	for _, signer := range opt.Signers {
		kind := signer.Traits().Kind
		if _, twice := s.signers[kind]; twice || signer.Traits().AtOnce < 1 {
			return nil, fmt.Errorf("signing: signer %q is there twice or signs nothing at once", kind)
		}
		s.signers[kind] = signer
	}
	if (len(s.signers) > 0 || opt.Hander != nil) && opt.Roots == nil {
		return nil, errors.New("signing: without trusted roots no signed file can be verified")
	}
	return s, nil
}

// Kinds are the ways of signing that are set up.
func (s *Service) Kinds() (out []Kind) {
	for _, k := range []Kind{Local, BsreSign, BsreSeal, BsreV1, Portal} {
		if s.signers[k] != nil || k == Portal && s.opt.Hander != nil {
			out = append(out, k)
		}
	}
	return out
}

// Can reports that a way of signing, in the word of certificates.signing, is
// set up.
func (s *Service) Can(kind string) bool { return slices.Contains(s.Kinds(), Kind(kind)) }

// Jobs registers the rhythm that finds what a dead process left behind.
func (s *Service) Jobs(q *jobs.Queue) {
	q.Handle("signing.recover", jobs.Policy{Every: 15 * time.Second}, s.recoverJob)
	if s.opt.Seal != nil && s.opt.SealRenew > 0 {
		q.Handle("signing.renew-seal", jobs.Policy{Tries: 2, Every: s.opt.SealRenew}, s.renewSealJob)
	}
}
