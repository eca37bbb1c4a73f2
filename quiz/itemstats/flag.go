package itemstats

// Flag is a reason for an author to look at an item again.
type Flag string

// The flags; each needs Enough sittings.
const (
	NegativeDiscrimination Flag = "negative-discrimination" // the better the learner, the less often right: look at the key
	TooEasy                Flag = "too-easy"                // facility above .95
	TooHard                Flag = "too-hard"                // facility under .10
	DeadDistractor         Flag = "dead-distractor"         // a wrong option that fewer than 5 per cent choose [Tarrant]
)

// The borders.
const (
	easyAbove = 0.95
	hardUnder = 0.10
	deadUnder = 0.05
)

// Flags says why the author should look at this item; none below Enough
// sittings.
func (s ItemStats) Flags() []Flag {
	out := []Flag{}
	if s.N < Enough {
		return out
	}
	if s.Discrimination != nil && *s.Discrimination < 0 {
		out = append(out, NegativeDiscrimination)
	}
	if *s.Facility > easyAbove {
		out = append(out, TooEasy)
	}
	if *s.Facility < hardUnder {
		out = append(out, TooHard)
	}
	for _, o := range s.Options {
		if o.Dead(s.N) {
			return append(out, DeadDistractor)
		}
	}
	return out
}

// Dead reports a wrong option that does not function, among n sittings.
func (o OptionStats) Dead(n int) bool { return n >= Enough && !o.Right && o.Share < deadUnder }
