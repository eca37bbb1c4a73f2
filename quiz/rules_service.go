package quiz

import (
	"context"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// RulesOf are the rules of the quiz of a lesson, for who may set them.
type RulesOf struct {
	LessonID   uuid.UUID  `json:"lesson_id"`
	QuizID     uuid.UUID  `json:"quiz_id"`
	Title      string     `json:"title"`
	No         int        `json:"no" doc:"number of these rules; a change names the one it replaces"`
	Rules      Rules      `json:"rules"`
	Available  []int      `json:"available" nullable:"false" doc:"questions each part of the draw can choose from"`
	ReleasedAt *time.Time `json:"released_at"`
}

// ShowRules is a whole operation, for trainers, the training administration
// and auditors; these read everything but the access code. Refuses with
// ErrNoQuiz.
func (s *Service) ShowRules(ctx context.Context, actor access.Actor, lessonID uuid.UUID) (RulesOf, error) {
	of, err := s.rulesOf(ctx, lessonID)
	of.Rules = of.Rules.shownTo(actor)
	return of, err
}

// rulesOf is a step.
func (s *Service) rulesOf(ctx context.Context, lessonID uuid.UUID) (RulesOf, error) {
	z, err := s.quizOf(ctx, s.db, lessonID)
	if err != nil {
		return RulesOf{}, err
	}
	found, err := s.available(ctx, s.db, z, z.Rules)
	if err != nil {
		return RulesOf{}, err
	}
	if z.Sections == nil {
		z.Sections = []Section{}
	}
	if z.Networks == nil {
		z.Networks = []string{}
	}
	return RulesOf{LessonID: z.LessonID, QuizID: z.ID, Title: z.Title, No: z.RulesNo, Rules: z.Rules, Available: found.counts, ReleasedAt: z.ReleasedAt}, nil
}

// SetRules replaces the rules of a quiz and writes the audit row: a whole
// operation, for trainers and the training administration. They hold for
// attempts that start from now on; an open one keeps its paper and deadline
// (give it time with GrantTime). no is the number of the rules that were read:
// two people cannot overwrite each other. Refuses with ErrNoQuiz,
// ErrRulesChanged, and ErrInvalid with a field for every rule that cannot be.
func (s *Service) SetRules(ctx context.Context, lessonID uuid.UUID, no int, r Rules) (RulesOf, error) {
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		z, err := s.quizOf(ctx, tx, lessonID)
		if err != nil {
			return err
		}
		wrong := r.wrong()
		found, err := s.available(ctx, tx, z, r)
		if err != nil {
			return err
		}
		if reflect.DeepEqual(r.Draw, z.Draw) { // what a correction voided must not stop a change of the hours
			for i, n := range found.voided {
				found.counts[i] += n
			}
		}
		wrong = append(wrong, found.tooSmall(r.Draw)...)
		if len(wrong) > 0 {
			return invalid(wrong)
		}
		body, err := json.Marshal(r)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, sqls.SetRules, lessonID, string(body), no)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrRulesChanged
		}
		return audit.Write(ctx, tx, "quiz.set-rules", z.ID.String(), map[string]any{"before": z.Rules.forAudit(), "after": r.forAudit()})
	})
	if err != nil {
		return RulesOf{}, err
	}
	return s.rulesOf(ctx, lessonID)
}

func invalid(wrong []fault.Field) error {
	f := fault.ErrInvalid
	for _, w := range wrong {
		f = f.At(w)
	}
	return f
}

// shownTo leaves the access code to those who give it out.
func (r Rules) shownTo(actor access.Actor) Rules {
	if rulers.Admits(actor, true) {
		return r
	}
	return r.forAudit()
}

// forAudit says of the access code only that there is one: the trail is read by
// more people.
func (r Rules) forAudit() Rules {
	if r.AccessCode != "" {
		r.AccessCode = "(set)"
	}
	return r
}

func field(pointer, code, id, en string) fault.Field {
	return fault.Field{Pointer: pointer, Code: code, ID: id, EN: en}
}

