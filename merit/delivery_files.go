package merit

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"lentera/internal/fault"
	"lentera/merit/siasnfile"
)

// The columns of the file path: SIASN's write names (siasn-contract.md §4.1,
// §4.2) after NIP; then lentera_id, by which a row comes back, the PDF's name,
// and id, where the operator types what SIASN gave.
var (
	kursusColumns = []string{"nip", "pnsOrangId", "instansiId", "jenisDiklatId", "jenisKursus", "jenisKursusSertipikat", "namaKursus",
		"institusiPenyelenggara", "nomorSertipikat", "jumlahJam", "tahunKursus", "tanggalKursus", "tanggalSelesaiKursus", "lokasiId",
		"berkas", "lentera_id", "id"}
	diklatColumns = []string{"nip", "pnsOrangId", "instansiId", "latihanStrukturalId", "nomor", "tanggal", "tanggalSelesai", "tahun", "jumlahJam",
		"institusiPenyelenggara", "bobot", "jenisKompetensi", "berkas", "lentera_id", "id"}
)

// fileName is a certificate number as a file may be called.
func fileName(number string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}, number)
}

func (s *Service) fileCells(p parcel) []string {
	o, w := s.opt.Siasn, s.writeOf(p)
	if o == nil {
		o = &SiasnOptions{}
	}
	pdf := fileName(p.Number) + ".pdf"
	if p.Kind == "diklat" {
		return []string{p.NIP, p.RemotePerson, o.AgencyID, w.StructuralID, w.Number, w.StartedOn, w.CompletedOn, strconv.Itoa(w.End.Year()),
			strconv.Itoa(w.JP), w.Organiser, "", "", pdf, p.ID.String(), p.RemoteID}
	}
	flag := ""
	if p.SiasnPath >= 1 && p.SiasnPath <= len(Paths) {
		flag = Paths[p.SiasnPath-1].Flag
	}
	return []string{p.NIP, p.RemotePerson, o.AgencyID, w.Path, o.JenisKursus, flag, w.Title, w.Organiser, w.Number,
		strconv.Itoa(w.JP), strconv.Itoa(w.End.Year()), w.StartedOn, w.CompletedOn, o.LokasiID, pdf, p.ID.String(), p.RemoteID}
}

// exportable are the states whose records an operator may enter by hand.
var exportable = map[string]string{"": "draft,checked,refused,by_hand", "draft": "draft", "checked": "checked", "refused": "refused", "by_hand": "by_hand"}

// WriteExport streams a ZIP for entering records by hand: the tables as CSV and
// XLSX, and one PDF per row under pdf/, named by certificate number. A PDF that
// is not ready is named in belum-siap.txt. At most 20,000 rows. Training admins.
func (s *Service) WriteExport(ctx context.Context, out io.Writer, states string) error {
	var work []parcel
	if err := s.opt.DB.Slow().Select(ctx, &work, sqls.FilePage, states); err != nil {
		return err
	}
	z := zip.NewWriter(out)
	for _, kind := range []struct {
		name    string
		columns []string
	}{{"kursus", kursusColumns}, {"diklat", diklatColumns}} {
		t := siasnfile.Sheet{Columns: kind.columns}
		for _, p := range work {
			if p.Kind == kind.name {
				t.Rows = append(t.Rows, s.fileCells(p))
			}
		}
		if len(t.Rows) == 0 && kind.name == "diklat" {
			continue
		}
		if err := zipTable(z, kind.name, t); err != nil {
			return err
		}
	}
	if err := s.zipDocuments(ctx, z, work); err != nil {
		return err
	}
	return z.Close()
}

func zipTable(z *zip.Writer, name string, t siasnfile.Sheet) error {
	w, err := z.Create(name + ".csv")
	if err != nil {
		return err
	}
	if err := siasnfile.WriteCSV(w, t); err != nil {
		return err
	}
	if w, err = z.Create(name + ".xlsx"); err != nil {
		return err
	}
	return siasnfile.WriteXLSX(w, name, t)
}

func (s *Service) zipDocuments(ctx context.Context, z *zip.Writer, work []parcel) error {
	missing := []string{}
	written := map[string]bool{}
	for _, p := range work {
		name := "pdf/" + fileName(p.Number) + ".pdf"
		if s.opt.Document == nil || written[name] {
			continue
		}
		pdf, ready, err := s.opt.Document(ctx, p.Source)
		if err != nil && !errors.Is(err, ErrNoDocument) {
			return fmt.Errorf("document of %s: %w", p.Source, err)
		}
		if !ready {
			missing = append(missing, p.Number)
			continue
		}
		written[name] = true
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store}) // a PDF is packed already
		if err != nil {
			return err
		}
		if _, err := w.Write(pdf); err != nil {
			return err
		}
	}
	if len(missing) == 0 {
		return nil
	}
	w, err := z.Create("belum-siap.txt")
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, strings.Join(missing, "\r\n")+"\r\n")
	return err
}

// ImportEntered reads the exported table back, with SIASN's ids in the column
// id: each such row is confirmed. Rows without an id are passed over.
func (s *Service) ImportEntered(ctx context.Context, body []byte, lang string) (FileReport, error) {
	rep := FileReport{Findings: []string{}}
	t, err := siasnfile.Read(body)
	if err != nil || !t.Has("lentera_id") || !t.Has("id") {
		return rep, ErrSiasnFile.Because(err)
	}
	for i, row := range t.Rows {
		rep.Rows++
		remote := t.Column(row, "id")
		if remote == "" {
			continue
		}
		id, err := uuid.Parse(t.Column(row, "lentera_id"))
		if err == nil {
			err = s.EnteredByHand(ctx, id, remote)
		} else {
			err = ErrDelivery
		}
		if err == nil {
			rep.Taken++
			continue
		}
		f := fault.Of(err)
		if f.Kind == fault.Internal {
			return rep, err
		}
		rep.skip(i+2, f.ID, f.EN, lang)
	}
	return rep, nil
}
