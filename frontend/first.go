package frontend

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// first is what of a page can be read, and tapped, before the app's code is
// there: with a weak signal a second and a half. It says the same, in the same
// place, as the app will, and comes from the data that travels in the page; what
// it lacks, or cannot be sure of, stands as bones.
type first struct {
	Heading string
	Course  *firstCourse // the line above a lesson's heading
	Place   string
	Next    *firstNext
	Lead    string
	Poster  string // address of the picture that stands for a film
	Prose   template.HTML
}

// Empty reports that nothing stands below the heading.
func (f first) Empty() bool { return f.Next == nil && f.Lead == "" && f.Poster == "" && f.Prose == "" }

type firstCourse struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

type firstNext struct {
	Course string  `json:"course_title"`
	Title  string  `json:"lesson_title"`
	ID     string  `json:"lesson_id"`
	Kind   string  `json:"kind"`
	Mins   int     `json:"minutes"`
	DueOn  *string `json:"due_on"`
	Href   string  `json:"-"`
	Meta   string  `json:"-"`
	Due    string  `json:"-"`
	Go     string  `json:"-"`
}

// firstOf makes the first view of a page from its title and its data. What is not
// as expected gives a heading only: the app says what is wrong.
func firstOf(r appRoute, title string, b boot, now time.Time) first {
	f := first{Heading: title}
	if r.Path != "/" && r.Path != "/kursus/{code}" && r.Path != "/pelajaran/{id}" {
		return f // and its data, which may be long, is not read
	}
	for _, raw := range b.Data { // there is one
		var data struct {
			Next     *firstNext  `json:"next"`
			Title    string      `json:"title"`
			Summary  string      `json:"summary"`
			Course   firstCourse `json:"course"`
			Position int         `json:"position"`
			Total    int         `json:"total"`
			Kind     string      `json:"kind"`
			BodyHTML string      `json:"body_html"`
			Video    *struct {
				Poster string `json:"poster_url"`
			} `json:"video"`
		}
		if json.Unmarshal(raw, &data) != nil {
			continue
		}
		switch r.Path {
		case "/":
			if name := firstNames(b.name); name != "" {
				f.Heading = words(b.Lang, "app", "hello", "name", name)
			}
			f.Next = data.Next
			f.Next.fill(b.Lang, now)
		case "/kursus/{code}":
			if data.Title != "" {
				f.Heading, f.Lead = data.Title, data.Summary
			}
		case "/pelajaran/{id}":
			if data.Title == "" || data.Kind == "quiz" {
				continue
			}
			f.Heading, f.Course = data.Title, &data.Course
			f.Place = words(b.Lang, "lesson", "position", "position", strconv.Itoa(data.Position), "total", strconv.Itoa(data.Total))
			if data.Video != nil { // a film stands before its text
				f.Poster = data.Video.Poster
			} else {
				f.Prose = beginning(data.BodyHTML)
			}
		}
	}
	return f
}

// firstNames are the first two words of a name, as the home page greets.
func firstNames(full string) string {
	parts := strings.Split(full, " ")
	return strings.Join(parts[:min(2, len(parts))], " ")
}

func (n *firstNext) fill(lang string, now time.Time) {
	if n == nil {
		return
	}
	n.Href = "/pelajaran/" + n.ID
	if n.Kind == "quiz" {
		n.Href = "/kuis/" + n.ID
	}
	n.Go = words(lang, "app", "next_up")
	n.Meta = words(lang, "app", "kind_"+n.Kind) + " · " + words(lang, "app", "minutes", "n", strconv.Itoa(n.Mins))
	if n.DueOn != nil {
		n.Due = dueWords(lang, *n.DueOn, now)
	}
}

