package bank

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"lentera/bank/kinds"
	"lentera/bank/portable"
	"lentera/courses"
)

// draft is a question of a file in our own words: sanitised, with content and
// key of its kind, ready to be stored.
type draft struct {
	Line            int
	Name            string
	Category        []string
	Kind            kinds.Kind
	StemHTML        string
	Content, Key    json.RawMessage
	ExplanationHTML string
	Tags            map[string]string
	Points          kinds.Mark
}

// incoming turns one question of a file into a draft. url gives the address of
// the question's file with an index, or "" when it is not taken.
type incoming struct {
	q        portable.Question
	url      func(i int) string
	problems []portable.Problem
	moved    []string // feedback of single answers, as HTML
}

func (in *incoming) say(code string, args ...any) {
	in.problems = append(in.problems, portable.Say(in.q.Line, code, args...).About(in.q.Name))
}

// html is a text as clean HTML with its files in place.
func (in *incoming) html(t portable.Text) string {
	t.Source = portable.MapMedia(t.Source, in.url)
	return courses.CleanHTML(t.AsHTML(courses.Markdown))
}

// inline is html for a place inside a line: a single paragraph loses its <p>.
func (in *incoming) inline(t portable.Text) string {
	s := in.html(t)
	inner, opened := strings.CutPrefix(s, "<p>")
	inner, closed := strings.CutSuffix(inner, "</p>")
	if opened && closed && !strings.Contains(inner, "<p>") {
		return strings.TrimSpace(inner)
	}
	return s
}

// feedback moves what was said about one answer to the explanation.
func (in *incoming) feedback(answer string, t portable.Text) {
	if t.Empty() {
		return
	}
	if len(in.moved) == 0 {
		in.say(portable.FeedbackMoved)
	}
	in.moved = append(in.moved, "<p><strong>"+portable.Escaped(kinds.Plain(answer))+"</strong>: "+in.inline(t)+"</p>")
}

// read gives the draft. ok is false when the question breaks a rule of its
// kind; the problems say which.
func (in *incoming) read() (d draft, ok bool) {
	q := in.q
	d = draft{Line: q.Line, Name: q.Name, Category: portable.SplitCategory(q.Category), Kind: kinds.Kind(q.Kind), Tags: tagsIn(q), Points: kinds.Point}
	if q.Points > 0 {
		d.Points = max(1, kinds.Mark((q.Points+50)/100))
	}
	d.StemHTML = in.html(q.Stem)
	content, key := in.body(&d)
	d.ExplanationHTML = strings.TrimSpace(in.html(q.Feedback) + strings.Join(in.moved, ""))
	if d.Name == "" {
		d.Name = clip(kinds.Plain(d.StemHTML), 80)
	}
	if d.Name == "" {
		d.Name = fmt.Sprintf("%s %d", d.Kind, q.Line)
	}
	d.Name = clip(d.Name, 200)
	var err error
	if d.Content, err = json.Marshal(content); err == nil {
		d.Key, err = json.Marshal(key)
	}
	if err != nil {
		in.say(portable.BreaksRule, err.Error(), err.Error())
		return d, false
	}
	if d.Kind != kinds.Cloze && kinds.Plain(d.StemHTML) == "" && !strings.Contains(d.StemHTML, "<img") {
		in.say(portable.NoStem)
		return d, false
	}
	for _, issue := range kinds.Validate(d.Kind, d.Content, d.Key) {
		in.say(portable.BreaksRule, issue.ID, issue.EN)
		ok = true
	}
	return d, !ok
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n-1])) + "…"
	}
	return s
}

// tagNames are the tags with a meaning of their own; others are labels.
var tagNames = []string{"objective", "difficulty", "pillar", "competence", "level"}

// tagsIn reads "name:value" for the tags we know; all others are one list.
func tagsIn(q portable.Question) map[string]string {
	tags := map[string]string{}
	var labels []string
	for _, t := range q.Tags {
		name, value, has := strings.Cut(t, ":")
		if has && slices.Contains(tagNames, name) && strings.TrimSpace(value) != "" {
			tags[name] = strings.TrimSpace(value)
			continue
		}
		labels = append(labels, strings.ReplaceAll(t, ";", ","))
	}
	if len(labels) > 0 {
		tags["labels"] = strings.Join(labels, "; ")
	}
	if q.Ident != "" {
		tags["code"] = q.Ident
	}
	return tags
}

// policy is the grading the file names, when the kind knows it.
func (in *incoming) policy(k kinds.Kind) kinds.Policy {
	p := kinds.Policy(in.q.Policy)
	if p == "" {
		return ""
	}
	if !slices.Contains(kinds.Policies(k), p) {
		in.say(portable.DetailLost, in.q.Policy)
		return ""
	}
	return p
}
