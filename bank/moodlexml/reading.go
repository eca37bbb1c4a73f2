package moodlexml

import (
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"

	"lentera/bank/portable"
)

// reading is one question being read.
type reading struct {
	n        *portable.Node
	q        portable.Question
	problems []portable.Problem
	failed   bool
	stray    []string // embedded files nobody refers to
}

func (r *reading) say(at *portable.Node, code string, args ...any) {
	p := portable.Say(at.At(r.q.Line), code, args...)
	r.problems = append(r.problems, p)
	r.failed = r.failed || p.Severity != portable.Altered
}

// common reads what every type has.
func (r *reading) common() {
	r.q.Name = strings.Join(strings.Fields(r.n.Find("name").Value()), " ")
	r.q.Ident = strings.TrimSpace(r.n.Find("idnumber").Value())
	r.q.Stem = r.text(r.n.Find("questiontext"))
	r.oldImage()
	r.q.Feedback = r.text(r.n.Find("generalfeedback"))
	for _, tag := range r.n.Find("tags").All("tag") {
		if t := strings.TrimSpace(tag.Value()); t != "" {
			r.q.Tags = append(r.q.Tags, t)
		}
	}
	if g := r.n.Find("defaultgrade"); g != nil {
		points, ok := portable.ParseFixed(g.Value())
		if !ok || points < 0 {
			r.say(g, portable.BadNumber, g.Value())
		}
		r.q.Points = points
	}
	if r.q.Stem.Empty() {
		r.say(r.n, portable.NoStem)
	}
	if len(r.n.All("hint")) > 0 {
		r.say(r.n.Find("hint"), portable.HintsLost)
	}
	r.combined()
}

// standard are the sentences Moodle puts into every new question.
var standard = []string{"your answer is correct.", "your answer is partially correct.", "your answer is incorrect.",
	"jawaban anda benar.", "jawaban anda sebagian benar.", "jawaban anda salah."}

// combined names feedback for the question as a whole, which has no place here,
// unless it is Moodle's own.
func (r *reading) combined() {
	for _, name := range []string{"correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"} {
		n := r.n.Find(name)
		text, _ := portable.Text{Source: n.Find("text").Value()}.AsPlain()
		isStandard := text == ""
		for _, s := range standard {
			isStandard = isStandard || strings.EqualFold(text, s)
		}
		if !isStandard {
			r.say(n, portable.FeedbackLost, name)
		}
	}
}

func formatOf(name string) portable.Format {
	switch name {
	case "moodle_auto_format":
		return portable.Moodle
	case "plain_text":
		return portable.Plain
	case "markdown":
		return portable.Markdown
	}
	return portable.HTML
}

// text reads an element with <text>, its format and its embedded files.
func (r *reading) text(n *portable.Node) portable.Text {
	source := n.Find("text")
	if source == nil {
		return portable.Text{}
	}
	t := portable.Text{Format: formatOf(n.Attr("format")), Source: strings.TrimSpace(inner(source))}
	t.Source = r.embedded(n, t.Source)
	if t.Source == "" {
		return portable.Text{}
	}
	return t
}

// inner is the text of an element; HTML that somebody forgot to put into CDATA
// is written out again.
func inner(n *portable.Node) string {
	var b strings.Builder
	for _, k := range n.Kids {
		if k.Name == "" {
			b.WriteString(k.Text)
			continue
		}
		b.WriteString("<" + k.Name)
		for name, value := range k.Attrs {
			b.WriteString(" " + name + `="` + portable.Escaped(value) + `"`)
		}
		b.WriteString(">" + inner(k) + "</" + k.Name + ">")
	}
	return b.String()
}

var pluginFile = regexp.MustCompile(`@@PLUGINFILE@@(/[^"'<>?#]*)(\?[^"'<>\s)]*)?`)

// embedded takes the <file>s of an element into the question and points the
// text at them.
func (r *reading) embedded(n *portable.Node, source string) string {
	byPath := map[string]portable.File{}
	used := map[string]bool{}
	for _, f := range n.All("file") {
		name := f.Attr("name")
		folder := "/" + strings.Trim(f.Attr("path"), "/") + "/"
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(f.Value()), ""))
		if err != nil || len(data) == 0 || (f.Attr("encoding") != "" && f.Attr("encoding") != "base64") {
			r.say(f, portable.FileDamaged, name)
			used[strings.ReplaceAll(folder+name, "//", "/")] = true
			continue
		}
		byPath[strings.ReplaceAll(folder+name, "//", "/")] = portable.File{Name: name, Data: data}
	}
	source = pluginFile.ReplaceAllStringFunc(source, func(ref string) string {
		m := pluginFile.FindStringSubmatch(ref)
		at, behind := unescaped(m[1]), ""
		if _, ok := byPath[at]; !ok { // outside of quotes a blank or bracket ends it
			if i := strings.IndexAny(m[1], " \t\n)"); i >= 0 {
				at, behind = unescaped(m[1][:i]), m[1][i:]+m[2]
			}
		}
		f, ok := byPath[at]
		if !ok {
			if !used[at] {
				r.say(n, portable.FileMissing, at)
			}
			return ref
		}
		used[at] = true
		return portable.MediaRef(r.q.AddFile(f)) + behind
	})
	for at := range byPath {
		if !used[at] {
			r.stray = append(r.stray, at)
		}
	}
	return source
}

func unescaped(path string) string {
	if plain, err := url.PathUnescape(path); err == nil {
		return plain
	}
	return path
}

// unused names embedded files that no text shows.
func (r *reading) unused() {
	if len(r.stray) > 0 {
		r.say(r.n, portable.DetailLost, strings.Join(sorted(r.stray), ", "))
	}
}

// oldImage reads the tags of Moodle 1.x: <image> with <image_base64>.
func (r *reading) oldImage() {
	n := r.n.Find("image")
	name := strings.TrimSpace(n.Value())
	if name == "" {
		return
	}
	src := name
	if b64 := r.n.Find("image_base64"); b64 != nil {
		data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(b64.Value()), ""))
		if err != nil || len(data) == 0 {
			r.say(b64, portable.FileDamaged, name)
			return
		}
		src = portable.MediaRef(r.q.AddFile(portable.File{Name: name[strings.LastIndex(name, "/")+1:], Data: data}))
	} else {
		r.say(n, portable.FileMissing, name)
	}
	if r.q.Stem.Format == portable.Plain || r.q.Stem.Format == portable.Markdown || r.q.Stem.Format == "" {
		r.q.Stem = portable.Text{Format: portable.HTML, Source: r.q.Stem.AsHTML(nil)}
	}
	r.q.Stem.Source += `<br><img src="` + portable.Escaped(src) + `" alt="">`
}
