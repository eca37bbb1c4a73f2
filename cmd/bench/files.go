package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"runtime"
	"time"

	"lentera/certificates/pdf"
	"lentera/signing/pades"
	"lentera/signing/pades/madeup"
)

// benchFiles measures drawing, signing and checking of one certificate's file,
// in this process, on one core: the rest of the way is in benchRecords.
func benchFiles(turn time.Duration) error {
	draw := func(int, int64) error { _, err := drawSheet(); return err }
	drawn, all := measure(turn, 1, draw), measure(turn, runtime.NumCPU(), draw)
	fmt.Printf("certificates drawn       %8.0f /s   p50 %6.2f ms   on one core; %.0f /s on %d\n", drawn.rate, drawn.p50, all.rate, runtime.NumCPU())
	sheet, err := drawSheet()
	if err != nil {
		return err
	}
	authority, err := madeup.NewAuthority("Otoritas Uji")
	if err != nil {
		return err
	}
	now := time.Now()
	key, err := authority.Signer("Kepala Uji", now.AddDate(-1, 0, 0), now.AddDate(1, 0, 0))
	if err != nil {
		return err
	}
	stamper, err := authority.Stamper("Waktu Uji")
	if err != nil {
		return err
	}
	web := httptest.NewServer(&madeup.TSA{Key: stamper})
	defer web.Close()
	tsa := &pades.TSA{URL: web.URL, Roots: authority.Pool()}
	var signed []byte
	for _, kind := range []struct {
		name string
		tsa  *pades.TSA
	}{{"signed (B-B)", nil}, {"signed and stamped (B-T)", tsa}} {
		m := measure(turn, 1, func(int, int64) error {
			out, err := pades.Sign(context.Background(), sheet, pades.Request{Key: key, TSA: kind.tsa, At: time.Now(), Name: "Kepala Uji"})
			if err == nil {
				signed = out
			}
			return err
		})
		if m.errors > 0 || signed == nil {
			return fmt.Errorf("%s: %d failed", kind.name, m.errors)
		}
		fmt.Printf("%-24s %8.0f /s   p50 %6.2f ms   drawing is %.0f %% of drawing and signing\n", kind.name, m.rate, m.p50, 100*drawn.p50/(drawn.p50+m.p50))
	}
	checked := measure(turn, 1, func(int, int64) error {
		if r := pades.Verify(signed, pades.Trust{Roots: authority.Pool(), TSARoots: authority.Pool()}); r.Reason != pades.Valid {
			return errors.New(string(r.Reason))
		}
		return nil
	})
	fmt.Printf("signed files checked     %8.0f /s   p50 %6.2f ms   errors %d\n", checked.rate, checked.p50, checked.errors)
	return nil
}

// drawSheet draws an ordinary civil servant's certificate of two pages.
func drawSheet() ([]byte, error) {
	day := time.Date(2026, 11, 23, 0, 0, 0, 0, time.UTC)
	return pdf.Draw(pdf.Sheet{Agency: "Pemerintah Kabupaten Uji", Number: "800.2/0001/LENTERA/2026", Name: "Dr. Siti Nurhaliza Rahmawati, S.Kom., M.T.",
		NIP: "198503172010012001", Rank: "Penata (III/c)", Position: "Analis Sumber Daya Manusia Aparatur Ahli Muda", Unit: "Dinas Komunikasi dan Informatika",
		Title: "Keamanan Informasi dan Phishing di Kantor", Organiser: "BKPSDM", JP: 4, StartedOn: day, CompletedOn: day, Place: "Uji", IssuedOn: day, IssuedAt: day,
		Subjects:  []pdf.Subject{{Title: "Mengapa kantor kita menjadi sasaran", JP: 1}, {Title: "Mengenali phishing", JP: 1}, {Title: "Kata sandi", JP: 1}, {Title: "Melapor", JP: 1}},
		VerifyURL: "https://lentera.uji.go.id/s/abcdefghijklmnopqrstuvwxyz234567", CheckURL: "https://lentera.uji.go.id/verifikasi", Code: "ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ23-4567"})
}
