package signing

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/google/uuid"

	"lentera/certificates"
	"lentera/internal/db"
)

const (
	callTimeout = 3 * time.Minute // of one call of a signer
	awayTries   = 3
)

// Work signs until ctx ends: two runs at once, in this process, because only
// this process has the secrets.
func (s *Service) Work(ctx context.Context) {
	var all sync.WaitGroup
	all.Add(1)
	go func() { defer all.Done(); s.renewAll(ctx) }()
	for range 2 {
		all.Add(1)
		go func() {
			defer all.Done()
			for {
				select {
				case <-ctx.Done():
					return
				case id := <-s.runs:
					s.work(ctx, id)
				}
			}
		}()
	}
	all.Wait()
}

// renewAll keeps the leases of this process's runs, also of those that wait
// for their turn.
func (s *Service) renewAll(ctx context.Context) {
	tick := time.NewTicker(s.opt.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := s.opt.DB.Slow().Exec(ctx, sqls.RenewRuns, s.process, s.opt.Lease.Seconds()); err != nil && ctx.Err() == nil {
				s.opt.Log.WarnContext(ctx, "signing: leases not renewed", "cause", err)
			}
		}
	}
}

// Settle does what is waiting in this process and returns; tests and commands
// use it instead of Work.
func (s *Service) Settle(ctx context.Context) {
	for {
		select {
		case id := <-s.runs:
			s.work(ctx, id)
		default:
			return
		}
	}
}

// stop is why a run ends before its last document, and what becomes of those.
type stop struct {
	state State
	why   Why
	text  string
}

func (s *stop) Error() string { return "signing: run stopped: " + string(s.why) }

// work signs the documents of one run. Whatever happens, the secret is gone
// afterwards and no document stays in "signing": at worst, when the database is
// away, the rhythm puts them back after the lease.
func (s *Service) work(ctx context.Context, id uuid.UUID) {
	defer s.keeper.drop(id)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go s.renew(ctx, cancel, id)
	err := s.attempt(ctx, id)
	if err == nil {
		return
	}
	var why *stop
	if !errors.As(err, &why) {
		s.opt.Log.WarnContext(ctx, "signing interrupted", "run", id, "cause", err)
		why = &stop{Waiting, WhyAway, ""}
		if ctx.Err() != nil { // the server stops, and takes the secret with it
			why.why = WhyPassphraseGone
		}
	}
	end, done := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer done()
	if err := s.endRun(end, id, why); err != nil {
		s.opt.Log.WarnContext(ctx, "signing: end of run not written; its lease will end", "run", id, "cause", err)
	}
}

// attempt is workAll, in which a panic of a signer is an interruption.
func (s *Service) attempt(ctx context.Context, id uuid.UUID) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return s.workAll(ctx, id)
}

// renew keeps the lease; when it is lost, the run is somebody else's and this
// process stops.
func (s *Service) renew(ctx context.Context, cancel func(), id uuid.UUID) {
	tick := time.NewTicker(s.opt.Lease / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if n, err := s.opt.DB.Slow().Exec(ctx, sqls.RenewRun, id, s.process, s.opt.Lease.Seconds()); err == nil && n == 0 {
				cancel()
				return
			}
		}
	}
}

func (s *Service) endRun(ctx context.Context, id uuid.UUID, why *stop) error {
	return s.opt.DB.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		// A run that was taken over is another process's to end.
		if n, err := tx.Exec(ctx, sqls.RenewRun, id, s.process, s.opt.Lease.Seconds()); err != nil || n == 0 {
			return err
		}
		if why == nil {
			_, err := tx.Exec(ctx, sqls.EndRun, id, "done", "", "")
			return err
		}
		if _, err := tx.Exec(ctx, sqls.PutAllBack, id, string(why.state), string(why.why), short(why.text)); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, sqls.EndRun, id, "stopped", string(why.why), short(why.text))
		return err
	})
}

