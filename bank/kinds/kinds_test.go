package kinds

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestMark(t *testing.T) {
	for s, want := range map[string]Mark{"0": 0, "1": Point, "0.5": 50_000, "-0.33333": -33_333, "33.33333": 3_333_333, "2.50": 250_000, "12.000000000": 12 * Point} {
		m, err := ParseMark(s)
		if err != nil || m != want {
			t.Errorf("%q: %d, %v", s, m, err)
		}
		if back, err := ParseMark(m.String()); err != nil || back != m {
			t.Errorf("%s does not come back: %v", m, err)
		}
	}
	for _, s := range []string{"", "-", ".", "1.", ".5", "1.000001", "1e3", "abc", "99999999", "--1", "+-1", "1.-5"} {
		if m, err := ParseMark(s); err == nil {
			t.Errorf("%q is %s", s, m)
		}
	}
	var m Mark
	for _, src := range []any{[]byte("1.50000"), "1.5"} {
		if err := m.Scan(src); err != nil || m != 150_000 {
			t.Error(m, err)
		}
	}
	if err := m.Scan(nil); err == nil {
		t.Error("null is a mark")
	}
	if b, err := json.Marshal(struct{ M Mark }{-50_000}); err != nil || string(b) != `{"M":-0.5}` {
		t.Error(string(b), err)
	}
}

type validateCase struct {
	name string
	q    [3]string
	want string // pointer and code, joined by commas
}

// validateCases change one thing of a valid question.
func validateCases(t *testing.T) []validateCase {
	swap := func(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }
	change := func(name string, part int, pairs ...string) [3]string {
		f := fixtures[name]
		if before := f[part]; swap(before, pairs...) == before {
			t.Fatalf("%s: %q changes nothing", name, pairs)
		}
		f[part] = swap(f[part], pairs...)
		return f
	}
	return append(validateChoices(change), validateOthers(change)...)
}

func validateChoices(change func(string, int, ...string) [3]string) []validateCase {
	return []validateCase{
		{"unknown kind", [3]string{"quiz", "{}", "{}"}, "/content bad-kind"},
		{"no JSON", [3]string{"single", "{", "{}"}, "/content bad-json"},
		{"two documents", [3]string{"single", "{}{}", "{}"}, "/content bad-json"},
		{"unknown member", change("capital", 1, `"options"`, `"choices"`), "/content bad-json"},
		{"key inside content", change("capital", 1, `"html":"Jakarta"`, `"html":"Jakarta","correct":true`), "/content bad-json"},
		{"one option", [3]string{"single", `{"options":[{"id":"a","html":"A"}]}`, `{"correct":["a"]}`}, "/content/options count"},
		{"three truths", [3]string{"truefalse", fixtures["capital"][1], `{"correct":["a"]}`}, "/content/options count"},
		{"empty option", change("capital", 1, "Jakarta", "<p> </p>"), "/content/options/0/html empty-text"},
		{"picture as option", change("capital", 1, "Jakarta", `<img src='x'>`), ""},
		{"same option", change("capital", 1, "Bandung", "Jakarta"), "/content/options/1/html duplicate-option"},
		{"same id", change("capital", 1, `"b"`, `"a"`), "/content/options/1/id duplicate-id"},
		{"bad id", change("capital", 1, `"b"`, `"B="`), "/content/options/1/id bad-id"},
		{"nothing right", change("capital", 2, `["a"]`, `[]`), "/key/correct correct-count"},
		{"two right of single", change("capital", 2, `["a"]`, `["a","b"]`), "/key/correct correct-count"},
		{"unknown right", change("capital", 2, `["a"]`, `["z"]`), "/key/correct/0 unknown-id"},
		{"policy of another kind", change("capital", 2, `["a"]`, `["a"],"policy":"adjacent"`), "/key/policy bad-policy"},
		{"truefalse has none", change("truth", 2, `["f"]`, `["f"],"policy":"penalty"`), "/key/policy bad-policy"},
		{"credit sum", change("weighed", 2, `"a":100`, `"a":90`), "/key/credit credit-sum"},
		{"credit above", change("weighed", 2, `"b":50`, `"b":101`), "/key/credit/b range,/key/credit credit-sum"},
		{"unmatched", change("match", 2, `,"l3":"r1"`, ``), "/key/pairs/l3 missing"},
		{"unknown pair", change("match", 2, `"l3":"r1"`, `"l3":"r9"`), "/key/pairs/l3 unknown-id"},
		{"unknown item", change("sort", 2, `"i4"`, `"i9"`), "/key/of/i4 missing,/key/of/i9 unknown-id"},
		{"order misses one", change("order", 2, `,"d"`, ``), "/key/order not-an-order"},
		{"order repeats one", change("order", 2, `"d"`, `"a"`), "/key/order not-an-order"},
		{"fixed item", change("order", 1, `"html":"4"`, `"html":"4","fixed":true`), "/content/items/0/fixed bad-value"},
	}
}

