package merit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
)

const (
	siasnDate    = "02-01-2006"
	deliverLease = 3 * time.Minute
	deliverRound = 100 * time.Second // one run of the job; the job's own lease is longer
	unseenTries  = 5                 // reads after which a row that is not seen is an operator's matter
)

// parcel is one delivery with what is to be written, as the worker holds it.
type parcel struct {
	ID           uuid.UUID     `db:"id"`
	PersonID     uuid.UUID     `db:"person_id"`
	Source       string        `db:"source"`
	Kind         string        `db:"kind"`
	State        DeliveryState `db:"state"`
	RemotePerson string        `db:"remote_person"`
	RemoteID     string        `db:"remote_id"`
	Attempts     int           `db:"attempts"`
	SHA256       string        `db:"document_sha256"`
	SaveBegun    bool          `db:"save_begun"`
	Title        string        `db:"title"`
	Organiser    string        `db:"organiser"`
	Number       string        `db:"number"`
	JP           int           `db:"jp"`
	SiasnPath    int           `db:"siasn_path"`
	StartedOn    *time.Time    `db:"started_on"`
	CompletedOn  time.Time     `db:"completed_on"`
	Class        string        `db:"class"`
	NIP          string        `db:"nip"`

	lease uuid.UUID
}

// outcome is what one step found out: the next state, or why not.
type outcome struct {
	to    DeliveryState
	code  string
	said  string
	wait  time.Duration
	delay bool // stay, and try again after wait
}

// DeliverJob is the handler of the job merit.deliver. It survives running
// twice, at once or after being killed anywhere: every record is leased, every
// save is preceded by a search, and the id SIASN gives is kept in a transaction
// of its own before anything else.
func (s *Service) DeliverJob(ctx context.Context, _ json.RawMessage) error {
	if s.opt.Siasn == nil || s.opt.Siasn.Remote == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, deliverRound)
	defer cancel()
	_, err := s.Deliver(ctx)
	return err
}

// Deliver works the queue until nothing is due, the line is paused or ctx
// ends; it tells how many records it took up.
func (s *Service) Deliver(ctx context.Context) (n int, err error) {
	var all sync.WaitGroup
	var mu sync.Mutex
	for range max(1, s.opt.Siasn.Workers) {
		all.Add(1)
		go func() {
			defer all.Done()
			for ctx.Err() == nil {
				did, werr := s.deliverOne(ctx)
				mu.Lock()
				if did {
					n++
				}
				if werr != nil && ctx.Err() == nil {
					err = errors.Join(err, werr)
				}
				mu.Unlock()
				if !did || werr != nil {
					return
				}
				pause(ctx, s.opt.Siasn.Gap)
			}
		}()
	}
	all.Wait()
	return n, err
}

func pause(ctx context.Context, d time.Duration) {
	if d <= 0 {
		return
	}
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// deliverOne takes the next record and does its steps as far as they go.
func (s *Service) deliverOne(ctx context.Context) (did bool, err error) {
	if open, err := s.lineOpen(ctx); err != nil || !open {
		return false, err
	}
	p, err := s.claim(ctx)
	if db.NoRow(err) || db.LockTimeout(err) { // or others choose for so long that this one is not needed
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer func() {
		free, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_, ferr := s.opt.DB.Slow().Exec(free, sqls.FreeDelivery, p.ID, p.lease)
		err = errors.Join(err, ferr)
	}()
	ctx = withDelivery(ctx, p.ID)
	for ctx.Err() == nil {
		from := p.State
		out, err := s.step(ctx, &p)
		if err != nil {
			if err = s.stumbled(ctx, p, err); err != nil {
				return true, err
			}
			return true, nil
		}
		if err := s.settle(ctx, &p, from, out); err != nil {
			return true, err
		}
		s.crashAt("settled-" + string(p.State))
		if out.delay || p.State == from || !inMotion(p.State) {
			return true, nil
		}
	}
	return true, ctx.Err()
}

// inMotion are the states the worker goes on from without asking anybody.
func inMotion(st DeliveryState) bool { return st == StateSaved || st == StateUploaded }

func (s *Service) claim(ctx context.Context) (p parcel, err error) {
	lease := uuid.New()
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.LockDeliveries); err != nil {
			return err
		}
		return tx.Get(ctx, &p, sqls.ClaimDelivery, lease, deliverLease.Seconds())
	})
	p.lease = lease
	return p, err
}

