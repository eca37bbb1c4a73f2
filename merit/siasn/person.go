package siasn

import (
	"context"
	"errors"
	"net/http"
	"strings"
)

// Person is what targeting and a push need of data-utama. Religion, address,
// birth, NIK, phone and private mail come with the answer and are dropped here.
type Person struct {
	ID       string // pnsOrangId of every write
	NIP      string
	OldNIP   string
	Name     string
	Before   string // gelarDepan
	After    string // gelarBelakang
	Mail     string // emailGov
	PartTime bool   // PPPK paruh waktu: found under its own address

	StaffKindID, StaffKind   string // jenisPegawai
	StandingID, Standing     string // kedudukanPns; "PPPK Aktif" tells a PPPK
	Status                   string // statusPegawai
	HomeAgencyID, HomeAgency string // instansiInduk
	AgencyID, Agency         string // instansiKerja: must be ours before a write
	WorkUnitID, WorkUnit     string // satuanKerjaKerja
	UnitID, Unit             string // unor
	ParentUnitID, ParentUnit string // unorInduk
	JobKindID, JobKind       string // jenisJabatan: 1 struktural, 2 fungsional, 4 pelaksana
	JobTitle, JobLevel       string // jabatanNama, asnJenjangJabatan
	EchelonID, Echelon       string
	RankID, Rank, RankName   string // golRuangAkhir, pangkatAkhir
	Education                string // tkPendidikanTerakhir
	RetiresOn                string // tmtPensiun
}

// PPPK tells a contract civil servant by the rule production code uses.
func (p Person) PPPK() bool { return p.PartTime || strings.HasPrefix(p.Standing, "PPPK") }

func readPerson(r record) Person {
	return Person{ID: r.text("id"), NIP: r.text("nipBaru"), OldNIP: r.text("nipLama"), Name: r.text("nama"), Before: r.text("gelarDepan"), After: r.text("gelarBelakang"),
		Mail: r.text("emailGov"), StaffKindID: r.text("jenisPegawaiId"), StaffKind: r.text("jenisPegawaiNama"),
		StandingID: r.text("kedudukanPnsId"), Standing: r.text("kedudukanPnsNama"), Status: r.text("statusPegawai"),
		HomeAgencyID: r.text("instansiIndukId"), HomeAgency: r.text("instansiIndukNama"), AgencyID: r.text("instansiKerjaId"), Agency: r.text("instansiKerjaNama"),
		WorkUnitID: r.text("satuanKerjaKerjaId"), WorkUnit: r.text("satuanKerjaKerjaNama"), UnitID: r.text("unorId"), Unit: r.text("unorNama"),
		ParentUnitID: r.text("unorIndukId"), ParentUnit: r.text("unorIndukNama"), JobKindID: r.text("jenisJabatanId"), JobKind: r.text("jenisJabatan"),
		JobTitle: r.text("jabatanNama"), JobLevel: r.text("asnJenjangJabatan"), EchelonID: r.text("eselonId"), Echelon: r.text("eselon"),
		RankID: r.text("golRuangAkhirId"), Rank: r.text("golRuangAkhir"), RankName: r.text("pangkatAkhir"), Education: r.text("tkPendidikanTerakhir"), RetiresOn: day(r.text("tmtPensiun"))}
}

// Person reads a person by NIP, then, where SIASN has none, among the PPPK
// paruh waktu (ErrNotFound when neither knows it).
func (c *Client) Person(ctx context.Context, nip string) (Person, error) {
	p, err := c.person(ctx, "/pns/data-utama/", nip)
	if errors.Is(err, ErrNotFound) {
		p, err = c.person(ctx, "/pns/data-utama/paruhwaktu/", nip)
		p.PartTime = err == nil
	}
	return p, err
}

func (c *Client) person(ctx context.Context, path, nip string) (Person, error) {
	rows, err := c.history(ctx, "person", path, nip)
	if err != nil {
		return Person{}, err
	}
	if len(rows) == 0 {
		return Person{}, ErrNotFound
	}
	p := readPerson(rows[0])
	if p.ID == "" {
		return Person{}, &BadReply{"person", http.StatusOK, "a person without an id"}
	}
	return p, nil
}

// IPASN is BKN's own value for a person; the parts as BKN gave them.
type IPASN struct {
	JobKind, JobLevel                                                             string
	Qualification, Competence, Performance, Discipline, Total                     float64
	QualificationNote, CompetenceNote, PerformanceNote, DisciplineNote, TotalNote string
	CreatedAt                                                                     string
}

// IPASN reads the value; ok is false where BKN has none. BKN works it out on
// its own calendar: a course pushed today is not in it.
func (c *Client) IPASN(ctx context.Context, nip string) (v IPASN, ok bool, err error) {
	rows, err := c.history(ctx, "ipasn", "/pns/nilaiipasn/", nip)
	if err != nil || len(rows) == 0 {
		return v, false, err
	}
	r := rows[0]
	v = IPASN{JobKind: r.text("jenis_jabatan"), JobLevel: r.text("jenjang_jabatan"), CreatedAt: r.text("created_at"),
		QualificationNote: r.text("keterangan_kualifikasi"), CompetenceNote: r.text("keterangan_kompetensi"), PerformanceNote: r.text("keterangan_kinerja"),
		DisciplineNote: r.text("keterangan_disiplin"), TotalNote: r.text("keterangan_subtotal")}
	for name, to := range map[string]*float64{"kualifikasi": &v.Qualification, "kompetensi": &v.Competence, "kinerja": &v.Performance, "disiplin": &v.Discipline, "subtotal": &v.Total} {
		if *to, ok = r.number(name); !ok && r.text(name) != "" {
			return IPASN{}, false, &BadReply{"ipasn", http.StatusOK, name + " is no number"}
		}
	}
	return v, true, nil
}
