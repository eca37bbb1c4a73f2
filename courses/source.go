package courses

import (
	"regexp"
	"time"

	"go.yaml.in/yaml/v3"
)

// courseFile is the name of the file that describes a course.
const courseFile = "course.yaml"

// minutesPerJP is what one "jam pelajaran" means.
const minutesPerJP = 45

// source is a course as its folder tells it.
type source struct {
	Code, Title, Summary, Language, Organiser, Audience string
	JP, Minutes, SiasnPath                              int
	Outcomes                                            []string
	References                                          []Reference
	Tags                                                map[string]any
	LawCheckedOn                                        *string
	Modules                                             []moduleSource
}

// Reference is one line of the bibliography.
type Reference struct {
	Title string `json:"title"`
	Note  string `json:"note"`
}

type moduleSource struct {
	Key, Title string
	JP         int
	Lessons    []*lessonSource
}

type lessonSource struct {
	LessonSource
	Kind                    string
	Minutes                 int
	Video, Captions, Poster string // paths inside the folder
	VideoSeconds            int
	body                    *body // of text and video lessons
}

var (
	codeForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	dateForm = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
)

// readSource reads course.yaml. What it returns is whole only when there is no
// finding.
func (s *Service) readSource(dir *folder) (source, []Finding) {
	y := &yamlFile{name: courseFile}
	if _, ok := dir.files[courseFile]; !ok {
		y.report(0, "missing-file", "Folder kursus harus memuat course.yaml.")
		return source{}, y.found
	}
	src, err := dir.read(courseFile)
	if err != nil {
		y.report(0, "unreadable", "Berkas ini tidak dapat dibaca: "+err.Error())
		return source{}, y.found
	}
	root := y.root(src)
	if root == nil {
		return source{}, y.found
	}
	f, ok := y.mapping(root, "code", "title", "summary", "language", "jp", "siasn_path", "organiser", "audience",
		"pillar", "digcomp", "pemdi_tier", "outcomes", "law_checked_on", "references", "modules")
	if !ok {
		return source{}, y.found
	}
	c := readHead(f)
	reader := &moduleReader{y: y, dir: dir, kinds: s.kinds(), moduleKeys: map[string]int{}, lessonKeys: map[string]int{}}
	for _, n := range f.list("modules", true, 50) {
		c.Modules = append(c.Modules, reader.module(n))
	}
	c.checkMinutes(f)
	return c, y.found
}

func readHead(f fields) source {
	c := source{
		Code: f.text("code", true, 80), Title: f.text("title", true, 200), Summary: f.text("summary", true, 2000),
		Language: f.text("language", true, 2), Organiser: f.text("organiser", true, 200),
		Audience: f.text("audience", false, 2000), JP: f.number("jp", true, 1, 200),
		SiasnPath: f.number("siasn_path", true, 1, 25), Outcomes: f.sentences("outcomes", true, 30),
		References: []Reference{}, Tags: map[string]any{},
	}
	if c.Code != "" && !codeForm.MatchString(c.Code) {
		f.y.report(f.lineOf("code"), "bad-value", "Kode kursus hanya memuat huruf kecil, angka, dan tanda hubung.")
	}
	if c.Language != "" && c.Language != "id" && c.Language != "en" {
		f.y.report(f.lineOf("language"), "bad-value", "Bahasa kursus adalah id atau en.")
	}
	for _, tag := range []string{"pillar", "pemdi_tier"} {
		if v := f.text(tag, false, 80); v != "" {
			c.Tags[tag] = v
		}
	}
	if areas := f.list("digcomp", false, 21); areas != nil {
		c.Tags["digcomp"] = readAreas(f, areas)
	}
	if day := f.text("law_checked_on", false, 10); day != "" {
		if _, err := time.Parse(time.DateOnly, day); err != nil || !dateForm.MatchString(day) {
			f.y.report(f.lineOf("law_checked_on"), "bad-value", "Tanggal ditulis YYYY-MM-DD.")
		} else {
			c.LawCheckedOn = &day
		}
	}
	for _, n := range f.list("references", false, 200) {
		if r, ok := f.y.mapping(n, "title", "note"); ok {
			c.References = append(c.References, Reference{r.text("title", true, 500), r.text("note", false, 1000)})
		}
	}
	return c
}

// readAreas reads DigComp areas or competences: 4, or "4.1".
func readAreas(f fields, nodes []*yaml.Node) []string {
	out := []string{}
	form := regexp.MustCompile(`^[1-5](\.[1-6])?$`)
	for _, n := range nodes {
		if n.Kind != yaml.ScalarNode || !form.MatchString(n.Value) {
			f.y.report(n.Line, "bad-value", "DigComp ditulis sebagai bidang (4) atau kompetensi (4.1).")
			continue
		}
		out = append(out, n.Value)
	}
	return out
}

// kinds lists the kinds of lesson there are now.
func (s *Service) kinds() map[string]bool {
	out := map[string]bool{kindText: true, kindVideo: true}
	for k := range s.activities {
		out[k] = true
	}
	return out
}
