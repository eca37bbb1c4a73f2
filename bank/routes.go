package bank

import (
	"net/http"
	"time"

	"lentera/internal/web"
)

// Routes lists every URL of the feature. All of them show what is right, so
// all of them are for authors.
func (s *Service) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	return []web.Route{
		web.Op(post, "/api/bank/imports", authors, "bank.import",
			"Preview a file with questions (GIFT, Aiken, Moodle XML, QTI, XLSX); with the preview's digest in apply, make drafts of them.", s.importQuestions).
			Limit(mostImport).Within(5 * time.Minute),
		web.Op(get, "/api/bank/imports/{id}", authors, "bank.get-import",
			"An applied import with its counts and remarks.", s.getImport),
		web.Raw(get, "/api/bank/imports/{id}/kept", authors, "bank.kept-sources",
			"The sources of what an import could not take, as JSON.", s.keptSources).Within(time.Minute),
		web.Raw(get, "/api/bank/export", authors, "bank.export",
			"The questions of a category or of the whole bank as a file; format is gift, aiken, moodle-xml, qti-2.1, qti-2.2, qti-3.0 or xlsx.", s.exportQuestions).
			Within(5 * time.Minute),
		web.Op(get, "/api/bank/export/report", authors, "bank.export-report",
			"What an export in a format would leave out.", s.exportReport).Within(5 * time.Minute),
		web.Raw(get, "/api/bank/template.xlsx", authors, "bank.question-sheet",
			"The workbook in which questions are written, with help and examples.", s.questionSheet),
	}
}
