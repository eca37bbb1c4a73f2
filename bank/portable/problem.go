package portable

import "fmt"

// Severity says what became of the question a problem is about.
type Severity string

// The severities, from bad to mild.
const (
	FileRefused Severity = "file"    // nothing of the file is read (further)
	Refused     Severity = "refused" // the question is wrong and left out
	Kept        Severity = "kept"    // no kind for it: its source is kept and named
	Altered     Severity = "altered" // the question is taken, something of it changed or is lost
)

// Problem is something a person should know about a file: where, a code that
// is stable for ever, and a sentence in Indonesian and in English.
type Problem struct {
	Line     int      `json:"line"` // of the file; of the sheet for a workbook; 0: the file as a whole
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Question string   `json:"question,omitempty"` // its name, when it has one
	File     string   `json:"file,omitempty"`     // inside a package
	ID       string   `json:"id"`
	EN       string   `json:"en"`
	Source   string   `json:"source,omitempty"` // of a refused or kept question
}

// Error makes a problem of severity FileRefused what a reader returns.
func (p Problem) Error() string { return fmt.Sprintf("line %d: %s", p.Line, p.EN) }

// About gives a copy that names the question.
func (p Problem) About(name string) Problem { p.Question = short(name, 200); return p }

// In gives a copy that names the file inside a package.
func (p Problem) In(file string) Problem { p.File = file; return p }

// From gives a copy with the source of the question, all of it.
func (p Problem) From(source string) Problem { p.Source = source; return p }

func short(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// Say makes a problem; args fill the sentences. An unknown code panics, so
// that a mistake shows in the first test.
func Say(line int, code string, args ...any) Problem {
	s, ok := sentences[code]
	if !ok {
		panic("portable: no sentence for " + code)
	}
	return Problem{Line: line, Code: code, Severity: s.severity, ID: fmt.Sprintf(s.id, args...), EN: fmt.Sprintf(s.en, args...)}
}

// Codes lists every code with its severity and its two sentences.
func Codes(each func(code string, severity Severity, id, en string)) {
	for code, s := range sentences {
		each(code, s.severity, s.id, s.en)
	}
}
