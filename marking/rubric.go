package marking

import (
	"math/big"

	"lentera/bank/kinds"
)

// Given is what a marker gives for one item: one level of every criterion
// (criterion id → level id), and a note that other markers of the sheet and
// auditors read.
type Given struct {
	No     int               `json:"no" minimum:"1" maximum:"32767"`
	Levels map[string]string `json:"levels" maxProperties:"20"`
	Note   string            `json:"note,omitempty" maxLength:"2000"`
}

// The ways a mark came about.
const (
	single    = "single"
	agreed    = "agreed"
	moderated = "moderated"
)

// Agree reports that two marks of an item are within the tolerance, a
// percentage of the item's points (100 is the whole). It compares exactly.
func Agree(a, b, points, tolerancePercent kinds.Mark) bool {
	apart := new(big.Int).Mul(big.NewInt(int64(max(a-b, b-a))), big.NewInt(100*int64(kinds.Point)))
	allowed := new(big.Int).Mul(big.NewInt(int64(tolerancePercent)), big.NewInt(int64(points)))
	return apart.Cmp(allowed) <= 0
}

// Mean of two marks, which are never negative, to 1/100000 of a point; a half
// goes up.
func Mean(a, b kinds.Mark) kinds.Mark { return (a + b + 1) / 2 }

// knows reports that a draft names only criteria and levels of the rubric;
// it need not name them all.
func knows(k kinds.MarkingKey, levels map[string]string) bool {
	found := 0
	for _, c := range k.Rubric {
		for _, l := range c.Levels {
			if levels[c.ID] == l.ID && l.ID != "" {
				found++
			}
		}
	}
	return found == len(levels)
}
