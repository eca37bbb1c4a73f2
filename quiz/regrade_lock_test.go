package quiz

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
)

// How long a closing may have to wait while a correction of a question that
// 3,000 attempts had is approved: the approval works out every mark anew, but
// not while it holds what closings need.
func TestApprovalHoldsClosingsBriefly(t *testing.T) {
	if testing.Short() {
		t.Skip("3,000 sittings")
	}
	w := newWorld(t)
	w.largeExam()
	w.exec(`UPDATE quiz.items SET mark = 0 WHERE no = 1`) // so that every attempt changes
	trainer := accountstest.Person(t, w.db, "Hendra", uuid.Nil, access.Trainer)
	admin := accountstest.Person(t, w.db, "Siti", uuid.Nil, access.TrainingAdmin)
	version := scan[uuid.UUID](w, `SELECT question_id FROM quiz.items WHERE no = 1 LIMIT 1`)
	id, err := w.s.ProposeRegrade(background, trainer, Proposal{VersionID: version, Change: changeVoid, Reason: reason})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	_, p, _, err := w.s.RegradeOf(background, id)
	if err != nil || p.Attempts != 3000 || p.Rise+p.Fall != 3000 {
		t.Fatalf("%+v %v", p, err)
	}
	preview := time.Since(began)
	var longest atomic.Int64
	stop, done := make(chan struct{}), make(chan struct{})
	go func() { // what LockAttempt asks for, again and again
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
			}
			asked := time.Now()
			if _, err := w.pool.Exec(`SELECT pg_advisory_xact_lock_shared(hashtext('quiz.grading'))`); err != nil {
				t.Error(err)
				return
			}
			longest.Store(max(longest.Load(), int64(time.Since(asked))))
		}
	}()
	began = time.Now()
	err = w.s.ApproveRegrade(background, admin, id, Decision{Policy: RaiseOnly, Seen: p.Digest})
	took := time.Since(began)
	close(stop)
	<-done
	if err != nil {
		t.Fatal(err)
	}
	held := time.Duration(longest.Load())
	t.Logf("3,000 attempts: preview %v, approval %v, a closing waited at most %v", preview, took, held)
	if held > time.Second {
		t.Errorf("a closing waited %v", held)
	}
	if n := scan[int](w, `SELECT count(*) FROM quiz.regrade_lines WHERE regrade_id = $1`, id); n != 3000 {
		t.Errorf("%d lines", n)
	}
}
