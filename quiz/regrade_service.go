package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/bank"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// Regrade is a correction of one version's key and where it stands.
type Regrade struct {
	ID          uuid.UUID       `db:"id" json:"id"`
	VersionID   uuid.UUID       `db:"version_id" json:"version_id"`
	Change      string          `db:"change" json:"change" enum:"key,void"`
	NewKey      json.RawMessage `db:"new_key" json:"-"`
	Content     json.RawMessage `db:"content" json:"-"`
	OldKeyRaw   json.RawMessage `db:"old_key" json:"-"`
	OldKey      map[string]any  `db:"-" json:"old_key" doc:"by kind, as it was on the day of the proposal"`
	NewKeyShown map[string]any  `db:"-" json:"new_key" doc:"by kind; null when the question is voided"`
	OldCorrect  []string        `db:"-" json:"old_correct" nullable:"false" doc:"ids of the options that were right"`
	NewCorrect  []string        `db:"-" json:"new_correct" nullable:"false" doc:"ids of the options that are to be right"`
	Reason      string          `db:"reason" json:"reason"`
	State       string          `db:"state" json:"state" enum:"proposed,running,done,refused,withdrawn"`
	Policy      string          `db:"policy" json:"policy" enum:",raise_only,both_ways"`
	Note        string          `db:"note" json:"note" doc:"of who decided"`
	ProposedBy  uuid.UUID       `db:"proposed_by" json:"proposed_by"`
	ProposedAt  time.Time       `db:"proposed_at" json:"proposed_at"`
	DecidedAt   *time.Time      `db:"decided_at" json:"decided_at"`
	DoneAt      *time.Time      `db:"done_at" json:"done_at"`
	Proposer    string          `db:"proposer" json:"proposer"`
	Decider     string          `db:"decider" json:"decider"`
	Name        string          `db:"name" json:"name" doc:"the author's name for the question"`
	Kind        string          `db:"kind" json:"kind"`
	StemHTML    string          `db:"stem_html" json:"stem_html"`
	Options     []AnswerOption  `db:"-" json:"options" nullable:"false"`
	Shown       map[string]any  `db:"-" json:"content" doc:"by kind, as learners saw it"`
	Lines       int             `db:"lines" json:"lines" doc:"attempts it changes, once approved"`
	LinesDone   int             `db:"lines_done" json:"lines_done"`
	LinesKept   int             `db:"lines_kept" json:"lines_kept" doc:"attempts that would lose marks and keep them"`
	Passes      int             `db:"passes" json:"passes" doc:"learners who newly pass"`
	Fails       int             `db:"fails" json:"fails" doc:"learners who no longer pass"`
}

// RegradeLine is one attempt whose marks a regrade changes.
type RegradeLine struct {
	AttemptID uuid.UUID `json:"attempt_id"`
	Learner   string    `json:"learner"`
	Quiz      string    `json:"quiz"`
	Number    int       `json:"number" doc:"which attempt of the learner"`
	OldPoints float64   `json:"old_points"`
	NewPoints float64   `json:"new_points"`
	MaxPoints float64   `json:"max_points"`
	OldPassed *bool     `json:"old_passed" doc:"null: waited for a marker"`
	NewPassed *bool     `json:"new_passed"`
	State     string    `json:"state" enum:"preview,waiting,applied,kept"`
	RaiseOnly Effect    `json:"raise_only" enum:",passes,fails" doc:"preview: for the learner, if marks may only rise"`
	BothWays  Effect    `json:"both_ways" enum:",passes,fails" doc:"preview: for the learner, if marks may rise and fall"`
	Outcome   Effect    `json:"outcome" enum:",passes,fails" doc:"what came of it"`
}

// Preview counts what a proposed correction would do.
type Preview struct {
	Digest         string `json:"digest" doc:"to be sent with the approval"`
	Attempts       int    `json:"attempts" doc:"closed attempts that had the question"`
	Rise           int    `json:"rise" doc:"attempts that gain marks"`
	Fall           int    `json:"fall" doc:"attempts that lose marks"`
	RaiseOnlyPass  int    `json:"raise_only_pass"`
	BothWaysPass   int    `json:"both_ways_pass"`
	BothWaysFail   int    `json:"both_ways_fail"`
	LinesLeftOff   int    `json:"lines_left_off" doc:"lines beyond the first 1000"`
	TakenByPersons int    `json:"learners" doc:"learners whose marks change"`
}

// Proposal is what a trainer proposes.
type Proposal struct {
	VersionID uuid.UUID
	Change    string         // key or void
	Key       map[string]any // of a change of key: the members that are to be others
	Reason    string         // 10 to 500 characters; learners read it
}

// ProposeRegrade records a correction that nobody has approved: a whole
// operation for trainers and the training administration. No mark changes.
// Refuses with ErrUnknownQuestion, ErrBadKey, ErrSameKey, ErrRegradeOpen and,
// for a reason that is too short or long, fault.ErrInvalid.
func (s *Service) ProposeRegrade(ctx context.Context, actor access.Actor, p Proposal) (id uuid.UUID, err error) {
	p.Reason = strings.TrimSpace(p.Reason)
	if n := len([]rune(p.Reason)); n < 10 || n > 500 {
		return id, fault.ErrInvalid.At(fault.Field{Pointer: "/reason", Code: "length",
			ID: "Tulis alasannya, 10 sampai 500 huruf. Peserta akan membacanya.", EN: "Write the reason, 10 to 500 characters. Learners will read it."})
	}
	id = uuid.Must(uuid.NewV7())
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, found, err := bank.LockKey(ctx, tx, p.VersionID)
		if err != nil {
			return err
		}
		if !found {
			return ErrUnknownQuestion
		}
		var key *string
		if p.Change == changeKey {
			text, err := anotherKey(now, p.Key)
			if err != nil {
				return err
			}
			key = new(string(text))
		} else if now.Voided {
			return ErrSameKey
		}
		_, err = tx.Exec(ctx, sqls.AddRegrade, id, p.VersionID, p.Change, string(now.Key), key, p.Reason, actor.PersonID)
		if db.Violates(err, "regrades_one_at_a_time") {
			return ErrRegradeOpen
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, "quiz.regrade-proposed", id.String(), map[string]any{"version_id": p.VersionID, "change": p.Change, "reason": p.Reason})
	})
	return id, err
}

