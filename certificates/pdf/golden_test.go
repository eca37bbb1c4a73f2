package pdf

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"testing"
)

// keptEmblem is a PNG as it was stored; the store keeps emblems as they were
// made, so another encoder changes none.
const keptEmblem = "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGPgjqkCIgYIBQAW7gOF2fnQYgAAAABJRU5ErkJggg=="

// TestSheetsAreDrawnAsTheyAlwaysWere: rows that were issued must give the very
// bytes that were stored. The sums without a design were taken from the program
// before designs came.
func TestSheetsAreDrawnAsTheyAlwaysWere(t *testing.T) {
	kept, err := base64.StdEncoding.DecodeString(keptEmblem)
	if err != nil {
		t.Fatal(err)
	}
	design, warga := designed(t, asn()), designed(t, citizen())
	design.Emblem, warga.Emblem = kept, kept
	demo := asn()
	demo.Demo = true
	for name, c := range map[string]struct {
		sheet Sheet
		want  string
	}{
		"asn":     {asn(), "c36433e2373d48bc200c30ac8378df55efe9293d542d8ef1d0b75cf89c08c573"},
		"citizen": {citizen(), "95914cb0c059c2180a23fae962eac99942f501407e0cb468e300b6a622275f23"},
		"crowded": {crowded(), "15dfd9e50a688d7aa69ce55ceb4ead73bcaf61295a816250928a48ec19265233"},
		// Those of designs, since they can be made: the row keeps the design, and
		// a lost file is only brought back when it comes out the same.
		"designed":         {design, "a8913d108ea32f056482a7a7500e07a6e8ebbf1cb19579ffbc577393b20bde59"},
		"designed citizen": {warga, "64a7e79de9cb01491e0ce8d97d7f9c7bc3d7e387b6132033de1ac41ae8790889"},
		"demo":             {demo, "3c759b89c0d5a4f422780707ef09ca10bd1c06684b43bc43416260864a02d580"},
	} {
		sum := sha256.Sum256(draw(t, c.sheet))
		if got := hex.EncodeToString(sum[:]); got != c.want {
			t.Errorf("%s: sha256 %s, want %s", name, got, c.want)
		}
	}
}
