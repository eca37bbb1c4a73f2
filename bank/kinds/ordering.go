package kinds

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// ordering: items to be put into an order.
type ordering struct {
	content OrderingContent
	key     OrderingKey
}

// OrderingContent is the content of ordering; a paper always mixes the items.
type OrderingContent struct {
	Items []Option `json:"items"`
}

// OrderingKey is the right order of all ids.
type OrderingKey struct {
	Order  []string `json:"order"`
	Policy Policy   `json:"policy,omitempty"`
}

func (q *ordering) into() (any, any)     { return &q.content, &q.key }
func (q *ordering) policies() []Policy   { return []Policy{Exact, Adjacent, Positions} }
func (q *ordering) chosenPolicy() Policy { return q.key.Policy }

func (q *ordering) validate(c, w report) {
	c.at("items").options(q.content.Items, 2, mostOptions, "butir", "items")
	for i, o := range q.content.Items {
		if o.Fixed { // it would give its place away
			c.at("items", i, "fixed").issue("bad-value", "Butir soal urutan tidak boleh tetap di tempat.", "An item to be ordered cannot keep its place.")
		}
	}
	w.at("order").members(q.key.Order, q.content.Items)
	if hasRepeat(q.key.Order) || len(q.key.Order) != len(q.content.Items) {
		w.at("order").issue("not-an-order", "Urutan harus memuat setiap butir tepat satu kali.", "The order must hold every item exactly once.")
	}
}

func (q *ordering) lists() []list { return []list{{options: q.content.Items}} }

// given are the known ids of a response; an id that comes twice counts where it
// came first.
func (q *ordering) given(response []string) []string {
	var out []string
	for _, id := range response {
		if _, known := find(q.content.Items, id); known && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// grade: Exact; Adjacent, the share of neighbours in the right order that are
// neighbours in the response too; Positions, the share of items at their place.
func (q *ordering) grade(p Policy, response []string) score {
	given, right := q.given(response), q.key.Order
	s := score{answered: len(given) > 0, fraction: new(big.Rat)}
	places := 0
	for i, id := range right {
		part := share{id: id, verdict: Wrong, got: new(big.Rat), of: ratio(1, len(right))}
		switch {
		case i < len(given) && given[i] == id:
			places++
			part.verdict, part.got = Right, part.of
		case !slices.Contains(given, id):
			part.verdict = Missing
		}
		s.parts = append(s.parts, part)
	}
	switch {
	case len(right) > 0 && slices.Equal(given, right):
		s.fraction = one()
	case p == Adjacent:
		s.fraction = ratio(neighbours(given, right), len(right)-1)
	case p == Positions:
		s.fraction = ratio(places, len(right))
	}
	return s
}

func neighbours(given, right []string) (n int) {
	for i := 1; i < len(right); i++ {
		at := slices.Index(given, right[i-1])
		if at >= 0 && at+1 < len(given) && given[at+1] == right[i] {
			n++
		}
	}
	return n
}

func (q *ordering) right() []string { return slices.Clone(q.key.Order) }

func (q *ordering) describe(response []string) string {
	var words []string
	for i, id := range q.given(response) {
		words = append(words, fmt.Sprintf("%d. %s", i+1, label(q.content.Items, id)))
	}
	return strings.Join(words, "; ")
}

func (q *ordering) limits() Limits {
	return Limits{Tokens: len(q.content.Items), Bytes: mostID, Members: idsOf(q.content.Items)}
}
