package standin

import (
	"net/http"
	"strconv"
)

// found wraps data; code is 1 or "1" by the option.
func (s *Server) found(data any, n int) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes++
	var code any = 1
	if s.opt.CodeStyle == "string" || s.opt.CodeStyle == "alternate" && s.codes%2 == 0 {
		code = "1"
	}
	body := map[string]any{"code": code, "data": data}
	if n >= 0 {
		body["count"] = n
	}
	return answer{status: 200, body: body}
}

func nothing() answer {
	return answer{status: 404, body: map[string]any{"code": 0, "data": "Data tidak ditemukan"}}
}

func (s *Server) person(nip string) *Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.people[nip]
}

func (s *Server) readPerson(_ *http.Request, nip string) answer {
	p := s.person(nip)
	if p == nil && s.opt.Anybody && s.AddPerson(Person{NIP: nip, Name: "CONTOH PEGAWAI"}) == nil {
		p = s.person(nip)
	}
	if p == nil || p.Kind == "paruh_waktu" {
		return nothing()
	}
	return s.found(p.main(), -1)
}

func (s *Server) readPartTime(_ *http.Request, nip string) answer {
	p := s.person(nip)
	if p == nil || p.Kind != "paruh_waktu" {
		return nothing()
	}
	return s.found(p.main(), -1)
}

// main is data-utama, with members a careful client does not keep.
func (p *Person) main() map[string]any {
	standing := map[string][2]string{"pns": {"01", "Aktif"}, "pppk": {"71", "PPPK Aktif"}, "paruh_waktu": {"73", "PPPK Paruh Waktu Aktif"}, "pensiun": {"99", "Pensiun"}}[p.Kind]
	return map[string]any{
		"id": p.ID, "nipBaru": p.NIP, "nipLama": "510000000", "nama": p.Name, "gelarDepan": "", "gelarBelakang": "S.Kom.",
		"tempatLahir": "LUMAJANG", "tglLahir": p.NIP[6:8] + "-" + p.NIP[4:6] + "-" + p.NIP[:4], "jenisKelamin": "M",
		"agama": "X", "agamaId": "9", "alamat": "JALAN CONTOH 1", "nik": "3508000000000000", "noHp": "080000000000", "email": "pribadi@standin.invalid",
		"emailGov": "kantor@standin.invalid", "statusPegawai": map[bool]string{true: "PNS", false: "PPPK"}[p.Kind == "pns" || p.Kind == "pensiun"],
		"jenisPegawaiId": "15", "jenisPegawaiNama": "PNS Daerah Kabupaten/Kota", "kedudukanPnsId": standing[0], "kedudukanPnsNama": standing[1],
		"instansiIndukId": p.AgencyID, "instansiIndukNama": "Pemerintah Kab. Contoh", "instansiKerjaId": p.AgencyID, "instansiKerjaNama": "Pemerintah Kab. Contoh",
		"unorId": "U02", "unorNama": "BIDANG LITERASI DIGITAL", "unorIndukId": "U01", "unorIndukNama": "DINAS KOMUNIKASI DAN INFORMATIKA",
		"jenisJabatanId": "4", "jenisJabatan": "Jabatan Pelaksana", "jabatanNama": "Pengolah Data", "golRuangAkhirId": "31", "golRuangAkhir": "III/a", "pangkatAkhir": "Penata Muda",
		"tkPendidikanTerakhir": "S-1/Sarjana", "tmtPensiun": "01-04-2043",
	}
}

func (s *Server) readCourses(_ *http.Request, nip string) answer { return s.readRows(nip, Kursus) }
func (s *Server) readTrainings(_ *http.Request, nip string) answer {
	return s.readRows(nip, Diklat)
}

func (s *Server) readRows(nip, kind string) answer {
	var out []map[string]any
	for _, row := range s.Rows(nip) {
		if row.Kind == kind {
			out = append(out, row.read())
		}
	}
	if len(out) == 0 {
		return nothing()
	}
	return s.found(out, len(out))
}

func (s *Server) readCourse(_ *http.Request, id string) answer   { return s.readRow(id, Kursus) }
func (s *Server) readTraining(_ *http.Request, id string) answer { return s.readRow(id, Diklat) }

func (s *Server) readRow(id, kind string) answer {
	s.mu.Lock()
	row := s.rows[id]
	var copied Row
	if row != nil {
		copied = row.clone()
	}
	s.mu.Unlock()
	if row == nil || copied.Kind != kind {
		return nothing()
	}
	return s.found(copied.read(), -1)
}

