//go:build !race

package outside_test

import "testing"

// TestABatchOfAHundredEndsComplete: what is dear is drawing and checking a
// hundred files; the calls that go wrong side by side are seen with twenty.
func TestABatchOfAHundredEndsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("a hundred certificates")
	}
	batchEndsComplete(t, 100)
}