// Regrades lists corrections, those that wait first: a whole operation for
// trainers, the training administration and auditors.
func (s *Service) Regrades(ctx context.Context) ([]Regrade, error) { return s.regrades(ctx, nil) }

func (s *Service) regrades(ctx context.Context, id *uuid.UUID) ([]Regrade, error) {
	list := []Regrade{}
	if err := s.db.Select(ctx, &list, sqls.Regrades, id); err != nil {
		return nil, err
	}
	for i := range list {
		g := &list[i]
		var was, will struct{ Correct []string }
		var content struct{ Options []AnswerOption }
		if err := errors.Join(json.Unmarshal(g.OldKeyRaw, &was), json.Unmarshal(g.NewKey, &will), json.Unmarshal(g.Content, &content),
			json.Unmarshal(g.OldKeyRaw, &g.OldKey), json.Unmarshal(g.NewKey, &g.NewKeyShown),
			json.Unmarshal(g.Content, &g.Shown)); err != nil {
			return nil, err
		}
		g.OldCorrect, g.NewCorrect = append([]string{}, was.Correct...), append([]string{}, will.Correct...)
		g.Options = append([]AnswerOption{}, content.Options...)
		g.ProposedAt = g.ProposedAt.UTC()
	}
	return list, nil
}

// RegradeOf shows one correction: while it is proposed with the preview of
// every mark it would change, worked out now, and afterwards with what was
// done. A whole operation for the same people as Regrades. Refuses with
// ErrNoRegrade.
func (s *Service) RegradeOf(ctx context.Context, id uuid.UUID) (g Regrade, p *Preview, lines []RegradeLine, err error) {
	list, err := s.regrades(ctx, &id)
	if err != nil {
		return g, nil, nil, err
	}
	if len(list) == 0 {
		return g, nil, nil, ErrNoRegrade
	}
	g = list[0]
	if g.State == "proposed" {
		all, err := s.remarks(ctx, s.db, g.correction(), nil)
		if err != nil {
			return g, nil, nil, err
		}
		counts, lines := preview(all)
		return g, &counts, lines, nil
	}
	lines, err = s.linesOf(ctx, id)
	return g, nil, lines, err
}

type selecter interface {
	Select(ctx context.Context, dest any, q db.Query, args ...any) error
}

// remarks is a step: every closed attempt with the version, graded anew.
func (s *Service) remarks(ctx context.Context, r selecter, c correction, enrolment *uuid.UUID) ([]remarked, error) {
	var items []markedItem
	if err := r.Select(ctx, &items, sqls.RegradeMarks, c.VersionID, enrolment); err != nil {
		return nil, err
	}
	var rows []struct {
		Quiz quizRead `db:"quiz"`
	}
	if err := r.Select(ctx, &rows, sqls.QuizzesOfVersion, c.VersionID); err != nil {
		return nil, err
	}
	quizzes := map[uuid.UUID]quizRead{}
	for _, row := range rows {
		quizzes[row.Quiz.ID] = row.Quiz
	}
	return remark(items, quizzes, c)
}

func (g Regrade) correction() correction {
	return correction{g.VersionID, g.Kind, g.Content, g.Change, g.NewKey}
}

// linesAtOnce bounds what one answer lists; the counts are of all.
const linesAtOnce = 1000

func preview(all []remarked) (Preview, []RegradeLine) {
	p := Preview{Digest: digest(all), Attempts: len(all)}
	raise, both := effects(all, RaiseOnly), effects(all, BothWays)
	lines, learners := []RegradeLine{}, map[uuid.UUID]bool{}
	for _, r := range all {
		if !r.changes() {
			continue
		}
		learners[r.EnrolmentID] = true
		if r.loses() {
			p.Fall++
		} else {
			p.Rise++
		}
		lines = append(lines, RegradeLine{AttemptID: r.AttemptID, Learner: r.FullName, Quiz: r.Quiz.Title, Number: r.Number,
			OldPoints: r.Points.Float(), NewPoints: r.New.Points.Float(), MaxPoints: r.MaxPoints.Float(), OldPassed: r.Passed, NewPassed: r.New.Passed,
			State: "preview", RaiseOnly: raise[r.sitter()], BothWays: both[r.sitter()]})
	}
	for _, o := range raise {
		if o == NowPasses {
			p.RaiseOnlyPass++
		}
	}
	for _, o := range both {
		if o == NowPasses {
			p.BothWaysPass++
		} else {
			p.BothWaysFail++
		}
	}
	p.TakenByPersons = len(learners)
	slices.SortStableFunc(lines, func(a, b RegradeLine) int { // those for whom something turns first
		return strings.Compare(string(b.BothWays), string(a.BothWays))
	})
	if len(lines) > linesAtOnce {
		p.LinesLeftOff = len(lines) - linesAtOnce
		lines = lines[:linesAtOnce]
	}
	return p, lines
}
