package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/uuid"

	"lentera/accounts"
	"lentera/bank"
	"lentera/certificates"
	"lentera/courses"
	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/internal/mail"
	"lentera/internal/page"
	"lentera/internal/web"
	"lentera/marking"
	"lentera/media"
	"lentera/merit"
	"lentera/quiz"
	"lentera/register"
	"lentera/signing"
	"lentera/signing/bsre"
)

// program is every feature, joined. This file is the whole story: who is built
// on what, and which fact of a lower feature becomes which act of a higher one.
type program struct {
	accounts     *accounts.Service
	media        *media.Service
	courses      *courses.Service
	bank         *bank.Service
	quiz         *quiz.Service
	marking      *marking.Service
	certificates *certificates.Service
	merit        *merit.Service
	register     *register.Service
	signing      *signing.Service
	esign        *bsre.Client // BSrE's service; nil where it is not set up
	queue        *jobs.Queue
	site         page.Site
}

// wire builds the features and attaches the hooks.
func wire(p *platform) (*program, error) {
	web.TreatAsAway(db.Away)
	g := &program{site: page.Site{Agency: p.cfg.AgencyName, Demo: p.cfg.Demo}}
	g.queue = jobs.New(p.db, p.log, 2)
	g.accounts = accounts.New(p.db, accounts.Options{
		SigningKey: p.secrets.SigningKey(), Pepper: p.secrets.Pepper, Issuer: p.cfg.PublicURL, Secure: p.secure(),
		PasswordMinLength: p.cfg.PasswordMinLength, LocalRule: p.cfg.PasswordLocalRule, HashesAtOnce: p.cfg.HashesAtOnce, QueuePatience: &p.cfg.QueuePatience,
		Location: p.zone, Site: g.site, DemoSignIns: demoSignIns(p.cfg.Demo), Log: p.log,
	})
	scope := func(ctx context.Context, actor access.Actor) (bool, []uuid.UUID, error) {
		s, err := g.accounts.ScopeOf(ctx, actor)
		return s.All, s.Roots, err
	}
	g.media = media.New(p.db, p.blobs)
	g.courses = courses.New(p.db, g.media, courses.Options{Location: p.zone, MinStudyPercent: p.cfg.MinStudyPercent, Scope: scope})
	g.bank = bank.New(p.db, g.media)
	g.quiz = quiz.New(p.db, g.courses, p.log)
	g.quiz.Uploads = quiz.Uploads{Media: g.media, Most: int64(p.cfg.AnswerFileMB) * 1_000_000, MostOfAll: int64(p.cfg.AnswerFilesMB) * 1_000_000}
	g.quiz.PaceStarts(p.cfg.StartsAtOnce, p.cfg.QueuePatience)
	g.marking = marking.New(p.db, g.quiz)

	var err error
	if g.certificates, err = certificates.New(certificates.Options{
		DB: p.db, Blobs: pdfs{p.blobs}, Person: g.holder, Site: g.site, PublicURL: p.cfg.PublicURL,
		Zone: p.zone, NumberPattern: p.cfg.CertificateNumber, Mailer: p.mailer, Log: p.log, PathKnown: knownPath,
		IssuerKey: p.secrets.IssuerKey(),
		Signs:     func(kind string) bool { return g.signing.Can(kind) },
	}); err != nil {
		return nil, err
	}
	if g.esign, err = bsreClient(p.cfg, p.log); err != nil {
		return nil, err
	}
	if g.signing, err = g.newSigning(p); err != nil {
		return nil, err
	}
	intoSiasn, err := g.siasn(p)
	if err != nil {
		return nil, err
	}
	signature, err := claimSignature(p.cfg, g.esign)
	if err != nil {
		return nil, err
	}
	if g.merit, err = merit.New(merit.Options{DB: p.db, RuleVersion: p.cfg.JPRuleVersion, Zone: p.zone, Scope: scope, Claims: g.claims(p, signature),
		Siasn: intoSiasn, TokenKey: p.secrets.TokenKey(), Document: g.document}); err != nil {
		return nil, err
	}

	// The facts and what follows from them. Everything here runs inside the
	// transaction of the fact: either all of it is true, or none.
	g.courses.Plug(g.quiz.Activity())                                               // quiz lessons bring their own content
	g.media.MaySee = append(g.media.MaySee, g.courses.MaySeeFile)                   // a lesson's files are for its learners
	g.media.MaySee = append(g.media.MaySee, g.bank.MaySeeFile, g.quiz.MaySeeFile)   // a question's files for authors, and for whoever was given it
	g.accounts.KeepAlive = append(g.accounts.KeepAlive, g.quiz.HasOpenAttempt)      // no idle sign-out inside an attempt
	g.courses.OnCompleted = append(g.courses.OnCompleted, g.certify)                // finished course → certificate
	g.courses.OnReopened = append(g.courses.OnReopened, g.annul)                    // not finished after all → annulled
	g.certificates.OnIssued = append(g.certificates.OnIssued, g.credit)             // certificate → JP entry
	g.certificates.OnRevoked = append(g.certificates.OnRevoked, g.reverse)          // revoked → reversing entry
	g.certificates.OnSuperseded = append(g.certificates.OnSuperseded, g.superseded) // superseded → reversing entry
	g.certificates.OnDrawn = append(g.certificates.OnDrawn, g.signing.Add)          // drawn → waits to be signed, where it is to be
	g.certificates.OnRevoked = append(g.certificates.OnRevoked, g.signing.Withdraw) // revoked or superseded → nobody signs it
	g.certificates.OnSuperseded = append(g.certificates.OnSuperseded, g.signing.Withdraw)
	g.signing.Jobs(g.queue)                   // what a dead process left behind waits again
	g.accounts.RegisterJobs(g.queue)          // forget what has served its time
	g.certificates.Jobs(g.queue)              // draw the PDF, send mail
	g.countingJobs()                          // balances follow the settings
	g.siasnJobs()                             // records on their way into SIASN
	if err := g.joinRegister(p); err != nil { // every fact above → a leaf, last
		return nil, err
	}
	g.queue.Handle("quiz.sweep-uploads", jobs.Policy{Every: time.Hour, Timeout: 5 * time.Minute}, g.quiz.SweepUploads)
	g.queue.Handle("media.clear-uploads", jobs.Policy{Every: 10 * time.Minute, Timeout: 5 * time.Minute}, g.media.ClearUploads)
	g.quiz.Jobs(g.queue) // statistics, and grading anew
	g.queue.Handle("quiz.close-overdue", jobs.Policy{Every: 15 * time.Second}, g.quiz.CloseOverdue)
	return g, nil
}

