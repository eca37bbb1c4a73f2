package bank

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"lentera/courses"
	"lentera/internal/fault"
)

var emptyBlock = regexp.MustCompile(`^(?:\s|<p>|</p>|<div>|</div>|<br/?>|&nbsp;)*$`)

// cleanBlock is HTML of an editor, sanitised; empty paragraphs alone are
// nothing.
func cleanBlock(html string) string {
	html = courses.CleanHTML(html)
	if emptyBlock.MatchString(html) {
		return ""
	}
	return html
}

// cleanInline is cleanBlock for a place inside a line: a single paragraph
// loses its <p>.
func cleanInline(html string) string {
	html = cleanBlock(html)
	inner, opened := strings.CutPrefix(html, "<p>")
	inner, closed := strings.CutSuffix(inner, "</p>")
	if opened && closed && !strings.Contains(inner, "<p>") {
		return strings.TrimSpace(inner)
	}
	return html
}

// cleanJSON sanitises every member that holds HTML, wherever it stands. Numbers
// keep their digits.
func cleanJSON(raw json.RawMessage) (json.RawMessage, error) {
	if len(raw) == 0 {
		return json.RawMessage("{}"), nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, fault.ErrInvalid.At(field("/content", "bad-json", "Isi soal tidak dapat dibaca.", "The question cannot be read."))
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(cleanValue("", v))
	return bytes.TrimSpace(b.Bytes()), err
}

func cleanValue(name string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, inner := range v {
			v[k] = cleanValue(k, inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = cleanValue(name, inner)
		}
	case string:
		switch name {
		case "stem_html", "guide_html":
			return cleanBlock(v)
		case "html":
			return cleanInline(v)
		}
	}
	return v
}

// sameJSON compares two documents whatever the order of their members.
func sameJSON(a, b json.RawMessage) bool {
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	left, err := json.Marshal(x)
	if err != nil {
		return false
	}
	right, err := json.Marshal(y)
	return err == nil && bytes.Equal(left, right)
}
