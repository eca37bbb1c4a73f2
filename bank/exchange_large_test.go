//go:build !race

package bank

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"

	"lentera/internal/testweb"
)

// TestAFileOf40MB: the whole way of a large file, from the request on.
func TestAFileOf40MB(t *testing.T) {
	if testing.Short() {
		t.Skip("40 MB")
	}
	w := newWorld(t)
	server := testweb.New(t, append(w.Routes(), w.media.Routes()...)...)
	var large Import
	server.JSON(t, testweb.Scenario{Method: http.MethodPost, Path: "/api/bank/imports?file_name=besar.xml", As: server.Token(w.trainer), Body: largeMoodle(t),
		Headers: map[string]string{"Content-Type": "application/octet-stream"}, Status: 200}, &large)
	if large.Counts.New != 3 {
		t.Errorf("40 MB: %+v", large)
	}
}

// largeMoodle is three questions with 40 MB of pictures together.
func largeMoodle(t testing.TB) []byte {
	var b bytes.Buffer
	b.WriteString("<quiz>")
	data := base64.StdEncoding.EncodeToString(append(picture(t, 3), make([]byte, 10<<20)...))
	for i := range 3 {
		fmt.Fprintf(&b, `<question type="truefalse"><name><text>%d</text></name><questiontext format="html"><text><![CDATA[%d <img src="@@PLUGINFILE@@/a.png">]]></text><file name="a.png" path="/" encoding="base64">%s</file></questiontext><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>`, i, i, data)
	}
	b.WriteString("</quiz>")
	return b.Bytes()
}