func validateOthers(change func(string, int, ...string) [3]string) []validateCase {
	return []validateCase{
		{"no accepted", change("short", 2, `{"text":"ya"}`, ``), "/key/accepted count"},
		{"same accepted", change("short", 2, `{"text":"ya"}`, `{"text":"ya"},{"text":" YA "}`), "/key/accepted/1/text duplicate-option"},
		{"no full credit", change("short", 2, `"ya"`, `"ya","credit":50`), "/key/accepted credit-sum"},
		{"too many typos", change("short", 2, `2`, `3`), "/key/typos range"},
		{"longer than typed", [3]string{"shorttext", `{"max_chars":3}`, `{"accepted":[{"text":"empat"}]}`}, "/key/accepted/0/text too-long"},
		{"only stars", change("wild", 2, `*undang*27*2022*`, `**`), "/key/accepted/0/text empty-text"},
		{"value and range", change("span", 2, `"min":10`, `"min":10,"value":3`), "/key/accepted/0 value-or-range"},
		{"neither", change("span", 2, `"min":10,"max":20`, ``), "/key/accepted/0/value missing"},
		{"empty range", change("span", 2, `10`, `30`), "/key/accepted/0 empty-range"},
		{"tolerance of a range", change("span", 2, `"min"`, `"tolerance":1,"min"`), "/key/accepted/0 one-tolerance"},
		{"negative tolerance", change("negative", 2, `10`, `-10`), "/key/accepted/0/tolerance_percent bad-number"},
		{"huge number", change("span", 2, `10`, `1e999`), "/key/accepted/0/min bad-number"},
		{"no base unit", change("mass", 2, `"factor":1}`, `"factor":2}`), "/key/units no-base-unit"},
		{"zero factor", change("mass", 2, `"0.001"`, `0`), "/key/units/1/factor bad-number"},
		{"unit not in key", change("mass", 1, `"g"`, `"ton"`), "/content/units/1 unknown-unit"},
		{"gap without place", change("gaps", 1, `[[g2]]`, ``), "/content/html gap-places"},
		{"place without gap", change("gaps", 1, `[[g2]]`, `[[g2]] [[g7]]`), "/content/html unknown-id"},
		{"gap without key", change("gaps", 2, `"g1"`, `"g7"`), "/key/gaps/g1 missing,/key/gaps/g7 unknown-id"},
		{"gap with a key of another kind", change("gaps", 2, `"choice"`, `"text"`), "/key bad-json"},
		{"gap of an unfit kind", change("gaps", 1, `"shorttext"`, `"essay"`), "/content/gaps/1/kind bad-kind"},
		{"mistake inside a gap", change("gaps", 2, `["x"]`, `["z"]`), "/key/gaps/g1/choice/correct/0 unknown-id"},
		{"no alternative text", change("spots", 1, `Peta`, ` `), "/content/image/alt missing"},
		{"region outside", change("spots", 2, `"w":0.2`, `"w":0.9`), "/key/regions/1 outside"},
		{"region too small", change("spots", 2, `0.1}`, `0.001}`), "/key/regions/0/r range"},
		{"unknown shape", change("spots", 2, `"circle"`, `"star"`), "/key/regions/0/shape bad-shape"},
		{"more needed than there is", change("spots", 2, `]}]}`, `]}],"need":4}`), "/key/need range"},
		{"essay in a case", change("story", 1, `"kind":"single"`, `"kind":"essay"`), "/content/items/0/kind bad-kind"},
		{"mistake inside a case", change("story", 2, `["a"]`, `["z"]`), "/key/items/s1/correct/0 unknown-id"},
		{"rubric with one level", change("paper", 2, `,{"id":"l1","title":"Baik","points":1}`, ``), "/key/rubric/0/levels count,/key/rubric/0/levels no-points"},
		{"file type", change("paper", 1, `application/pdf`, `pdf`), "/content/types/0 bad-type"},
	}
}

