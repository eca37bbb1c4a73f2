package standin

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The kinds of rows.
const (
	Kursus = "kursus"
	Diklat = "diklat"
)

// Row is one line of a person's history.
type Row struct {
	ID           string      `json:"id"`
	Kind         string      `json:"kind"`
	NIP          string      `json:"nip"`
	PersonID     string      `json:"person_id"`
	Number       string      `json:"number"`
	Title        string      `json:"title"`
	Organiser    string      `json:"organiser"`
	JP           int         `json:"jp"`
	Year         int         `json:"year"`
	StartedOn    string      `json:"started_on"`
	CompletedOn  string      `json:"completed_on"`
	PathID       int         `json:"path_id"`
	KindID       string      `json:"kind_id,omitempty"`
	Flag         string      `json:"flag,omitempty"`
	StructuralID string      `json:"structural_id,omitempty"`
	Saves        int         `json:"saves"` // 1, and one more for each update
	Docs         map[int]Doc `json:"docs,omitempty"`
}

func (r *Row) clone() Row {
	c := *r
	c.Docs = maps.Clone(r.Docs)
	return c
}

// Rows are the lines of a person, oldest first.
func (s *Server) Rows(nip string) []Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Row
	for _, row := range s.order {
		if row.NIP == nip {
			out = append(out, row.clone())
		}
	}
	return out
}

// AllRows are the lines of everybody, oldest first.
func (s *Server) AllRows() []Row {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Row, 0, len(s.order))
	for _, row := range s.order {
		out = append(out, row.clone())
	}
	return out
}

// AddRow makes a line as another operator would by hand; it gives the id.
func (s *Server) AddRow(r Row) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.people[r.NIP]
	if p == nil || r.Kind != Kursus && r.Kind != Diklat {
		return "", fmt.Errorf("no such person, or no such kind")
	}
	r.PersonID = p.ID
	return s.put(r), nil
}

// put keeps a row under a new id; the caller holds the lock.
func (s *Server) put(r Row) string {
	s.serial++
	r.ID = fmt.Sprintf("57a9d1a0-0000-4000-8000-%012d", s.serial)
	r.Saves = 1
	r.Docs = maps.Clone(r.Docs)
	if r.Docs == nil {
		r.Docs = map[int]Doc{}
	}
	s.rows[r.ID] = &r
	s.order = append(s.order, &r)
	return r.ID
}

func no(reason string) answer {
	return answer{status: 200, body: map[string]any{"success": false, "message": reason}}
}

// body is the members of a save, each of the type the contract gives.
type body map[string]json.RawMessage

func (b body) str(name string) string {
	var s string
	_ = json.Unmarshal(b[name], &s)
	return s
}

func (b body) integer(name string) (int, bool) {
	var n int
	err := json.Unmarshal(b[name], &n)
	return n, err == nil && len(b[name]) > 0 && string(b[name]) != "null"
}

func date(s string) bool {
	_, err := time.Parse("02-01-2006", s)
	return err == nil
}

func (s *Server) saveCourse(r *http.Request, _ string) answer {
	var b body
	if json.NewDecoder(r.Body).Decode(&b) != nil {
		return answer{status: 400, body: map[string]any{"Error": true, "Message": "JSON tidak dapat dibaca"}}
	}
	path, perr := strconv.Atoi(b.str("jenisDiklatId"))
	jp, okJP := b.integer("jumlahJam")
	year, okYear := b.integer("tahunKursus")
	switch {
	case b.str("namaKursus") == "":
		return no("namaKursus wajib diisi")
	case !okJP:
		return no("jumlahJam wajib diisi dengan angka")
	case !okYear:
		return no("tahunKursus harus angka")
	case perr != nil || path < 2 || path > 25:
		return no("jenisDiklatId harus \"2\" sampai \"25\"")
	case !date(b.str("tanggalKursus")) || !date(b.str("tanggalSelesaiKursus")):
		return no("format tanggal harus dd-mm-yyyy")
	}
	return s.keep(b, Row{Kind: Kursus, Number: b.str("nomorSertipikat"), Title: b.str("namaKursus"), Organiser: b.str("institusiPenyelenggara"), JP: jp, Year: year,
		StartedOn: b.str("tanggalKursus"), CompletedOn: b.str("tanggalSelesaiKursus"), PathID: path, KindID: b.str("jenisKursus"), Flag: b.str("jenisKursusSertipikat")}, "rwKursusId")
}

func (s *Server) saveTraining(r *http.Request, _ string) answer {
	var b body
	if json.NewDecoder(r.Body).Decode(&b) != nil {
		return answer{status: 400, body: map[string]any{"Error": true, "Message": "JSON tidak dapat dibaca"}}
	}
	jp, okJP := b.integer("jumlahJam")
	year, okYear := b.integer("tahun")
	switch {
	case b.str("latihanStrukturalId") == "":
		return no("latihanStrukturalId wajib diisi")
	case !okJP:
		return no("jumlahJam wajib diisi dengan angka")
	case !okYear:
		return no("tahun harus angka")
	case !date(b.str("tanggal")) || !date(b.str("tanggalSelesai")):
		return no("format tanggal harus dd-mm-yyyy")
	}
	return s.keep(b, Row{Kind: Diklat, Number: b.str("nomor"), Title: "Latihan struktural " + b.str("latihanStrukturalId"), StructuralID: b.str("latihanStrukturalId"),
		Organiser: b.str("institusiPenyelenggara"), JP: jp, Year: year, StartedOn: b.str("tanggal"), CompletedOn: b.str("tanggalSelesai"), PathID: 1}, "rwDiklatId")
}

// keep makes or changes a row. A double is not noticed: that is the caller's.
func (s *Server) keep(b body, row Row, idKey string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.ids[b.str("pnsOrangId")]
	switch {
	case b.str("pnsOrangId") == "":
		return no("pnsOrangId wajib diisi")
	case p == nil:
		return no("pnsOrangId tidak dikenal")
	case p.AgencyID != s.opt.AgencyID:
		return no("pegawai bukan dari instansi operator")
	}
	row.NIP, row.PersonID = p.NIP, p.ID
	docs, ok := s.given(b["path"])
	if !ok {
		return no("path tidak dikenal")
	}
	id := b.str("id")
	if id == "" {
		row.Docs = docs
		id = s.put(row)
	} else {
		old := s.rows[id]
		if old == nil || old.Kind != row.Kind || old.PersonID != p.ID {
			return no("Data tidak ditemukan")
		}
		row.ID, row.Saves, row.Docs = id, old.Saves+1, old.Docs
		maps.Copy(row.Docs, docs)
		*old = row
	}
	return answer{status: 200, body: map[string]any{"success": true, "message": "success", "mapData": map[string]any{idKey: id}}}
}

func (s *Server) deleteCourse(_ *http.Request, id string) answer { return s.drop(id, Kursus) }
func (s *Server) deleteTraining(_ *http.Request, id string) answer {
	return s.drop(id, Diklat)
}

func (s *Server) drop(id, kind string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	row := s.rows[id]
	if row == nil || row.Kind != kind {
		return no("Data tidak ditemukan")
	}
	delete(s.rows, id)
	s.order = slices.DeleteFunc(s.order, func(r *Row) bool { return r.ID == id })
	return answer{status: 200, body: map[string]any{"success": true, "message": "success"}}
}