func (s *Service) step(ctx context.Context, p *parcel) (outcome, error) {
	switch p.State {
	case StateDraft:
		return s.check(ctx, p)
	case StateChecked:
		return s.push(ctx, p)
	case StateSaved:
		return s.attach(ctx, p)
	case StateUploaded:
		return s.readBack(ctx, p)
	case StateRemoving:
		return s.takeOut(ctx, p)
	}
	return outcome{}, fmt.Errorf("delivery %s: nothing to do in state %s", p.ID, p.State)
}

// check asks whether SIASN knows the person, and as ours.
func (s *Service) check(ctx context.Context, p *parcel) (outcome, error) {
	if p.NIP == "" {
		return outcome{to: StateRefused, code: troubleNIP}, nil
	}
	if p.Kind == "diklat" && s.opt.Siasn.StructuralID == "" {
		return outcome{to: StateByHand, code: troubleStruct}, nil
	}
	who, found, err := s.opt.Siasn.Remote.Person(ctx, p.NIP)
	switch {
	case err != nil:
		return outcome{}, err
	case !found:
		return outcome{to: StateRefused, code: troubleNoPerson}, nil
	case s.opt.Siasn.AgencyID != "" && who.AgencyID != s.opt.Siasn.AgencyID:
		return outcome{to: StateRefused, code: troubleElsewhere}, nil
	}
	p.RemotePerson = who.ID
	if out, never := s.without(ctx, p.Source); never {
		return out, nil
	}
	return outcome{to: StateChecked}, nil
}

// without tells early that a credit has no file and never will: one that stands
// on no certificate of ours. Theirs are only looked at when they are sent.
func (s *Service) without(ctx context.Context, source string) (outcome, bool) {
	if strings.HasPrefix(source, "certificate:") {
		return outcome{}, false
	}
	_, _, err := s.document(ctx, source)
	return outcome{to: StateByHand, code: troubleNoFile}, errors.Is(err, ErrNoDocument)
}

// push looks for the row first, always; only what is not there is made.
func (s *Service) push(ctx context.Context, p *parcel) (outcome, error) {
	if _, ready, err := s.document(ctx, p.Source); errors.Is(err, ErrNoDocument) {
		return outcome{to: StateByHand, code: troubleNoFile}, nil
	} else if err != nil {
		return outcome{}, err
	} else if !ready {
		return outcome{code: troubleDocument, wait: s.opt.Siasn.Settle, delay: true}, nil
	}
	w := s.writeOf(*p)
	if searchBeforeSave {
		found, err := s.search(ctx, *p, w)
		if err != nil {
			return outcome{}, err
		}
		if found != nil {
			w.RemoteID = found.RemoteID
			if len(differences(w.SiasnRow, *found)) == 0 {
				return s.know(ctx, p, found.RemoteID, "found")
			}
		}
	}
	if n, err := s.opt.DB.Slow().Exec(ctx, sqls.BeginSave, p.ID, p.lease, p.RemotePerson); err != nil {
		return outcome{}, err
	} else if n == 0 {
		return outcome{delay: true}, nil // reversed meanwhile
	}
	s.crashAt("before-save")
	id, err := s.opt.Siasn.Remote.Save(ctx, w)
	if err != nil {
		return outcome{}, err
	}
	s.crashAt("after-save")
	return s.know(ctx, p, id, "saved")
}

