package quiz

import (
	"net/http"

	"lentera/internal/access"
	"lentera/internal/web"
)

// Routes lists every URL of the feature. Attempts are looked up together with
// their owner; see policy.go.
func (s *Service) Routes() []web.Route {
	return append([]web.Route{
		web.Op(http.MethodGet, "/api/quiz/lessons/{lesson_id}", access.SignedIn, "quiz.view",
			"A quiz with the learner's own attempts.", s.viewQuiz),
		web.Op(http.MethodPost, "/api/quiz/lessons/{lesson_id}/attempts", access.SignedIn, "quiz.start-attempt",
			"Start an attempt (201), or get the open one (200).", s.startAttempt).Answers(http.StatusCreated),
		web.Op(http.MethodGet, "/api/quiz/attempts/{id}", access.SignedIn, "quiz.paper",
			"The paper of an own attempt with the saved answers; never what is right.", s.showPaper),
		web.Op(http.MethodPut, "/api/quiz/attempts/{id}/answers/{no}", access.SignedIn, "quiz.save-answer",
			"Save the answer of one item; acknowledged after commit.", s.saveAnswer).Limit(420 << 10),
		web.Op(http.MethodPost, "/api/quiz/attempts/{id}/submit", access.SignedIn, "quiz.submit",
			"Hand in an own attempt; repeating gives the same result.", s.submitAttempt),
		web.Op(http.MethodGet, "/api/quiz/attempts/{id}/review", access.SignedIn, "quiz.review",
			"A closed own attempt with what was right and why.", s.reviewAttempt),
		web.Op(http.MethodPost, "/api/quiz/grants", grantors, "quiz.grant-attempts",
			"Give a person further attempts at a capped quiz.", s.grantAttempts).Answers(http.StatusCreated),
	}, s.statsRoutes()...)
}