// TestValidate: each mistake is named with its field.
func TestValidate(t *testing.T) {
	for _, c := range validateCases(t) {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, i := range Validate(Kind(c.q[0]), json.RawMessage(c.q[1]), json.RawMessage(c.q[2])) {
				got = append(got, i.Pointer+" "+i.Code)
				if i.ID == "" || i.EN == "" {
					t.Error("a language is missing", i)
				}
			}
			want := strings.Split(c.want, ",")
			if c.want == "" {
				want = nil
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestDescribe(t *testing.T) {
	for name, want := range map[string][2]string{
		"capital": {"a", "Jakarta"},
		"many":    {"c|a", "A; C"},
		"match":   {"l2=r1|l1=r2", "1 → b; 2 → a"},
		"sort":    {"i1=c1|i2=c2|i3=c1", "Data pribadi: NIK, Nomor HP; Data umum: Alamat kantor"},
		"order":   {"b|a", "1. 2; 2. 1"},
		"word":    {" AI ", "AI"},
		"gaps":    {"g1=y|g3=5 kg", "[Y] dan […] seberat [5 kg]"},
		"spots":   {"0.2500,0.5000", "25% × 50%"},
		"story":   {"s1=b|s3=y|s3=x", "S1 B | S3 1. Y; 2. X"},
		"essay":   {"Isi", "Isi"},
	} {
		f := fixtures[name]
		got, err := Describe(Kind(f[0]), json.RawMessage(f[1]), tokens(want[0]))
		if err != nil || got != want[1] {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		if got, err := Describe(Kind(f[0]), json.RawMessage(f[1]), nil); err != nil || got != "" {
			t.Errorf("%s: a blank is %q, %v", name, got, err)
		}
	}
}

func TestPlain(t *testing.T) {
	for html, want := range map[string]string{
		"<p>Satu</p><p>dua &amp; <b>ti</b>ga</p>":                                     "Satu dua & tiga",
		`<img src="/x" alt="Peta Blitar"> dan <audio src="/y" title="Suara"></audio>`: "Peta Blitar dan Suara",
		"<script>x</script>": "x", // the caller has sanitised; nothing here becomes HTML again
		"&lt;b&gt;":          "<b>",
	} {
		if got := Plain(html); got != want {
			t.Errorf("%q: %q", html, got)
		}
	}
}

// TestShuffle: this seed gives this order for ever, and a fixed option stays.
func TestShuffle(t *testing.T) {
	content := json.RawMessage(`{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"},{"id":"c","html":"C"},{"id":"d","html":"Semua benar","fixed":true}]}`)
	want := map[uint64][]string{1: {"b", "c", "a", "d"}, 2: {"c", "a", "b", "d"}, 3: {"c", "b", "a", "d"}}
	for seed, order := range want {
		got, err := Order(Single, content, seed)
		if err != nil || !reflect.DeepEqual(got, order) {
			t.Errorf("%d: %q, %v", seed, got, err)
		}
	}
	if got, err := Order(TrueFalse, json.RawMessage(fixtures["truth"][1]), 1); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
	order := []string{"s3=y", "s3=x", "s2=right=r2", "s2=right=r1", "s1=b"}
	got, err := Arrange(Case, json.RawMessage(fixtures["story"][1]), order)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{`[{"id":"y","html":"Y"},{"id":"x","html":"X"}]`, `[{"id":"r2","html":"b"},{"id":"r1","html":"a"}]`, `[{"id":"b","html":"B"},{"id":"a","html":"A"}]`} {
		if !strings.Contains(string(got), part) {
			t.Errorf("%s has no %s", got, part)
		}
	}
}

func TestLimits(t *testing.T) {
	for _, c := range []struct {
		question, response string
		want               Refusal
	}{
		{"capital", "a", Fits}, {"capital", "a|b", TooMany}, {"capital", "z", Foreign}, {"many", "a|b|c|d|e", Fits},
		{"match", "l1=r4", Fits}, {"match", "r1=l1", Foreign}, {"order", "a|b|c|d", Fits}, {"order", "a|b|c|d|a", TooMany},
		{"word", strings.Repeat("a", 801), TooLong}, {"length", strings.Repeat("1", 81), TooLong},
		{"gaps", "g1=x|g2=anything", Fits}, {"spots", "0.1000,0.1000", Fits}, {"story", "s1=a|s3=y|s3=x", Fits}, {"story", "s1=z", Foreign},
		{"essay", strings.Repeat("a", 20_000), Fits}, {"paper", "019ab000-0000-7000-8000-000000000001", Fits},
	} {
		f := fixtures[c.question]
		l, err := LimitsOf(Kind(f[0]), json.RawMessage(f[1]))
		if err != nil || l.Check(l.Normal(tokens(c.response))) != c.want {
			t.Errorf("%s %.40q: %q, %v", c.question, c.response, l.Check(tokens(c.response)), err)
		}
	}
}

// TestUnreadable: only the question can fail, with an error.
func TestUnreadable(t *testing.T) {
	for _, q := range [][3]string{{"nothing", "{}", "{}"}, {"single", "[", "{}"}, {"single", "{}", "["}} {
		if _, err := Grade(Kind(q[0]), json.RawMessage(q[1]), json.RawMessage(q[2]), "", nil, Point); err == nil {
			t.Error(q)
		}
	}
}

func TestNewID(t *testing.T) {
	a, b := NewID(), NewID()
	if a == b || !idForm.MatchString(a) || len(a) != 10 {
		t.Error(a, b)
	}
}

// What a form could not read as a number comes as text and is refused where it
// stands, in whichever kind.
func TestAMisreadNumberIsToldAtItsPlace(t *testing.T) {
	for _, c := range []struct {
		kind               Kind
		content, key, want string
	}{
		{Numeric, `{}`, `{"accepted":[{"value":3},{"value":"tiga","credit":"separuh"}]}`, "/key/accepted/1/credit /key/accepted/1/value"},
		{Numeric, `{}`, `{"accepted":[{"value":3}],"unit_credit":33.333333}`, "/key/unit_credit"},
		{Cloze, `{"html":"[[g1]]","gaps":[{"id":"g1","kind":"numeric","weight":"dua"}]}`, `{"gaps":{"g1":{"number":{"accepted":[{"min":"a"}]}}}}`, "/content/gaps/0/weight /key/gaps/g1/number/accepted/0/min"},
		{Case, `{"items":[{"id":"s1","kind":"numeric","stem_html":"Berapa?","content":{},"weight":1.5}]}`, `{"items":{"s1":{"accepted":[{"value":"x"}]}}}`, "/content/items/0/weight"},
		{Case, `{"items":[{"id":"s1","kind":"numeric","stem_html":"Berapa?","content":{}}]}`, `{"items":{"s1":{"accepted":[{"value":"x"}]}}}`, "/key/items/s1/accepted/0/value"},
		{Hotspot, `{"image":{"src":"/media/a.png","alt":"A","width":1,"height":1},"marks":"dua"}`, `{"regions":[{"id":"a","shape":"circle","x":"kiri","y":0.5,"r":0.1}]}`, "/content/marks /key/regions/0/x"},
		{Essay, `{"min_words":"banyak"}`, `{"rubric":[{"id":"a","title":"Isi","levels":[{"id":"b","title":"Baik","points":"lima"}]}]}`, "/content/min_words /key/rubric/0/levels/0/points"},
	} {
		var got []string
		for _, i := range Validate(c.kind, json.RawMessage(c.content), json.RawMessage(c.key)) {
			got = append(got, i.Pointer)
			if i.Code != "bad-number" {
				t.Errorf("%s: %+v", c.kind, i)
			}
		}
		slices.Sort(got)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: got %q, want %q", c.kind, got, c.want)
		}
	}
}

// A survey question has nothing right: it takes no key, earns nothing, and
// stands in no case.
func TestOpinion(t *testing.T) {
	const options = `"options":[{"id":"a","html":"Setuju"},{"id":"b","html":"Tidak"}]`
	for _, c := range []struct {
		kind         Kind
		content, key string
		issues       int
	}{
		{Single, `{"opinion":true,` + options + `}`, `{"correct":[]}`, 0},
		{Multiple, `{"opinion":true,` + options + `}`, `{"correct":[]}`, 0},
		{TrueFalse, `{"opinion":true,` + options + `}`, `{"correct":[]}`, 0},
		{Single, `{"opinion":true,` + options + `}`, `{"correct":["a"]}`, 1},
		{Multiple, `{"opinion":true,` + options + `}`, `{"correct":[],"policy":"penalty"}`, 1},
		{Single, `{"opinion":true,"options":[{"id":"a","html":"Setuju"}]}`, `{"correct":[]}`, 1},
		{Single, `{` + options + `}`, `{"correct":[]}`, 1},
		{Essay, `{"opinion":true}`, `{"rubric":[]}`, 0},
		{Essay, `{"opinion":true,"max_words":50}`, `{"rubric":[]}`, 0},
		{Essay, `{"opinion":true,"criteria":["Isi"]}`, `{"rubric":[]}`, 1},
		{Essay, `{}`, `{"rubric":[]}`, 1},
		{Case, `{"items":[{"id":"i","kind":"single","stem_html":"Bagaimana?","content":{"opinion":true,` + options + `}}]}`, `{"items":{"i":{"correct":[]}}}`, 1},
	} {
		if got := Validate(c.kind, json.RawMessage(c.content), json.RawMessage(c.key)); len(got) != c.issues {
			t.Errorf("%s %s %s: %v", c.kind, c.content, c.key, got)
		}
		if c.kind == Case || c.issues > 0 {
			continue
		}
		if !IsOpinion(json.RawMessage(c.content)) {
			t.Errorf("%s is no opinion", c.content)
		}
		if r, err := Grade(c.kind, json.RawMessage(c.content), json.RawMessage(c.key), "", []string{"a"}, Point); err != nil || r.Mark != 0 {
			t.Errorf("%s earns %v (%v)", c.kind, r.Mark, err)
		}
	}
}
