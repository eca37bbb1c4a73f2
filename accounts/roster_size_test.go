//go:build !race

package accounts

import (
	"bytes"
	"context"
	"testing"
	"time"
)

// TestRosterOf15000 holds the issue's bound: 15,000 rows of some 65 columns
// previewed within 20 s and committed within 60 s, CSV and XLSX.
func TestRosterOf15000(t *testing.T) {
	people := crowd(15_000)
	for name, file := range map[string][]byte{"csv": csvOf(t, ';', siasnColumns, people...), "xlsx": xlsxOf(t, siasnColumns, people...)} {
		t.Run(name, func(t *testing.T) {
			s, _ := newService(t)
			ctx := context.Background()
			if _, err := s.ImportUnits(ctx, unitFile(), false); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			r, err := s.PreviewRoster(ctx, name, bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			previewed := time.Since(began)
			began = time.Now()
			done, err := s.CommitRoster(ctx, r.ID)
			if err != nil {
				t.Fatal(err)
			}
			committed := time.Since(began)
			t.Logf("%s, %d bytes: previewed in %v, committed in %v: %+v %+v", name, len(file), previewed, committed, r.Counts, done)
			if r.Counts.New != 15_000 || done.Created != 15_000 || r.FindingsTotal != 0 {
				t.Errorf("counts %+v, findings %d, result %+v", r.Counts, r.FindingsTotal, done)
			}
			if previewed > 20*time.Second || committed > 60*time.Second {
				t.Errorf("too slow: preview %v, commit %v", previewed, committed)
			}
			if name == "xlsx" {
				return // the same rows: the CSV shows it
			}
			began = time.Now()
			again, err := s.PreviewRoster(ctx, name, bytes.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("previewed again in %v", time.Since(began))
			if again.Counts.Same != 15_000 {
				t.Errorf("again: %+v", again.Counts)
			}
			began = time.Now()
			root, err := s.UnitByCode(ctx, "ROOT")
			if err != nil {
				t.Fatal(err)
			}
			codes, err := s.IssueActivationCodes(ctx, CodeRequest{UnitID: &root})
			t.Logf("%d codes issued in %v: %v", len(codes), time.Since(began), err)
			if len(codes) != 15_000 || time.Since(began) > 60*time.Second {
				t.Error("not everybody got a code in time")
			}
		})
	}
}

func BenchmarkPreviewRoster(b *testing.B) {
	people := crowd(15_000)
	for name, file := range map[string][]byte{"csv": csvOf(b, ';', siasnColumns, people...), "xlsx": xlsxOf(b, siasnColumns, people...)} {
		b.Run(name, func(b *testing.B) {
			s, _ := newService(b)
			if _, err := s.ImportUnits(context.Background(), unitFile(), false); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := s.PreviewRoster(context.Background(), name, bytes.NewReader(file)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
