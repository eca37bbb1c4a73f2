package quiz

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"

	"lentera/bank/kinds"
)

// candidateOf reads a row of the bank.
func candidateOf(r candidateRow) (Candidate, error) {
	c := Candidate{ID: r.ID, QuestionID: r.QuestionID, Key: r.Key, Pool: r.Pool, Own: r.Own, Kind: r.Kind, Points: r.Points, Voided: r.Voided, Opinion: kinds.IsOpinion(r.Content)}
	for _, id := range r.Categories {
		u, err := uuid.Parse(id)
		if err != nil {
			return c, err
		}
		c.Categories = append(c.Categories, u)
	}
	var tags struct{ Objective, Difficulty string }
	if err := json.Unmarshal(r.Tags, &tags); err != nil {
		return c, fmt.Errorf("tags of version %s: %w", r.ID, err)
	}
	c.Objective, c.Difficulty = tags.Objective, tags.Difficulty
	var err error
	if c.Limits, err = kinds.LimitsOf(kinds.Kind(r.Kind), r.Content); err != nil {
		return c, fmt.Errorf("version %s: %w", r.ID, err)
	}
	var content kinds.ChoiceContent
	fixed := false
	if chooses(r.Kind) {
		if err := json.Unmarshal(r.Content, &content); err != nil {
			return c, err
		}
		for _, o := range content.Options {
			c.Options = append(c.Options, o.ID)
			fixed = fixed || o.Fixed
		}
	}
	if fixed || !chooses(r.Kind) {
		c.Mix = func(seed uint64) ([]string, error) { return kinds.Order(kinds.Kind(r.Kind), r.Content, seed) }
	}
	return c, nil
}
