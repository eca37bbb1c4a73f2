package quiz

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"lentera/internal/access"
	"lentera/internal/gather"
)

// A register of one item: what a save, a read of the paper and a submit do to
// it, and what they may answer.
type itemState struct {
	seq    int64
	chosen string
	closed bool
}

type itemOp struct {
	kind   string // save, read, submit
	seq    int64
	chosen string
}

type itemAnswer struct {
	refused bool
	seq     int64
	chosen  string // of a read
	stale   bool
}

var itemModel = porcupine.Model{
	Init: func() any { return itemState{} },
	Step: func(state, input, output any) (bool, any) {
		s, op, out := state.(itemState), input.(itemOp), output.(itemAnswer)
		switch op.kind {
		case "submit":
			s.closed = true
			return true, s
		case "read":
			return out.seq == s.seq && out.chosen == s.chosen, s
		}
		if s.closed {
			return out.refused, s
		}
		if op.seq > s.seq {
			s.seq, s.chosen = op.seq, op.chosen
		}
		return !out.refused && out.seq == s.seq && out.stale == (s.seq != op.seq || s.chosen != op.chosen), s
	},
	Equal:             func(a, b any) bool { return a == b },
	DescribeOperation: func(in, out any) string { return fmt.Sprintf("%+v → %+v", in, out) },
}

// TestSavesAreLinearizable: two devices save by single calls and queues, read,
// and hand in, all at once; there is an order of all these operations, each
// between its call and its return, in which every answer is right. So it is
// when single calls gather.
func TestSavesAreLinearizable(t *testing.T) {
	w := newWorld(t)
	w.gather(gather.Options{})
	w.linearizable(t)
}

func TestGatheredSavesAreLinearizable(t *testing.T) {
	w := newWorld(t)
	shared := w.gather(together)
	w.linearizable(t)
	t.Logf("%d gathered, %d of them without a verdict", shared.Load(), w.alone.Load())
	if shared.Load() < 100 {
		t.Errorf("%d saves were gathered", shared.Load())
	}
}

func (w *world) linearizable(t *testing.T) {
	w.pool.SetMaxIdleConns(8)
	for round := range 12 {
		history := w.race(uint64(round))
		if porcupine.CheckOperations(itemModel, history) {
			continue
		}
		t.Errorf("round %d: no order explains %d operations", round, len(history))
		for _, op := range history {
			t.Logf("%d [%d %d] %s", op.ClientId, op.Call, op.Return, itemModel.DescribeOperation(op.Input, op.Output))
		}
	}
}

// The control: a history in which an older act overwrote a newer one is found.
func TestControlTheCheckerFindsALostUpdate(t *testing.T) {
	op := func(call, ret int64, in itemOp, out itemAnswer) porcupine.Operation {
		return porcupine.Operation{Call: call, Return: ret, Input: in, Output: out}
	}
	bad := []porcupine.Operation{
		op(1, 2, itemOp{"save", 2, "b"}, itemAnswer{seq: 2}),
		op(3, 4, itemOp{"save", 1, "a"}, itemAnswer{seq: 1}),
		op(5, 6, itemOp{"read", 0, ""}, itemAnswer{seq: 1, chosen: "a"}),
	}
	if porcupine.CheckOperations(itemModel, bad) {
		t.Fatal("arrival order passes for the protocol")
	}
	late := []porcupine.Operation{
		op(1, 2, itemOp{"submit", 0, ""}, itemAnswer{}),
		op(3, 4, itemOp{"save", 1, "a"}, itemAnswer{seq: 1}),
	}
	if porcupine.CheckOperations(itemModel, late) {
		t.Fatal("a save after the close passes")
	}
}

// race runs 6 callers on one item of one attempt and records what they saw.
func (w *world) race(seed uint64) []porcupine.Operation {
	a := w.learner()
	p := w.start(a, w.kuis)
	var mu sync.Mutex
	var history []porcupine.Operation
	began := time.Now()
	var all sync.WaitGroup
	for client := range 6 {
		r := rand.New(rand.NewPCG(seed, uint64(client)))
		all.Go(func() {
			for i := range 25 {
				op := itemOp{"save", r.Int64N(12) + 1, p.Items[0].Options[r.IntN(2)].ID}
				switch n := r.IntN(10); {
				case n < 2:
					op = itemOp{kind: "read"}
				case client == 0 && i == 20:
					op = itemOp{kind: "submit"}
				}
				call := time.Since(began).Nanoseconds()
				out, err := w.act(a, p, op, r.IntN(2) == 0)
				back := time.Since(began).Nanoseconds()
				if err != nil {
					w.t.Error(err)
					return
				}
				mu.Lock()
				history = append(history, porcupine.Operation{ClientId: client, Input: op, Call: call, Output: out, Return: back})
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return history
}

func (w *world) act(a access.Actor, p Paper, op itemOp, queue bool) (itemAnswer, error) {
	switch op.kind {
	case "submit":
		_, err := w.s.Submit(background, a, p.ID)
		return itemAnswer{}, err
	case "read":
		q, err := w.s.Paper(background, a, p.ID)
		if err != nil {
			return itemAnswer{}, err
		}
		out := itemAnswer{seq: q.Items[0].Seq}
		if len(q.Items[0].Chosen) > 0 {
			out.chosen = q.Items[0].Chosen[0]
		}
		return out, nil
	}
	if queue {
		v, err := w.s.SaveAnswers(background, a, p.ID, []QueuedAnswer{queued(1, op.seq, nil, op.chosen)}, nil)
		if err != nil {
			return itemAnswer{}, err
		}
		got := v.Verdicts[0]
		return itemAnswer{refused: got.Verdict == "refused", seq: got.Stored, stale: got.Verdict == "stale"}, nil
	}
	saved, err := w.s.SaveAnswer(background, a, p.ID, Answer{1, op.seq, []string{op.chosen}})
	if isRefusal(err) {
		return itemAnswer{refused: true}, nil
	}
	return itemAnswer{seq: saved.Seq, stale: saved.Stale}, err
}