// dueWords is frontend/src/courses/due.ts: a due date lasts until the end of
// its day.
func dueWords(lang, on string, now time.Time) string {
	day, err := time.ParseInLocation(time.DateOnly, on, now.Location())
	if err != nil {
		return ""
	}
	y, m, d := now.Date()
	days := int(day.Sub(time.Date(y, m, d, 0, 0, 0, 0, now.Location())).Round(24*time.Hour) / (24 * time.Hour))
	date := fmt.Sprintf("%d %s %d", day.Day(), months[day.Month()-1], day.Year())
	if lang == "en" {
		date = day.Format("2 January 2006")
	}
	switch {
	case days < 0:
		return words(lang, "courses", "due_past", "date", date)
	case days == 0:
		return words(lang, "courses", "due_today")
	case days <= 14:
		return words(lang, "courses", "due", "date", date) + " (" + words(lang, "courses", "due_days", "n", strconv.Itoa(days)) + ")"
	}
	return words(lang, "courses", "due", "date", date)
}

var months = [...]string{"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"}

// enough is about two screens of a phone, in bytes of text.
const enough = 1500

// beginning is the text of a lesson up to its first table, picture or other
// thing that needs the whole style sheet to stand in its place. The text was
// sanitised when the course came in (courses/markdown).
func beginning(body string) template.HTML {
	nodes, err := html.ParseFragment(strings.NewReader(body), &html.Node{Type: html.ElementNode, DataAtom: atom.Div, Data: "div"})
	if err != nil {
		return ""
	}
	var out bytes.Buffer
	length := 0
	for _, n := range nodes {
		if length >= enough || !plainText(n) || html.Render(&out, n) != nil {
			break
		}
		length += textLength(n)
	}
	return template.HTML(out.String()) //nolint:gosec // rendered from what was sanitised
}

// plainText reports text, headings and lists, and nothing but words in them.
func plainText(n *html.Node) bool {
	if n.Type == html.ElementNode {
		switch n.DataAtom {
		case atom.P, atom.H2, atom.H3, atom.Ul, atom.Ol, atom.Li, atom.A, atom.Strong, atom.Em, atom.B, atom.I, atom.Br:
		default:
			return false
		}
	} else if n.Type != html.TextNode {
		return false
	}
	for c := range n.ChildNodes() {
		if !plainText(c) {
			return false
		}
	}
	return true
}

func textLength(n *html.Node) int {
	sum := 0
	if n.Type == html.TextNode {
		sum = len(strings.TrimSpace(n.Data))
	}
	for c := range n.ChildNodes() {
		sum += textLength(c)
	}
	return sum
}

// The app's own sentences, from the files it is built with.
//
//go:embed src/app/text.id.json src/app/text.en.json src/courses/text.id.json src/courses/text.en.json
//go:embed src/courses/lesson-text.id.json src/courses/lesson-text.en.json
var sentenceFiles embed.FS

var sentences = readSentences()

func readSentences() map[string]map[string]string {
	all := map[string]map[string]string{}
	for feature, file := range map[string]string{"app": "src/app/text", "courses": "src/courses/text", "lesson": "src/courses/lesson-text"} {
		for _, lang := range []string{"id", "en"} {
			raw, err := sentenceFiles.ReadFile(file + "." + lang + ".json")
			if err != nil {
				panic(err)
			}
			var of map[string]string
			if err := json.Unmarshal(raw, &of); err != nil {
				panic(err)
			}
			all[feature+"."+lang] = of
		}
	}
	return all
}

var blanks = regexp.MustCompile(`\{(\w+)(?::([^|}]*)\|([^}]*))?\}`)

// words is frontend/src/lib/text.ts: a sentence with its blanks filled in.
func words(lang, feature, key string, values ...string) string {
	if lang != "en" {
		lang = "id"
	}
	given := map[string]string{}
	for i := 0; i+1 < len(values); i += 2 {
		given[values[i]] = values[i+1]
	}
	return blanks.ReplaceAllStringFunc(sentences[feature+"."+lang][key], func(blank string) string {
		m := blanks.FindStringSubmatch(blank)
		value, has := given[m[1]]
		switch {
		case !has:
			return blank
		case !strings.Contains(blank, ":"):
			return value
		case value == "1":
			return m[2]
		}
		return m[3]
	})
}
