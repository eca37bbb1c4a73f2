package main

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"lentera/certificates"
	"lentera/register"
)

// TestSupersedingMovesTheJP: the old entry is reversed and the new JP are
// entered under the new number.
func TestSupersedingMovesTheJP(t *testing.T) {
	p, g := newProgram(t)
	ctx := context.Background()
	actor, own := certified(t, p, g)
	jp := 3
	next, err := g.certificates.Supersede(ctx, actor, own.ID, certificates.Corrections{JP: &jp, Curriculum: []certificates.Subject{{Title: "Semua materi", JP: 3}}}, "JP keliru dicetak")
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := g.merit.LedgerOf(ctx, actor.PersonID, 0, "id")
	if err != nil || len(ledger.Entries) != 3 || ledger.JPClaimed != 3 {
		t.Fatalf("%+v %v", ledger, err)
	}
	credited := 0
	for _, e := range ledger.Entries {
		if e.CertificateNumber == next.Number && e.JPClaimed == 3 {
			credited++
		}
	}
	if credited != 1 {
		t.Errorf("the new number is credited %d times", credited)
	}
}

// TestSupersedingAgainstRevoking: of the two at once one happens and the other
// is refused for it; neither waits for the other in a circle. Afterwards the
// register agrees with every row.
func TestSupersedingAgainstRevoking(t *testing.T) {
	p, g := newProgram(t)
	ctx := context.Background()
	actor, own := certified(t, p, g)
	present := own.ID
	for range 12 {
		var together sync.WaitGroup
		var next certificates.Certificate
		var superseding, revoking error
		together.Add(2)
		go func() {
			defer together.Done()
			next, superseding = g.certificates.Supersede(ctx, actor, present, certificates.Corrections{}, "nama keliru dicetak")
		}()
		go func() {
			defer together.Done()
			_, revoking = g.certificates.Revoke(ctx, present, "diterbitkan karena keliru")
		}()
		together.Wait()
		switch {
		case superseding == nil && revoking != nil && !errors.Is(revoking, certificates.ErrAlreadyRevoked) && !errors.Is(revoking, certificates.ErrAlreadySuperseded):
			t.Fatalf("revoking: %v", revoking)
		case superseding != nil && (revoking != nil || !errors.Is(superseding, certificates.ErrAlreadyRevoked)):
			t.Fatalf("superseding: %v, revoking: %v", superseding, revoking)
		}
		if superseding != nil {
			break // revoked: nothing is left to supersede
		}
		present = next.ID
	}
	if err := g.register.Backfill(ctx); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := verify(ctx, &out, p.db, []string{register.KeyOf(p.secrets.RegisterKey())}, nil); err != nil || !strings.Contains(out.String(), "Everything agrees.") {
		t.Errorf("%v\n%s", err, out.String())
	}
}
