//go:build !race

package certificates

import (
	"crypto/rand"
	"encoding/hex"
	"testing"

	"github.com/google/uuid"

	"lentera/internal/testweb"
)

// TestGuessesLearnNothing tries ten thousand addresses of every kind: no hit,
// and one and the same answer to each.
func TestGuessesLearnNothing(t *testing.T) {
	h := newHouse(t, nil)
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	_, nothing := h.web.Do(t, testweb.Scenario{Path: "/s/" + newPublicID()})
	near := []byte(c.PublicID)
	for i := range 10_000 {
		guess := newPublicID()
		switch i % 5 {
		case 1: // one letter beside a real one
			other := near[i%32]
			for other == near[i%32] {
				other = newPublicID()[0]
			}
			guess = c.PublicID[:i%32] + string(other) + c.PublicID[i%32+1:]
		case 2:
			guess = uuid.NewString()
		case 3:
			guess = c.PublicID[:31]
		case 4:
			b := make([]byte, 1+i%40)
			_, _ = rand.Read(b)
			guess = hex.EncodeToString(b)
		}
		res, body := h.web.Do(t, testweb.Scenario{Path: "/s/" + guess})
		if res.StatusCode != 404 || body != nothing {
			t.Fatalf("guess %q answered %d, differently: %s", guess, res.StatusCode, body)
		}
	}
}
