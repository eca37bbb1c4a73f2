package certificates

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// Series is a series of numbers: counted on its own, per calendar year.
type Series struct {
	ID        uuid.UUID  `db:"id" json:"id" format:"uuid"`
	Name      string     `db:"name" json:"name"`
	UnitID    *uuid.UUID `db:"unit_id" json:"unit_id" format:"uuid" doc:"whose numbers; null is the agency"`
	UnitWord  string     `db:"unit_word" json:"unit_word" doc:"what {unit} writes"`
	ClassCode string     `db:"class_code" json:"class_code" doc:"what {class} writes"`
	Pattern   string     `db:"pattern" json:"pattern" example:"{class}/{seq}/{unit}/{month_roman}/{year}"`
	Issued    int        `db:"issued" json:"issued" doc:"how many numbers this calendar year has given"`
	Next      string     `db:"-" json:"next_number" doc:"what the next certificate would get if it were issued today"`
}

var (
	seriesTokens = []string{"{seq}", "{year}", "{class}", "{unit}", "{month}", "{month_roman}"}
	// A digit beside a running number could make one number of two.
	glued      = regexp.MustCompile(`[0-9}]\{(seq|year)\}|\{(seq|year)\}[0-9{]`)
	wordForm   = regexp.MustCompile(`^[A-Za-z0-9.\-]{0,24}$`)
	romanMonth = [...]string{"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"}
)

// filled is the pattern with the words of the series; what is left runs.
func (s Series) filled() string {
	return strings.NewReplacer("{class}", s.ClassCode, "{unit}", s.UnitWord).Replace(s.Pattern)
}

// shape is equal for two patterns that could give one number. The month is
// not told apart: it only adds to a number that is already its own.
func (s Series) shape() string { return strings.ToUpper(s.filled()) }

// problems names what is wrong with a series, each at its member: a pattern
// that could give one number twice or none at all, words that it asks for and
// that are missing, words that it does not use.
func (s Series) problems() (out []fault.Field) {
	at := func(member, code, id, en string) {
		out = append(out, fault.Field{Pointer: "/" + member, Code: code, ID: id, EN: en})
	}
	if n := len([]rune(s.Name)); n < 1 || n > 120 {
		at("name", "length", "Beri nama seri, paling banyak 120 huruf.", "Name the series, at most 120 characters.")
	}
	rest := strings.NewReplacer(pairs(seriesTokens)...).Replace(s.Pattern)
	switch {
	case strings.ContainsAny(rest, "{}"):
		at("pattern", "placeholder", "Ada tanda kurung kurawal yang tidak dikenal.", "There is a placeholder that is not known.")
	case len(s.Pattern) > 100 || strings.TrimSpace(s.Pattern) != s.Pattern:
		at("pattern", "length", "Paling banyak 100 huruf, tanpa spasi di awal atau akhir.", "At most 100 characters, without a space at either end.")
	case strings.Count(s.Pattern, "{seq}") != 1 || strings.Count(s.Pattern, "{year}") != 1:
		at("pattern", "once", "Pola harus memuat {seq} dan {year}, masing-masing satu kali.", "The pattern must hold {seq} and {year}, once each.")
	case glued.MatchString(s.filled()):
		at("pattern", "glued", "Beri tanda pemisah, misalnya garis miring, di kiri dan kanan {seq} dan {year}.", "Put a separator, such as a slash, on both sides of {seq} and {year}.")
	}
	for _, w := range []struct{ member, token, word string }{{"class_code", "{class}", s.ClassCode}, {"unit_word", "{unit}", s.UnitWord}} {
		switch asked := strings.Contains(s.Pattern, w.token); {
		case asked && w.word == "":
			at(w.member, "needed", "Isi ini, karena pola memuat "+w.token+".", "Fill this in, because the pattern holds "+w.token+".")
		case !asked && w.word != "":
			at(w.member, "unused", "Kosongkan ini, atau tulis "+w.token+" dalam pola.", "Leave this empty, or write "+w.token+" into the pattern.")
		case !wordForm.MatchString(w.word):
			at(w.member, "form", "Paling banyak 24 huruf, angka, titik, atau tanda hubung.", "At most 24 letters, digits, dots or hyphens.")
		}
	}
	return out
}

