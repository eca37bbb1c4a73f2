package quiz

import (
	"net/http"
	"time"

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
			"Start an attempt (201), or get the open one (200).", s.startAttempt).Answers(http.StatusCreated).Within(startDeadline),
		web.Op(http.MethodGet, "/api/quiz/attempts/{id}", access.SignedIn, "quiz.paper",
			"The paper of an own attempt with the saved answers; never what is right.", s.showPaper),
		web.Op(http.MethodPut, "/api/quiz/attempts/{id}/answers/{no}", access.SignedIn, "quiz.save-answer",
			"Save the answer of one item; acknowledged after commit.", s.saveAnswer).Limit(420 << 10),
		web.Op(http.MethodPost, "/api/quiz/attempts/{id}/answers", access.SignedIn, "quiz.save-answers",
			"Save a queue of answers kept without a signal; a verdict on each, after commit.", s.saveAnswers).Limit(2 << 20),
		web.Op(http.MethodPost, "/api/quiz/attempts/{id}/submit", access.SignedIn, "quiz.submit",
			"Hand in an own attempt; repeating gives the same result.", s.submitAttempt),
		web.Op(http.MethodGet, "/api/quiz/attempts/{id}/review", access.SignedIn, "quiz.review",
			"A closed own attempt with what was right and why.", s.reviewAttempt),
		web.Op(http.MethodPost, "/api/quiz/grants", grantors, "quiz.grant-attempts",
			"Give a person further attempts at a capped quiz.", s.grantAttempts).Answers(http.StatusCreated),
		web.Op(http.MethodPost, "/api/quiz/attempts/{id}/presence", access.SignedIn, "quiz.sign-presence",
			"Say that the screen of an own attempt is there; hear the time left.", s.signPresence),
		web.Op(http.MethodPost, "/api/quiz/attempts/{id}/take-over", access.SignedIn, "quiz.take-over",
			"Move an own open attempt to this device, where only one may save.", s.takeOver),
		web.Op(http.MethodPost, "/api/quiz/attempts/{id}/answers/{no}/check", access.SignedIn, "quiz.check-answer",
			"Practice: the feedback of an answered item, which fixes its answer.", s.checkAnswer),
		web.Op(http.MethodGet, "/api/quiz/lessons/{lesson_id}/survey", access.SignedIn, "quiz.survey",
			"An anonymous survey.", s.showSurvey),
		web.Op(http.MethodPost, "/api/quiz/lessons/{lesson_id}/survey", access.SignedIn, "quiz.respond",
			"Hand in an anonymous survey, once; no person is stored with the answers.", s.respond),
		web.Op(http.MethodGet, "/api/quiz/lessons/{lesson_id}/responses", watchers, "quiz.responses",
			"What was said in an anonymous survey, from five answers on.", s.listResponses),
		web.Op(http.MethodGet, "/api/quiz/surveys", watchers, "quiz.surveys",
			"Surveys, with how many people have answered.", s.listSurveys),
		web.Op(http.MethodGet, "/api/quiz/lessons/{lesson_id}/survey-results", watchers, "quiz.survey-results",
			"What was said in a survey, question by question, from five answers on; nobody is named.", s.showSurveyResults),
		web.Raw(http.MethodGet, "/api/quiz/lessons/{lesson_id}/survey-results.xlsx", watchers, "quiz.survey-results-xlsx",
			"The same as a workbook.", s.surveyFile).Within(time.Minute),
		web.Op(http.MethodGet, "/api/quiz/lessons/{lesson_id}/rules", watchers, "quiz.rules",
			"The rules of a quiz, and how many questions its parts can choose from.", s.showRules),
		web.Op(http.MethodPut, "/api/quiz/lessons/{lesson_id}/rules", rulers, "quiz.set-rules",
			"Replace the rules of a quiz, for attempts that start from now on.", s.setRules),
		web.Op(http.MethodPost, "/api/quiz/lessons/{lesson_id}/release", rulers, "quiz.release",
			"Show the results whose release is by hand.", s.releaseResults),
		web.Op(http.MethodGet, "/api/quiz/lessons/{lesson_id}/extra-time", rulers, "quiz.preview-time",
			"Whom extra time for a unit would reach.", s.previewTime),
		web.Op(http.MethodPost, "/api/quiz/lessons/{lesson_id}/extra-time", rulers, "quiz.grant-time",
			"Give extra time to a person or a unit, before or during an attempt.", s.grantTime).Answers(http.StatusCreated),
		web.Op(http.MethodPost, "/api/quiz/attempts/{id}/reopen", rulers, "quiz.reopen",
			"Open a closed attempt again that has not passed.", s.reopenAttempt),
		web.Op(http.MethodGet, "/api/quiz/tests", watchers, "quiz.tests",
			"Quizzes that are running, have just run or are about to.", s.listTests),
		web.Op(http.MethodGet, "/api/quiz/lessons/{lesson_id}/monitor", watchers, "quiz.monitor",
			"How a test is going; no scores, no answers.", s.watch),
		web.Op(http.MethodGet, "/api/quiz/attempts/{id}/events", watchers, "quiz.events",
			"What happened during an attempt.", s.listEvents),
		web.Op(http.MethodGet, "/api/quiz/built", watchers, "quiz.built",
			"Quizzes being built and those learners can take.", s.listBuilt),
		web.Op(http.MethodPost, "/api/quiz/drafts", rulers, "quiz.new-draft",
			"Begin to build a quiz from the bank.", s.newDraft).Answers(http.StatusCreated),
		web.Op(http.MethodGet, "/api/quiz/drafts/{id}", watchers, "quiz.draft",
			"A quiz being built, with what is in the way of its publication.", s.showDraft),
		web.Op(http.MethodPut, "/api/quiz/drafts/{id}", rulers, "quiz.set-draft",
			"Change a quiz being built; it may be unfinished.", s.setDraft),
		web.Op(http.MethodDelete, "/api/quiz/drafts/{id}", rulers, "quiz.remove-draft",
			"Drop a quiz being built.", s.removeDraft),
		web.Op(http.MethodPost, "/api/quiz/drafts/{id}/publish", rulers, "quiz.publish",
			"Make a built quiz available, as a course of one lesson.", s.publish),
	}, append(s.uploadRoutes(), s.statsRoutes()...)...)
}
