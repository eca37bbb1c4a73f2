package standin_test

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lentera/merit/siasn"
	"lentera/merit/siasn/standin"
)

// A demo's SIASN remembers: what was saved, with its document, is there after
// the program has stopped and started again.
func TestKeepsRowsAndDocuments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "data", "siasn.json")
	open := func() (*standin.Server, *siasn.Client, func()) {
		s, err := standin.Open(standin.Options{Anybody: true}, file)
		if err != nil {
			t.Fatal(err)
		}
		web := httptest.NewServer(s)
		c, err := siasn.New(s.Config(web.URL))
		if err != nil {
			t.Fatal(err)
		}
		return s, c, web.Close
	}
	ctx := context.Background()
	s, c, stop := open()
	const nip = "199204152019032004"
	p, err := c.Person(ctx, nip)
	if err != nil {
		t.Fatal(err)
	}
	day := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)
	id, err := c.SaveCourse(ctx, siasn.CourseWrite{PersonID: p.ID, AgencyID: p.AgencyID, PathID: 16, Flag: "T", Title: "Literasi", Number: "800/1", JP: 4, StartedOn: day, CompletedOn: day, Organiser: "BKPSDM"})
	if err != nil {
		t.Fatal(err)
	}
	pdf := []byte("%PDF-1.7 a small one")
	if err := c.UploadDocument(ctx, id, siasn.CourseCertificate, "800-1.pdf", pdf); err != nil {
		t.Fatal(err)
	}
	stop()
	before := s.AllRows()
	again, c, stop := open()
	defer stop()
	after := again.AllRows()
	if len(before) != 1 || len(after) != 1 || before[0].ID != after[0].ID || after[0].Number != "800/1" {
		t.Fatalf("%+v, then %+v", before, after)
	}
	row, err := c.Course(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.DownloadDocument(ctx, row.Documents[siasn.CourseCertificate].URI); err != nil || !bytes.Equal(got, pdf) {
		t.Errorf("the document came back as %q, %v", got, err)
	}
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := standin.Open(standin.Options{}, file); err == nil {
		t.Error("a damaged file is taken for an empty one")
	}
	if raw, _ := os.ReadFile(file); !bytes.Equal(raw, []byte("{")) {
		t.Error("a damaged file is written over")
	}
}
