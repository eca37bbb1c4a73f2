package kinds

import (
	"cmp"
	"crypto/rand"
	"encoding/base32"
	mathrand "math/rand/v2"
	"slices"
	"strings"
)

// Option is something that can be chosen, placed or moved. Its id says nothing
// of its place or rightness (NewID).
type Option struct {
	ID    string `json:"id"`
	HTML  string `json:"html"`
	Fixed bool   `json:"fixed,omitempty"` // keeps its place when the others are mixed ("Semua benar")
}

// NewID makes 10 characters at random (50 bits): unguessable, and free of any
// order.
func NewID() string {
	var b [10]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))[:10]
}

// list is a list of options of a question together with the prefix its ids
// have in an Order (a case has one prefix per item).
type list struct {
	prefix  string
	options []Option
}

// mixed gives the ids of the options in a random order, fixed ones in place.
func (l list) mixed(r *mathrand.Rand) []string {
	free := make([]int, 0, len(l.options))
	for i, o := range l.options {
		if !o.Fixed {
			free = append(free, i)
		}
	}
	to := slices.Clone(free)
	r.Shuffle(len(to), func(i, j int) { to[i], to[j] = to[j], to[i] })
	ids := make([]string, len(l.options))
	for i, o := range l.options {
		ids[i] = l.prefix + o.ID
	}
	out := slices.Clone(ids)
	for i, from := range free {
		out[from] = ids[to[i]]
	}
	return out
}

// arrange puts the options into the order of their ids in order; options it
// does not name keep their order and come last.
func (l list) arrange(order map[string]int) {
	place := func(o Option) int {
		if n, named := order[l.prefix+o.ID]; named {
			return n
		}
		return len(order)
	}
	slices.SortStableFunc(l.options, func(a, b Option) int { return cmp.Compare(place(a), place(b)) })
}

func idsOf(options []Option) []string {
	ids := make([]string, len(options))
	for i, o := range options {
		ids[i] = o.ID
	}
	return ids
}

func find(options []Option, id string) (Option, bool) {
	i := slices.IndexFunc(options, func(o Option) bool { return o.ID == id })
	if i < 0 {
		return Option{}, false
	}
	return options[i], true
}

// label is the plain text of the option with this id; "" when there is none.
func label(options []Option, id string) string {
	o, _ := find(options, id)
	return Plain(o.HTML)
}

// options checks ids, texts and that no two say the same.
func (r report) options(options []Option, low, high int, id, en string) {
	r.count(len(options), low, high, id, en)
	r.ids(idsOf(options))
	seen := map[string]bool{}
	for i, o := range options {
		r.at(i, "html").html(o.HTML)
		if says(o.HTML) && seen[o.HTML] {
			r.at(i, "html").issue("duplicate-option", "Pilihan ini sama dengan pilihan lain.", "This is the same as another option.")
		}
		seen[o.HTML] = true
	}
}

// members checks that every id belongs to one of the options.
func (r report) members(ids []string, options []Option) {
	for i, id := range ids {
		if _, ok := find(options, id); !ok {
			r.at(i).unknown(id)
		}
	}
}
