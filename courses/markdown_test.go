package courses

import (
	"strings"
	"testing"

	"lentera/internal/db"
)

func queryText(statement string) db.Query { return db.Query{Name: "test", SQL: statement} }

func TestMarkdown(t *testing.T) {
	own := "/api/media/files/019ab000-0000-7000-8000-000000000001/content"
	cases := []struct{ name, src, has, hasNot string }{
		{"heading", "# Satu\n\n## Dua", "<h2>Satu</h2>\n<h3>Dua</h3>", "<h1"},
		{"heading starts low", "### Satu\n\n#### Dua", "<h2>Satu</h2>\n<h3>Dua</h3>", ""},
		{"table", "| a | b |\n|---|--:|\n| 1 | 2 |", `<td align="right">2</td>`, "style"},
		{"details", "<details>\n<summary>Lihat</summary>\n\n**Ya**\n\n</details>", "<summary>Lihat</summary>", "&lt;"},
		{"details content", "<details>\n<summary>Lihat</summary>\n\n**Ya**\n\n</details>", "<strong>Ya</strong>", ""},
		{"script", "halo <script>alert(1)</script>", "halo", "alert"},
		{"handler", `<p onclick="x()">a</p><img src=x onerror="x()">`, "<p>a</p>", "on"},
		{"javascript link", "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](&#106;avascript:alert(1))", "a", "alert"},
		{"data link", "[a](data:text/html,x)", "a", "data:"},
		{"link", "[a](https://jdih.example/uu)", `<a href="https://jdih.example/uu" rel="noreferrer">a</a>`, ""},
		{"foreign picture", "![a](https://example.com/x.png)", "", "src"},
		{"own picture", "![a](" + own + ")", `<img src="` + own + `" alt="a"`, ""},
		{"frame and style", `<iframe src="https://x"></iframe><style>p{}</style><p style="color:red" class="x" id="y">a</p><form action="/"><input></form>`, "<p>a</p>", "iframe"},
		{"svg", `<svg onload=alert(1)><a xlink:href="javascript:x">y</a></svg>`, "", "svg"},
		{"code stays text", "`<script>`", "<code>&lt;script&gt;</code>", "<script>"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := Markdown([]byte(c.src))
			if !strings.Contains(got, c.has) || (c.hasNot != "" && strings.Contains(got, c.hasNot)) {
				t.Fatalf("%s", got)
			}
		})
	}
}

// FuzzMarkdown: whatever an author writes, nothing active comes out.
func FuzzMarkdown(f *testing.F) {
	f.Add("# a\n<details open><summary>x</summary></details>")
	f.Add(`<a href="java&#x09;script:x">a</a><img src="/api/media/files/../x/content">`)
	f.Fuzz(func(t *testing.T, src string) {
		out := strings.ToLower(Markdown([]byte(src)))
		for _, bad := range []string{"<script", "<iframe", "<style", "<svg", "<form", "<input", "href=\"javascript:", "href=\"data:", "<h1"} {
			if strings.Contains(out, bad) {
				t.Fatalf("%q gives %q", src, out)
			}
		}
	})
}
