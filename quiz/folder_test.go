package quiz

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"lentera/courses"
)

const (
	goodQuestion = "- key: a-1\n  pool: a\n  kind: single\n  stem: Soal?\n  options:\n    - {text: ya, correct: true}\n    - {text: tidak}\n  explanation: Sebab.\n"
	goodQuiz     = "title: Kuis\ninstructions: Kerjakan.\nduration_minutes: 10\npass_percent: 60\ndraw:\n  - {pool: a, count: 1}\n"
)

// TestImportFindings: each mistake is named with its file and line.
func TestImportFindings(t *testing.T) {
	swap := func(text string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(text) }
	for _, c := range []struct {
		name            string
		questions, quiz string
		want            []string
	}{
		{"right", goodQuestion, goodQuiz, nil},
		{"not YAML", "- key: [", goodQuiz, []string{"questions/a.yaml:1 not-yaml", "quiz/k.yaml:6 pool-too-small"}},
		{"empty file", "# nothing\n", goodQuiz, []string{"questions/a.yaml:0 not-yaml", "quiz/k.yaml:6 pool-too-small"}},
		{"a mapping instead of a list", "key: a\n", goodQuiz, []string{"questions/a.yaml:1 not-a-list", "quiz/k.yaml:6 pool-too-small"}},
		{"several documents", goodQuestion + "---\n" + goodQuestion, goodQuiz, []string{"questions/a.yaml:9 several-documents", "quiz/k.yaml:6 pool-too-small"}},
		{"no mapping", "- hello\n" + goodQuestion, goodQuiz, []string{"questions/a.yaml:1 not-a-mapping"}},
		{"unknown field", goodQuestion + "  hint: x\n", goodQuiz, []string{"questions/a.yaml:9 unknown-field", "quiz/k.yaml:6 pool-too-small"}},
		{"field twice", goodQuestion + "  pool: a\n", goodQuiz, []string{"questions/a.yaml:9 duplicate-field", "quiz/k.yaml:6 pool-too-small"}},
		{"alias", swap(goodQuestion, "stem: Soal?", "stem: &s Soal?", "explanation: Sebab.", "explanation: *s"), goodQuiz,
			[]string{"questions/a.yaml:4 alias", "questions/a.yaml:8 alias", "questions/a.yaml:8 empty-text", "quiz/k.yaml:6 pool-too-small"}},
		{"missing explanation", swap(goodQuestion, "  explanation: Sebab.\n", ""), goodQuiz, []string{"questions/a.yaml:1 missing-field", "quiz/k.yaml:6 pool-too-small"}},
		{"empty explanation", swap(goodQuestion, "Sebab.", `" "`), goodQuiz, []string{"questions/a.yaml:8 empty-text", "quiz/k.yaml:6 pool-too-small"}},
		{"explanation of nothing but script", swap(goodQuestion, "Sebab.", "<script>x</script>"), goodQuiz, []string{"questions/a.yaml:8 empty-text", "quiz/k.yaml:6 pool-too-small"}},
		{"null stem", swap(goodQuestion, "Soal?", "~"), goodQuiz, []string{"questions/a.yaml:4 empty-text", "quiz/k.yaml:6 pool-too-small"}},
		{"long stem", swap(goodQuestion, "Soal?", strings.Repeat("a", mostWords+1)), goodQuiz, []string{"questions/a.yaml:4 too-long", "quiz/k.yaml:6 pool-too-small"}},
		{"bad key", swap(goodQuestion, "key: a-1", "key: A 1"), goodQuiz, []string{"questions/a.yaml:1 bad-name", "quiz/k.yaml:6 pool-too-small"}},
		{"key twice", goodQuestion + goodQuestion, goodQuiz, []string{"questions/a.yaml:9 duplicate-key"}},
		{"unknown kind", swap(goodQuestion, "kind: single", "kind: teka-teki"), goodQuiz, []string{"questions/a.yaml:3 bad-kind", "quiz/k.yaml:6 pool-too-small"}},
		{"single with none", swap(goodQuestion, ", correct: true", ""), goodQuiz, []string{"questions/a.yaml:6 correct-count", "quiz/k.yaml:6 pool-too-small"}},
		{"single with two", swap(goodQuestion, "{text: tidak}", "{text: tidak, correct: true}"), goodQuiz, []string{"questions/a.yaml:6 correct-count", "quiz/k.yaml:6 pool-too-small"}},
		{"multiple with none", swap(goodQuestion, "kind: single", "kind: multiple", ", correct: true", ""), goodQuiz, []string{"questions/a.yaml:6 correct-count", "quiz/k.yaml:6 pool-too-small"}},
		{"one option", swap(goodQuestion, "    - {text: tidak}\n", ""), goodQuiz, []string{"questions/a.yaml:6 option-count", "quiz/k.yaml:6 pool-too-small"}},
		{"same option twice", swap(goodQuestion, "{text: tidak}", "{text: ya}"), goodQuiz, []string{"questions/a.yaml:7 duplicate-option", "quiz/k.yaml:6 pool-too-small"}},
		{"correct is a word", swap(goodQuestion, "correct: true", "correct: yup"), goodQuiz, []string{"questions/a.yaml:6 bad-value", "questions/a.yaml:6 correct-count", "quiz/k.yaml:6 pool-too-small"}},
		{"answer beside options", goodQuestion + "  answer: true\n", goodQuiz, []string{"questions/a.yaml:9 unknown-field", "quiz/k.yaml:6 pool-too-small"}},
		{"truefalse with options", swap(goodQuestion, "kind: single", "kind: truefalse") + "  answer: true\n", goodQuiz, []string{"questions/a.yaml:6 unknown-field", "quiz/k.yaml:6 pool-too-small"}},
		{"truefalse without answer", "- {key: a, pool: a, kind: truefalse, stem: S, explanation: E}\n", goodQuiz, []string{"questions/a.yaml:1 missing-field", "quiz/k.yaml:6 pool-too-small"}},
		{"truefalse with a word", "- {key: a, pool: a, kind: truefalse, stem: S, explanation: E, answer: benar}\n", goodQuiz, []string{"questions/a.yaml:1 bad-value", "quiz/k.yaml:6 pool-too-small"}},
		{"difficulty", goodQuestion + "  difficulty: susah\n", goodQuiz, []string{"questions/a.yaml:9 bad-value", "quiz/k.yaml:6 pool-too-small"}},
		{"pool too small", goodQuestion, swap(goodQuiz, "count: 1", "count: 2"), []string{"quiz/k.yaml:6 pool-too-small"}},
		{"pool twice", goodQuestion, goodQuiz + "  - {pool: a, count: 1}\n", []string{"quiz/k.yaml:7 pool-twice"}},
		{"no draw", goodQuestion, swap(goodQuiz, "draw:\n  - {pool: a, count: 1}\n", ""), []string{"quiz/k.yaml:1 missing-field"}},
		{"draw of nothing", goodQuestion, swap(goodQuiz, "draw:\n  - {pool: a, count: 1}\n", "draw: []\n"), []string{"quiz/k.yaml:5 not-a-list"}},
		{"bounds", goodQuestion, swap(goodQuiz, ": 10", ": 0", ": 60", ": 101") + "attempt_cap: -1\n",
			[]string{"quiz/k.yaml:3 bad-value", "quiz/k.yaml:4 bad-value", "quiz/k.yaml:7 bad-value"}},
		{"words for numbers", goodQuestion, swap(goodQuiz, ": 10", ": sepuluh", ": 60", ": 60.5"), []string{"quiz/k.yaml:3 bad-value", "quiz/k.yaml:4 bad-value"}},
		{"unknown quiz field", goodQuestion, goodQuiz + "shuffle: true\n", []string{"quiz/k.yaml:7 unknown-field"}},
		{"no quiz file", goodQuestion, "", []string{"course.yaml:42 no-quiz-file"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := fstest.MapFS{"questions/a.yaml": {Data: []byte(c.questions)}}
			if c.quiz != "" {
				source["quiz/k.yaml"] = &fstest.MapFile{Data: []byte(c.quiz)}
			}
			_, findings := activity{}.Read(source, []courses.LessonSource{{Key: "k", File: "quiz/k.yaml", Line: 42}})
			var got []string
			for _, f := range findings {
				got = append(got, fmt.Sprintf("%s:%d %s", f.File, f.Line, f.Code))
				if f.Message == "" {
					t.Error("no message", f)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestQuizFileStaysInItsFolder(t *testing.T) {
	source := fstest.MapFS{"questions/a.yaml": {Data: []byte(goodQuestion)}, "secret.yaml": {Data: []byte(goodQuiz)}}
	for _, file := range []string{"../secret.yaml", "secret.yaml", "quiz/../secret.yaml", "/quiz/k.yaml", "quiz"} {
		if _, findings := (activity{}).Read(source, []courses.LessonSource{{Key: "k", File: file, Line: 3}}); len(findings) != 1 || findings[0].Code != "no-quiz-file" {
			t.Errorf("%s: %+v", file, findings)
		}
	}
}

var optionID = regexp.MustCompile(`^[a-z2-7]{10}$`)

func TestRenderingOfQuestions(t *testing.T) {
	text := `- key: a-1
  pool: a
  kind: multiple
  stem: "Pilih **dua**.\n\n<script>alert(1)</script>"
  options:
    - {text: "Satu & *dua*", correct: true}
    - {text: '<img src=x onerror=alert(1)>tiga <b onclick=x>tebal</b>', correct: true}
    - {text: "baris\n\nbaru"}
  explanation: "Lihat [pasal](javascript:alert(1)) dan ` + "`kode`" + `."
  objective: m1-data
  difficulty: mudah
- {key: t-1, pool: a, kind: truefalse, stem: "Ya?", answer: false, explanation: Tidak.}
`
	source := fstest.MapFS{"questions/a.yaml": {Data: []byte(text)}, "quiz/k.yaml": {Data: []byte(goodQuiz)}}
	parsed, findings := activity{}.Read(source, []courses.LessonSource{{Key: "k", File: "quiz/k.yaml"}})
	if len(findings) > 0 {
		t.Fatalf("%+v", findings)
	}
	b := parsed.(folder)
	q := b.questions[0]
	var options []string
	ids := map[string]bool{}
	for _, o := range q.Options {
		options = append(options, o.HTML)
		if !optionID.MatchString(o.ID) || ids[o.ID] {
			t.Errorf("option id %q", o.ID)
		}
		ids[o.ID] = true
	}
	if !slices.Equal(options, []string{"Satu &amp; <em>dua</em>", "tiga <b>tebal</b>", "<p>baris</p>\n<p>baru</p>"}) {
		t.Errorf("options %q", options)
	}
	if q.StemHTML != "<p>Pilih <strong>dua</strong>.</p>" || strings.Contains(q.ExplanationHTML, "javascript") || !strings.Contains(q.ExplanationHTML, "<code>kode</code>") {
		t.Errorf("%q %q", q.StemHTML, q.ExplanationHTML)
	}
	if !slices.Equal(q.Right, []string{q.Options[0].ID, q.Options[1].ID}) || !maps.Equal(q.Tags, map[string]string{"objective": "m1-data", "difficulty": "mudah"}) {
		t.Errorf("%+v", q)
	}
	tf := b.questions[1]
	if tf.Options[0].HTML != "Benar" || tf.Options[1].HTML != "Salah" || !slices.Equal(tf.Right, []string{tf.Options[1].ID}) {
		t.Errorf("%+v", tf)
	}
	again, _ := activity{}.Read(source, []courses.LessonSource{{Key: "k", File: "quiz/k.yaml"}})
	if again.(folder).questions[0].Options[0].ID == q.Options[0].ID {
		t.Error("option ids repeat from import to import")
	}
}

// The course that ships has quizzes this feature accepts.
func TestShippedCourse(t *testing.T) {
	var lessons []courses.LessonSource
	for _, name := range []string{"m1", "m2", "m3", "m4", "ujian-akhir"} {
		lessons = append(lessons, courses.LessonSource{Key: name, File: "quiz/" + name + ".yaml"})
	}
	parsed, findings := activity{}.Read(os.DirFS("../courses/catalogue/keamanan-informasi-phishing"), lessons)
	if len(findings) > 0 {
		t.Fatalf("%+v", findings)
	}
	b := parsed.(folder)
	if len(b.sittings) != 5 || len(b.questions) < 20 || b.sittings[4].AttemptCap != 3 || b.sittings[4].PassPercent != 70 || len(b.sittings[4].Draw) != 4 {
		t.Errorf("%d quizzes, %d questions", len(b.sittings), len(b.questions))
	}
}