// know keeps the id of the row before anything else happens.
func (s *Service) know(ctx context.Context, p *parcel, id, how string) (outcome, error) {
	ctx = context.WithoutCancel(ctx) // the row is there whether we stop or not
	err := s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.KnowRemote, p.ID, id); err != nil {
			return err
		}
		return s.event(ctx, tx, p.ID, p.State, StateSaved, map[string]any{"remote_id": id, "how": how})
	})
	p.RemoteID = id
	return outcome{to: StateSaved}, err
}

func (s *Service) attach(ctx context.Context, p *parcel) (outcome, error) {
	pdf, ready, err := s.document(ctx, p.Source)
	if errors.Is(err, ErrNoDocument) { // it was there when the row was made
		return outcome{to: StateRefused, code: troubleNoFile}, nil
	}
	if err != nil {
		return outcome{}, err
	}
	if !ready {
		return outcome{code: troubleDocument, wait: s.opt.Siasn.Settle, delay: true}, nil
	}
	s.crashAt("before-upload")
	if err := s.opt.Siasn.Remote.Upload(ctx, p.Kind, p.RemoteID, fileName(p.Number)+".pdf", pdf); err != nil {
		var f *RemoteFault
		if errors.As(err, &f) && f.Code == troubleSaid {
			return outcome{to: StateRefused, code: troubleBigFile, said: f.Said}, nil
		}
		return outcome{}, err
	}
	s.crashAt("after-upload")
	sum := sha256.Sum256(pdf)
	p.SHA256 = hex.EncodeToString(sum[:])
	return outcome{to: StateUploaded}, nil
}

// readBack confirms what SIASN itself shows. A row that is not seen is never
// made again by the machine: whether new rows show at once is not known.
func (s *Service) readBack(ctx context.Context, p *parcel) (outcome, error) {
	rows, err := s.rowsOf(ctx, *p)
	if err != nil {
		return outcome{}, err
	}
	for _, r := range rows {
		if r.RemoteID == p.RemoteID && r.HasDocument != nil && *r.HasDocument {
			return outcome{to: StateConfirmed}, nil
		}
	}
	if p.Attempts+1 >= unseenTries {
		return outcome{to: StateRefused, code: troubleGone}, nil
	}
	return outcome{code: troubleGone, wait: s.opt.Siasn.Settle, delay: true}, nil
}

// takeOut deletes the row of a reversed credit, whatever is known of it.
func (s *Service) takeOut(ctx context.Context, p *parcel) (outcome, error) {
	if p.NIP == "" {
		return outcome{code: troubleNIP, wait: time.Hour, delay: true}, nil
	}
	found, err := s.search(ctx, *p, s.writeOf(*p))
	if err != nil {
		return outcome{}, err
	}
	if found == nil {
		return outcome{to: StateRemoved}, nil
	}
	s.crashAt("before-delete")
	if err := s.opt.Siasn.Remote.Delete(ctx, p.Kind, found.RemoteID); err != nil {
		var f *RemoteFault
		if errors.As(err, &f) && f.Code == troubleSaid {
			return outcome{code: troubleSaid, said: f.Said, wait: time.Hour, delay: true}, nil
		}
		return outcome{}, err
	}
	s.crashAt("after-delete")
	return outcome{delay: true}, nil // the next look finds it gone, and says so
}

// rowsOf reads a person's rows of the parcel's kind and keeps them.
func (s *Service) rowsOf(ctx context.Context, p parcel) ([]SiasnRow, error) {
	rows, err := s.opt.Siasn.Remote.Rows(ctx, p.NIP, p.Kind)
	if err != nil {
		return nil, err
	}
	return rows, s.keepRows(ctx, p.PersonID, p.Kind, "connector", rows)
}

func (s *Service) search(ctx context.Context, p parcel, w SiasnWrite) (*SiasnRow, error) {
	rows, err := s.rowsOf(ctx, p)
	if err != nil {
		return nil, err
	}
	var ids []string
	if err := s.opt.DB.Slow().Select(ctx, &ids, sqls.RemoteIDsTaken, p.PersonID, p.Kind, p.ID); err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, id := range ids {
		taken[id] = true
	}
	return findRow(rows, w, taken), nil
}

