package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// kept is what a stand-in remembers from one start to the next.
type kept struct {
	Serial int       `json:"serial"`
	Rows   []*Row    `json:"rows"`
	Docs   []keptDoc `json:"docs"`
}

type keptDoc struct {
	Doc
	Bytes []byte `json:"bytes"`
}

// Open makes a stand-in that keeps its rows and documents in a file, so that a
// demo finds them again after a restart. A file that cannot be read is an error
// and is left as it is.
func Open(opt Options, file string) (*Server, error) {
	s := New(opt)
	s.file = file
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, fmt.Errorf("standin: %w", err)
	}
	var k kept
	if err := json.Unmarshal(raw, &k); err != nil {
		return nil, fmt.Errorf("standin: %s: %w", file, err)
	}
	s.serial, s.order = k.Serial, k.Rows
	for _, row := range k.Rows {
		s.rows[row.ID] = row
	}
	for _, d := range k.Docs {
		d.bytes = d.Bytes
		s.docs[d.URI] = d.Doc
	}
	return s, nil
}

// keepAll writes everything down before a write is answered.
func (s *Server) keepAll() error {
	if s.file == "" {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	k := kept{Serial: s.serial, Rows: s.order}
	for _, d := range s.docs {
		k.Docs = append(k.Docs, keptDoc{Doc: d, Bytes: d.bytes})
	}
	raw, err := json.Marshal(k)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(s.file+".new", raw, 0o600); err != nil {
		return err
	}
	return os.Rename(s.file+".new", s.file)
}
