package pdf

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
)

// TestTheBuiltInDesignDrawsWhatItAlwaysDrew: rows issued before there were
// designs must give the very bytes that were stored. The sums were taken from
// the program before designs came.
func TestTheBuiltInDesignDrawsWhatItAlwaysDrew(t *testing.T) {
	demo := asn()
	demo.Demo = true
	for name, c := range map[string]struct {
		sheet Sheet
		want  string
	}{
		"asn":     {asn(), "c36433e2373d48bc200c30ac8378df55efe9293d542d8ef1d0b75cf89c08c573"},
		"citizen": {citizen(), "95914cb0c059c2180a23fae962eac99942f501407e0cb468e300b6a622275f23"},
		"crowded": {crowded(), "15dfd9e50a688d7aa69ce55ceb4ead73bcaf61295a816250928a48ec19265233"},
		"demo":    {demo, "3c759b89c0d5a4f422780707ef09ca10bd1c06684b43bc43416260864a02d580"},
	} {
		sum := sha256.Sum256(draw(t, c.sheet))
		if got := hex.EncodeToString(sum[:]); got != c.want {
			t.Errorf("%s: sha256 %s, want %s", name, got, c.want)
		}
	}
}
