package quiz

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"lentera/bank/kinds"
)

func candidates(pools string, each int) (bank []Candidate) {
	for _, pool := range pools {
		for i := range each {
			key := fmt.Sprintf("%c-%02d", pool, i)
			q := Candidate{ID: uuid.NewSHA1(uuid.Nil, []byte(key)), Key: key, Pool: string(pool), Own: true, Kind: Single}
			switch pool {
			case 'm':
				q.Kind = Multiple
			case 't':
				q.Kind = TrueFalse
			}
			for o := range map[string]int{Single: 4, Multiple: 5, TrueFalse: 2}[q.Kind] {
				q.Options = append(q.Options, fmt.Sprintf("%s.%d", key, o))
			}
			q.Limits = kinds.Limits{Tokens: 1, Bytes: 40, Members: q.Options, Set: true}
			if q.Kind == Multiple {
				q.Limits.Tokens = len(q.Options)
			}
			bank = append(bank, q)
		}
	}
	return bank
}

// The paper of a stored seed must come out the same for ever: this text may
// only change together with a migration of what was drawn before.
func TestDrawGolden(t *testing.T) {
	bank := candidates("smt", 5)
	paper, ok, _ := Draw(20261123, []Part{{Pool: "s", Count: 2}, {Pool: "m", Count: 1}, {Pool: "t", Count: 1}}, "", bank)
	if !ok {
		t.Fatal("not drawn")
	}
	type line struct {
		Key   string
		Order []string
		Most  int
	}
	var lines []line
	for _, it := range paper {
		i := slices.IndexFunc(bank, func(q Candidate) bool { return q.ID == it.QuestionID })
		lines = append(lines, line{bank[i].Key, it.OptionOrder, it.Most})
	}
	got, _ := json.Marshal(lines)
	const want = `[{"Key":"m-00","Order":["m-00.4","m-00.2","m-00.1","m-00.3","m-00.0"],"Most":5},` +
		`{"Key":"t-02","Order":["t-02.0","t-02.1"],"Most":1},` +
		`{"Key":"s-02","Order":["s-02.0","s-02.2","s-02.1","s-02.3"],"Most":1},` +
		`{"Key":"s-00","Order":["s-00.3","s-00.0","s-00.1","s-00.2"],"Most":1}]`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDrawProperties(t *testing.T) {
	checks(t, 500, func(t *rapid.T) {
		bank := candidates("smt", rapid.IntRange(3, 12).Draw(t, "each"))
		for i := range bank {
			bank[i].Seen = rapid.IntRange(0, 2).Draw(t, "seen")
		}
		parts := []Part{{Pool: "s", Count: rapid.IntRange(1, 3).Draw(t, "s")}, {Pool: "m", Count: rapid.IntRange(1, 3).Draw(t, "m")}, {Pool: "t", Count: 1}}
		seed := rapid.Int64().Draw(t, "seed")
		paper, ok, _ := Draw(seed, parts, "", bank)
		if !ok || len(paper) != parts[0].Count+parts[1].Count+1 {
			t.Fatalf("%v %d", ok, len(paper))
		}
		shuffled := rapid.Permutation(bank).Draw(t, "other order from the database")
		again, _, _ := Draw(seed, parts, "", shuffled)
		for i := range paper {
			if again[i].QuestionID != paper[i].QuestionID || !slices.Equal(again[i].OptionOrder, paper[i].OptionOrder) {
				t.Fatal("another order of the bank gave another paper")
			}
		}
		drawn := map[uuid.UUID]Item{}
		for i, it := range paper {
			if it.No != i+1 {
				t.Fatal("numbers are not 1…n")
			}
			drawn[it.QuestionID] = it
		}
		if len(drawn) != len(paper) {
			t.Fatal("a question came twice")
		}
		checkDrawn(t, bank, drawn)
	})
}

// checkDrawn holds a paper against its bank: each option once, and no question
// left out that was seen less often than one drawn from the same pool.
func checkDrawn(t *rapid.T, bank []Candidate, drawn map[uuid.UUID]Item) {
	most := map[string]int{}
	for _, q := range bank {
		if it, is := drawn[q.ID]; is {
			most[q.Pool] = max(most[q.Pool], q.Seen)
			have := slices.Sorted(slices.Values(it.OptionOrder))
			if !slices.Equal(have, slices.Sorted(slices.Values(q.Options))) {
				t.Fatalf("options %v of %v", have, q.Options)
			}
			if q.Kind == TrueFalse && !slices.Equal(it.OptionOrder, q.Options) {
				t.Fatal("Benar and Salah changed places")
			}
			if want := map[string]int{Single: 1, TrueFalse: 1, Multiple: len(q.Options)}[q.Kind]; it.Most != want {
				t.Fatalf("most %d of %s", it.Most, q.Kind)
			}
		}
	}
	for _, q := range bank {
		if _, is := drawn[q.ID]; !is && q.Seen < most[q.Pool] {
			t.Fatalf("%s was seen %d times and left out for one seen %d times", q.Key, q.Seen, most[q.Pool])
		}
	}
}

func TestDrawNeedsEnough(t *testing.T) {
	if _, ok, _ := Draw(1, []Part{{Pool: "s", Count: 4}}, "", candidates("s", 3)); ok {
		t.Fatal("drew four of three")
	}
}

// A section stands together, in the order in which the parts name it; within
// it the questions are mixed.
func TestDrawKeepsSectionsTogether(t *testing.T) {
	bank := candidates("smt", 6)
	parts := []Part{{Pool: "s", Count: 3, Section: "Dasar"}, {Pool: "m", Count: 3, Section: "Lanjut"}, {Pool: "t", Count: 2, Section: "Dasar"}}
	mixed := false
	for seed := range int64(40) {
		paper, ok, err := Draw(seed, parts, "", bank)
		if !ok || err != nil {
			t.Fatal(ok, err)
		}
		var sections, firsts []string
		for i, it := range paper {
			if i == 0 || it.Section != paper[i-1].Section {
				sections = append(sections, it.Section)
			}
			if it.No != i+1 {
				t.Fatalf("numbered %d at place %d", it.No, i+1)
			}
			firsts = append(firsts, bank[slices.IndexFunc(bank, func(q Candidate) bool { return q.ID == it.QuestionID })].Pool)
		}
		if !slices.Equal(sections, []string{"Dasar", "Lanjut"}) {
			t.Fatal(sections)
		}
		mixed = mixed || !slices.IsSorted(firsts[:5])
	}
	if !mixed {
		t.Error("the parts of a section stand one after the other")
	}
}
