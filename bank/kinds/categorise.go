package kinds

import "strings"

// categorise: each item belongs to one category.
type categorise struct {
	content CategoriseContent
	key     CategoriseKey
}

// CategoriseContent is the content of categorise.
type CategoriseContent struct {
	Categories []Option `json:"categories"`
	Items      []Option `json:"items"`
}

// CategoriseKey maps item ids to category ids.
type CategoriseKey struct {
	Of     map[string]string `json:"of"`
	Policy Policy            `json:"policy,omitempty"`
}

const (
	mostCategories = 6
	mostItems      = 15
)

func (q *categorise) into() (any, any)     { return &q.content, &q.key }
func (q *categorise) policies() []Policy   { return pairPolicies }
func (q *categorise) chosenPolicy() Policy { return q.key.Policy }

func (q *categorise) validate(c, w report) {
	c.at("categories").options(q.content.Categories, 2, mostCategories, "kelompok", "categories")
	c.at("items").options(q.content.Items, 2, mostItems, "butir", "items")
	validatePairs(w.at("of"), q.content.Items, q.content.Categories, q.key.Of)
}

// lists: categories often have an order of their own (Rendah, Sedang, Tinggi).
func (q *categorise) lists() []list { return []list{{options: q.content.Items}} }

func (q *categorise) grade(p Policy, response []string) score {
	return gradePairs(p, q.content.Items, q.content.Categories, q.key.Of, response)
}

func (q *categorise) right() []string { return rightPairs(q.key.Of) }

func (q *categorise) describe(response []string) string {
	given := pairs(response)
	var words []string
	for _, category := range q.content.Categories {
		var in []string
		for _, i := range q.content.Items {
			if given[i.ID] == category.ID {
				in = append(in, Plain(i.HTML))
			}
		}
		if in != nil {
			words = append(words, Plain(category.HTML)+": "+strings.Join(in, ", "))
		}
	}
	return strings.Join(words, "; ")
}

func (q *categorise) limits() Limits { return limitsOfPairs(q.content.Items, q.content.Categories) }