func pairs(tokens []string) (out []string) {
	for _, t := range tokens {
		out = append(out, t, "")
	}
	return out
}

func (s Series) number(seq int, day time.Time) string {
	return strings.NewReplacer("{seq}", fmt.Sprintf("%04d", seq), "{year}", strconv.Itoa(day.Year()),
		"{month_roman}", romanMonth[day.Month()-1], "{month}", fmt.Sprintf("%02d", int(day.Month()))).Replace(s.filled())
}

// counter is the name the series is counted under. The agency's own numbers
// keep the name they had before there were others.
func (s Series) counter() string {
	if s.ID == uuid.Nil {
		return series
	}
	return "series:" + s.ID.String()
}

// AllSeries is a whole operation for training admins and auditors: every
// series with how far it has come this year, the agency's own (without an id)
// first.
func (s *Service) AllSeries(ctx context.Context) ([]Series, error) {
	out, today := []Series{}, time.Now().In(s.opt.Zone)
	own := Series{Name: s.opt.Site.Agency, Pattern: string(s.pattern)}
	if err := s.opt.DB.Get(ctx, &own.Issued, sqls.SeriesLast, own.counter(), today.Year()); err != nil && !db.NoRow(err) {
		return nil, err
	}
	if err := s.opt.DB.Select(ctx, &out, sqls.AllNumberSeries, today.Year()); err != nil {
		return nil, err
	}
	out = append([]Series{own}, out...)
	for i := range out {
		out[i].Next = out[i].number(out[i].Issued+1, today)
	}
	return out, nil
}

// patternTaken is ErrPattern for a pattern that is another series'.
var patternTaken = ErrPattern.At(fault.Field{Pointer: "/pattern", Code: "taken",
	ID: "Seri lain sudah memberi nomor dengan pola ini.", EN: "Another series gives numbers of this pattern."})

// AddSeries is a whole operation for training admins. A series is never
// changed: its numbers stand on certificates. It refuses an unsound pattern
// and one that could give the numbers of another series (ErrPattern).
func (s *Service) AddSeries(ctx context.Context, n Series) (Series, error) {
	n.Name = strings.TrimSpace(n.Name)
	if bad := n.problems(); len(bad) > 0 {
		refused := ErrPattern
		for _, f := range bad {
			refused = refused.At(f)
		}
		return n, refused
	}
	own := Series{Pattern: string(s.pattern)}
	if n.shape() == own.shape() {
		return n, patternTaken
	}
	id, err := uuid.NewV7()
	if err != nil {
		return n, err
	}
	n.ID = id
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.AddNumberSeries, n.ID, n.Name, n.UnitID, n.UnitWord, n.ClassCode, n.Pattern, n.shape()); err != nil {
			if db.Violates(err, "number_series_shape") {
				return patternTaken.Because(err)
			}
			if db.Violates(err, "number_series_unit") {
				return ErrPattern.Because(err)
			}
			return err
		}
		return audit.Write(ctx, tx, "certificates.series-added", n.ID.String(), map[string]any{"pattern": n.Pattern})
	})
	n.Next = n.number(1, time.Now().In(s.opt.Zone))
	return n, err
}

// seriesOf is the series a template counts in; without one, the agency's.
func (s *Service) seriesOf(ctx context.Context, tx *db.Tx, t Template) (Series, error) {
	own := Series{Pattern: string(s.pattern)}
	if t.SeriesID == nil {
		return own, nil
	}
	err := tx.Get(ctx, &own, sqls.NumberSeries, *t.SeriesID)
	return own, err
}
