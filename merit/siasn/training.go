package siasn

import (
	"context"
	"encoding/json"
	"time"
)

// TrainingWrite is one structural training (jenisDiklatId 1) as POST
// /diklat/save takes it.
type TrainingWrite struct {
	ID           string // of the row to change; "" makes a new one
	PersonID     string // pnsOrangId: Person.ID
	AgencyID     string // instansiId
	StructuralID string // latihanStrukturalId: Structural
	Number       string // nomor
	StartedOn    time.Time
	CompletedOn  time.Time
	Year         int // tahun; 0 is the year of CompletedOn
	JP           int
	Organiser    string
	Weight       *int   // bobot; nil leaves it out
	Competence   string // jenisKompetensi; "" leaves it out
	Documents    []Document
}

// TrainingRow is one structural training as SIASN shows it.
type TrainingRow struct {
	ID             string
	PersonID       string
	StructuralID   string
	StructuralName string
	Number         string
	StartedOn      string
	CompletedOn    string
	Year           string
	JP             int
	Organiser      string
	Documents      map[DocRef]Document
}

// HasDocument tells whether the training certificate (874) is attached.
func (r TrainingRow) HasDocument() bool { _, ok := r.Documents[TrainingCertificate]; return ok }

type trainingWire struct {
	ID           *string    `json:"id"`
	PersonID     string     `json:"pnsOrangId"`
	AgencyID     string     `json:"instansiId,omitempty"`
	StructuralID string     `json:"latihanStrukturalId"`
	Number       string     `json:"nomor"`
	StartedOn    string     `json:"tanggal"`
	CompletedOn  string     `json:"tanggalSelesai"`
	Year         int        `json:"tahun"`
	JP           int        `json:"jumlahJam"`
	Organiser    string     `json:"institusiPenyelenggara"`
	Weight       *int       `json:"bobot,omitempty"`
	Competence   string     `json:"jenisKompetensi,omitempty"`
	Documents    []Document `json:"path,omitempty"`
}

// MarshalJSON writes exactly the body SaveTraining sends.
func (w TrainingWrite) MarshalJSON() ([]byte, error) {
	return json.Marshal(trainingWire{ID: orNull(w.ID), PersonID: w.PersonID, AgencyID: w.AgencyID, StructuralID: w.StructuralID, Number: w.Number,
		StartedOn: dayOf(w.StartedOn), CompletedOn: dayOf(w.CompletedOn), Year: yearOr(w.Year, w.CompletedOn), JP: w.JP, Organiser: w.Organiser,
		Weight: w.Weight, Competence: w.Competence, Documents: w.Documents})
}

// Fields is what SaveTraining sends, member by member, in order.
func (w TrainingWrite) Fields() []Field { return fieldsOf(w) }

func readTraining(r record) TrainingRow {
	return TrainingRow{ID: r.text("id"), PersonID: r.text("idPns", "pnsOrangId"), StructuralID: r.text("latihanStrukturalId"), StructuralName: r.text("latihanStrukturalNama"),
		Number: r.text("nomor"), StartedOn: day(r.text("tanggal")), CompletedOn: day(r.text("tanggalSelesai")), Year: r.text("tahun"), JP: r.integer("jumlahJam"),
		Organiser: r.text("institusiPenyelenggara"), Documents: readDocuments(r["path"])}
}

// Trainings reads a person's structural trainings; none is an empty list.
func (c *Client) Trainings(ctx context.Context, nip string) ([]TrainingRow, error) {
	rows, err := c.history(ctx, "trainings", "/pns/rw-diklat/", nip)
	if err = withIDs("trainings", rows, err); err != nil {
		return nil, err
	}
	return mapped(rows, readTraining), nil
}

// Training reads one row by its id (ErrNotFound).
func (c *Client) Training(ctx context.Context, id string) (TrainingRow, error) {
	r, err := c.one(ctx, "training", "/diklat/id/", id)
	if err != nil {
		return TrainingRow{}, err
	}
	return readTraining(r), nil
}

// SaveTraining makes or changes a row and gives its id; search first.
func (c *Client) SaveTraining(ctx context.Context, w TrainingWrite) (id string, err error) {
	return c.save(ctx, "save_training", "/diklat/save", w)
}

// DeleteTraining removes a row; one that is gone already counts as removed.
func (c *Client) DeleteTraining(ctx context.Context, id string) error {
	return c.remove(ctx, "delete_training", "/diklat/delete/", id)
}
