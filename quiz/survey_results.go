package quiz

import (
	"context"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/audit"
	"lentera/internal/db"
	workbook "lentera/internal/sheet"
)

// SurveyLine is a survey in the list of those that have results.
type SurveyLine struct {
	LessonID    uuid.UUID `json:"lesson_id" db:"lesson_id"`
	Title       string    `json:"title" db:"title"`
	CourseTitle string    `json:"course_title" db:"course_title"`
	Anonymous   bool      `json:"anonymous" db:"anonymous"`
	Answered    int       `json:"answered" db:"answered" doc:"people who have handed it in"`
}

// SurveyResults is what was said in a survey, question by question: no person,
// and no two answers of one person together.
type SurveyResults struct {
	LessonID  uuid.UUID       `json:"lesson_id"`
	Title     string          `json:"title"`
	Anonymous bool            `json:"anonymous"`
	Shown     int             `json:"shown" doc:"people whose answers are in the figures"`
	Waiting   int             `json:"waiting" doc:"people whose answers are not shown yet"`
	Fewest    int             `json:"fewest" doc:"below so many nothing is shown"`
	Items     []SurveyFigures `json:"items" nullable:"false"`
}

// SurveyFigures is what was said to one question.
type SurveyFigures struct {
	VersionID uuid.UUID     `json:"version_id"`
	Kind      string        `json:"kind"`
	Section   string        `json:"section,omitempty"`
	StemHTML  string        `json:"stem_html"`
	Answered  int           `json:"answered"`
	Options   []SurveyCount `json:"options" nullable:"false" doc:"of the choosing kinds"`
	Mean      *float64      `json:"mean" doc:"where each option begins with a number and one is chosen; null otherwise"`
	Texts     []string      `json:"texts" nullable:"false" doc:"answers of the other kinds as text, in the order of the alphabet"`
}

// SurveyCount is an option and how many chose it.
type SurveyCount struct {
	ID   string `json:"id"`
	HTML string `json:"html"`
	N    int    `json:"n"`
}

// Responses gives the sheets of an anonymous survey that have come to light,
// for trainers, the training administration and auditors: a whole operation.
// While fewer than five people have answered there are none, and later ones
// come five at a time. Refuses with ErrNoQuiz, ErrNoSurvey.
func (s *Service) Responses(ctx context.Context, lessonID uuid.UUID) ([][]SurveyAnswer, error) {
	z, err := s.quizOf(ctx, s.db, lessonID)
	if err != nil {
		return nil, err
	}
	if !z.Anonymous {
		return nil, ErrNoSurvey
	}
	return s.responses(ctx, z)
}

