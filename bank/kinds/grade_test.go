package kinds

import (
	"encoding/json"
	"strings"
	"testing"
)

// fixtures are questions by name: kind, content, key.
var fixtures = map[string][3]string{
	"capital":  {"single", `{"options":[{"id":"a","html":"Jakarta"},{"id":"b","html":"Bandung"},{"id":"c","html":"Medan"}]}`, `{"correct":["a"]}`},
	"weighed":  {"single", `{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"},{"id":"c","html":"C"}]}`, `{"correct":["a"],"policy":"weighted","credit":{"a":100,"b":50,"c":-25}}`},
	"many":     {"multiple", `{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"},{"id":"c","html":"C"},{"id":"d","html":"D"},{"id":"e","html":"E"}]}`, `{"correct":["a","b","c"]}`},
	"thirds":   {"multiple", `{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"},{"id":"c","html":"C"},{"id":"d","html":"D"}]}`, `{"correct":["a","b","c"],"policy":"weighted","credit":{"a":33.33333,"b":33.33333,"c":33.33333,"d":-50}}`},
	"every":    {"multiple", `{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"}]}`, `{"correct":["a","b"],"policy":"penalty"}`},
	"truth":    {"truefalse", `{"options":[{"id":"t","html":"Benar"},{"id":"f","html":"Salah"}]}`, `{"correct":["f"]}`},
	"match":    {"matching", `{"left":[{"id":"l1","html":"1"},{"id":"l2","html":"2"},{"id":"l3","html":"3"}],"right":[{"id":"r1","html":"a"},{"id":"r2","html":"b"},{"id":"r3","html":"c"},{"id":"r4","html":"d"}]}`, `{"pairs":{"l1":"r1","l2":"r2","l3":"r1"}}`},
	"sort":     {"categorise", `{"categories":[{"id":"c1","html":"Data pribadi"},{"id":"c2","html":"Data umum"}],"items":[{"id":"i1","html":"NIK"},{"id":"i2","html":"Alamat kantor"},{"id":"i3","html":"Nomor HP"},{"id":"i4","html":"Jam buka"}]}`, `{"of":{"i1":"c1","i2":"c2","i3":"c1","i4":"c2"}}`},
	"order":    {"ordering", `{"items":[{"id":"d","html":"4"},{"id":"b","html":"2"},{"id":"a","html":"1"},{"id":"c","html":"3"}]}`, `{"order":["a","b","c","d"]}`},
	"word":     {"shorttext", `{}`, `{"accepted":[{"text":"Kecerdasan artifisial"},{"text":"AI","credit":50}],"typos":2}`},
	"strict":   {"shorttext", `{}`, `{"accepted":[{"text":"Résumé"}],"case_sensitive":true,"accent_sensitive":true}`},
	"short":    {"shorttext", `{}`, `{"accepted":[{"text":"ya"}],"typos":2}`},
	"wild":     {"shorttext", `{}`, `{"accepted":[{"text":"*undang*27*2022*"}],"wildcards":true}`},
	"length":   {"numeric", `{}`, `{"accepted":[{"value":3.5,"tolerance":0.1},{"value":3.5,"tolerance":0.5,"credit":50}]}`},
	"money":    {"numeric", `{}`, `{"accepted":[{"value":1500}]}`},
	"mass":     {"numeric", `{"units":["kg","g"]}`, `{"accepted":[{"value":2,"tolerance_percent":5}],"units":[{"name":"kg","factor":1},{"name":"g","factor":"0.001"}],"unit_credit":40}`},
	"power":    {"numeric", `{}`, `{"accepted":[{"value":3}],"units":[{"name":"mW","factor":1},{"name":"MW","factor":1e9}]}`},
	"span":     {"numeric", `{}`, `{"accepted":[{"min":10,"max":20}]}`},
	"atleast":  {"numeric", `{}`, `{"accepted":[{"min":-5}]}`},
	"negative": {"numeric", `{}`, `{"accepted":[{"value":-200,"tolerance_percent":10}]}`},
	"gaps": {"cloze", `{"html":"<p>[[g1]] dan [[g2]] seberat [[g3]]</p>","gaps":[{"id":"g1","kind":"single","options":[{"id":"x","html":"X"},{"id":"y","html":"Y"}]},{"id":"g2","kind":"shorttext"},{"id":"g3","kind":"numeric","weight":2}]}`,
		`{"gaps":{"g1":{"choice":{"correct":["x"]}},"g2":{"text":{"accepted":[{"text":"kuat"},{"text":"teguh","credit":50}]}},"g3":{"number":{"accepted":[{"value":5}]}}}}`},
	"spots": {"hotspot", `{"image":{"src":"p","alt":"Peta","width":200,"height":100},"marks":3}`,
		`{"regions":[{"id":"a","shape":"circle","x":0.25,"y":0.5,"r":0.1},{"id":"b","shape":"rectangle","x":0.5,"y":0.5,"w":0.2,"h":0.2},{"id":"c","shape":"polygon","points":[{"x":0.8,"y":0},{"x":1,"y":0},{"x":1,"y":0.4}]}]}`},
	"anyone": {"hotspot", `{"image":{"src":"p","alt":"Peta","width":100,"height":100}}`,
		`{"regions":[{"id":"a","shape":"circle","x":0.2,"y":0.2,"r":0.1},{"id":"b","shape":"circle","x":0.8,"y":0.8,"r":0.1}]}`},
	"overlap": {"hotspot", `{"image":{"src":"p","alt":"Peta","width":100,"height":100},"marks":2}`,
		`{"regions":[{"id":"a","shape":"rectangle","x":0,"y":0,"w":1,"h":1},{"id":"b","shape":"rectangle","x":0,"y":0,"w":0.2,"h":0.2}]}`},
	"story": {"case", `{"items":[{"id":"s1","kind":"single","stem_html":"S1","content":{"options":[{"id":"a","html":"A"},{"id":"b","html":"B"}]}},{"id":"s2","kind":"matching","stem_html":"S2","weight":2,"content":{"left":[{"id":"l1","html":"1"},{"id":"l2","html":"2"}],"right":[{"id":"r1","html":"a"},{"id":"r2","html":"b"}]}},{"id":"s3","kind":"ordering","stem_html":"S3","content":{"items":[{"id":"x","html":"X"},{"id":"y","html":"Y"}]}}]}`,
		`{"items":{"s1":{"correct":["a"]},"s2":{"pairs":{"l1":"r1","l2":"r2"}},"s3":{"order":["y","x"]}}}`},
	"essay": {"essay", `{"min_words":5}`, `{"rubric":[{"id":"isi","title":"Isi","levels":[{"id":"l0","title":"Kurang","points":0},{"id":"l1","title":"Baik","points":3}]},{"id":"bahasa","title":"Bahasa","levels":[{"id":"l0","title":"Kurang","points":0},{"id":"l1","title":"Cukup","points":0.5},{"id":"l2","title":"Baik","points":1}]}]}`},
	"paper": {"file", `{"types":["application/pdf"]}`, `{"rubric":[{"id":"isi","title":"Isi","levels":[{"id":"l0","title":"Kurang","points":0},{"id":"l1","title":"Baik","points":1}]}]}`},
}

