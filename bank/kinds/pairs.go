package kinds

import (
	"maps"
	"slices"
	"strings"
)

// pair writes the token of something put to something.
func pair(from, to string) string { return from + "=" + to }

// pairs reads tokens "from=to". Where a thing is put to two places the response
// says nothing about it: the screen cannot have sent that.
func pairs(response []string) map[string]string {
	out, twice := map[string]string{}, map[string]bool{}
	for _, token := range response {
		from, to, ok := strings.Cut(token, "=")
		if !ok || from == "" || to == "" {
			continue
		}
		if old, has := out[from]; has && old != to {
			twice[from] = true
		}
		out[from] = to
	}
	maps.DeleteFunc(out, func(from, _ string) bool { return twice[from] })
	return out
}

// gradePairs marks things that belong to places; right gives the place of each.
func gradePairs(p Policy, things, places []Option, right map[string]string, response []string) score {
	given := pairs(response)
	t := tally{of: len(things)}
	for _, thing := range things {
		to, has := given[thing.ID]
		if _, known := find(places, to); !known {
			has = false
		}
		switch {
		case !has:
			t.add(thing.ID, Missing)
		case right[thing.ID] == to:
			t.add(thing.ID, Right)
		default:
			t.add(thing.ID, Wrong)
		}
	}
	return t.score(p)
}

// rightPairs writes the key as a response.
func rightPairs(right map[string]string) []string {
	out := make([]string, 0, len(right))
	for from, to := range right {
		out = append(out, pair(from, to))
	}
	slices.Sort(out)
	return out
}

// validatePairs: every thing has a known place, and nothing else is named.
func validatePairs(w report, things, places []Option, right map[string]string) {
	for _, thing := range things {
		if right[thing.ID] == "" {
			w.at(thing.ID).missing("Jawaban untuk "+Plain(thing.HTML), "The answer of "+Plain(thing.HTML))
		}
	}
	for _, from := range slices.Sorted(maps.Keys(right)) {
		if _, ok := find(things, from); !ok {
			w.at(from).unknown(from)
		}
		if _, ok := find(places, right[from]); right[from] != "" && !ok {
			w.at(from).unknown(right[from])
		}
	}
}

func limitsOfPairs(things, places []Option) Limits {
	members := make([]string, 0, len(things)*len(places))
	for _, a := range things {
		for _, b := range places {
			members = append(members, pair(a.ID, b.ID))
		}
	}
	return Limits{Tokens: len(things), Bytes: 2*mostID + 1, Members: members, Set: true}
}

var pairPolicies = []Policy{PerPart, AllOrNothing, Penalty}