func (s *Service) workAll(ctx context.Context, id uuid.UUID) error {
	var run Run
	if err := s.opt.DB.Slow().Get(ctx, &run, sqls.Run, id); err != nil {
		return err
	}
	if run.State != "running" {
		return nil
	}
	for ctx.Err() == nil {
		var documents []Document
		atOnce := 1
		if signer := s.signers[run.Kind]; signer != nil {
			atOnce = signer.Traits().AtOnce
		}
		if err := s.opt.DB.Slow().Select(ctx, &documents, sqls.DocumentsOfRun, id, atOnce); err != nil {
			return err
		}
		if len(documents) == 0 {
			return s.endRun(ctx, id, nil)
		}
		if err := s.chunk(ctx, run, documents); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// chunk signs, or hands over, a few documents; every one of them leaves
// "signing", or the run stops.
func (s *Service) chunk(ctx context.Context, run Run, documents []Document) error {
	var papers []Paper
	of := map[uuid.UUID]Document{}
	for _, d := range documents {
		pdf, refusal, err := s.present(ctx, d)
		if err != nil {
			return err
		}
		if refusal != nil {
			if err := s.putBack(ctx, run.ID, d.ID, refusal); err != nil {
				return err
			}
			continue
		}
		of[d.ID] = d
		papers = append(papers, d.paper(pdf))
	}
	if len(papers) == 0 {
		return nil
	}
	if run.Kind == Portal {
		return s.handOff(ctx, run, of[papers[0].ID], papers[0])
	}
	signed, err := s.call(ctx, run, papers)
	if err != nil {
		return err
	}
	for _, x := range signed {
		d, asked := of[x.ID]
		if !asked {
			continue // not what was asked; those left are put back below
		}
		delete(of, x.ID)
		if err := s.settle(ctx, run, d, x); err != nil {
			return err
		}
	}
	for id := range of {
		if err := s.putBack(ctx, run.ID, id, &Refusal{Why: WhyAway, Detail: "no answer for this document"}); err != nil {
			return err
		}
	}
	return nil
}

// present is the file as it is to be signed now, checked against its hash.
func (s *Service) present(ctx context.Context, d Document) ([]byte, *Refusal, error) {
	if d.PartKey != "" {
		body, err := s.opt.Blobs.Get(ctx, d.PartKey)
		switch {
		case errors.Is(err, certificates.ErrNoObject):
			return nil, &Refusal{Why: WhyLost}, nil
		case err != nil:
			return nil, nil, &stop{Waiting, WhyAway, "the file store is away"}
		case sumOf(body) != d.PartSHA256:
			return nil, &Refusal{Why: WhyLost}, nil
		}
		return body, nil, nil
	}
	body, ready, err := s.opt.Certificates.UnsignedPDF(ctx, d.CertificateID)
	switch {
	case errors.Is(err, certificates.ErrStoreAway):
		return nil, nil, &stop{Waiting, WhyAway, "the file store is away"}
	case err != nil:
		return nil, nil, err
	case !ready:
		return nil, &Refusal{Why: WhyLost, Detail: "the file is being restored"}, nil
	}
	return body, nil, nil
}

// call asks the signer, again after a pause when it is away.
func (s *Service) call(ctx context.Context, run Run, papers []Paper) (signed []Signed, err error) {
	signer := s.signers[run.Kind]
	if signer == nil {
		return nil, &stop{Refused, WhyNoKey, "this way of signing is not set up any more"}
	}
	if s.guesses.wait(run.Party, signer.Traits().most(), time.Now()) > 0 { // runs that were begun before the last wrong try
		return nil, &stop{Waiting, WhyPassphrase, ""}
	}
	for try := 1; ; try++ {
		signed, err = s.once(ctx, run, signer, papers)
		var refusal *Refusal
		switch {
		case err == nil:
			return signed, nil
		case !errors.As(err, &refusal):
			refusal = &Refusal{Why: WhyAway}
			s.opt.Log.WarnContext(ctx, "signer failed", "kind", run.Kind, "run", run.ID, "cause", err)
		}
		switch {
		case refusal.Why == WhyPassphrase:
			s.guesses.add(run.Party, time.Now())
			return nil, &stop{Waiting, WhyPassphrase, ""}
		case !refusal.Why.Again():
			return nil, &stop{Refused, refusal.Why, refusal.Detail}
		case refusal.Why == WhyPassphraseGone || try >= awayTries:
			return nil, &stop{Waiting, refusal.Why, refusal.Detail}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(time.Duration(try*try) * time.Second / 2):
		}
	}
}

func (s *Service) once(ctx context.Context, run Run, signer Signer, papers []Paper) ([]Signed, error) {
	with := s.keeper.lend(run.ID)
	if with == nil && signer.Traits().AsksPassphrase {
		return nil, &Refusal{Why: WhyPassphraseGone}
	}
	if with == nil {
		with = NewSecret(nil, nil, nil)
	}
	defer with.Wipe()
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return signer.Sign(ctx, with, papers)
}

// settle decides on one answer: a good file is kept, anything else says why
// not.
func (s *Service) settle(ctx context.Context, run Run, d Document, x Signed) error {
	if x.Err == nil {
		err := s.accept(ctx, d, run.ID, Signing, x)
		var refusal *Refusal
		if !errors.As(err, &refusal) {
			return err
		}
		x.Err = refusal
		s.opt.Log.WarnContext(ctx, "signed file refused", "document", d.ID, "why", refusal.Why, "detail", refusal.Detail)
	}
	var refusal *Refusal
	if !errors.As(x.Err, &refusal) {
		refusal = &Refusal{Why: WhyAway, Cause: x.Err}
	}
	if refusal.Why == WhyPassphrase {
		s.guesses.add(run.Party, time.Now())
		return &stop{Waiting, WhyPassphrase, ""}
	}
	return s.putBack(ctx, run.ID, d.ID, refusal)
}

// putBack takes a document out of its run: to waiting where the same try may
// succeed later, to refused otherwise.
func (s *Service) putBack(ctx context.Context, run, id uuid.UUID, r *Refusal) error {
	state := Refused
	if r.Why.Again() {
		state = Waiting
	}
	_, err := s.opt.DB.Slow().Exec(ctx, sqls.PutBack, id, run, string(state), string(r.Why), short(r.Detail))
	return err
}