var gradeCases = []struct {
	question string
	policy   Policy
	response string // tokens, split at |
	points   string
	want     string
	why      string
}{
	{"capital", "", "a", "1", "1", "the right option is the whole"},
	{"capital", "", "b", "1", "0", "a wrong option is nothing"},
	{"capital", "", "", "1", "0", "a blank is nothing"},
	{"capital", "", "a|b", "1", "0", "two options where one is asked for are no answer, even if one is right"},
	{"capital", "", "a|zzz", "1", "1", "an unknown id counts as not given"},
	{"capital", "", "zzz", "1", "0", "an unknown id alone is a blank"},
	{"capital", "penalty", "a", "2.5", "2.5", "a policy the kind does not have falls back to its default"},
	{"weighed", "", "a", "4", "4", "weighted: 100 per cent"},
	{"weighed", "", "b", "4", "2", "weighted: half"},
	{"weighed", "", "c", "4", "0", "weighted: a negative credit stops at 0"},
	{"weighed", "all-or-nothing", "b", "4", "0", "the quiz's policy goes before the key's"},
	{"many", "", "a|b|c", "1", "1", "all-or-nothing: exactly the right ones"},
	{"many", "", "c|a|b", "1", "1", "order means nothing in a set"},
	{"many", "", "a|a|b|c", "1", "1", "a repeated id counts once"},
	{"many", "", "a|b", "1", "0", "all-or-nothing: one missing"},
	{"many", "", "a|b|c|d", "1", "0", "all-or-nothing: one too many"},
	{"many", "per-option", "a|b", "1", "0.8", "per-option: a, b, d and e judged rightly, c not: 4 of 5"},
	{"many", "per-option", "a|b|c|d|e", "1", "0.6", "per-option: choosing all is right about three of five"},
	{"many", "per-option", "", "1", "0", "per-option: a blank earns nothing, although d and e are rightly left alone"},
	{"many", "per-option", "d|e", "1", "0", "per-option: everything judged wrongly"},
	{"many", "penalty", "a|b", "3", "2", "penalty: two of three right, no wrong one"},
	{"many", "penalty", "a|b|d", "6", "1", "penalty: 2/3 − 1/2 = 1/6"},
	{"many", "penalty", "a|b|c|d|e", "1", "0", "penalty: choosing all gives nothing"},
	{"many", "penalty", "a|d|e", "1", "0", "penalty: never below 0"},
	{"many", "penalty", "a|b", "1", "0.66667", "2/3 is rounded once to five decimals, halves up"},
	{"thirds", "", "a|b|c", "1", "1", "weighted: the best response is the whole although 3 × 33.33333 is not 100"},
	{"thirds", "", "a", "1", "0.33333", "weighted: one third"},
	{"thirds", "", "a|b|c|d", "1", "0.5", "weighted: a wrong one takes its half away"},
	{"thirds", "", "d", "1", "0", "weighted: never below 0"},
	{"every", "", "a", "1", "0.5", "penalty where no option is wrong: there is nothing to take away"},
	{"truth", "", "f", "1", "1", "true or false: right"},
	{"truth", "", "t", "1", "0", "true or false: wrong"},
	{"truth", "", "t|f", "1", "0", "both are no answer"},
	{"match", "", "l1=r1|l2=r2|l3=r1", "3", "3", "one right part may serve two left ones"},
	{"match", "", "l1=r1|l2=r3|l3=r1", "3", "2", "two of three pairs"},
	{"match", "", "l1=r1", "3", "1", "pairs left open give nothing"},
	{"match", "", "l1=r1|l1=r2|l2=r2", "3", "1", "one thing at two places is at none"},
	{"match", "", "l1|=r1|l2=|x=r1|l1=zzz", "3", "0", "tokens that are none, or name the unknown, are not given"},
	{"match", "all-or-nothing", "l1=r1|l2=r2", "3", "0", "all-or-nothing: a pair is open"},
	{"match", "penalty", "l1=r1|l2=r3|l3=r1", "3", "1", "penalty: 2 − 1 of 3"},
	{"match", "penalty", "l1=r1", "3", "1", "penalty: an open pair takes nothing away"},
	{"match", "penalty", "l1=r4|l2=r4|l3=r1", "3", "0", "penalty: never below 0"},
	{"sort", "", "i1=c1|i2=c2|i3=c1|i4=c2", "1", "1", "everything in its category"},
	{"sort", "", "i1=c1|i2=c1|i3=c1|i4=c1", "1", "0.5", "all in one category: half"},
	{"sort", "all-or-nothing", "i1=c1|i2=c2|i3=c1|i4=c1", "1", "0", "one at the wrong place"},
	{"sort", "penalty", "i1=c1|i2=c2|i3=c1|i4=c1", "1", "0.5", "3 − 1 of 4"},
	{"order", "", "a|b|c|d", "1", "1", "the right order"},
	{"order", "", "b|a|c|d", "1", "0", "exact: one swap is nothing"},
	{"order", "adjacent", "b|a|c|d", "3", "1", "of the neighbours ab, bc, cd only cd is there"},
	{"order", "adjacent", "d|a|b|c", "3", "2", "moved as a whole: ab and bc stand"},
	{"order", "adjacent", "d|c|b|a", "3", "0", "reversed neighbours are not neighbours"},
	{"order", "positions", "b|a|c|d", "4", "2", "c and d are at their places"},
	{"order", "positions", "d|a|b|c", "4", "0", "moved as a whole: none at its place"},
	{"order", "positions", "a|b", "4", "2", "an order not finished"},
	{"order", "positions", "a|a|b|c|d|zzz", "4", "4", "repeats and the unknown are not given"},
	{"word", "", "Kecerdasan Artifisial", "1", "1", "case means nothing"},
	{"word", "", "  kecerdasan   artifisial ", "1", "1", "nor does white space"},
	{"word", "", "kecerdasan artifisial.", "1", "1", "nor a full stop that a telephone adds"},
	{"word", "", "kecerdasan artifisal", "1", "1", "one letter left out is forgiven"},
	{"word", "", "kecredasan artifisial", "1", "1", "two neighbours swapped is one slip"},
	{"word", "", "kcerdasan artifisal", "1", "1", "two slips are forgiven"},
	{"word", "", "kcerdsan artifisal", "1", "0", "three are not"},
	{"word", "", "ai", "1", "0.5", "a variant worth half"},
	{"word", "", "ia", "1", "0", "a word of two letters forgives no slip"},
	{"word", "", "ＡＩ", "1", "0.5", "full-width letters of another keyboard are the same letters"},
	{"strict", "", "Résumé", "1", "1", "as written"},
	{"strict", "", "résumé", "1", "0", "case counts here"},
	{"strict", "", "Resume", "1", "0", "accents count here"},
	{"strict", "", "Re\u0301sume\u0301", "1", "1", "composed and decomposed accents are the same"},
	{"short", "", "ia", "1", "0", "two letters forgive nothing, whatever the author allows"},
	{"short", "", "Ya!", "1", "0", "an exclamation mark is not white space"},
	{"wild", "", "Undang-Undang Nomor 27 Tahun 2022", "1", "1", "wildcards stand for any text"},
	{"wild", "", "UU 27/2022", "1", "0", "the word itself must be there"},
	{"length", "", "3,5", "1", "1", "Indonesian decimal comma"},
	{"length", "", "3.5", "1", "1", "decimal point"},
	{"length", "", "3,60", "1", "1", "at the edge of the tolerance, exactly"},
	{"length", "", "3,6001", "1", "0.5", "beyond it the wider answer gives half"},
	{"length", "", "7/2", "1", "1", "a fraction"},
	{"length", "", "3,5 meter", "1", "1", "a unit nobody asked for is ignored"},
	{"length", "", "tiga setengah", "1", "0", "words are no number"},
	{"length", "", "3-5", "1", "0", "a span is no number"},
	{"length", "", "3,5,1", "1", "0", "separators that group nothing are no number"},
	{"money", "", "1500", "1", "1", "plain digits"},
	{"money", "", "1.500", "1", "1", "a point that groups thousands"},
	{"money", "", "1,500", "1", "1", "an English reader's comma"},
	{"money", "", "Rp1.500,-", "1", "1", "money as it is written"},
	{"money", "", "Rp. 1.500,00", "1", "1", "money as a bank writes it"},
	{"money", "", "1.5e3", "1", "1", "an exponent"},
	{"money", "", "1,5 × 10^3", "1", "1", "a power of ten"},
	{"money", "", "15.00", "1", "0", "two decimals are no thousands"},
	{"mass", "", "2 kg", "1", "1", "the key's unit"},
	{"mass", "", "2000 g", "1", "1", "converted"},
	{"mass", "", "2.000 g", "1", "1", "converted, grouped"},
	{"mass", "", "2,1 KG", "1", "1", "5 per cent off, the unit in capitals"},
	{"mass", "", "2,11 kg", "1", "0", "more than 5 per cent off"},
	{"mass", "", "2", "1", "0.4", "the number without its unit gives what the author set"},
	{"mass", "", "2 liter", "1", "0.4", "so does a unit nobody knows"},
	{"mass", "", "2000", "1", "0", "without its unit the number is taken as kg"},
	{"power", "", "3 mW", "1", "1", "letters that differ in case only"},
	{"power", "", "3 MW", "1", "0", "are two units"},
	{"power", "", "3 Mw", "1", "0", "and neither where both fit"},
	{"span", "", "10", "1", "1", "the lower end belongs to a range"},
	{"span", "", "20,0", "1", "1", "so does the upper"},
	{"span", "", "20,01", "1", "0", "beyond it"},
	{"atleast", "", "1e9", "1", "1", "a range open above"},
	{"atleast", "", "−5", "1", "1", "a typographic minus"},
	{"atleast", "", "-5,1", "1", "0", "below the only end"},
	{"negative", "", "-181", "1", "1", "a percentage of the size, not of the signed number"},
	{"negative", "", "200", "1", "0", "the sign counts"},
	{"gaps", "", "g1=x|g2=kuat|g3=5", "4", "4", "all gaps"},
	{"gaps", "", "g1=x|g3=5", "4", "3", "by weight: 1 + 2 of 4"},
	{"gaps", "", "g1=x|g2=teguh|g3=5", "4", "3.5", "a variant worth half of its gap"},
	{"gaps", "", "g1=y|g2=lemah|g3=5", "4", "2", "wrong gaps give nothing"},
	{"gaps", "penalty", "g1=y|g3=5", "4", "1", "penalty: 2 − 1 of 4, the open gap takes nothing"},
	{"gaps", "all-or-nothing", "g1=x|g2=teguh|g3=5", "4", "0", "half right is not right"},
	{"gaps", "", "g2=a=b|g9=x|g1", "4", "0", "a value may hold =, the unknown is not given"},
	{"spots", "", "0.2500,0.5000|0.6000,0.6000|0.9500,0.1000", "3", "3", "circle, rectangle and polygon"},
	{"spots", "", "0.2500,0.6900", "3", "1", "a circle is round on a picture twice as wide as high: 0.19 of the height is 0.095 of the width"},
	{"spots", "", "0.2500,0.7100", "3", "0", "0.21 of the height is outside"},
	{"spots", "", "0.5000,0.5000", "3", "1", "an edge belongs to its region"},
	{"spots", "", "0.8200,0.3000", "3", "0", "outside the slanted side of the polygon"},
	{"spots", "", "0.2500,0.5000|0.2600,0.5000|0.2400,0.5000", "3", "1", "three marks in one region meet it once"},
	{"spots", "penalty", "0.2500,0.5000|0.6000,0.6000|0.0100,0.0100", "3", "1", "penalty: 2 − 1 of 3"},
	{"spots", "", "0.25,0.5|0.6,0.6|0.95,0.1|0.1,0.1", "3", "0", "more marks than allowed are no answer"},
	{"spots", "", "2,2|a,b|NaN,NaN|0.2500,0.5000", "3", "1", "what is no place on the picture is not given"},
	{"anyone", "", "0.8000,0.8000", "1", "1", "one mark, two regions: either will do"},
	{"overlap", "", "0.1000,0.1000|0.1500,0.1500", "2", "2", "both lie in both regions: each meets one"},
	{"overlap", "", "0.1000,0.1000|0.5000,0.5000", "2", "2", "the mark in both gives way to the one in the larger only"},
	{"story", "", "s1=a|s2=l1=r1|s2=l2=r2|s3=y|s3=x", "4", "4", "every item, by its own kind"},
	{"story", "", "s1=b|s2=l1=r1|s2=l2=r2|s3=x|s3=y", "4", "2", "by weight: the matching is half of the case"},
	{"story", "", "s2=l1=r1", "4", "1", "half of the matching"},
	{"story", "all-or-nothing", "s1=a|s2=l1=r1|s2=l2=r2|s3=x|s3=y", "4", "0", "one item wrong"},
	{"essay", "", "Saya memeriksa sumbernya dahulu.", "10", "0", "people mark it"},
	{"paper", "", "019ab000-0000-7000-8000-000000000001", "10", "0", "people mark it"},
}

