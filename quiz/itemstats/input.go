package itemstats

// Mark is what one item of one sitting brought.
type Mark struct {
	Item   int      // index into the items handed to Of
	Score  int64    // reached, in any whole unit that all sittings share
	Max    int64    // could be reached, above 0
	Chosen []string // ids of the options chosen; empty when omitted or without options
}

// Sitting is one closed paper, its marks in the order of the places.
type Sitting []Mark

func (s Sitting) max() (most float64) {
	for _, m := range s {
		most += float64(m.Max)
	}
	return most
}

// Item is what has to be known of an item besides its marks.
type Item struct {
	Options []Option // empty for items without options
	Guess   *float64 // random-guess score, see Guess; nil: cannot be said
}

// Option is one choice of an item.
type Option struct {
	ID    string
	Right bool
}

// Guess is the random-guess score: the mean share of the item's maximum that
// blind choice reaches [Moodle, and the question types' own rules there]. One
// of n options: 1/n. True/false: 1/2. Matching to n choices: 1/n for each pair.
// Typed answers: 0. nil where no single figure can be said (several of n with
// any policy, order, marked by people).
func Guess(kind string, choices int) *float64 {
	switch kind {
	case "truefalse":
		choices = 2
	case "single", "matching", "categorise":
	case "shorttext", "numeric":
		zero := 0.0
		return &zero
	default:
		return nil
	}
	if choices < 1 {
		return nil
	}
	g := 1 / float64(choices)
	return &g
}
