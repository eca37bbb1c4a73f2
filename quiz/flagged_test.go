package quiz

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"lentera/accounts/accountstest"
	"lentera/internal/access"
	"lentera/quiz/itemstats"
)

// A flag reaches who wrote the question; without an author, the administration.
func TestAuthorsAreToldOfFlags(t *testing.T) {
	c := newClinic(t)
	for i := range 40 {
		option, others := c.right, 0
		if i >= 15 {
			option, others = c.wrong, 1+i%2
		}
		c.sat(option, others)
	}
	c.analyseAll()
	author := accountstest.Person(t, c.db, "Penulis", uuid.Nil, access.Trainer)
	other := accountstest.Person(t, c.db, "Pelatih lain", uuid.Nil, access.Trainer)
	admin := accountstest.Person(t, c.db, "Admin", uuid.Nil, access.TrainingAdmin)
	told := func(who access.Actor) bool {
		list, err := c.s.Flagged(background, who)
		if err != nil {
			t.Fatal(err)
		}
		return slices.ContainsFunc(list, func(f FlaggedItem) bool {
			return f.VersionID == c.version && f.N == 40 && slices.Contains(f.Flags, itemstats.NegativeDiscrimination)
		})
	}
	if told(author) || !told(admin) {
		t.Error("a question without an author is not the administration's alone")
	}
	c.exec(`UPDATE bank.questions q SET created_by = $1 FROM bank.versions v WHERE v.question_id = q.id AND v.id = $2`, author.AccountID, c.version)
	if !told(author) || told(other) || told(admin) {
		t.Error("not the author, or not the author alone, is told")
	}
	c.approve(c.propose(changeVoid), RaiseOnly)
	if told(author) {
		t.Error("told of what is dealt with")
	}
}
