package pades_test

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"lentera/signing/pades"
)

// appendTo writes an update with these objects, "n" → text, after a file.
func appendTo(file []byte, size int, objects map[int]string) []byte {
	out := bytes.Clone(file)
	prev := regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`).FindSubmatch(file)[1]
	root := regexp.MustCompile(`/Root (\d+) 0 R`).FindAllSubmatch(file, -1)
	info := regexp.MustCompile(`/Info (\d+) 0 R`).FindAllSubmatch(file, -1)
	var table strings.Builder
	for n := range size + 50 {
		if text, ok := objects[n]; ok {
			fmt.Fprintf(&table, "%d 1\n%010d 00000 n \n", n, len(out))
			out = append(out, fmt.Sprintf("%d 0 obj\n%s\nendobj\n", n, text)...)
		}
	}
	at := len(out)
	return append(out, fmt.Sprintf("xref\n%strailer\n<</Size %d /Root %s 0 R /Info %s 0 R /Prev %s>>\nstartxref\n%d\n%%%%EOF\n", table.String(), size+50,
		root[len(root)-1][1], info[len(info)-1][1], prev, at)...)
}

// TestValidationDataMayFollow: what signers of level B-LT append is let be;
// anything else behind the last signature is a change, however it is dressed.
func TestValidationDataMayFollow(t *testing.T) {
	s := newScene(t)
	signed := s.sign(t, s.drawn, s.head, nil)
	number := func(form string, in []byte) int {
		m := regexp.MustCompile(form).FindAllSubmatch(in, -1)
		n, err := strconv.Atoi(string(m[len(m)-1][1]))
		return must(t, n, err)
	}
	size, root := number(`/Size (\d+)`, signed), number(`/Root (\d+) 0 R`, signed)
	text := regexp.MustCompile(`(?s)\n`+strconv.Itoa(root)+` 0 obj\n(<<.*?>>)\nendobj`).FindAllSubmatch(signed, -1)
	catalogue := string(text[len(text)-1][1])
	with := func(more string) string { return strings.TrimSuffix(catalogue, ">>") + more + ">>" }
	dss := fmt.Sprintf("<</Type /DSS /Certs [%d 0 R] /VRI <</%s <</Cert [%d 0 R]>>>>>>", size+1, strings.Repeat("A", 40), size+1)
	stream := "<</Length 4>>\nstream\nabcd\nendstream"
	for name, c := range map[string]struct {
		objects map[int]string
		want    pades.Reason
	}{
		"validation data":       {map[int]string{root: with(fmt.Sprintf("/DSS %d 0 R", size)), size: dss, size + 1: stream}, pades.Valid},
		"a page besides":        {map[int]string{root: with(fmt.Sprintf("/DSS %d 0 R", size)), size: dss, size + 1: stream, 3: "<</Type /Page>>"}, pades.Changed},
		"another tree of pages": {map[int]string{root: strings.Replace(catalogue, "/Pages", "/Pages 9 0 R /Old", 1), size: dss, size + 1: stream}, pades.Changed},
		"an action":             {map[int]string{root: with("/OpenAction [3 0 R /Fit]"), size: dss, size + 1: stream}, pades.Changed},
		"something else new":    {map[int]string{root: with(fmt.Sprintf("/DSS %d 0 R", size)), size: dss, size + 1: "<</Type /Annot /Subtype /FreeText>>"}, pades.Changed},
		"a picture":             {map[int]string{root: with(fmt.Sprintf("/DSS %d 0 R", size)), size: dss, size + 1: "<</Subtype /Image /Length 4>>\nstream\nabcd\nendstream"}, pades.Changed},
		"nothing":               {map[int]string{}, pades.Changed},
	} {
		if got := pades.Verify(appendTo(signed, size, c.objects), s.trust()); got.Reason != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := pades.Verify(append(appendTo(signed, size, map[int]string{root: with(fmt.Sprintf("/DSS %d 0 R", size)), size: dss, size + 1: stream}), "x"...), s.trust()); got.Reason == pades.Valid {
		t.Errorf("with a byte more: %+v", got)
	}
	// A signed page that waits for an object that is not there yet.
	trap := appendTo(s.drawn, number(`/Size (\d+)`, s.drawn), map[int]string{990: "<</Contents 1000 0 R>>"})
	trap = s.sign(t, trap, s.head, nil)
	size = number(`/Size (\d+)`, trap)
	if got := pades.Verify(appendTo(trap, size, map[int]string{1000: stream}), s.trust()); got.Reason != pades.Changed {
		t.Errorf("waited for: %+v", got)
	}
}
