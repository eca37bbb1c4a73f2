package kinds

import "strings"

// matching: each thing on the left goes with one on the right. A right one may
// serve several left ones, or none (a distractor).
type matching struct {
	content MatchingContent
	key     MatchingKey
}

// MatchingContent is the content of matching.
type MatchingContent struct {
	Left  []Option `json:"left"`
	Right []Option `json:"right"`
}

// MatchingKey maps left ids to right ids.
type MatchingKey struct {
	Pairs  map[string]string `json:"pairs"`
	Policy Policy            `json:"policy,omitempty"`
}

const (
	mostLeft  = 10
	mostRight = 12
)

func (q *matching) into() (any, any)     { return &q.content, &q.key }
func (q *matching) policies() []Policy   { return pairPolicies }
func (q *matching) chosenPolicy() Policy { return q.key.Policy }

func (q *matching) validate(c, w report) {
	c.at("left").options(q.content.Left, 2, mostLeft, "bagian kiri", "left parts")
	c.at("right").options(q.content.Right, 2, mostRight, "bagian kanan", "right parts")
	validatePairs(w.at("pairs"), q.content.Left, q.content.Right, q.key.Pairs)
}

func (q *matching) lists() []list {
	return []list{{prefix: "left=", options: q.content.Left}, {prefix: "right=", options: q.content.Right}}
}

func (q *matching) grade(p Policy, response []string) score {
	return gradePairs(p, q.content.Left, q.content.Right, q.key.Pairs, response)
}

func (q *matching) right() []string { return rightPairs(q.key.Pairs) }

func (q *matching) describe(response []string) string {
	given := pairs(response)
	var words []string
	for _, l := range q.content.Left {
		if r, ok := find(q.content.Right, given[l.ID]); ok {
			words = append(words, Plain(l.HTML)+" → "+Plain(r.HTML))
		}
	}
	return strings.Join(words, "; ")
}

func (q *matching) limits() Limits { return limitsOfPairs(q.content.Left, q.content.Right) }