func tokens(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "|")
}

// TestGrade: each row says why.
func TestGrade(t *testing.T) {
	if len(gradeCases) < 60 {
		t.Fatal("fewer than 60 cases")
	}
	used := map[string]bool{}
	for _, c := range gradeCases {
		t.Run(c.question+" "+string(c.policy)+" "+c.response, func(t *testing.T) {
			f := fixtures[c.question]
			used[c.question] = true
			points, err := ParseMark(c.points)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Grade(Kind(f[0]), json.RawMessage(f[1]), json.RawMessage(f[2]), c.policy, tokens(c.response), points)
			if err != nil {
				t.Fatal(err)
			}
			if got.Mark.String() != c.want || got.Max != points {
				t.Fatalf("got %s of %s, want %s: %s", got.Mark, got.Max, c.want, c.why)
			}
		})
	}
	for name := range fixtures {
		if !used[name] {
			t.Errorf("no case for %s", name)
		}
	}
}

// TestFixturesAreValid: what the cases rest on, an author could have saved.
func TestFixturesAreValid(t *testing.T) {
	for name, f := range fixtures {
		for _, issue := range Validate(Kind(f[0]), json.RawMessage(f[1]), json.RawMessage(f[2])) {
			t.Errorf("%s: %v", name, issue)
		}
	}
}