// writeOf is the credit in SIASN's words.
func (s *Service) writeOf(p parcel) SiasnWrite {
	start := p.CompletedOn
	if p.StartedOn != nil {
		start = *p.StartedOn
	}
	o := s.opt.Siasn
	organiser, structural := p.Organiser, ""
	if o != nil {
		structural = o.StructuralID
		if organiser == "" {
			organiser = o.Organiser
		}
	}
	return SiasnWrite{
		SiasnRow: SiasnRow{Kind: p.Kind, RemoteID: p.RemoteID, Number: p.Number, Title: p.Title, Organiser: organiser, JP: p.JP,
			StartedOn: start.Format(siasnDate), CompletedOn: p.CompletedOn.Format(siasnDate), Path: strconv.Itoa(p.SiasnPath)},
		PersonID: p.RemotePerson, PathID: p.SiasnPath, Start: start, End: p.CompletedOn, StructuralID: structural,
	}
}

// settle writes what a step found out, and the event.
func (s *Service) settle(ctx context.Context, p *parcel, from DeliveryState, out outcome) error {
	ctx = context.WithoutCancel(ctx)
	if _, err := s.opt.DB.Slow().Exec(ctx, sqls.QueueAnswered); err != nil {
		return err
	}
	if out.delay {
		_, err := s.opt.DB.Slow().Exec(ctx, sqls.DelayDelivery, p.ID, p.lease, out.code, out.said, out.wait.Seconds())
		return err
	}
	if out.to == StateSaved && from == StateChecked { // know has written it
		p.State = StateSaved
		return nil
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n, err := tx.Exec(ctx, sqls.MoveDelivery, p.ID, p.lease, from, out.to, p.RemotePerson, p.SHA256, out.code, out.said, out.wait.Seconds())
		if err != nil || n == 0 {
			return err // n == 0: reversed or taken over meanwhile; that one goes on
		}
		p.State = out.to
		detail := map[string]any{}
		if out.code != "" {
			detail["code"] = out.code
		}
		if p.SHA256 != "" && out.to == StateUploaded {
			detail["sha256"] = p.SHA256
		}
		return s.event(ctx, tx, p.ID, from, out.to, detail)
	})
}

// stumbled decides about a step that failed: the line waits, or this record
// does. Nothing here ever gives a record up.
func (s *Service) stumbled(ctx context.Context, p parcel, err error) error {
	ctx = context.WithoutCancel(ctx)
	var f *RemoteFault
	if !errors.As(err, &f) {
		_, derr := s.opt.DB.Slow().Exec(ctx, sqls.DelayDelivery, p.ID, p.lease, "", "", s.backoff(p.Attempts).Seconds())
		return errors.Join(err, derr)
	}
	if f.Code == troubleSaid && p.State != StateRemoving {
		return s.settle(ctx, &p, p.State, outcome{to: StateRefused, code: troubleSaid, said: f.Said})
	}
	wait := s.backoff(p.Attempts)
	if f.queueWide() {
		wait = 0
	}
	if f.Code == troubleLost {
		wait = s.opt.Siasn.Settle
	}
	if _, err := s.opt.DB.Slow().Exec(ctx, sqls.DelayDelivery, p.ID, p.lease, f.Code, f.Said, wait.Seconds()); err != nil {
		return err
	}
	if f.queueWide() {
		return s.lineFailed(ctx, f)
	}
	return nil
}

func (s *Service) backoff(attempts int) time.Duration {
	d := s.opt.Siasn.Backoff << min(attempts, 12)
	return min(d, s.opt.Siasn.MaxBackoff)
}

func (s *Service) crashAt(point string) {
	if s.crash != nil {
		s.crash(point)
	}
}

func (s *Service) document(ctx context.Context, source string) (pdf []byte, ready bool, err error) {
	if s.opt.Document == nil {
		return nil, false, nil
	}
	return s.opt.Document(ctx, source)
}
