package siasn

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// CourseWrite is one course as POST /kursus/save takes it: everything that is
// not structural training. The member names are SIASN's write spelling.
type CourseWrite struct {
	ID          string // of the row to change; "" makes a new one
	PersonID    string // pnsOrangId: Person.ID
	AgencyID    string // instansiId of the organiser or owner
	PathID      int    // jenisDiklatId 2–25
	KindID      string // jenisKursus; "" is accepted
	Flag        string // jenisKursusSertipikat T, F or P; "" leaves it out
	Title       string
	Organiser   string
	Number      string // nomorSertipikat
	JP          int
	Year        int // tahunKursus; 0 is the year of CompletedOn
	StartedOn   time.Time
	CompletedOn time.Time
	LocationID  string
	Documents   []Document // path; usually attached afterwards
	Groups      []string   // id_rumpun_jabatan
}

// CourseRow is one course as SIASN shows it (read spelling). Dates are
// dd-mm-yyyy where they could be read.
type CourseRow struct {
	ID          string
	PersonID    string
	KindID      string // jenisKursusId
	KindName    string
	Flag        string // jenisKursusSertifikat
	Title       string
	Organiser   string
	Number      string // noSertipikat
	JP          int
	Year        string
	StartedOn   string
	CompletedOn string
	PathID      int // jenisDiklatId; 0 where the row does not tell
	Documents   map[DocRef]Document
}

// HasDocument tells whether the course certificate (881) is attached.
func (r CourseRow) HasDocument() bool { _, ok := r.Documents[CourseCertificate]; return ok }

type groupWire struct {
	ID string `json:"rumpun_id"`
}

type courseWire struct {
	ID          *string     `json:"id"`
	PersonID    string      `json:"pnsOrangId"`
	AgencyID    string      `json:"instansiId"`
	PathID      string      `json:"jenisDiklatId"`
	KindID      string      `json:"jenisKursus"`
	Flag        string      `json:"jenisKursusSertipikat,omitempty"`
	Title       string      `json:"namaKursus"`
	Organiser   string      `json:"institusiPenyelenggara"`
	Number      string      `json:"nomorSertipikat"`
	JP          int         `json:"jumlahJam"`
	Year        int         `json:"tahunKursus"`
	StartedOn   string      `json:"tanggalKursus"`
	CompletedOn string      `json:"tanggalSelesaiKursus"`
	LocationID  string      `json:"lokasiId"`
	Documents   []Document  `json:"path,omitempty"`
	Groups      []groupWire `json:"id_rumpun_jabatan,omitempty"`
}

// MarshalJSON writes exactly the body SaveCourse sends.
func (w CourseWrite) MarshalJSON() ([]byte, error) {
	out := courseWire{ID: orNull(w.ID), PersonID: w.PersonID, AgencyID: w.AgencyID, PathID: strconv.Itoa(w.PathID), KindID: w.KindID, Flag: w.Flag,
		Title: w.Title, Organiser: w.Organiser, Number: w.Number, JP: w.JP, Year: yearOr(w.Year, w.CompletedOn),
		StartedOn: dayOf(w.StartedOn), CompletedOn: dayOf(w.CompletedOn), LocationID: w.LocationID, Documents: w.Documents}
	for _, id := range w.Groups {
		out.Groups = append(out.Groups, groupWire{id})
	}
	return json.Marshal(out)
}

// Fields is what SaveCourse sends, member by member, in order.
func (w CourseWrite) Fields() []Field { return fieldsOf(w) }

func orNull(id string) *string {
	if id == "" {
		return nil
	}
	return &id
}

func yearOr(year int, t time.Time) int {
	if year == 0 && !t.IsZero() {
		return t.Year()
	}
	return year
}

func readCourse(r record) CourseRow {
	return CourseRow{ID: r.text("id"), PersonID: r.text("idPns", "pnsOrangId"), KindID: r.text("jenisKursusId", "jenisKursus"), KindName: r.text("jenisKursusNama"),
		Flag:  r.text("jenisKursusSertifikat", "jenisKursusSertipikat", "jenisKursusSetifikat"),
		Title: r.text("namaKursus"), Organiser: r.text("institusiPenyelenggara"), Number: r.text("noSertipikat", "nomorSertipikat"),
		JP: r.integer("jumlahJam"), Year: r.text("tahunKursus"), StartedOn: day(r.text("tanggalKursus")), CompletedOn: day(r.text("tanggalSelesaiKursus")),
		PathID: r.integer("jenisDiklatId"), Documents: readDocuments(r["path"])}
}

// Courses reads a person's course history; none is an empty list.
func (c *Client) Courses(ctx context.Context, nip string) ([]CourseRow, error) {
	rows, err := c.history(ctx, "courses", "/pns/rw-kursus/", nip)
	if err = withIDs("courses", rows, err); err != nil {
		return nil, err
	}
	return mapped(rows, readCourse), nil
}

// Course reads one row by its id (ErrNotFound).
func (c *Client) Course(ctx context.Context, id string) (CourseRow, error) {
	r, err := c.one(ctx, "course", "/kursus/id/", id)
	if err != nil {
		return CourseRow{}, err
	}
	return readCourse(r), nil
}

// SaveCourse makes or changes a row and gives its id. It never looks whether
// the row is there already: search first (Courses, MatchCourse).
func (c *Client) SaveCourse(ctx context.Context, w CourseWrite) (id string, err error) {
	return c.save(ctx, "save_course", "/kursus/save", w)
}

// DeleteCourse removes a row; one that is gone already counts as removed.
func (c *Client) DeleteCourse(ctx context.Context, id string) error {
	return c.remove(ctx, "delete_course", "/kursus/delete/", id)
}

func (c *Client) history(ctx context.Context, op, path, nip string) ([]record, error) {
	if !isNIP(nip) {
		return nil, ErrInput
	}
	rep, err := c.do(ctx, request{op: op, method: http.MethodGet, path: path + nip, nip: nip})
	if err != nil {
		return nil, err
	}
	return rep.list()
}

func (c *Client) one(ctx context.Context, op, path, id string) (record, error) {
	if id == "" {
		return nil, ErrInput
	}
	rep, err := c.do(ctx, request{op: op, method: http.MethodGet, path: path + url.PathEscape(id)})
	if err != nil {
		return nil, err
	}
	rows, err := rep.list()
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	return rows[0], nil
}

func (c *Client) save(ctx context.Context, op, path string, w json.Marshaler) (string, error) {
	body, err := json.Marshal(w)
	if err != nil {
		return "", err
	}
	rep, err := c.do(ctx, request{op: op, method: http.MethodPost, path: path, body: body, contentType: "application/json", write: true, fields: names(body)})
	if err != nil {
		return "", err
	}
	return rep.savedID()
}

func (c *Client) remove(ctx context.Context, op, path, id string) error {
	if id == "" {
		return ErrInput
	}
	rep, err := c.do(ctx, request{op: op, method: http.MethodDelete, path: path + url.PathEscape(id), write: true})
	if err != nil {
		return err
	}
	return rep.done(true)
}

func mapped[T any](rows []record, read func(record) T) []T {
	var out []T
	for _, r := range rows {
		out = append(out, read(r))
	}
	return out
}

// withIDs refuses rows that could be found but never be named again.
func withIDs(op string, rows []record, err error) error {
	for _, r := range rows {
		if err == nil && r.text("id") == "" {
			return &BadReply{op, http.StatusOK, "a row without an id"}
		}
	}
	return err
}

func isNIP(s string) bool {
	if len(s) != 18 {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
