package pdf

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// What a PDF says of its own structure, as qpdf reads it: objects by their
// reference, names with a slash, strings as "u:…". Our own reading of the
// content streams stands on it.

type object = map[string]any

type document struct {
	t       *testing.T
	objects map[string]object // "12 0 R" → {"value": …} or {"stream": {"dict": …, "data": …}}
	root    object
	info    object
}

func structureOf(t *testing.T, file []byte) *document {
	t.Helper()
	var out struct {
		Qpdf [2]map[string]json.RawMessage `json:"qpdf"`
	}
	text := run(t, "qpdf", file, "--json=2", "--json-stream-data=inline", "--decode-level=generalized", "-", "-")
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	d := &document{t: t, objects: map[string]object{}}
	for name, raw := range out.Qpdf[1] {
		var o object
		if err := json.Unmarshal(raw, &o); err != nil {
			t.Fatal(err)
		}
		d.objects[strings.TrimPrefix(name, "obj:")] = o
	}
	trailer := d.objects["trailer"]["value"].(object)
	d.root, d.info = d.dict(trailer["/Root"]), d.dict(trailer["/Info"])
	return d
}

// of follows a reference to its value; anything else is its own value.
func (d *document) of(v any) any {
	ref, ok := v.(string)
	if !ok || !strings.HasSuffix(ref, " R") {
		return v
	}
	o, ok := d.objects[ref]
	if !ok {
		d.t.Fatalf("no object %s", ref)
	}
	if s, ok := o["stream"].(object); ok {
		return s["dict"]
	}
	return o["value"]
}

func (d *document) dict(v any) object {
	d.t.Helper()
	o, ok := d.of(v).(object)
	if !ok {
		d.t.Fatalf("no dictionary: %v", v)
	}
	return o
}

func (d *document) list(v any) []any {
	if l, ok := d.of(v).([]any); ok {
		return l
	}
	if v == nil {
		return nil
	}
	return []any{v}
}

// pages are the references of the pages in their order.
func (d *document) pages(from any) (out []string) {
	node := d.dict(from)
	if node["/Type"] == "/Page" {
		return []string{from.(string)}
	}
	for _, kid := range d.list(node["/Kids"]) {
		out = append(out, d.pages(kid)...)
	}
	return out
}

func (d *document) content(page string) string {
	var b strings.Builder
	for _, ref := range d.list(d.dict(page)["/Contents"]) {
		data, err := base64.StdEncoding.DecodeString(d.objects[ref.(string)]["stream"].(object)["data"].(string))
		if err != nil {
			d.t.Fatal(err)
		}
		b.Write(data)
		b.WriteByte('\n')
	}
	return b.String()
}

// painting are the operators that put something on the page.
var painting = strings.Fields(`Tj TJ ' " S s f F f* B B* b b* sh Do EI`)

// marks reads a content stream: the marked pieces in their order, by number,
// with their role. It fails on anything painted outside of a piece, and on
// pieces that stand within each other.
func (d *document) marks(content string) (roles map[int]string) {
	roles = map[int]string{}
	depth, painted := 0, 0
	var operands []string
	for _, token := range tokensOf(content) {
		switch {
		case token == "BMC" || token == "BDC":
			if depth++; depth > 1 {
				d.t.Errorf("marked content within marked content: %v", operands)
			}
			role, number := operands[0], -1
			if token == "BDC" {
				if _, err := fmt.Sscanf(strings.Join(operands[1:], " "), "<< /MCID %d >>", &number); err != nil {
					d.t.Errorf("piece without a number: %v", operands)
				}
				if _, twice := roles[number]; twice {
					d.t.Errorf("two pieces have number %d", number)
				}
				roles[number] = role
			} else if role != "/Artifact" {
				d.t.Errorf("%s without a number is not decoration", role)
			}
		case token == "EMC":
			depth--
		case slices.Contains(painting, token):
			painted++
			if depth != 1 {
				d.t.Errorf("%q %s is painted outside of marked content", operands, token)
			}
		case strings.ContainsAny(token[:1], "/([<0123456789.+->])"):
			operands = append(operands, token)
			continue
		}
		operands = nil
	}
	if depth != 0 || painted == 0 {
		d.t.Errorf("marked content is left open, or nothing is painted: %d, %d", depth, painted)
	}
	return roles
}

// tokensOf splits a content stream; a string is one token.
func tokensOf(s string) (out []string) {
	for i := 0; i < len(s); {
		begin := i
		switch c := s[i]; {
		case strings.IndexByte(" \t\r\n\f\x00", c) >= 0:
			i++
			continue
		case c == '(':
			for depth := 0; i < len(s); i++ {
				if s[i] == '\\' {
					i++
				} else if s[i] == '(' {
					depth++
				} else if s[i] == ')' {
					if depth--; depth == 0 {
						break
					}
				}
			}
			i++
		case strings.HasPrefix(s[i:], "<<") || strings.HasPrefix(s[i:], ">>"):
			i += 2
		case strings.IndexByte("[]<>", c) >= 0:
			i++
		default:
			for i++; i < len(s) && strings.IndexByte(" \t\r\n\f\x00()<>[]/", s[i]) < 0; i++ {
			}
		}
		out = append(out, s[begin:min(i, len(s))])
	}
	return out
}
