package quiz

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"lentera/internal/web"
)

// statsRoutes are the URLs of statistics and regrades.
func (s *Service) statsRoutes() []web.Route {
	const regrade = "/api/quiz/regrades/{id}"
	return []web.Route{
		web.Op(http.MethodGet, "/api/quiz/statistics", analysts, "quiz.list-statistics",
			"Every quiz with the analysis of its test; those with flagged items first.", s.listStatistics),
		web.Op(http.MethodGet, "/api/quiz/statistics/{quiz_id}", analysts, "quiz.statistics",
			"One quiz: the figures of the test, each item with its distractors and flags.", s.showStatistics),
		web.Op(http.MethodGet, "/api/quiz/flagged", proposers, "quiz.flagged",
			"Own questions with a flag; the administration also those without an author.", s.listFlagged),
		web.Op(http.MethodGet, "/api/quiz/regrades", analysts, "quiz.list-regrades",
			"Corrections of keys, the latest first.", s.listRegrades),
		web.Op(http.MethodGet, "/api/quiz/keys/{version_id}", analysts, "quiz.key-to-correct",
			"A version of a question as learners saw it, and what is right of it now.", s.showKey),
		web.Op(http.MethodPost, "/api/quiz/regrades", proposers, "quiz.propose-regrade",
			"Propose another key for a question, or to void it. Nothing changes yet.", s.proposeRegrade).Answers(http.StatusCreated).Limit(mostKey),
		web.Op(http.MethodGet, regrade, analysts, "quiz.regrade",
			"One correction with every mark that changes; a preview until it is approved.", s.showRegrade),
		web.Op(http.MethodPost, regrade+"/approve", approvers, "quiz.approve-regrade",
			"Approve a correction that another person proposed, with the preview that was seen.", s.approveRegrade),
		web.Op(http.MethodPost, regrade+"/refuse", approvers, "quiz.refuse-regrade",
			"Refuse a correction that another person proposed.", s.refuseRegrade),
		web.Op(http.MethodPost, regrade+"/withdraw", proposers, "quiz.withdraw-regrade",
			"Take back a correction that one has proposed.", s.withdrawRegrade),
	}
}

type statisticsListOut struct {
	Body struct {
		Quizzes []QuizAnalysis `json:"quizzes" nullable:"false"`
	}
}

func (s *Service) listStatistics(ctx context.Context, _ *struct{}) (*statisticsListOut, error) {
	list, err := s.Analyses(ctx)
	out := &statisticsListOut{}
	out.Body.Quizzes = list
	return out, err
}

type statisticsIn struct {
	QuizID uuid.UUID `path:"quiz_id"`
}

type statisticsOut struct {
	Body struct {
		Quiz  QuizAnalysis   `json:"quiz"`
		Items []ItemAnalysis `json:"items" nullable:"false"`
	}
}

func (s *Service) showStatistics(ctx context.Context, in *statisticsIn) (*statisticsOut, error) {
	quiz, items, err := s.Analysis(ctx, in.QuizID)
	out := &statisticsOut{}
	out.Body.Quiz, out.Body.Items = quiz, items
	return out, err
}
