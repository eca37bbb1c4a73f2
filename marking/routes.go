package marking

import (
	"net/http"

	"lentera/internal/web"
)

// Routes lists every URL of the feature.
func (s *Service) Routes() []web.Route {
	const lesson, sheet = "/api/marking/lessons/{lesson_id}", "/api/marking/sheets/{id}"
	return []web.Route{
		web.Op(http.MethodGet, "/api/marking/queue", watchers, "marking.queue",
			"What waits for markers, by quiz, in numbers alone.", s.showQueue),
		web.Op(http.MethodPut, lesson+"/plan", markers, "marking.set-plan",
			"One or two markers, and how far their marks may be apart.", s.setPlan),
		web.Op(http.MethodPost, lesson+"/next", markers, "marking.next",
			"Take the next sheet of a quiz, or the one already begun; never an own answer.", s.nextSheet),
		web.Op(http.MethodGet, lesson+"/history", auditors, "marking.history",
			"Who gave which mark, and what was decided.", s.showHistory),
		web.Op(http.MethodGet, sheet, markers, "marking.sheet",
			"A sheet the caller holds; nothing in it says whose it is.", s.showSheet),
		web.Raw(http.MethodGet, sheet+"/items/{no}/files/{place}", markers, "marking.sheet-file",
			"A file of an answer on the sheet in hand, as an attachment without its name.", s.sheetFile),
		web.Op(http.MethodPut, sheet+"/draft", markers, "marking.save-draft",
			"Save the marks so far; acknowledged after commit, the highest seq wins.", s.saveDraft),
		web.Op(http.MethodPost, sheet+"/finish", markers, "marking.finish",
			"Give the marks for good; repeating gives the same state.", s.finishSheet),
		web.Op(http.MethodPost, sheet+"/give-back", markers, "marking.give-back",
			"End the lease of a sheet without marks.", s.giveBack),
	}
}
