package courses

import (
	"net/http"

	"lentera/internal/access"
	"lentera/internal/web"
)

// Routes lists every URL of the feature.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		web.Op(http.MethodGet, "/api/courses/home", access.SignedIn, "courses.home", "What the person must finish, studies and has finished.", s.home),
		web.Op(http.MethodGet, "/api/courses/catalogue", access.SignedIn, "courses.catalogue", "Every course on offer.", s.catalogue),
		web.Op(http.MethodGet, "/api/courses/courses/{code}", access.SignedIn, "courses.course", "One course with its modules and lessons.", s.course),
		web.Op(http.MethodPost, "/api/courses/courses/{code}/enrol", access.SignedIn, "courses.enrol", "Study the newest revision of a course.", s.enrol),

		web.Op(http.MethodGet, "/api/courses/lessons/{id}", access.SignedIn, "courses.lesson", "A lesson of a course the person studies.", s.lesson),
		web.Op(http.MethodPost, "/api/courses/lessons/{id}/presence", access.SignedIn, "courses.presence", "The person is in the lesson now; the server counts the time.", s.presence),
		web.Op(http.MethodPost, "/api/courses/lessons/{id}/complete", access.SignedIn, "courses.complete", "The person has finished the lesson.", s.completeLesson),

		web.Op(http.MethodGet, "/api/courses/mandates", mayLookAtUnits, "courses.mandates", "Mandates that touch the caller's units, with how many are done.", s.listMandates),
		web.Op(http.MethodPost, "/api/courses/mandates", mayMandate, "courses.mandate", "Mandate a course to the people of a unit subtree.", s.createMandate).Answers(http.StatusCreated),
		web.Op(http.MethodPost, "/api/courses/mandates/preview", mayMandate, "courses.preview-mandate", "How many people a mandate would reach.", s.previewMandate),
		web.Op(http.MethodDelete, "/api/courses/mandates/{id}", mayMandate, "courses.cancel-mandate", "Cancel a mandate; its row stays.", s.cancelMandate),

		web.Op(http.MethodGet, "/api/courses/completion", mayLookAtUnits, "courses.completion", "Who in a unit has finished a course.", s.completion),
		web.Raw(http.MethodGet, "/api/courses/completion.csv", mayLookAtUnits, "courses.completion-csv", "The same as a CSV file (UTF-8 with BOM, no formulas).", s.completionCSV),
	}
}
