package courses

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"time"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// exportTime is how long a file may take to its reader: a report of 15,000
// people is about 1.5 MB, half a minute at 400 kbit/s.
const exportTime = 9 * time.Minute

// ExportCompletion is Completion without pages, as a CSV file in a language
// ("id" or "en"). Who takes it out, and of how many people, is written to the
// audit trail before the first byte. The rows are read while the file is read,
// 2,000 at a time: memory does not grow with the agency, and a person who
// finishes meanwhile shows as of the moment of the own page. The caller closes
// the export. Refuses as Completion does.
func (s *Service) ExportCompletion(ctx context.Context, actor access.Actor, f CompletionFilter, lang string) (*CompletionExport, error) {
	sel, err := s.selectPeople(ctx, actor, f)
	if err != nil {
		return nil, err
	}
	name := ""
	err = s.db.InTx(access.WithActor(ctx, actor), func(ctx context.Context, tx *db.Tx) error {
		var today string
		if err := tx.Get(ctx, &today, sqls.AgencyToday, s.zone); err != nil {
			return err
		}
		name = "ketuntasan-" + sel.course.Code + "-" + today + ".csv"
		chosen, err := s.completionTotals(ctx, tx, sel)
		if err != nil {
			return err
		}
		// The searched name stays out: somebody may have typed a NIP.
		details := map[string]any{"course": sel.course.Code, "status": sel.status, "searched": sel.q != "", "people": chosen.People}
		if sel.unit != nil {
			details["unit_id"], details["unit"] = sel.unit.ID, sel.unit.Name
		}
		return audit.Write(ctx, tx, "courses.completion-exported", sel.course.CourseID.String(), details)
	})
	if err != nil {
		return nil, err
	}
	e := &CompletionExport{FileName: name, s: s, sel: sel, lang: lang, first: true}
	e.ctx, e.cancel = context.WithTimeout(context.WithoutCancel(ctx), exportTime)
	return e, nil
}

// CompletionExport is a CSV on its way out. A failure in the middle is an
// error of Read, so that the reader sees a broken file and not a short one.
type CompletionExport struct {
	FileName string

	s      *Service
	ctx    context.Context // of the whole file: Read has none of its own
	cancel context.CancelFunc
	sel    selection
	lang   string
	page   bytes.Buffer
	after  place
	first  bool
	ended  bool
}

var _ io.ReadCloser = (*CompletionExport)(nil)

// Read gives the next bytes; it reads the next page of people when it must.
func (e *CompletionExport) Read(p []byte) (int, error) {
	for e.page.Len() == 0 {
		if e.ended {
			return 0, io.EOF
		}
		if err := e.turn(); err != nil {
			slog.ErrorContext(e.ctx, "completion export broke off", "course", e.sel.course.Code, "error", err)
			return 0, err
		}
	}
	return e.page.Read(p)
}

// Close ends what is being read; it may be called at any time and again.
func (e *CompletionExport) Close() error {
	e.cancel()
	return nil
}

func (e *CompletionExport) turn() error {
	rows, next, err := e.s.completionRows(e.ctx, e.s.db.Slow(), e.sel, e.after, pageExport)
	if err != nil {
		return err
	}
	e.page.Reset()
	var lines [][]string
	if e.first {
		e.page.WriteString(byteOrderMark)
		lines = append(lines, completionHead[e.lang == "en"])
	}
	for _, r := range rows {
		lines = append(lines, r.cells(e.sel.course.Title, e.lang == "en"))
	}
	e.first, e.after, e.ended = false, next, next == place{}
	return writeCSV(&e.page, lines)
}
