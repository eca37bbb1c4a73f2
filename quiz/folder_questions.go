package quiz

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var keyForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Bounds of a question: fewer than two options is no question, more than ten
// is no question a person can read on a telephone.
const (
	fewestOptions = 2
	mostOptions   = 10
)

var difficulties = []string{"mudah", "sedang", "sulit"}

// questions reads every questions/*.yaml, in the order of their names.
func (r *reader) questions() (all []question) {
	files, err := fs.Glob(r.folder, "questions/*.yaml")
	if err != nil {
		r.find("questions", 0, "unreadable", "Folder questions tidak dapat dibaca.")
		return nil
	}
	slices.Sort(files)
	first := map[string]string{}
	for _, file := range files {
		doc := r.document(file)
		if doc == nil {
			continue
		}
		for _, n := range r.list(file, doc, "soal") {
			q, ok := r.question(file, n)
			if q.Key != "" && first[q.Key] != "" {
				r.find(file, n.Line, "duplicate-key", "Kunci soal %q sudah dipakai di %s.", q.Key, first[q.Key])
				ok = false
			}
			first[q.Key] = file
			if ok {
				all = append(all, q)
			}
		}
	}
	return all
}

// question reads one entry; ok is false after any finding in it.
func (r *reader) question(file string, n *yaml.Node) (q question, ok bool) {
	before := len(r.findings)
	kind := kindOf(n)
	known := []string{"key", "pool", "kind", "stem", "options", "answer", "explanation", "objective", "difficulty"}
	if more := membersOf[kind]; more != nil {
		known = append(slices.DeleteFunc(known, func(m string) bool { return m == "options" || m == "answer" }), more...)
	}
	c, isRecord := r.record(file, n, known...)
	if !isRecord {
		return q, false
	}
	q = question{Key: c.words("key"), Pool: c.words("pool"), Kind: c.words("kind"), Tags: map[string]string{}}
	for name, value := range map[string]string{"key": q.Key, "pool": q.Pool} {
		if value != "" && !keyForm.MatchString(value) {
			r.find(file, c.at(name), "bad-name", "%q hanya boleh berisi huruf kecil, angka, dan tanda hubung.", value)
		}
	}
	q.StemHTML = c.block("stem")
	q.ExplanationHTML = c.block("explanation")
	c.tags(q.Tags)
	switch {
	case q.Kind == Single, q.Kind == Multiple:
		c.choices(&q)
	case q.Kind == TrueFalse:
		c.truth(&q)
	case q.Kind == "":
	case membersOf[kind] != nil:
		q.Content, q.Secret = c.others(kind)
	default:
		r.find(file, c.at("kind"), "bad-kind", "Jenis soal %q tidak dikenal. Yang dikenal: single, multiple, truefalse, matching, ordering, categorise, shorttext, numeric, cloze, hotspot, case, essay, file.", q.Kind)
	}
	return q, len(r.findings) == before
}

func (c record) tags(tags map[string]string) {
	if c.has["objective"] != nil {
		tags["objective"] = c.words("objective")
	}
	if c.has["difficulty"] == nil {
		return
	}
	tags["difficulty"] = c.words("difficulty")
	if d := tags["difficulty"]; d != "" && !slices.Contains(difficulties, d) {
		c.find(c.file, c.at("difficulty"), "bad-value", "Tingkat kesulitan %q tidak dikenal. Yang dikenal: %s.", d, strings.Join(difficulties, ", "))
	}
}

// choices reads options with their correct marks.
func (c record) choices(q *question) {
	if c.has["answer"] != nil {
		c.find(c.file, c.at("answer"), "unknown-field", `Isian "answer" hanya untuk soal truefalse; di sini tandai pilihan dengan correct: true.`)
	}
	list, ok := c.must("options")
	if !ok {
		return
	}
	seen := map[string]bool{}
	for _, n := range c.list(c.file, list, "pilihan") {
		o, ok := c.record(c.file, n, "text", "correct")
		if !ok {
			continue
		}
		html := o.inline("text", o.words("text"))
		right, _ := o.yes("correct")
		if html != "" && seen[html] {
			c.find(c.file, n.Line, "duplicate-option", "Pilihan ini sama dengan pilihan lain pada soal yang sama.")
		}
		seen[html] = true
		q.add(html, right)
	}
	c.checkChoices(*q, list.Line)
}

func (c record) checkChoices(q question, line int) {
	if n := len(q.Options); n < fewestOptions || n > mostOptions {
		c.find(c.file, line, "option-count", "Soal memerlukan %d sampai %d pilihan; di sini ada %d.", fewestOptions, mostOptions, n)
	}
	switch n := len(q.Right); {
	case q.Kind == Single && n != 1:
		c.find(c.file, line, "correct-count", "Soal single harus mempunyai tepat satu pilihan benar; di sini ada %d.", n)
	case q.Kind == Multiple && n == 0:
		c.find(c.file, line, "correct-count", "Soal multiple harus mempunyai paling sedikit satu pilihan benar.")
	}
}

// truth makes the two options of a true-or-false question.
func (c record) truth(q *question) {
	if c.has["options"] != nil {
		c.find(c.file, c.at("options"), "unknown-field", `Soal truefalse tidak memakai "options"; tulis answer: true atau answer: false.`)
	}
	if _, ok := c.must("answer"); !ok {
		return
	}
	answer, ok := c.yes("answer")
	if !ok {
		return
	}
	q.add("Benar", answer)
	q.add("Salah", !answer)
}

func (q *question) add(html string, right bool) {
	id := newOptionID()
	q.Options = append(q.Options, AnswerOption{ID: id, HTML: html})
	if right {
		q.Right = append(q.Right, id)
	}
}

// block renders a required Markdown text; "" after a finding.
func (c record) block(name string) string {
	text := c.words(name)
	if text == "" {
		return ""
	}
	html := c.markdown(name, text)
	if html == "" {
		c.find(c.file, c.at(name), "empty-text", "Isian %q tidak menyisakan teks setelah dibersihkan.", name)
	}
	return html
}

// inline renders Markdown for a place inside a line (an option's label): a
// single paragraph loses its <p>.
func (c record) inline(name, text string) string {
	if text == "" {
		return ""
	}
	html := c.markdown(name, text)
	inner, opened := strings.CutPrefix(html, "<p>")
	inner, closed := strings.CutSuffix(inner, "</p>")
	if opened && closed && !strings.Contains(inner, "<p>") {
		return inner
	}
	return html
}
