//go:build !race

package moodlexml

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"testing"

	"lentera/bank/portable"
)

// TestLargeFileStreams: 5,000 questions with 40 MB of pictures are read in a
// bounded memory.
func TestLargeFileStreams(t *testing.T) {
	if testing.Short() {
		t.Skip("40 MB")
	}
	picture := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("\x89PNG\r\n\x1a\n"), 1000))
	r, w := io.Pipe()
	go func() {
		_, _ = io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?><quiz>`)
		for i := range 5000 {
			_, _ = fmt.Fprintf(w, `<question type="truefalse"><name><text>%d</text></name><questiontext format="html"><text><![CDATA[<img src="@@PLUGINFILE@@/a.png"> %d]]></text><file name="a.png" path="/" encoding="base64">%s</file></questiontext><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>`, i, i, picture)
		}
		_, _ = io.WriteString(w, `</quiz>`)
		_ = w.Close()
	}()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var c counting
	if err := Parse(r, portable.Limits{}, &c); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if c.questions != 5000 || c.files != 5000 || c.bytes != 40_000_000 {
		t.Fatalf("%+v", c)
	}
	if grown := int64(after.Sys) - int64(before.Sys); grown > 48<<20 {
		t.Errorf("took %d MiB", grown>>20)
	}
}
