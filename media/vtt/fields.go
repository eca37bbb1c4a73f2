package vtt

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var stampForm = regexp.MustCompile(`^(?:([0-9]{2,4}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})$`)

// stamp reads [hh:]mm:ss.ttt.
func stamp(s string) (time.Duration, bool) {
	m := stampForm.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	var n [4]int64
	for i := range n {
		if m[i+1] != "" {
			n[i], _ = strconv.ParseInt(m[i+1], 10, 64)
		}
	}
	return time.Duration(n[0])*time.Hour + time.Duration(n[1])*time.Minute +
		time.Duration(n[2])*time.Second + time.Duration(n[3])*time.Millisecond, true
}

const percent = `(?:100(?:\.0+)?|[0-9]{1,2}(?:\.[0-9]+)?)%`

var settingForms = map[string]*regexp.Regexp{
	"vertical": regexp.MustCompile(`^(rl|lr)$`),
	"line":     regexp.MustCompile(`^(-?[0-9]+|` + percent + `)(,(start|center|end))?$`),
	"position": regexp.MustCompile(`^` + percent + `(,(line-left|center|line-right))?$`),
	"size":     regexp.MustCompile(`^` + percent + `$`),
	"align":    regexp.MustCompile(`^(start|center|end|left|right)$`),
	"region":   regexp.MustCompile(`^\S+$`),
}

func checkSetting(s string) string {
	name, value, ok := strings.Cut(s, ":")
	form := settingForms[name]
	if !ok || form == nil || !form.MatchString(value) {
		return fmt.Sprintf("the setting %q is not known", s)
	}
	return ""
}

var (
	tagForm   = regexp.MustCompile(`^(c|i|b|u|v|lang|ruby|rt)((?:\.[^.\s<>&]+)*)([ \t].*)?$`)
	entity    = regexp.MustCompile(`^&(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);`)
	needValue = map[string]bool{"v": true, "lang": true}
)

// checkTags says what is wrong with the tags and entities of a caption's text.
// A <v> that spans the whole caption may stay open, as the format allows.
func checkTags(text string) string {
	var open []string
	for i := 0; i < len(text); {
		switch text[i] {
		case '&':
			if !entity.MatchString(text[i:]) {
				return "write &amp; for an ampersand"
			}
			i++
		case '<':
			end := strings.IndexByte(text[i:], '>')
			if end < 0 {
				return "a tag is not closed by >; write &lt; for a plain <"
			}
			tag := text[i+1 : i+end]
			i += end + 1
			var msg string
			if open, msg = follow(open, tag); msg != "" {
				return msg
			}
		default:
			i++
		}
	}
	if len(open) > 1 || (len(open) == 1 && open[0] != "v") {
		return fmt.Sprintf("the tag <%s> is not closed", open[len(open)-1])
	}
	return ""
}

// follow keeps the list of open tags up to date.
func follow(open []string, tag string) ([]string, string) {
	if name, closing := strings.CutPrefix(tag, "/"); closing {
		if len(open) == 0 || open[len(open)-1] != name {
			return open, fmt.Sprintf("</%s> closes a tag that is not open", name)
		}
		return open[:len(open)-1], ""
	}
	if _, isTime := stamp(tag); isTime {
		return open, ""
	}
	m := tagForm.FindStringSubmatch(tag)
	if m == nil {
		return open, fmt.Sprintf("the tag <%s> is not known", tag)
	}
	name, value := m[1], strings.TrimSpace(m[3])
	if needValue[name] != (value != "") {
		return open, fmt.Sprintf("the tag <%s> is not complete, or says too much", tag)
	}
	return append(open, name), ""
}
