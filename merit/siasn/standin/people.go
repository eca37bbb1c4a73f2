package standin

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Person is somebody the stand-in knows. Kind is pns, pppk, paruh_waktu or
// pensiun. ID is the pnsOrangId; "" makes one from the NIP.
type Person struct {
	NIP      string `json:"nip"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	AgencyID string `json:"agency_id,omitempty"` // "" is ours
	ID       string `json:"id,omitempty"`

	value ipasn
}

// Unit is one node of the tree.
type Unit struct{ ID, ParentID, Name, HeadTitle string }

// The sample's people: one of each kind. Names are made up.
var Samples = []Person{
	{NIP: "198503122010011001", Name: "CONTOH PNS SATU", Kind: "pns"},
	{NIP: "199001152022212001", Name: "CONTOH PPPK DUA", Kind: "pppk"},
	{NIP: "199505202025241001", Name: "CONTOH PARUH WAKTU TIGA", Kind: "paruh_waktu"},
	{NIP: "198001012005011002", Name: "CONTOH INSTANSI LAIN EMPAT", Kind: "pns", AgencyID: OtherAgency},
	{NIP: "196001011985031001", Name: "CONTOH PENSIUN LIMA", Kind: "pensiun"},
}

func (s *Server) sample() {
	for _, p := range Samples {
		_ = s.AddPerson(p) // the samples are in order; a test adds them again
	}
	// A root, two children, one orphan, one cycle.
	s.units = []Unit{
		{"U00", "", "PEMERINTAH KABUPATEN CONTOH", "BUPATI"},
		{"U01", "U00", "DINAS KOMUNIKASI DAN INFORMATIKA", "KEPALA DINAS"},
		{"U02", "U01", "BIDANG LITERASI DIGITAL", "KEPALA BIDANG"},
		{"U03", "TIDAK-ADA", "UNIT TANPA INDUK", "KEPALA UNIT"},
		{"U04", "U05", "UNIT MELINGKAR A", "KEPALA UNIT"},
		{"U05", "U04", "UNIT MELINGKAR B", "KEPALA UNIT"},
	}
}

// AddPerson makes or replaces a person; the rows stay.
func (s *Server) AddPerson(p Person) error {
	if len(p.NIP) != 18 || strings.Trim(p.NIP, "0123456789") != "" {
		return fmt.Errorf("an NIP has 18 digits")
	}
	if p.Kind == "" {
		p.Kind = "pns"
	}
	if !slices.Contains([]string{"pns", "pppk", "paruh_waktu", "pensiun"}, p.Kind) {
		return fmt.Errorf("kind is pns, pppk, paruh_waktu or pensiun, not %q", p.Kind)
	}
	if p.AgencyID == "" {
		p.AgencyID = s.opt.AgencyID
	}
	if p.ID == "" {
		sum := sha256.Sum256([]byte("person " + p.NIP))
		p.ID = strings.ToUpper(hex.EncodeToString(sum[:16]))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.people[p.NIP]; old != nil {
		delete(s.ids, old.ID)
	}
	s.people[p.NIP], s.ids[p.ID] = &p, &p
	return nil
}
