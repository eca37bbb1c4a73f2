package accounts

import (
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// keptColumns is the allow list of the SIASN "Export Data ASN" (siasn-contract
// §7). Every other column (religion, marriage, address, NIK, NPWP, BPJS, KPKN,
// place of birth and whatever a later export adds) is dropped at the door: it
// is neither stored nor logged nor looked at.
var keptColumns = []string{
	"pns_id", "nip_baru", "nama", "gelar_depan", "gelar_belakang", "tanggal_lahir", "jenis_kelamin", "nomor_hp", "email", "email_gov",
	"kedudukan_hukum_id", "kedudukan_hukum_nama", "status_cpns_pns", "tmt_cpns", "gol_akhir_nama", "jenis_jabatan_id",
	"jenis_jabatan_nama", "jabatan_nama", "unor_id", "unor_nama",
}

// otherNames are spellings seen for kept columns.
var otherNames = map[string]string{
	"nip": "nip_baru", "nipbaru": "nip_baru", "nip_pns": "nip_baru", "nama_lengkap": "nama", "nama_pegawai": "nama", "pnsid": "pns_id",
	"no_hp": "nomor_hp", "hp": "nomor_hp", "tgl_lahir": "tanggal_lahir", "golongan": "gol_akhir_nama", "gol_akhir": "gol_akhir_nama",
	"jabatan": "jabatan_nama", "unor": "unor_nama", "unit_kerja": "unor_nama", "tmt_pppk": "tmt_cpns", "kedudukan_hukum": "kedudukan_hukum_nama",
}

// neededColumns make a row of headings recognisable as such.
var neededColumns = []string{"nip_baru", "nama"}

// rosterHeader says where the kept columns stand.
type rosterHeader struct {
	at      map[string]int
	width   int
	dropped []string
	missing []string
}

// readRosterHeader takes a row as headings when it names the needed columns.
func readRosterHeader(cells []string) (rosterHeader, bool) {
	h := rosterHeader{at: map[string]int{}, width: len(cells)}
	for i, c := range cells {
		name := columnName(c)
		if _, twice := h.at[name]; slices.Contains(keptColumns, name) && !twice {
			h.at[name] = i
		} else if name != "" {
			h.dropped = append(h.dropped, name)
		}
	}
	for _, name := range neededColumns {
		if _, there := h.at[name]; !there {
			return h, false
		}
	}
	for _, name := range keptColumns {
		if _, there := h.at[name]; !there {
			h.missing = append(h.missing, name)
		}
	}
	sort.Strings(h.dropped)
	h.dropped = slices.Compact(h.dropped)
	return h, true
}

func columnName(heading string) string {
	name := strings.ToLower(strings.Trim(strings.TrimSpace(heading), `"'*`))
	name = strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '_' || r == '-' || r == '.' || r == '/' }), "_")
	if known, ok := otherNames[name]; ok {
		return known
	}
	if utf8.RuneCountInString(name) > 60 {
		name = string([]rune(name)[:60])
	}
	return name
}

func (h rosterHeader) get(cells []string, column string) string {
	i, there := h.at[column]
	if !there {
		return ""
	}
	return cell(cells, i)
}
