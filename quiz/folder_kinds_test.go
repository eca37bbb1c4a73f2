package quiz

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"lentera/bank/kinds"
	"lentera/courses"
)

// TestFolderOfEveryKind: the practice folder reads without a finding, holds
// every kind that can be answered on the screen, each valid, its files placed,
// and nothing of a key in what learners see.
func TestFolderOfEveryKind(t *testing.T) {
	parsed, findings := activity{}.Read(os.DirFS("../frontend/e2e/kinds-course"), []courses.LessonSource{{Key: "kuis", File: "quiz/semua.yaml", Line: 1}, {Key: "esai", File: "quiz/esai.yaml", Line: 2}})
	for _, f := range findings {
		t.Errorf("%s:%d %s %s", f.File, f.Line, f.Code, f.Message)
	}
	f := parsed.(folder)
	addresses := map[string]string{}
	for _, name := range f.Files() {
		addresses[name] = "/stored/" + name
	}
	if len(addresses) != 2 {
		t.Errorf("files: %v", f.Files())
	}
	seen := map[string]bool{}
	for _, q := range f.Placed(addresses).(folder).forBank() {
		seen[q.Kind] = true
		content, key := asJSON(q.Content), asJSON(q.Key)
		for _, issue := range kinds.Validate(kinds.Kind(q.Kind), content, key) {
			t.Errorf("%s: %v", q.Name, issue)
		}
		if strings.Contains(q.StemHTML+string(content), "/api/media/") {
			t.Errorf("%s: a file is not placed", q.Name)
		}
		if strings.Contains(string(content), "correct") || strings.Contains(string(content), "Nilai isi") {
			t.Errorf("%s tells its key: %s", q.Name, content)
		}
		right, err := kinds.Correct(kinds.Kind(q.Kind), content, key)
		if err != nil {
			t.Error(err)
		}
		if got, err := kinds.Grade(kinds.Kind(q.Kind), content, key, "", right, kinds.Point); err != nil || (!got.Full() && !kinds.IsManual(kinds.Kind(q.Kind))) {
			t.Errorf("%s: its own answer earns %s, %v", q.Name, got.Mark, err)
		}
	}
	for _, k := range kinds.All() {
		if !seen[string(k)] {
			t.Errorf("no question of kind %s", k)
		}
	}
}

// TestFolderKindFindings: mistakes in the new kinds are named.
func TestFolderKindFindings(t *testing.T) {
	head := "- key: a\n  pool: a\n  stem: S\n  explanation: E\n"
	for name, c := range map[string]struct{ yaml, want string }{
		"member of another kind": {"  kind: matching\n  accepted: [x]\n  pairs: [{left: a, right: b}, {left: c, right: d}]\n", "unknown-field"},
		"one pair":               {"  kind: matching\n  pairs: [{left: a, right: b}]\n", "count"},
		"no pairs":               {"  kind: matching\n", "missing-field"},
		"bad policy":             {"  kind: ordering\n  policy: penalty\n  items: [a, b]\n", "bad-policy"},
		"no number":              {"  kind: numeric\n  accepted: [tiga]\n", "bad-number"},
		"gap without place":      {"  kind: cloze\n  text: T\n  gaps: [{id: g, accepted: [x]}]\n", "gap-places"},
		"no such file":           {"  kind: hotspot\n  image: x.png\n  alt: A\n  regions: [{shape: circle, x: 0.5, y: 0.5, r: 0.1}]\n", "no-file"},
		"essay in a case":        {"  kind: case\n  items: [{kind: essay, stem: S, rubric: [{title: T, levels: [{title: a, points: 0}, {title: b, points: 1}]}]}]\n", "bad-kind"},
		"file of no known type":  {"  kind: file\n  types: [exe]\n  rubric: [{title: T, levels: [{title: a, points: 0}, {title: b, points: 1}]}]\n", "bad-value"},
		"file without a rubric":  {"  kind: file\n", "missing-field"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string]string{"questions/a.yaml": head + c.yaml, "quiz/k.yaml": "title: K\ninstructions: I\nduration_minutes: 5\npass_percent: 60\ndraw: [{pool: a, count: 1}]\n"} {
				_ = os.MkdirAll(dir+"/"+file[:strings.Index(file, "/")], 0o755)
				if err := os.WriteFile(dir+"/"+file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			_, findings := activity{}.Read(os.DirFS(dir), []courses.LessonSource{{Key: "k", File: "quiz/k.yaml"}})
			b, _ := json.Marshal(findings)
			if !strings.Contains(string(b), `"`+c.want+`"`) {
				t.Errorf("no %s in %s", c.want, b)
			}
		})
	}
}
