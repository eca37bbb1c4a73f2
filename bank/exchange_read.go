package bank

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"lentera/bank/portable"
	"lentera/internal/db"
	"lentera/media"
)

// found is everything a file gives: drafts, problems, and what is kept of the
// rest. It is the sink of the readers.
type found struct {
	ctx      context.Context
	media    *media.Service
	store    bool // files go into the object store; a preview only looks at them
	drafts   []draft
	problems []portable.Problem
}

// placeholder stands where a preview has not stored a file.
var placeholder = media.URL(uuid.Nil)

// Question takes a question. Its files are stored before it, so that a draft
// never shows what is not there; files of a question that is then refused stay
// behind unseen.
func (f *found) Question(q portable.Question) error {
	urls := make([]string, len(q.Files))
	in := &incoming{q: q, url: func(i int) string {
		if i < 0 || i >= len(urls) {
			return ""
		}
		return urls[i]
	}}
	for i, file := range q.Files {
		url, err := f.keep(file)
		if err != nil {
			return err
		}
		if urls[i] = url; url == "" {
			in.say(portable.MediaRefused, file.Name)
		}
	}
	d, ok := in.read()
	source := ""
	if !ok {
		source = sourceOf(q)
	}
	for _, p := range in.problems {
		if p.Severity != portable.Altered {
			p = p.From(source)
		}
		f.problems = append(f.problems, p)
	}
	if ok {
		f.drafts = append(f.drafts, d)
	}
	return nil
}

// Problem takes a remark of the reader.
func (f *found) Problem(p portable.Problem) error {
	f.problems = append(f.problems, p)
	return nil
}

// sourceOf is a question that a rule of ours refuses, in the words it travels
// in; its files stay in the file it came in.
func sourceOf(q portable.Question) string {
	for i := range q.Files {
		q.Files[i].Data = nil
	}
	text, err := json.MarshalIndent(q, "", " ")
	if err != nil {
		return q.Name
	}
	return string(text)
}

// keep gives the address of a file, "" when it is of no kind we take.
func (f *found) keep(file portable.File) (string, error) {
	contentType, known := media.ContentTypeOf(file.Name)
	if !known {
		contentType, _, _ = strings.Cut(http.DetectContentType(file.Data), ";")
		if !strings.HasPrefix(contentType, "image/") && !strings.HasPrefix(contentType, "audio/") && !strings.HasPrefix(contentType, "video/") {
			return "", nil
		}
	}
	if !f.store {
		if !known && contentType != "image/png" && contentType != "image/jpeg" {
			return "", nil
		}
		return placeholder, nil
	}
	stored, err := f.media.Store(f.ctx, file.Name, contentType, bytes.NewReader(file.Data))
	switch {
	case errors.Is(err, media.ErrContentType), errors.Is(err, media.ErrFileTooLarge), errors.Is(err, media.ErrFileName):
		return "", nil
	case err != nil:
		return "", err
	}
	return stored.URL(), nil
}

// categoryOf finds the category of a path below a place; with make it is made
// where it is not there. ok is false when it is not there.
func categoryOf(ctx context.Context, tx *db.Tx, root *uuid.UUID, path []string, by *uuid.UUID, make bool) (id *uuid.UUID, ok bool, err error) {
	at := root
	for _, name := range path[:min(len(path), deepestCategory)] {
		name = clip(name, 200)
		if make {
			if _, err := tx.Exec(ctx, sqls.AddCategory, uuid.Must(uuid.NewV7()), at, name, by); err != nil {
				return nil, false, err
			}
		}
		var next uuid.UUID
		err := tx.Get(ctx, &next, sqls.FindCategory, at, name)
		if db.NoRow(err) {
			return nil, false, nil
		}
		if err != nil {
			return nil, false, err
		}
		at = &next
	}
	return at, true, nil
}

// deepestCategory bounds a path of categories in a file.
const deepestCategory = 10
