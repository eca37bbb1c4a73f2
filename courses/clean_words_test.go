package courses

import (
	"strings"
	"testing"
)

// The words of a picture, a sound or a film stay whole, whatever signs they
// hold: a description that is dropped leaves somebody with nothing.
func TestCleanHTMLKeepsDescriptions(t *testing.T) {
	const src = `/api/media/files/0190a5b2-0000-7000-8000-000000000001/content`
	for html, want := range map[string]string{
		`<img src="` + src + `" alt="Layar masuk: tombol &quot;Lanjut&quot; &amp; 50% (biru)?">`:                `alt="Layar masuk: tombol &#34;Lanjut&#34; &amp; 50% (biru)?"`,
		`<audio src="` + src + `" controls preload="none" aria-label="Bunyi; dua kali: &lt;pip&gt;"></audio>`:   `aria-label="Bunyi; dua kali: &lt;pip&gt;"`,
		`<video src="` + src + `" controls preload="metadata" aria-label="Film: 'satu klik' = bahaya"></video>`: `aria-label="Film: &#39;satu klik&#39; = bahaya"`,
		`<img src="` + src + `" alt="x" onerror="alert(1)"><script>alert(1)</script>`:                           `alt="x">`,
		`<img src="` + src + `" alt="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">`:                         `alt="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"`,
	} {
		got := CleanHTML(html)
		if !strings.Contains(got, want) || strings.Contains(got, "<script") || strings.Contains(got, "onerror") {
			t.Errorf("%s\n got %s", html, got)
		}
	}
}
