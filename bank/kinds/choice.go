package kinds

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Bounds of a choice: fewer than two options is no question, more than ten is
// no question a person can read on a telephone.
const (
	fewestOptions = 2
	mostOptions   = 10
)

// choice is single, multiple and truefalse.
type choice struct {
	kind    Kind
	content ChoiceContent
	key     ChoiceKey
}

// ChoiceContent is the content of single, multiple and truefalse. Opinion: a
// question of a survey, with nothing right or wrong (IsOpinion).
type ChoiceContent struct {
	Options []Option `json:"options"`
	Opinion bool     `json:"opinion,omitempty"`
}

// ChoiceKey is their key. Credit is the per cent an option gives with the
// policy "weighted"; options it leaves out give 0.
type ChoiceKey struct {
	Correct []string        `json:"correct"`
	Policy  Policy          `json:"policy,omitempty"`
	Credit  map[string]Mark `json:"credit,omitempty"`
}

func (q *choice) into() (any, any)     { return &q.content, &q.key }
func (q *choice) chosenPolicy() Policy { return q.key.Policy }

func (q *choice) policies() []Policy {
	switch q.kind {
	case Multiple:
		return []Policy{AllOrNothing, PerOption, Penalty, Weighted}
	case Single:
		return []Policy{AllOrNothing, Weighted}
	}
	return nil
}

func (q *choice) validate(c, w report) {
	most := mostOptions
	if q.kind == TrueFalse {
		most = 2
	}
	c.at("options").options(q.content.Options, fewestOptions, most, "pilihan", "options")
	correct := w.at("correct")
	if q.content.Opinion {
		if len(q.key.Correct)+len(q.key.Credit) > 0 || q.key.Policy != "" {
			correct.opinion()
		}
		return
	}
	correct.members(q.key.Correct, q.content.Options)
	if hasRepeat(q.key.Correct) {
		correct.issue("duplicate-id", "Pilihan benar disebut dua kali.", "A right option is named twice.")
	}
	switch n := len(q.key.Correct); {
	case q.kind == Multiple && n == 0:
		correct.issue("correct-count", "Tandai paling sedikit satu pilihan benar.", "Mark at least one option as right.")
	case q.kind != Multiple && n != 1:
		correct.issue("correct-count", fmt.Sprintf("Tandai tepat satu pilihan benar; di sini ada %d.", n), fmt.Sprintf("Mark exactly one option as right; there are %d.", n))
	}
	q.validateCredit(w.at("credit"))
}

// validateCredit: with "weighted" the best response must reach exactly 100.
func (q *choice) validateCredit(w report) {
	best := Mark(0)
	for id, credit := range q.key.Credit {
		if _, ok := find(q.content.Options, id); !ok {
			w.at(id).unknown(id)
		}
		w.at(id).percent(credit, -100*Point)
		switch {
		case q.kind == Multiple && credit > 0:
			best += credit
		case q.kind != Multiple:
			best = max(best, credit)
		}
	}
	if q.key.Policy != Weighted {
		return
	}
	// Five decimals cannot write a third three times to 100.
	if best < 100*Point-Mark(len(q.key.Credit)) || best > 100*Point+Mark(len(q.key.Credit)) {
		w.issue("credit-sum", fmt.Sprintf("Nilai jawaban terbaik harus 100 persen; di sini %s.", best), fmt.Sprintf("The best response must give 100 per cent; it gives %s.", best))
	}
	for _, id := range q.key.Correct {
		if q.key.Credit[id] <= 0 {
			w.at(id).issue("credit-of-right", "Pilihan benar harus memberi nilai.", "A right option must give credit.")
		}
	}
}

func hasRepeat(s []string) bool {
	sorted := slices.Sorted(slices.Values(s))
	return len(slices.Compact(sorted)) != len(s)
}

func (q *choice) lists() []list {
	if q.kind == TrueFalse { // changing Benar/Salah tests attention to layout and nothing else
		return nil
	}
	return []list{{options: q.content.Options}}
}

// chosen are the options named by a response, each once, in their own order.
func (q *choice) chosen(response []string) []string {
	var out []string
	for _, o := range q.content.Options {
		if slices.Contains(response, o.ID) {
			out = append(out, o.ID)
		}
	}
	return out
}

func (q *choice) grade(p Policy, response []string) score {
	chosen := q.chosen(response)
	s := score{answered: len(chosen) > 0, fraction: new(big.Rat)}
	if q.content.Opinion {
		return s
	}
	var hits, falls, agree int
	for _, o := range q.content.Options {
		is, has := slices.Contains(q.key.Correct, o.ID), slices.Contains(chosen, o.ID)
		part := share{id: o.ID, got: new(big.Rat), of: new(big.Rat)}
		switch {
		case is && has:
			hits, agree, part.verdict = hits+1, agree+1, Right
		case is:
			part.verdict = Missing
		case has:
			falls, part.verdict = falls+1, Wrong
		default: // rightly left alone: nothing to say
			agree++
			continue
		}
		if is {
			part.of = ratio(1, len(q.key.Correct))
		}
		if part.verdict == Right {
			part.got = part.of
		}
		s.parts = append(s.parts, part)
	}
	if !s.answered || (q.kind != Multiple && len(chosen) > 1) {
		return s
	}
	right, all := len(q.key.Correct), len(q.content.Options)
	switch p {
	case PerOption:
		s.fraction = ratio(agree, all)
	case Penalty:
		s.fraction.Sub(ratio(hits, right), ratio(falls, all-right))
	case Weighted:
		s.fraction = q.weight(chosen)
	default:
		if falls == 0 && hits == right && right > 0 {
			s.fraction = one()
		}
	}
	return s
}

// weight adds the credits of the chosen options up. The right options alone
// are the whole, whatever the rounding of their credits.
func (q *choice) weight(chosen []string) *big.Rat {
	if sameSet(chosen, q.best()) {
		return one()
	}
	sum := new(big.Rat)
	for _, id := range chosen {
		sum.Add(sum, q.key.Credit[id].percent())
	}
	return sum
}

// best are the options of the response that earns most by weight.
func (q *choice) best() (ids []string) {
	for _, o := range q.content.Options {
		credit := q.key.Credit[o.ID]
		if (q.kind == Multiple && credit > 0) || (q.kind != Multiple && credit >= 100*Point && len(ids) == 0) {
			ids = append(ids, o.ID)
		}
	}
	return ids
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

func (q *choice) right() []string {
	if policyOf(q, "") == Weighted {
		return slices.Sorted(slices.Values(q.best()))
	}
	return slices.Sorted(slices.Values(q.key.Correct))
}

func (q *choice) describe(response []string) string {
	var words []string
	for _, id := range q.chosen(response) {
		words = append(words, label(q.content.Options, id))
	}
	return strings.Join(words, "; ")
}

func (q *choice) limits() Limits {
	n := 1
	if q.kind == Multiple {
		n = len(q.content.Options)
	}
	return Limits{Tokens: n, Bytes: mostID, Members: idsOf(q.content.Options), Set: true}
}
