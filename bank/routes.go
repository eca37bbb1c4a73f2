package bank

import (
	"net/http"
	"time"

	"lentera/internal/web"
)

// mostQuestion bounds a request with a whole question, in bytes.
const mostQuestion = 1 << 20

// Routes lists every URL of the feature. None is for learners: see policy.go.
func (s *Service) Routes() []web.Route {
	return []web.Route{
		web.Op(http.MethodGet, "/api/bank/questions", readers, "bank.questions",
			"Questions of the bank, the latest changed first.", s.listQuestions),
		web.Op(http.MethodPost, "/api/bank/questions", authors, "bank.create-question",
			"Write a new question; it is a draft.", s.createQuestion).Answers(http.StatusCreated).Limit(mostQuestion),
		web.Op(http.MethodGet, "/api/bank/questions/{id}", readers, "bank.question",
			"A question with one version, its key and its history.", s.showQuestion),
		web.Op(http.MethodPut, "/api/bank/questions/{id}", authors, "bank.save-question",
			"Save what was written as the newest version.", s.saveQuestion).Limit(mostQuestion),
		web.Op(http.MethodPost, "/api/bank/questions/{id}/review", authors, "bank.review",
			"Review the newest version; not one's own.", s.review),
		web.Op(http.MethodPost, "/api/bank/questions/{id}/return", authors, "bank.return",
			"Give the newest version back with what must be put right.", s.giveBack),
		web.Op(http.MethodPost, "/api/bank/questions/{id}/retire", authors, "bank.retire",
			"Draw a question no more.", s.retire),
		web.Op(http.MethodPost, "/api/bank/questions/{id}/restore", authors, "bank.restore",
			"Make a retired question a draft again.", s.restore),
		web.Op(http.MethodPost, "/api/bank/similar", readers, "bank.similar",
			"Questions that say the same as what is being written, or nearly.", s.similar).Limit(mostQuestion),
		web.Op(http.MethodGet, "/api/bank/categories", readers, "bank.categories",
			"The tree of categories.", s.listCategories),
		web.Op(http.MethodPost, "/api/bank/categories", authors, "bank.add-category",
			"Add a category.", s.addCategory).Answers(http.StatusCreated),
		web.Op(http.MethodPut, "/api/bank/categories/{id}", authors, "bank.rename-category",
			"Rename an own category.", s.renameCategory),
		web.Op(http.MethodDelete, "/api/bank/categories/{id}", authors, "bank.remove-category",
			"Remove an own category that is empty.", s.removeCategory),
		web.Op(http.MethodGet, "/api/bank/categories/{id}/supplies", readers, "bank.supplies",
			"Reviewed questions of a category by objective and difficulty.", s.supplies),
		web.Op(http.MethodPost, "/api/bank/files", authors, "bank.upload",
			"Store a picture, sound or film for a question.", s.upload).Answers(http.StatusCreated).Limit(mostUpload).Within(time.Minute),
		web.Op(http.MethodPost, "/api/bank/imports", authors, "bank.import",
			"Preview a file with questions (GIFT, Aiken, Moodle XML, QTI, XLSX); with the preview's digest in apply, make drafts of them.", s.importQuestions).
			Limit(mostImport).Within(5 * time.Minute),
		web.Op(http.MethodGet, "/api/bank/imports/{id}", authors, "bank.get-import",
			"An applied import with its counts and remarks.", s.getImport),
		web.Raw(http.MethodGet, "/api/bank/imports/{id}/kept", authors, "bank.kept-sources",
			"The sources of what an import could not take, as JSON.", s.keptSources).Within(time.Minute),
		web.Raw(http.MethodGet, "/api/bank/export", authors, "bank.export",
			"The questions of a category or of the whole bank as a file; format is gift, aiken, moodle-xml, qti-2.1, qti-2.2, qti-3.0 or xlsx.", s.exportQuestions).
			Within(5 * time.Minute),
		web.Op(http.MethodGet, "/api/bank/export/report", authors, "bank.export-report",
			"What an export in a format would leave out.", s.exportReport).Within(5 * time.Minute),
		web.Raw(http.MethodGet, "/api/bank/template.xlsx", authors, "bank.question-sheet",
			"The workbook in which questions are written, with help and examples.", s.questionSheet),
	}
}