// certify says a finished course in the words of certificates. A course of no
// JP, such as a quiz that stands alone, is finished without one.
func (g *program) certify(ctx context.Context, tx *db.Tx, c courses.Completed) error {
	if c.JP == 0 {
		return nil
	}
	subjects := make([]certificates.Subject, len(c.Curriculum))
	for i, s := range c.Curriculum {
		subjects[i] = certificates.Subject{Title: s.Title, JP: s.JP}
	}
	evidence, err := g.studyRecord(ctx, tx, c)
	if err != nil {
		return err
	}
	_, err = g.certificates.Issue(ctx, tx, certificates.Achievement{
		Source: achievementOf(c), PersonID: c.PersonID, Title: c.Title, Organiser: c.Organiser,
		JP: c.JP, SiasnPath: c.SiasnPath, StartedOn: c.StartedOn, CompletedOn: c.CompletedOn, Curriculum: subjects,
		CourseCode: c.CourseCode, CourseRevision: c.RevisionNumber,
		Evidence: evidence,
	})
	return err
}

// achievementOf names a completion. An enrolment that was reopened and completed
// again is another achievement, with a certificate of its own.
func achievementOf(c courses.Completed) string {
	if c.Time > 1 {
		return fmt.Sprintf("enrolment:%s/%d", c.EnrolmentID, c.Time)
	}
	return "enrolment:" + c.EnrolmentID.String()
}

// annul says a completion that proved wrong in the words of certificates.
func (g *program) annul(ctx context.Context, tx *db.Tx, c courses.Completed, reason string) error {
	return g.certificates.Annul(ctx, tx, achievementOf(c), reason)
}

// credit says an issued certificate in the words of the ledger.
func (g *program) credit(ctx context.Context, tx *db.Tx, c certificates.Certificate) error {
	return g.merit.Credit(ctx, tx, merit.Credit{
		PersonID: c.PersonID, Source: ledgerSource(c), Title: c.Title, CertificateNumber: c.Number,
		JP: c.JP, SiasnPath: c.SiasnPath, StartedOn: c.StartedOn, CompletedOn: c.CompletedOn, Organiser: c.Organiser, Evidence: c.Evidence, Origin: originOf(c),
	})
}

func (g *program) reverse(ctx context.Context, tx *db.Tx, c certificates.Certificate) error {
	return g.merit.Reverse(ctx, tx, ledgerSource(c), c.RevokeReason)
}

func ledgerSource(c certificates.Certificate) string { return "certificate:" + c.ID.String() }

// boot lets the app's page carry the session of its cookie, so that a start
// on a weak network needs no further round trip (ADR 0009).
func (g *program) boot(ctx context.Context, refreshCookie string) (session any, lang string, ok bool) {
	token, expires, me, ok := g.accounts.SessionFromCookie(ctx, refreshCookie)
	if !ok {
		return nil, "", false
	}
	return map[string]any{"access_token": token, "expires_in": expires, "account": me}, me.Lang, true
}

// holder says a person in the words of certificates.
func (g *program) holder(ctx context.Context, tx *db.Tx, personID uuid.UUID) (certificates.Holder, error) {
	p, err := g.accounts.PersonOf(ctx, tx, personID)
	return certificates.Holder{Class: string(p.Class), Name: p.DisplayName, NIP: p.NIP, Rank: p.Rank,
		Position: p.Position, Unit: p.UnitName, Email: p.Email}, err
}

// pdfs lends the object store to certificates.
type pdfs struct{ blobs media.Blobs }

func (p pdfs) Put(ctx context.Context, key string, body []byte, contentType string) error {
	return p.blobs.Put(ctx, key, bytes.NewReader(body), int64(len(body)), contentType)
}

func (p pdfs) Get(ctx context.Context, key string) ([]byte, error) {
	r, _, err := p.blobs.Get(ctx, key, 0, -1)
	if errors.Is(err, media.ErrNoBlob) {
		return nil, certificates.ErrNoObject
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	return io.ReadAll(r)
}

// newMailer is nil when no mail is configured; then nothing offers mail.
func newMailer(address, from string) (certificates.Mailer, error) {
	if address == "" {
		return nil, nil //nolint:nilnil // absence is the answer
	}
	return mail.NewSMTP(address, from)
}
