package quiz

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/internal/db"
	"lentera/internal/jobs"
	"lentera/quiz/itemstats"
)

type choices = db.Strings

const analyseJob = "quiz.analyse"

type quizArgs struct {
	QuizID uuid.UUID `json:"quiz_id"`
}

// Jobs registers the work behind the statistics and the regrades.
func (s *Service) Jobs(q *jobs.Queue) {
	q.Handle("quiz.find-unanalysed", jobs.Policy{Every: 15 * time.Second}, s.findUnanalysed)
	q.Handle(analyseJob, jobs.Policy{Timeout: 2 * time.Minute}, s.analyse)
	q.Handle(regradeJob, jobs.Policy{Timeout: 10 * time.Minute, Tries: 30}, s.workRegrade)
}

// findUnanalysed is the job quiz.find-unanalysed: one job for each quiz whose
// attempts are more than were analysed. Closing an attempt itself does nothing
// for the statistics: at the end of an exam a thousand closings must not wait
// for one row. Running it twice queues nothing twice.
func (s *Service) findUnanalysed(ctx context.Context, _ json.RawMessage) error {
	d := s.db.Slow()
	var due []uuid.UUID
	if err := d.Select(ctx, &due, sqls.QuizzesToAnalyse); err != nil || len(due) == 0 {
		return err
	}
	return d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, id := range due {
			if err := jobs.EnqueueOnce(ctx, tx, analyseJob, id.String(), quizArgs{id}, 0); err != nil {
				return err
			}
		}
		return nil
	})
}

// analyse is the job quiz.analyse: the whole analysis of one quiz from its
// first attempts. All of it is made anew, in one transaction, so running it
// twice gives the same.
func (s *Service) analyse(ctx context.Context, args json.RawMessage) error {
	var of quizArgs
	if err := json.Unmarshal(args, &of); err != nil {
		return err
	}
	return s.db.Slow().InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		began := time.Now()
		if _, err := tx.Exec(ctx, sqls.HoldTestStats, of.QuizID); err != nil {
			return err
		}
		var count struct{ Closed, Waiting int } // before the sittings: one that closes in between is found by the next look
		if err := tx.Get(ctx, &count, sqls.CountClosed, of.QuizID); err != nil {
			return err
		}
		var rows []sittingRow
		if err := tx.Select(ctx, &rows, sqls.SittingsOf, of.QuizID); err != nil {
			return err
		}
		ids, sittings := sittingsOf(rows)
		versions, err := analysedVersions(ctx, tx, ids)
		if err != nil {
			return err
		}
		items := make([]itemstats.Item, len(ids))
		for i, id := range ids {
			items[i] = versions[id].item()
		}
		report := itemstats.Of(items, sittings)
		flagged, err := saveItemStats(ctx, tx, of.QuizID, ids, versions, report.Items)
		if err != nil {
			return err
		}
		test, err := json.Marshal(report.Test)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, sqls.SaveTestStats, of.QuizID, count.Closed, count.Waiting, report.Test.N, string(test), flagged, time.Since(began).Milliseconds())
		return err
	})
}