// read is the row in the read spelling.
func (r Row) read() map[string]any {
	path := map[string]any{}
	for ref, d := range r.Docs {
		path[strconv.Itoa(ref)] = d.wire()
	}
	out := map[string]any{"id": r.ID, "idPns": r.PersonID, "nipBaru": r.NIP, "nipLama": nil, "jumlahJam": r.JP, "institusiPenyelenggara": r.Organiser, "path": path}
	if len(path) == 0 {
		out["path"] = nil
	}
	if r.Kind == Diklat {
		out["latihanStrukturalId"], out["latihanStrukturalNama"], out["nomor"], out["tahun"] = r.StructuralID, r.Title, r.Number, strconv.Itoa(r.Year)
		out["tanggal"], out["tanggalSelesai"] = r.StartedOn, r.CompletedOn
		return out
	}
	out["jenisKursusId"], out["jenisKursusNama"], out["jenisKursusSertifikat"] = r.KindID, "", r.Flag
	out["namaKursus"], out["noSertipikat"], out["tahunKursus"], out["jenisDiklatId"] = r.Title, r.Number, strconv.Itoa(r.Year), r.PathID
	out["tanggalKursus"], out["tanggalSelesaiKursus"] = r.StartedOn, r.CompletedOn
	return out
}

func (s *Server) readUnits(r *http.Request, _ string) answer {
	s.mu.Lock()
	units := s.units
	s.mu.Unlock()
	var out []map[string]any
	for _, u := range page(units, r) {
		out = append(out, map[string]any{"Id": u.ID, "InstansiId": s.opt.AgencyID, "DiatasanId": u.ParentID, "EselonId": "99", "NamaUnor": u.Name,
			"NamaJabatan": u.HeadTitle, "CepatKode": "", "IndukUnorId": "U01", "PemimpinPnsId": "", "JenisUnorId": "1"})
	}
	if len(out) == 0 {
		return nothing()
	}
	return s.found(out, len(units))
}

// SetUnits replaces the tree.
func (s *Server) SetUnits(units []Unit) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.units = units
}

func page[T any](all []T, r *http.Request) []T {
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	if limit <= 0 {
		limit = 10
	}
	from := min(max(0, offset), len(all))
	return all[from:min(len(all), from+limit)]
}

func (s *Server) readReference(r *http.Request, table string) answer {
	tables := map[string][]map[string]any{
		"jenis-diklat":       {{"id": "1", "jenis_diklat": "Diklat Struktural", "jenis_kursus_sertipikat": "T"}, {"id": "16", "jenis_diklat": "E-Learning", "jenis_kursus_sertipikat": "T"}},
		"latihan-struktural": {{"id": "8", "nama": "Diklat Struktural Lainnya", "eselon_level": "0", "ncsistime": "", "struktural_pns": "1"}},
	}
	rows := page(tables[table], r)
	if len(rows) == 0 {
		return nothing()
	}
	return s.found(rows, len(rows))
}

// ipasn is the value BKN last worked out; it lags behind the rows.
type ipasn struct {
	known bool
	jp    int
}

// Recompute works the values out anew, as BKN does on its own calendar. The
// numbers are made up; only that they lag is like the real ones.
func (s *Server) Recompute() {
	s.mu.Lock()
	defer s.mu.Unlock()
	sums := map[string]int{}
	for _, row := range s.order {
		sums[row.NIP] += row.JP
	}
	for nip, p := range s.people {
		p.value = ipasn{true, sums[nip]}
	}
}

func (s *Server) readIPASN(_ *http.Request, nip string) answer {
	s.mu.Lock()
	p := s.people[nip]
	var v ipasn
	var name string
	if p != nil {
		v, name = p.value, p.Name
	}
	s.mu.Unlock()
	if !v.known {
		return nothing()
	}
	comp := min(40, float64(v.jp))
	num := func(f float64) string { return strconv.FormatFloat(f, 'f', 2, 64) }
	return s.found(map[string]any{"nip_baru": nip, "nama": name, "jenis_jabatan": "PELAKSANA", "jenjang_jabatan": "", "kualifikasi": num(15), "kompetensi": num(comp),
		"kinerja": num(25), "disiplin": num(5), "subtotal": num(45 + comp), "keterangan_kualifikasi": "S-1", "keterangan_kompetensi": strconv.Itoa(v.jp) + " JP",
		"keterangan_kinerja": "Baik", "keterangan_disiplin": "Tidak pernah", "keterangan_subtotal": "", "created_at": s.opt.Now().Format("2006-01-02 15:04:05")}, -1)
}
