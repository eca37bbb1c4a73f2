package credential

import (
	"context"
	"errors"
	"strings"
	"sync"
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

// TestAStormIsBounded: many callers, few hashes at once, and whoever cannot
// wait is told so instead of taking memory.
func TestAStormIsBounded(t *testing.T) {
	h := NewHasher(1)
	h.maxWaiting = 4
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	var all sync.WaitGroup
	var mu sync.Mutex
	done, busy := 0, 0
	for range 60 {
		all.Go(func() {
			_, err := h.Hash(ctx, "payung hujan biru")
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case errors.Is(err, ErrBusy):
				busy++
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if done < 2 || busy == 0 || done+busy != 60 {
		t.Errorf("%d done, %d told to come back", done, busy)
	}
	if len(h.slots) != 0 || h.waiting.Load() != 0 {
		t.Errorf("left behind: %d slots, %d waiting", len(h.slots), h.waiting.Load())
	}
}

func TestWaitingEndsWithTheRequest(t *testing.T) {
	h := NewHasher(1)
	for range cap(h.slots) {
		h.slots <- struct{}{}
	}
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
