//go:build !race

package pades_test

import (
	"os"
	"strconv"
	"testing"
)

// TestManyMoreAreAccepted is TestManyAreAccepted with as many files as
// LENTERA_SIGNED_PDFS says (40); what is slow here is the readers.
func TestManyMoreAreAccepted(t *testing.T) {
	many := 40
	if n, err := strconv.Atoi(os.Getenv("LENTERA_SIGNED_PDFS")); err == nil {
		many = n
	}
	manyAreAccepted(t, many)
}