func analysedVersions(ctx context.Context, tx *db.Tx, ids []uuid.UUID) (map[uuid.UUID]versionRow, error) {
	var rows []versionRow
	if err := tx.Select(ctx, &rows, sqls.AnalysedVersions, db.Array(ids)); err != nil {
		return nil, err
	}
	out := make(map[uuid.UUID]versionRow, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, nil
}

type itemStatsRow struct {
	VersionID uuid.UUID           `json:"version_id"`
	N         int                 `json:"n"`
	Figures   itemstats.ItemStats `json:"figures"`
	Flags     []itemstats.Flag    `json:"flags"`
}

// saveItemStats is a step; a voided item has no flags, its author has acted.
func saveItemStats(ctx context.Context, tx *db.Tx, quizID uuid.UUID, ids []uuid.UUID, versions map[uuid.UUID]versionRow, stats []itemstats.ItemStats) (flagged int, err error) {
	rows := make([]itemStatsRow, len(ids))
	for i, id := range ids {
		rows[i] = itemStatsRow{VersionID: id, N: stats[i].N, Figures: stats[i], Flags: []itemstats.Flag{}}
		if !versions[id].Voided {
			rows[i].Flags = stats[i].Flags()
		}
		if len(rows[i].Flags) > 0 {
			flagged++
		}
	}
	if _, err := tx.Exec(ctx, sqls.ForgetItemStats, quizID); err != nil {
		return 0, err
	}
	return flagged, insertJSON(ctx, tx, sqls.AddItemStats, rows, quizID)
}

type analysisRow struct {
	QuizID      uuid.UUID        `db:"quiz_id"`
	LessonID    uuid.UUID        `db:"lesson_id"`
	CourseCode  string           `db:"course_code"`
	CourseTitle string           `db:"course_title"`
	Revision    int              `db:"revision"`
	Title       string           `db:"title"`
	N           int              `db:"n"`
	Flagged     int              `db:"flagged"`
	Figures     *json.RawMessage `db:"figures"`
	ComputedAt  *time.Time       `db:"computed_at"`
}

// Analyses lists every quiz with the analysis of its test, those with flagged
// items first: a whole operation for trainers, the training administration and
// auditors (the route's rule).
func (s *Service) Analyses(ctx context.Context) ([]QuizAnalysis, error) {
	return s.analyses(ctx, nil)
}

func (s *Service) analyses(ctx context.Context, quizID *uuid.UUID) ([]QuizAnalysis, error) {
	var rows []analysisRow
	if err := s.db.Select(ctx, &rows, sqls.AnalysedQuizzes, quizID); err != nil {
		return nil, err
	}
	out := make([]QuizAnalysis, len(rows))
	for i, r := range rows {
		out[i] = QuizAnalysis{QuizID: r.QuizID, LessonID: r.LessonID, CourseCode: r.CourseCode, CourseTitle: r.CourseTitle,
			Revision: r.Revision, Title: r.Title, N: r.N, Flagged: r.Flagged}
		if r.N == 0 || r.Figures == nil {
			continue
		}
		at := r.ComputedAt.UTC()
		out[i].Test, out[i].ComputedAt = &itemstats.TestStats{}, &at
		if err := json.Unmarshal(*r.Figures, out[i].Test); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Analysis is one quiz with its items, the flagged ones first: a whole
// operation for the same people as Analyses. Refuses with ErrUnknownQuiz.
func (s *Service) Analysis(ctx context.Context, quizID uuid.UUID) (QuizAnalysis, []ItemAnalysis, error) {
	list, err := s.analyses(ctx, &quizID)
	if err != nil {
		return QuizAnalysis{}, nil, err
	}
	if len(list) == 0 {
		return QuizAnalysis{}, nil, ErrUnknownQuiz
	}
	var rows []struct {
		VersionID   uuid.UUID       `db:"version_id"`
		Name        string          `db:"name"`
		Pool        string          `db:"pool"`
		VersionNo   int             `db:"version_no"`
		KeyNo       int             `db:"key_no"`
		Kind        string          `db:"kind"`
		StemHTML    string          `db:"stem_html"`
		Options     json.RawMessage `db:"options"`
		Figures     json.RawMessage `db:"figures"`
		Flags       choices         `db:"flags"`
		Voided      bool            `db:"voided"`
		OpenRegrade *uuid.UUID      `db:"open_regrade"`
	}
	if err := s.db.Select(ctx, &rows, sqls.AnalysedItems, quizID); err != nil {
		return QuizAnalysis{}, nil, err
	}
	items := make([]ItemAnalysis, len(rows))
	for i, r := range rows {
		items[i] = ItemAnalysis{VersionID: r.VersionID, Name: r.Name, Pool: r.Pool, VersionNo: r.VersionNo, KeyNo: r.KeyNo, Kind: r.Kind,
			StemHTML: r.StemHTML, Voided: r.Voided, OpenRegrade: r.OpenRegrade, Options: []AnswerOption{}, Flags: []itemstats.Flag{}}
		for _, f := range r.Flags {
			items[i].Flags = append(items[i].Flags, itemstats.Flag(f))
		}
		if err := json.Unmarshal(r.Options, &items[i].Options); err != nil {
			return QuizAnalysis{}, nil, err
		}
		if err := json.Unmarshal(r.Figures, &items[i].Figures); err != nil {
			return QuizAnalysis{}, nil, err
		}
	}
	return list[0], items, nil
}
