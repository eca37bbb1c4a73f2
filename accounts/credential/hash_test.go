package credential

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestHashAndVerify(t *testing.T) {
	h, ctx := NewHasher(1), context.Background()
	stored, err := h.Hash(ctx, "payung hujan biru")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s %v", stored, err)
	}
	again, _ := h.Hash(ctx, "payung hujan biru")
	if again == stored {
		t.Error("two hashes of one password are the same: no salt")
	}
	for password, want := range map[string]bool{"payung hujan biru": true, "payung hujan Biru": false, "": false} {
		if right, outdated, err := h.Verify(ctx, stored, password); err != nil || right != want || outdated {
			t.Errorf("%q: %v %v %v", password, right, outdated, err)
		}
	}
	// é as one sign and as two is the same password.
	composed, _ := h.Hash(ctx, "caf\u00e9 di ujung jalan")
	if right, _, _ := h.Verify(ctx, composed, "cafe\u0301 di ujung jalan"); !right {
		t.Error("the same letters are not the same password")
	}
}

func TestVerifyOfNothingIsNeverRight(t *testing.T) {
	h, ctx := NewHasher(1), context.Background()
	for _, stored := range []string{"", "plain", "$argon2id$v=19$m=19456,t=2,p=1$AAAA$", h.dummy + "x", "$argon2i$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
		"$argon2id$v=19$m=99999999,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"} {
		if right, _, err := h.Verify(ctx, stored, ""); right || err != nil {
			t.Errorf("%q: %v %v", stored, right, err)
		}
	}
}

func TestOldParametersAreTold(t *testing.T) {
	h, ctx := NewHasher(1), context.Background()
	weak := "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$" + strings.Repeat("A", 43)
	if _, outdated, err := h.Verify(ctx, weak, "x"); err != nil || !outdated {
		t.Errorf("%v %v", outdated, err)
	}
}

// TestAStormIsBounded: many callers, few hashes at once, and nobody who can wait
// is turned away.
func TestAStormIsBounded(t *testing.T) {
	h := NewHasher(2)
	var all sync.WaitGroup
	var most atomic.Int64
	stop := make(chan struct{})
	all.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				most.Store(max(most.Load(), int64(len(h.slots))))
				runtime.Gosched()
			}
		}
	})
	var callers sync.WaitGroup
	for range 20 {
		callers.Go(func() {
			if _, err := h.Hash(context.Background(), "payung hujan biru"); err != nil {
				t.Error(err)
			}
		})
	}
	callers.Wait()
	close(stop)
	all.Wait()
	if most.Load() < 1 || most.Load() > 2 || len(h.slots) != 0 {
		t.Errorf("%d at once, %d left behind", most.Load(), len(h.slots))
	}
}

func TestWaitingEndsWithTheRequest(t *testing.T) {
	h := NewHasher(0) // at least one
	h.slots <- struct{}{}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if _, err := h.Hash(ctx, "x"); !errors.Is(err, ErrBusy) {
		t.Error(err)
	}
}

func BenchmarkHash(b *testing.B) {
	h := NewHasher(2)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			_, _ = h.Hash(context.Background(), "payung hujan biru")
		}
	})
}
