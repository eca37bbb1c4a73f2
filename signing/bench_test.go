package signing_test

import (
	"context"
	"testing"

	"lentera/signing"
)

// BenchmarkRun signs through the whole way: claim, file, key, verification,
// store, row. It measures documents, not runs.
func BenchmarkRun(b *testing.B) {
	h := newHouse(b, nil)
	h.options.Signers = []signing.Signer{ok(signing.NewLocalKeys(h.keys, nil))(b)} // no time-stamps
	h.Service = ok(signing.New(h.options))(b)
	const n = 100
	signed := 0
	for b.Loop() {
		b.StopTimer()
		h.issue(n, nil)
		b.StartTimer()
		_, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
		good(b, err)
		h.Settle(context.Background())
		signed += n
	}
	if h.states()["signed"] != signed {
		b.Fatal(h.states())
	}
	b.ReportMetric(float64(signed)/b.Elapsed().Seconds(), "documents/s")
}
