package certificates

import (
	"context"
	"crypto/ed25519"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/internal/limit"
	"lentera/internal/page"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	CertificateOfSource, LockSeries, OpenSeries, AdvanceSeries, AddCertificate db.Query
	Certificate, LockCertificate, RevokeCertificate                            db.Query
	StorePDF, MarkMailed, CertificatesOfPerson, PublicCertificate              db.Query

	TemplateFor, Template, Templates, AddTemplate, ChangeTemplate, SetTemplateState                   db.Query
	Officials, OfficialTitles, AddOfficial, LockOfficial, EndTitles, AddTitle, SignatoryOn            db.Query
	NumberSeries, AllNumberSeries, AddNumberSeries, LockForSupersede, SupersedeCertificate, Register  db.Query
	AddBatch, AddBatchItems, Batch, Batches, LockBatch, ApproveBatch, SetBatchState, RetryFailedItems db.Query
	NextItem, ItemIssued, ItemFailed, PeopleOfNIPs, PeopleOfUnit                                      db.Query
	AddIssuerKey, RetireIssuerKeys, IssuerKeys, Withdrawn                                             db.Query
	HolderByCode                                                                                      db.Query
	CertificatesAfter, CertificateOfPublicID, CertificateOfNumber                                     db.Query
	NumberInTrail, RecordSigned, SignedBySum                                                          db.Query
}](files)

// Blobs is where PDFs are kept. Put is durable when it returns. Get of a key
// that is not there is ErrNoObject; any other error means that the store could
// not be asked.
type Blobs interface {
	Put(ctx context.Context, key string, body []byte, contentType string) error
	Get(ctx context.Context, key string) ([]byte, error)
}

// ErrNoObject is what Blobs.Get answers for a key that is not there.
var ErrNoObject = errors.New("certificates: no such object")

// Mailer sends one plain-text mail and returns only when the next server has
// taken it.
type Mailer interface {
	Send(ctx context.Context, to, subject, text string) error
}

// PersonOf is a step that tells what accounts knows of a person now.
type PersonOf func(ctx context.Context, tx *db.Tx, personID uuid.UUID) (Holder, error)

// Hook is a step of another feature in the transaction of a certificate.
type Hook func(ctx context.Context, tx *db.Tx, c Certificate) error

// Options configure the feature; all are needed but where said.
type Options struct {
	DB              *db.DB
	Blobs           Blobs
	Person          PersonOf
	Site            page.Site              // agency's name, also printed on certificates
	PublicURL       string                 // scheme://host[:port] that QR codes lead to
	Zone            *time.Location         // the agency's: days and years are counted in it
	NumberPattern   string                 // "800.2/{seq}/LENTERA/{year}"
	Place           string                 // printed before the date; "" takes it from the agency's name
	Mailer          Mailer                 // nil: no mail is sent or queued
	Log             *slog.Logger           // nil: slog's default
	ChecksPerMinute int                    // public checks per network address; 0 means 60
	PathKnown       func(int) bool         // which SIASN paths a batch may name; nil: any
	Signs           func(kind string) bool // which ways of signing are set up; nil: any

	IssuerKey ed25519.PrivateKey // signs claims, badges and the list of revocations
}

// Service is the feature. Hooks are attached in cmd/lentera/wire.go, before
// the first request; OnIssued runs once per certificate, OnRevoked at most
// once, each in the transaction of the fact.
type Service struct {
	OnIssued  []Hook
	OnRevoked []Hook
	// OnSuperseded runs once for the old certificate, after OnIssued of the new.
	OnSuperseded []Hook
	// OnDrawn runs once, in the transaction that stores the file, for a
	// certificate that is to be signed.
	OnDrawn []Hook

	opt     Options
	pattern pattern
	limit   *limit.Limiter
	pages   pages
	lists   lists // the signed list of revocations, kept for a moment
}

// New refuses options that cannot work, in one sentence.
func New(opt Options) (*Service, error) {
	p, err := parsePattern(opt.NumberPattern)
	if err != nil {
		return nil, err
	}
	u, err := url.Parse(opt.PublicURL)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("certificates: the public address must be scheme://host[:port]")
	}
	if opt.DB == nil || opt.Blobs == nil || opt.Person == nil || opt.Zone == nil || opt.Site.Agency == "" {
		return nil, fmt.Errorf("certificates: database, store, people, time zone and agency are needed")
	}
	if len(opt.IssuerKey) != ed25519.PrivateKeySize {
		return nil, fmt.Errorf("certificates: the issuer's key is needed")
	}
	opt.PublicURL = strings.TrimRight(opt.PublicURL, "/")
	if opt.Place == "" {
		opt.Place = placeOf(opt.Site.Agency)
	}
	if opt.Log == nil {
		opt.Log = slog.Default()
	}
	if opt.ChecksPerMinute == 0 {
		opt.ChecksPerMinute = 60
	}
	return &Service{opt: opt, pattern: p, limit: limit.New(opt.ChecksPerMinute, time.Minute), pages: newPages(opt.Site)}, nil
}

// Jobs registers the work after commit: drawing, and mail where it is
// configured.
func (s *Service) Jobs(q *jobs.Queue) {
	q.Handle(renderJob, jobs.Policy{Tries: 20}, s.render)
	q.Handle(batchJob, jobs.Policy{Tries: 20}, s.workBatch)
	if s.opt.Mailer != nil {
		q.Handle(mailJob, jobs.Policy{Tries: 8}, s.mail)
	}
}

// verifyURL is the public page of a certificate.
func (s *Service) verifyURL(publicID string) string { return s.opt.PublicURL + "/s/" + publicID }

// placeOf takes the place out of an agency's name: "Pemerintah Kabupaten
// Lumajang" is in Lumajang.
func placeOf(agency string) string {
	rest := strings.TrimSpace(agency)
	for _, word := range []string{"Pemerintah", "Daerah", "Provinsi", "Kabupaten", "Kota"} {
		rest = strings.TrimPrefix(rest, word+" ")
	}
	return rest
}