func (s *Service) responses(ctx context.Context, z quizRead) ([][]SurveyAnswer, error) {
	var rows []json.RawMessage
	if err := s.db.Select(ctx, &rows, sqls.ResponsesOf, z.ID); err != nil {
		return nil, err
	}
	out := make([][]SurveyAnswer, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal(r, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// handedIn is responses for a survey that is not anonymous: nothing either
// while fewer than five have handed it in.
func (s *Service) handedIn(ctx context.Context, z quizRead) (sheets [][]SurveyAnswer, waiting int, err error) {
	var rows []struct {
		AttemptID uuid.UUID  `db:"attempt_id"`
		VersionID uuid.UUID  `db:"version_id"`
		Chosen    db.Strings `db:"chosen"`
	}
	if err := s.db.Select(ctx, &rows, sqls.SurveyAttempts, z.ID); err != nil {
		return nil, 0, err
	}
	var last uuid.UUID
	for _, r := range rows {
		if r.AttemptID != last {
			sheets, last = append(sheets, []SurveyAnswer{}), r.AttemptID
		}
		if n := len(sheets) - 1; len(r.Chosen) > 0 {
			sheets[n] = append(sheets[n], SurveyAnswer{r.VersionID, r.Chosen})
		}
	}
	if len(sheets) < fewestResponses {
		return nil, len(sheets), nil
	}
	return sheets, 0, nil
}

// Surveys lists the surveys, the newest first: a whole operation for trainers,
// the training administration and auditors.
func (s *Service) Surveys(ctx context.Context) ([]SurveyLine, error) {
	list := []SurveyLine{}
	return list, s.db.Select(ctx, &list, sqls.ListSurveys)
}

// SurveyResults is a whole operation for the same people. Nothing is told while
// fewer than five people have answered. Refuses with ErrNoQuiz, and
// ErrNoSurvey where the quiz is none.
func (s *Service) SurveyResults(ctx context.Context, lessonID uuid.UUID) (SurveyResults, error) {
	z, err := s.quizOf(ctx, s.db, lessonID)
	if err != nil {
		return SurveyResults{}, err
	}
	if z.Kind != Survey {
		return SurveyResults{}, ErrNoSurvey
	}
	out := SurveyResults{LessonID: lessonID, Title: z.Title, Anonymous: z.Anonymous, Fewest: fewestResponses, Items: []SurveyFigures{}}
	var sheets [][]SurveyAnswer
	if z.Anonymous {
		if sheets, err = s.responses(ctx, z); err == nil {
			err = s.db.Get(ctx, &out.Waiting, sqls.CountWaiting, z.ID)
		}
	} else {
		sheets, out.Waiting, err = s.handedIn(ctx, z)
	}
	if out.Shown = len(sheets); err != nil || out.Shown == 0 {
		return out, err
	}
	said := map[uuid.UUID][][]string{}
	for _, one := range sheets {
		for _, a := range one {
			said[a.VersionID] = append(said[a.VersionID], a.Chosen)
		}
	}
	rows, err := s.surveyAsked(ctx, z, said)
	if err != nil {
		return out, err
	}
	for _, r := range rows {
		f, err := r.figures(said[r.ID])
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, f)
	}
	return out, nil
}

// surveyAsked is a step: the questions as the survey has them now, then older
// versions and questions that were answered before they were replaced.
func (s *Service) surveyAsked(ctx context.Context, z quizRead, said map[uuid.UUID][][]string) ([]surveyRow, error) {
	var revision uuid.UUID
	if err := s.db.Get(ctx, &revision, sqls.RevisionOfLesson, z.LessonID); err != nil {
		return nil, err
	}
	bank, err := s.prepared(ctx, s.db, revision, z)
	if err != nil {
		return nil, err
	}
	places, _, err := surveyPaper(z.Draw, bank) // too few now: what was said is still shown
	if err != nil {
		return nil, err
	}
	var ids []uuid.UUID
	sections := map[uuid.UUID]string{}
	for _, p := range places {
		ids = append(ids, p.QuestionID)
		sections[p.QuestionID] = p.Section
	}
	older := []uuid.UUID{}
	for id := range said {
		if !slices.Contains(ids, id) {
			older = append(older, id)
		}
	}
	slices.SortFunc(older, func(a, b uuid.UUID) int { return slices.Compare(a[:], b[:]) })
	ids = append(ids, older...)
	found, err := surveyVersions(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	var rows []surveyRow
	for _, id := range ids {
		if r, has := found[id]; has {
			r.place.Section = sections[id]
			rows = append(rows, r)
		}
	}
	return rows, nil
}

var leadingNumber = regexp.MustCompile(`^-?\d{1,3}\b`)

// figures counts the answers to one question. The mean is of the numbers that
// the author put at the beginning of the options: a scale of words has none.
func (r surveyRow) figures(said [][]string) (SurveyFigures, error) {
	f := SurveyFigures{VersionID: r.ID, Kind: r.Kind, Section: r.place.Section, StemHTML: r.StemHTML, Answered: len(said), Options: []SurveyCount{}, Texts: []string{}}
	if !chooses(r.Kind) {
		for _, chosen := range said {
			text, err := kinds.Describe(kinds.Kind(r.Kind), r.Content, chosen)
			if err != nil {
				return f, err
			}
			f.Texts = append(f.Texts, text)
		}
		slices.Sort(f.Texts)
		return f, nil
	}
	var content kinds.ChoiceContent
	if err := json.Unmarshal(r.Content, &content); err != nil {
		return f, err
	}
	numeric, sum := r.Kind == Single && len(said) > 0, 0
	for _, o := range content.Options {
		n := 0
		for _, chosen := range said {
			if slices.Contains(chosen, o.ID) {
				n++
			}
		}
		f.Options = append(f.Options, SurveyCount{o.ID, o.HTML, n})
		value, err := strconv.Atoi(leadingNumber.FindString(kinds.Plain(o.HTML)))
		numeric, sum = numeric && err == nil, sum+n*value
	}
	if numeric {
		mean := math.Round(100*float64(sum)/float64(len(said))) / 100
		f.Mean = &mean
	}
	return f, nil
}

// ExportSurvey is SurveyResults as a workbook, for the same people; who takes
// it out is in the audit trail. Refuses like SurveyResults.
func (s *Service) ExportSurvey(ctx context.Context, lessonID uuid.UUID, english bool) ([]byte, error) {
	r, err := s.SurveyResults(ctx, lessonID)
	if err != nil {
		return nil, err
	}
	head := []any{"Soal", "Pilihan atau jawaban", "Jumlah", "Bagian (%)", "Rata-rata"}
	if english {
		head = []any{"Question", "Option or answer", "Number", "Share (%)", "Mean"}
	}
	lines := [][]any{head}
	for _, it := range r.Items {
		stem := kinds.Plain(it.StemHTML)
		for i, o := range it.Options {
			share, mean := any(""), any("")
			if it.Answered > 0 {
				share = math.Round(1000*float64(o.N)/float64(it.Answered)) / 10
			}
			if it.Mean != nil && i == 0 {
				mean = *it.Mean
			}
			lines = append(lines, []any{stem, kinds.Plain(o.HTML), o.N, share, mean})
		}
		for _, text := range it.Texts {
			lines = append(lines, []any{stem, text, "", "", ""})
		}
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Write(ctx, tx, "quiz.survey-exported", lessonID.String(), map[string]any{"people": r.Shown})
	})
	if err != nil {
		return nil, err
	}
	return workbook.Book("Survei", lines)
}
