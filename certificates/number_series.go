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
)

// Series is a series of numbers: counted on its own, per calendar year.
type Series struct {
	ID        uuid.UUID  `db:"id" json:"id" format:"uuid"`
	Name      string     `db:"name" json:"name"`
	UnitID    *uuid.UUID `db:"unit_id" json:"unit_id" format:"uuid" doc:"whose numbers; null is the agency"`
	UnitWord  string     `db:"unit_word" json:"unit_word" doc:"what {unit} writes"`
	ClassCode string     `db:"class_code" json:"class_code" doc:"what {class} writes"`
	Pattern   string     `db:"pattern" json:"pattern" example:"{class}/{seq}/{unit}/{month_roman}/{year}"`
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

// sound refuses a pattern that could give one number twice, or none at all.
func (s Series) sound() bool {
	rest := strings.NewReplacer(pairs(seriesTokens)...).Replace(s.Pattern)
	if strings.ContainsAny(rest, "{}") || len(s.Pattern) > 100 || strings.TrimSpace(s.Pattern) != s.Pattern {
		return false
	}
	if strings.Count(s.Pattern, "{seq}") != 1 || strings.Count(s.Pattern, "{year}") != 1 || glued.MatchString(s.filled()) {
		return false
	}
	if strings.Contains(s.Pattern, "{class}") != (s.ClassCode != "") || strings.Contains(s.Pattern, "{unit}") != (s.UnitWord != "") {
		return false
	}
	return wordForm.MatchString(s.ClassCode) && wordForm.MatchString(s.UnitWord)
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

// AllSeries is a whole operation for training admins: every series, the
// agency's own (without an id) first.
func (s *Service) AllSeries(ctx context.Context) ([]Series, error) {
	out := []Series{}
	err := s.opt.DB.Select(ctx, &out, sqls.AllNumberSeries)
	return append([]Series{{Name: s.opt.Site.Agency, Pattern: string(s.pattern)}}, out...), err
}

// AddSeries is a whole operation for training admins. A series is never
// changed: its numbers stand on certificates. It refuses an unsound pattern
// and one that could give the numbers of another series (ErrPattern).
func (s *Service) AddSeries(ctx context.Context, n Series) (Series, error) {
	n.Name = strings.TrimSpace(n.Name)
	own := Series{Pattern: string(s.pattern)}
	if n.Name == "" || len([]rune(n.Name)) > 120 || !n.sound() || n.shape() == own.shape() {
		return n, ErrPattern
	}
	id, err := uuid.NewV7()
	if err != nil {
		return n, err
	}
	n.ID = id
	err = s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.AddNumberSeries, n.ID, n.Name, n.UnitID, n.UnitWord, n.ClassCode, n.Pattern, n.shape()); err != nil {
			if db.Violates(err, "number_series_shape") || db.Violates(err, "number_series_unit") {
				return ErrPattern.Because(err)
			}
			return err
		}
		return audit.Write(ctx, tx, "certificates.series-added", n.ID.String(), map[string]any{"pattern": n.Pattern})
	})
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
