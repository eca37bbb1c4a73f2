package main

import (
	"context"
	"testing"

	"lentera/certificates"
)

// TestSupersedingMovesTheJP: the old entry is reversed and the new JP are
// entered under the new number.
func TestSupersedingMovesTheJP(t *testing.T) {
	p, g := newProgram(t)
	ctx := context.Background()
	actor, paper := finalist(t, p, g, "pns")
	if _, err := g.quiz.Submit(ctx, actor, paper.ID); err != nil {
		t.Fatal(err)
	}
	own, err := g.certificates.OfPerson(ctx, actor.PersonID)
	if err != nil {
		t.Fatal(err)
	}
	jp := 3
	next, err := g.certificates.Supersede(ctx, actor, own[0].ID, certificates.Corrections{JP: &jp, Curriculum: []certificates.Subject{{Title: "Semua materi", JP: 3}}}, "JP keliru dicetak")
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
