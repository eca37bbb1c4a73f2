package accounts

import (
	"context"
	"crypto/ed25519"
	"embed"
	"log/slog"
	"runtime"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/credential"
	"lentera/internal/db"
	"lentera/internal/gate"
	"lentera/internal/page"
)

//go:embed *.sql
var files embed.FS

//go:embed pages/*.html
var pages embed.FS

//go:embed pages/queue.js
var queueScript string

// How the doors that hash a password are paced: beside the hashes at work a few
// callers do what comes before and after, so that the hashes never wait for the
// database; who comes later waits a moment inside the request.
const (
	besideHash   = 3
	doorDeadline = 12 * time.Second // the wait, and the work on a busy machine
)

// Options are what accounts must be told; a zero field means the default
// beside it.
type Options struct {
	SigningKey ed25519.PrivateKey // signs access and media tokens; needed
	Pepper     []byte             // 32 bytes, keys the hashes of codes and counters; needed
	Issuer     string             // "lentera": the iss of tokens, usually the public address
	Secure     bool               // the site is https: cookies are Secure and carry __Host-

	PasswordMinLength int            // 15 characters
	LocalRule         bool           // four character classes besides
	Location          *time.Location // UTC: the agency's days are counted in it
	HashesAtOnce      int            // cores less one: password hashes at work
	QueuePatience     *time.Duration // 2 s: a wait for a hash at most this long happens inside the request

	Site        page.Site    // what pages say about the place
	DemoSignIns []DemoSignIn // printed on /masuk when Site.Demo
	Log         *slog.Logger // slog.Default()
}

// DemoSignIn is one line of the list that /masuk shows in demo mode.
type DemoSignIn struct{ Role, Name, NIP, Password string }

// KeepAlive tells whether a person is inside something that idle time must
// not interrupt, such as an open attempt. wire.go attaches quiz's.
type KeepAlive func(ctx context.Context, personID uuid.UUID) (bool, error)

// Service is the feature. Its exported methods are whole operations unless
// they take a transaction.
type Service struct {
	db     *db.DB
	opt    Options
	log    *slog.Logger
	tokens *tokenMaker
	access *actorCache
	media  *actorCache
	hasher *credential.Hasher
	rules  credential.Rules

	hashDoor *gate.Gate // before every door that hashes

	signInPage, activationPage *page.Page

	// KeepAlive is asked when a session has been idle too long; any yes keeps it.
	KeepAlive []KeepAlive
}

// New builds the feature. It panics without a signing key or a pepper: a
// program without them must not serve.
func New(d *db.DB, opt Options) *Service {
	if len(opt.SigningKey) != ed25519.PrivateKeySize || len(opt.Pepper) < 16 {
		panic("accounts: a signing key and a pepper are needed")
	}
	opt = opt.filled()
	return &Service{
		db: d, opt: opt, log: opt.Log,
		tokens: newTokenMaker(opt.SigningKey, opt.Issuer),
		access: newActorCache(), media: newActorCache(),
		hasher:         credential.NewHasher(opt.HashesAtOnce),
		hashDoor:       gate.New(gate.Options{Lanes: opt.HashesAtOnce + besideHash, Patience: *opt.QueuePatience}),
		rules:          credential.Rules{MinLength: opt.PasswordMinLength, FourClasses: opt.LocalRule},
		signInPage:     page.New(opt.Site, pages, "pages/sign-in.html", "pages/queue.html"),
		activationPage: page.New(opt.Site, pages, "pages/activation.html", "pages/queue.html"),
	}
}

func (o Options) filled() Options {
	if o.Issuer == "" {
		o.Issuer = "lentera"
	}
	if o.PasswordMinLength == 0 {
		o.PasswordMinLength = 15
	}
	if o.HashesAtOnce <= 0 {
		o.HashesAtOnce = max(1, runtime.GOMAXPROCS(0)-1)
	}
	if o.QueuePatience == nil {
		patience := 2 * time.Second
		o.QueuePatience = &patience
	}
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// Run keeps the process informed of sessions that end elsewhere until ctx
// ends. cmd/lentera starts it beside the server.
func (s *Service) Run(ctx context.Context) {
	db.Listen(ctx, s.db.DSN(), sessionsChannel, s.forget)
}

func (s *Service) today(now time.Time) time.Time {
	y, m, d := now.In(s.opt.Location).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}