// TestManual: a blank needs no marker, an answer does, and a marker's levels
// become marks.
func TestManual(t *testing.T) {
	f := fixtures["essay"]
	blank, err := Grade(Essay, json.RawMessage(f[1]), json.RawMessage(f[2]), "", []string{"  "}, 8*Point)
	if err != nil || blank.Manual || blank.Answered {
		t.Fatal(blank, err)
	}
	given, err := Grade(Essay, json.RawMessage(f[1]), json.RawMessage(f[2]), "", []string{"isi"}, 8*Point)
	if err != nil || !given.Manual || !given.Answered || given.Full() || given.Parts[0].Verdict != Pending || given.Parts[0].Max != 6*Point {
		t.Fatal(given, err)
	}
	var key MarkingKey
	if err := json.Unmarshal([]byte(f[2]), &key); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		levels map[string]string
		want   string
		ok     bool
	}{
		{map[string]string{"isi": "l1", "bahasa": "l2"}, "8", true},
		{map[string]string{"isi": "l1", "bahasa": "l1"}, "7", true},
		{map[string]string{"isi": "l0", "bahasa": "l0"}, "0", true},
		{map[string]string{"isi": "l1"}, "", false},
		{map[string]string{"isi": "l1", "bahasa": "l9"}, "", false},
		{map[string]string{"isi": "l1", "bahasa": "l2", "x": "l1"}, "", false},
	} {
		got, err := key.Mark(c.levels, 8*Point)
		if (err == nil) != c.ok || (c.ok && got.Mark.String() != c.want) {
			t.Errorf("%v gives %s, %v", c.levels, got.Mark, err)
		}
	}
}

func TestPenalised(t *testing.T) {
	f := fixtures["capital"]
	for response, want := range map[string]string{"a": "3", "b": "-1", "": "0"} {
		r, err := Grade(Single, json.RawMessage(f[1]), json.RawMessage(f[2]), "", tokens(response), 3*Point)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Penalised(Mark(3_333_333)).Mark; got.String() != want {
			t.Errorf("%q: %s, want %s", response, got, want)
		}
	}
}