// wrong lists what cannot be, apart from what only the bank can tell.
func (r Rules) wrong() (out []fault.Field) {
	add := func(is bool, pointer, code, id, en string) {
		if is {
			out = append(out, field("/rules/"+pointer, code, id, en))
		}
	}
	add(r.OpensAt != nil && r.ClosesAt != nil && !r.ClosesAt.After(*r.OpensAt), "closes_at", "order", "Waktu tutup harus setelah waktu buka.", "It must close after it opens.")
	add((r.RemedialOpensAt == nil) != (r.RemedialClosesAt == nil), "remedial_closes_at", "required", "Isi waktu buka dan tutup remedial.", "Give both ends of the remedial window.")
	if r.RemedialOpensAt != nil && r.RemedialClosesAt != nil {
		add(r.ClosesAt == nil || r.RemedialOpensAt.Before(*r.ClosesAt), "remedial_opens_at", "order", "Remedial dibuka setelah kuis ditutup.", "The remedial window opens after the quiz closes.")
		add(!r.RemedialClosesAt.After(*r.RemedialOpensAt), "remedial_closes_at", "order", "Waktu tutup harus setelah waktu buka.", "It must close after it opens.")
	}
	add(r.ClosesAt == nil && slices.Contains([]Release{r.ReleaseScore, r.ReleaseAnswers, r.ReleaseExplanations}, AfterClose), "closes_at", "required",
		"Hasil yang ditampilkan setelah kuis ditutup memerlukan waktu tutup.", "Results shown after the close need a closing time.")
	add(r.Anonymous && r.Kind != Survey, "anonymous", "survey-only", "Hanya survei yang dapat anonim.", "Only a survey can be anonymous.")
	for i, n := range r.Networks {
		p, err := netip.ParsePrefix(n)
		add(err != nil || p != p.Masked(), fmt.Sprintf("networks/%d", i), "not-cidr", "Tulis jaringan seperti 10.1.0.0/16.", "Write a network like 10.1.0.0/16.")
	}
	named := map[string]bool{"": true}
	for i, section := range r.Sections {
		add(named[section.Name], fmt.Sprintf("sections/%d/name", i), "duplicate", "Nama bagian sudah dipakai.", "The name of the section is taken.")
		named[section.Name] = true
	}
	per := map[string]int{}
	for i, p := range r.Draw {
		add(!named[p.Section], fmt.Sprintf("draw/%d/section", i), "unknown", "Bagian ini tidak ada.", "There is no such section.")
		per[p.Form] += p.Count
	}
	add(per[FormA] != per[FormB], "draw", "forms-differ", "Bentuk A dan B harus memuat soal sama banyak.", "Forms A and B must have as many items.")
	return out
}

// supplies is what there is for the parts of a draw.
type supplies struct {
	counts []int // questions each part can choose from
	voided []int // more there would be, had a correction not voided them
	twice  bool  // some question fits two parts of one form
}

// tooSmall lists the parts that ask for more than there is.
func (f supplies) tooSmall(parts []Part) (wrong []fault.Field) {
	for i, p := range parts {
		if f.counts[i] < p.Count {
			wrong = append(wrong, field(fmt.Sprintf("/rules/draw/%d/count", i), "pool-too-small",
				fmt.Sprintf("Hanya ada %d soal untuk bagian ini.", f.counts[i]), fmt.Sprintf("There are only %d questions for this part.", f.counts[i])))
		}
	}
	if f.twice {
		wrong = append(wrong, field("/rules/draw", "parts-overlap", "Ada soal yang cocok dengan dua bagian. Buat setiap bagian menunjuk soal yang berbeda.",
			"A question fits two parts. Let every part name different questions."))
	}
	return wrong
}

// available counts the questions each part of a draw can choose from.
func (s *Service) available(ctx context.Context, r reading, z quizRead, of Rules) (supplies, error) {
	var revision uuid.UUID
	if err := r.Get(ctx, &revision, sqls.RevisionOfLesson, z.LessonID); err != nil {
		return supplies{}, err
	}
	return supply(ctx, r, revision, of)
}

// supply is available for any revision.
func supply(ctx context.Context, r reading, revision uuid.UUID, of Rules) (supplies, error) {
	bank, err := candidatesOf(ctx, r, revision, of)
	if err != nil {
		return supplies{}, err
	}
	parts := of.Draw
	f := supplies{counts: make([]int, len(parts)), voided: make([]int, len(parts))}
	for _, q := range bank {
		fits := map[string]int{}
		for i, p := range parts {
			switch {
			case !p.matches(q):
			case q.Voided:
				f.voided[i]++
			default:
				f.counts[i]++
				fits[p.Form]++
			}
		}
		f.twice = f.twice || fits[""]+fits[FormA] > 1 || fits[""]+fits[FormB] > 1
	}
	return f, nil
}

// Release shows the results of a quiz whose release is by hand: a whole
// operation, for trainers and the training administration; doing it again
// changes nothing. Lessons of those who passed are completed by the job within
// seconds. Refuses with ErrNoQuiz.
func (s *Service) Release(ctx context.Context, lessonID uuid.UUID) (at time.Time, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		z, err := s.quizOf(ctx, tx, lessonID)
		if err != nil {
			return err
		}
		if err := tx.Get(ctx, &at, sqls.ReleaseResults, lessonID); err != nil || z.ReleasedAt != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.release", z.ID.String(), nil)
	})
	return at.UTC(), err
}
