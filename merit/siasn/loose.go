package siasn

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// record is a JSON object of which only some members are known. SIASN changes
// the type of members between versions, so that each is read by wish.
type record map[string]json.RawMessage

// text gives the first of the named members that is a string, a number or a
// boolean, as text; "" where none is.
func (r record) text(names ...string) string {
	for _, name := range names {
		if s := loose(r[name]); s != "" {
			return s
		}
	}
	return ""
}

// integer reads 4, 4.0, "4" and "4,0"; 0 where there is no number.
func (r record) integer(names ...string) int {
	f, ok := r.number(names...)
	if !ok || math.Abs(f) > 1e9 {
		return 0
	}
	return int(f)
}

func (r record) number(names ...string) (float64, bool) {
	s := strings.TrimSpace(strings.Replace(r.text(names...), ",", ".", 1))
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// loose is a scalar as text; "" for null, objects and arrays.
func loose(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] == '{' || raw[0] == '[' || string(raw) == "null" {
		return ""
	}
	if raw[0] != '"' {
		return string(raw)
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return strings.TrimSpace(s)
}

// object reads a JSON object; nil where raw is something else.
func object(raw json.RawMessage) record {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || raw[0] != '{' {
		return nil
	}
	var r record
	if json.Unmarshal(raw, &r) != nil {
		return nil
	}
	return r
}

// objects reads an array of objects, or one object as an array of it.
func objects(raw json.RawMessage) ([]record, bool) {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return nil, true
	case raw[0] == '{':
		r := object(raw)
		return []record{r}, r != nil
	case raw[0] != '[':
		return nil, false
	}
	var rows []record
	if json.Unmarshal(raw, &rows) != nil {
		return nil, false
	}
	return rows, true
}

// DateForm is how SIASN writes a day.
const DateForm = "02-01-2006"

// day gives a date in DateForm whatever form it came in; what cannot be read
// stays as it is.
func day(s string) string {
	for _, form := range []string{DateForm, "2006-01-02", time.RFC3339, "2006-01-02 15:04:05", "02/01/2006", "2-1-2006"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.Format(DateForm)
		}
	}
	return s
}

func dayOf(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(DateForm)
}
