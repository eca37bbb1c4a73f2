package standin

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// Doc is a document; Uploads counts how often it was uploaded to its row.
type Doc struct {
	URI     string `json:"uri"`
	Name    string `json:"name"`
	Ref     int    `json:"ref"`
	SHA256  string `json:"sha256"`
	Size    int    `json:"size"`
	Uploads int    `json:"uploads"`

	bytes []byte
}

func (d Doc) wire() map[string]any {
	return map[string]any{"dok_id": strconv.Itoa(d.Ref), "dok_nama": d.Name, "dok_uri": d.URI, "object": d.URI, "slug": strconv.Itoa(d.Ref)}
}

// kinds are the documents the stand-in takes.
var kinds = map[int]string{881: "Sertifikat Kursus", 874: "Sertifikat Diklat Struktural"}

// maxUpload is made up: SIASN's own limit is not known.
const maxUpload = 10 << 20

func (s *Server) take(r *http.Request) (Doc, *answer) {
	refuse := func(reason string) (Doc, *answer) { a := no(reason); return Doc{}, &a }
	if err := r.ParseMultipartForm(32 << 20); err != nil {
		return refuse("berkas tidak dapat dibaca")
	}
	f, _, err := r.FormFile("file")
	if err != nil {
		return refuse("file wajib diisi")
	}
	defer func() { _ = f.Close() }()
	pdf, err := io.ReadAll(f)
	ref, _ := strconv.Atoi(r.FormValue("id_ref_dokumen"))
	switch {
	case err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")):
		return refuse("berkas harus PDF")
	case len(pdf) > maxUpload:
		return refuse("ukuran berkas terlalu besar")
	case kinds[ref] == "":
		return refuse("id_ref_dokumen tidak dikenal")
	}
	sum := sha256.Sum256(pdf)
	return Doc{Name: kinds[ref], Ref: ref, SHA256: hex.EncodeToString(sum[:]), Size: len(pdf), Uploads: 1, bytes: pdf}, nil
}

func (s *Server) store(r *http.Request, _ string) answer {
	d, bad := s.take(r)
	if bad != nil {
		return *bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.name(&d)
	return answer{status: 200, body: map[string]any{"code": 1, "data": d.wire()}}
}

// name gives a document its address and keeps it; the caller holds the lock.
func (s *Server) name(d *Doc) {
	s.serial++
	d.URI = fmt.Sprintf("peremajaan/standin/%d_%d.pdf", d.Ref, s.serial)
	s.docs[d.URI] = *d
}

func (s *Server) upload(r *http.Request, _ string) answer {
	d, bad := s.take(r)
	if bad != nil {
		return *bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	row := s.rows[r.FormValue("id_riwayat")]
	if row == nil {
		return no("id_riwayat tidak ditemukan")
	}
	if (d.Ref == 874) != (row.Kind == Diklat) {
		return no("id_ref_dokumen tidak sesuai dengan riwayat")
	}
	d.Uploads = row.Docs[d.Ref].Uploads + 1
	s.name(&d)
	row.Docs[d.Ref] = d
	return answer{status: 200, body: map[string]any{"code": 1, "data": d.wire(), "message": "success"}}
}

// given finds the documents a save names in path; the caller holds the lock.
func (s *Server) given(raw json.RawMessage) (map[int]Doc, bool) {
	out := map[int]Doc{}
	if len(raw) == 0 || string(raw) == "null" {
		return out, true
	}
	var list []struct {
		URI string `json:"dok_uri"`
	}
	if json.Unmarshal(raw, &list) != nil {
		return nil, false // an array on write, never an object
	}
	for _, l := range list {
		d, known := s.docs[l.URI]
		if !known {
			return nil, false
		}
		out[d.Ref] = d
	}
	return out, true
}

func (s *Server) download(r *http.Request, _ string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	d, known := s.docs[r.URL.Query().Get("filePath")]
	if !known {
		return nothing()
	}
	return answer{status: 200, bytes: d.bytes, mime: "application/pdf"}
}
