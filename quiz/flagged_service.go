package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/quiz/itemstats"
)

// FlaggedItem is a question whose figures ask for a look, for its author.
type FlaggedItem struct {
	QuizID     uuid.UUID        `json:"quiz_id"`
	Quiz       string           `json:"quiz" doc:"title of the quiz the figures are of"`
	VersionID  uuid.UUID        `json:"version_id"`
	QuestionID uuid.UUID        `json:"question_id"`
	StemHTML   string           `json:"stem_html"`
	N          int              `json:"n" doc:"sittings analysed"`
	Flags      []itemstats.Flag `json:"flags" nullable:"false" enum:"negative-discrimination,too-easy,too-hard,dead-distractor"`
}

// Flagged lists the questions the actor wrote that have a flag, the worst
// first, at most 50: a whole operation, for trainers and the training
// administration. Questions without an author, those of course folders, are
// shown to the administration: a flag that nobody sees is none. What is
// corrected, voided, retired or proposed for correction is not in it.
func (s *Service) Flagged(ctx context.Context, actor access.Actor) ([]FlaggedItem, error) {
	var rows []struct {
		QuizID     uuid.UUID `db:"quiz_id"`
		Title      string    `db:"title"`
		VersionID  uuid.UUID `db:"version_id"`
		QuestionID uuid.UUID `db:"question_id"`
		StemHTML   string    `db:"stem_html"`
		N          int       `db:"n"`
		Flags      choices   `db:"flags"`
	}
	if err := s.db.Select(ctx, &rows, sqls.FlaggedItems, actor.AccountID, actor.Has(access.TrainingAdmin)); err != nil {
		return nil, err
	}
	list := make([]FlaggedItem, len(rows))
	for i, r := range rows {
		list[i] = FlaggedItem{r.QuizID, r.Title, r.VersionID, r.QuestionID, r.StemHTML, r.N, []itemstats.Flag{}}
		for _, f := range r.Flags {
			list[i].Flags = append(list[i].Flags, itemstats.Flag(f))
		}
	}
	return list, nil
}

type flaggedOut struct {
	Body struct {
		Items []FlaggedItem `json:"items" nullable:"false"`
	}
}

func (s *Service) listFlagged(ctx context.Context, _ *struct{}) (*flaggedOut, error) {
	list, err := s.Flagged(ctx, access.Must(ctx))
	out := &flaggedOut{}
	out.Body.Items = list
	return out, err
}
