package siasn_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lentera/merit/siasn"
)

const (
	runtime    = `500|{"code":101503,"type":"Status report","message":"Runtime Error","description":"x"}`
	suspended  = `503|{"code":"303001","type":"Status report","message":"Runtime Error","description":"State : SUSPENDED"}`
	invalid    = `401|{"code":900901,"type":"Status report","message":"Invalid Credentials","description":"x"}`
	missing    = `401|{"code":"900902","type":"Status report","message":"Missing Credentials","description":"x"}`
	jwt        = `401|{"message":"invalid or expired jwt"}`
	mismatch   = `400|{"data":"Token SSO mismatch"}`
	html502    = `502|<html><h1>502 Bad Gateway</h1></html>`
	noRoute    = `404|{"code":404,"type":"Status report","message":"Not Found","description":"The requested resource is not available."}`
	springGone = `404|{"timestamp":"2026","status":404,"error":"Not Found","path":"/x"}`
	oneRow     = `200|{"code":1,"data":[{"id":"R"}]}`
	saved      = `200|{"success":true,"message":"success","mapData":{"rwKursusId":"R9"}}`
)

// kind says an error in one word; "uncertain" before its cause.
func kind(err error) string {
	var (
		refused *siasn.Refused
		away    *siasn.Unavailable
		expired *siasn.TokenExpired
		other   *siasn.TokenMismatch
		denied  *siasn.NotAllowed
		lost    *siasn.Uncertain
		bad     *siasn.BadReply
	)
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &lost):
		return "uncertain"
	case errors.As(err, &refused):
		return "refused: " + refused.Message
	case errors.As(err, &away):
		if away.Suspended && away.After < time.Minute {
			return "suspended without a wait"
		}
		return "unavailable"
	case errors.As(err, &expired):
		return "expired"
	case errors.As(err, &other):
		return "mismatch"
	case errors.As(err, &denied):
		return "denied"
	case errors.As(err, &bad):
		return "bad"
	case errors.Is(err, siasn.ErrNotFound):
		return "not found"
	}
	return err.Error()
}

// TestReads is contract §3 for reads, row by row: the end, and how many
// requests it took.
func TestReads(t *testing.T) {
	for _, c := range []struct {
		name    string
		replies []string
		want    string
		rows    int
		calls   int
	}{
		{"code 1", []string{oneRow}, "ok", 1, 1},
		{"code \"1\"", []string{`200|{"code":"1","data":[{"id":"R"},{"id":"S"}],"count":"2"}`}, "ok", 2, 1},
		{"one object for a list", []string{`200|{"code":1,"data":{"id":"R"}}`}, "ok", 1, 1},
		{"empty list", []string{`200|{"code":1,"data":[]}`}, "ok", 0, 1},
		{"data null", []string{`200|{"code":1,"data":null}`}, "ok", 0, 1},
		{"nothing, 404", []string{`404|{"code":0,"data":"Data tidak ditemukan"}`}, "ok", 0, 1},
		{"nothing, 404, English", []string{`404|{"code":"0","data":"record not found"}`}, "ok", 0, 1},
		{"nothing, 404, message", []string{`404|{"message":"record not found"}`}, "ok", 0, 1},
		{"nothing, 200", []string{`200|{"code":0,"data":"Data tidak ditemukan"}`}, "ok", 0, 1},
		{"code 0 with another word", []string{`200|{"code":0,"data":"basis data sibuk"}`}, "refused: basis data sibuk", 0, 1},
		{"no such address is not empty", []string{noRoute}, "bad", 0, 1},
		{"a framework's 404 is not empty", []string{springGone}, "bad", 0, 1},
		{"a page's 404 is not empty", []string{`404|<html>Not Found</html>`}, "bad", 0, 1},
		{"code 1 without data is not empty", []string{`200|{"code":1}`}, "bad", 0, 1},
		{"data as text", []string{`200|{"code":1,"data":"x"}`}, "bad", 0, 1},
		{"a row without an id", []string{`200|{"code":1,"data":[{"namaKursus":"x"}]}`}, "bad", 0, 1},
		{"unknown code", []string{`200|{"code":7,"data":[]}`}, "bad", 0, 1},
		{"Error \"true\"", []string{`200|{"Error":"true","Message":"gagal"}`}, "refused: gagal", 0, 1},
		{"Error true, 400", []string{`400|{"Error":true,"Message":"gagal"}`}, "refused: gagal", 0, 1},
		{"jwt, then well", []string{jwt, oneRow}, "ok", 1, 2},
		{"jwt twice", []string{jwt, jwt}, "expired", 0, 2},
		{"900901, then well", []string{invalid, oneRow}, "ok", 1, 2},
		{"900901 twice", []string{invalid, invalid}, "denied", 0, 2},
		{"900902 twice", []string{missing, missing}, "denied", 0, 2},
		{"bare 401 twice", []string{`401|`, `401|`}, "expired", 0, 2},
		{"mismatch, then well", []string{mismatch, oneRow}, "ok", 1, 2},
		{"mismatch twice", []string{mismatch, mismatch}, "mismatch", 0, 2},
		{"runtime error, then well", []string{runtime, oneRow}, "ok", 1, 2},
		{"runtime error twice", []string{runtime, runtime}, "unavailable", 0, 2},
		{"runtime error with 200", []string{strings.Replace(runtime, "500", "200", 1), oneRow}, "ok", 1, 2},
		{"suspended is not repeated", []string{suspended}, "unavailable", 0, 1},
		{"502 is not repeated", []string{html502}, "unavailable", 0, 1},
		{"503", []string{`503|`}, "unavailable", 0, 1},
		{"429", []string{`429|{"code":900802,"message":"Message throttled out"}`}, "unavailable", 0, 1},
		{"a page with 200", []string{`200|<html>maintenance</html>`}, "unavailable", 0, 1},
		{"an empty 200", []string{`200|`}, "unavailable", 0, 1},
		{"reset, then well", []string{"reset", oneRow}, "ok", 1, 2},
		{"reset twice", []string{"reset", "reset", "reset"}, "unavailable", 0, -1},
		{"403", []string{`403|{"code":403,"message":"Forbidden"}`}, "denied", 0, 1},
		{"403 page", []string{`403|<html>`}, "denied", 0, 1},
		{"sent elsewhere", []string{`302|{}`}, "bad", 0, 1},
		{"half an object", []string{`200|{"code":1,"data":[`}, "unavailable", 0, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, s := newScript(t, c.replies...)
			rows, err := client.Courses(ctx, nip)
			if kind(err) != c.want || len(rows) != c.rows || c.calls >= 0 && s.calls() != c.calls { // -1: net/http itself repeats a read on a stale connection
				t.Errorf("%s, %d rows, %d requests; want %s, %d, %d", kind(err), len(rows), s.calls(), c.want, c.rows, c.calls)
			}
		})
	}
}

// TestWrites is contract §3 for writes: what is repeated, and what must not be.
func TestWrites(t *testing.T) {
	for _, c := range []struct {
		name    string
		replies []string
		want    string
		id      string
		calls   int
	}{
		{"saved", []string{saved}, "ok", "R9", 1},
		{"saved, success as text", []string{`200|{"success":"true","mapData":{"rwKursusId":"R9"}}`}, "ok", "R9", 1},
		{"saved, the other key", []string{`200|{"success":true,"mapData":{"rwDiklatId":"R8"}}`}, "ok", "R8", 1},
		{"saved, number as id", []string{`200|{"success":true,"mapData":{"rwSertifikasiId":77}}`}, "ok", "77", 1},
		{"success:false", []string{`200|{"success":false,"message":"sudah ada"}`}, "refused: sudah ada", "", 1},
		{"success \"false\"", []string{`200|{"success":"false","message":"sudah ada","mapData":{"rwKursusId":"R9"}}`}, "refused: sudah ada", "", 1},
		{"mapData as text", []string{`200|{"success":false,"message":"failed","mapData":"tanggal salah"}`}, "refused: failed: tanggal salah", "", 1},
		{"Error true", []string{`200|{"Error":true,"Message":"gagal"}`}, "refused: gagal", "", 1},
		{"400 with words", []string{`400|{"message":"format salah"}`}, "refused: format salah", "", 1},
		{"404 with words", []string{`404|{"code":0,"data":"Data tidak ditemukan"}`}, "refused: Data tidak ditemukan", "", 1},
		{"no such address", []string{noRoute}, "bad", "", 1},
		{"saved without an id", []string{`200|{"success":true,"mapData":"oke"}`}, "uncertain", "", 1},
		{"no word of success", []string{`200|{"message":"ok"}`}, "uncertain", "", 1},
		{"success null", []string{`200|{"success":null}`}, "refused: ", "", 1},
		{"success unknown", []string{`200|{"success":"mungkin"}`}, "uncertain", "", 1},
		{"a page with 200", []string{`200|<html>`}, "uncertain", "", 1},
		{"an empty 200", []string{`200|`}, "uncertain", "", 1},
		{"502 is not repeated", []string{html502, saved}, "uncertain", "", 1},
		{"500 is not repeated", []string{`500|{"message":"x"}`, saved}, "uncertain", "", 1},
		{"runtime error is not repeated", []string{runtime, saved}, "uncertain", "", 1},
		{"reset is not repeated", []string{"reset", saved}, "uncertain", "", 1},
		{"sent elsewhere", []string{`302|{}`, saved}, "uncertain", "", 1},
		{"suspended was not taken", []string{suspended, saved}, "unavailable", "", 1},
		{"503 was not taken", []string{`503|<html>`, saved}, "unavailable", "", 1},
		{"429 was not taken", []string{`429|{}`, saved}, "unavailable", "", 1},
		{"403 was not taken", []string{`403|{}`, saved}, "denied", "", 1},
		{"jwt is repeated", []string{jwt, saved}, "ok", "R9", 2},
		{"jwt twice", []string{jwt, jwt, saved}, "expired", "", 2},
		{"mismatch is repeated", []string{mismatch, saved}, "ok", "R9", 2},
		{"900901 is repeated", []string{invalid, saved}, "ok", "R9", 2},
		{"900901, then reset", []string{invalid, "reset", saved}, "uncertain", "", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, s := newScript(t, c.replies...)
			id, err := client.SaveCourse(ctx, siasn.CourseWrite{PersonID: "P", PathID: 16, Title: "x", JP: 1, StartedOn: start, CompletedOn: start})
			if kind(err) != c.want || id != c.id || s.calls() != c.calls {
				t.Errorf("%s, id %q, %d requests; want %s, %q, %d", kind(err), id, s.calls(), c.want, c.id, c.calls)
			}
			if err != nil && strings.Contains(err.Error(), "sudah ada") {
				t.Error("the server's words are in Error()")
			}
		})
	}
}

// TestDeletesAndUploads have replies the contract says little of.
func TestDeletesAndUploads(t *testing.T) {
	del := func(c *siasn.Client) error { return c.DeleteCourse(ctx, "R") }
	up := func(c *siasn.Client) error { return c.UploadDocument(ctx, "R", siasn.CourseCertificate, "x.pdf", pdf) }
	for _, c := range []struct {
		name  string
		do    func(*siasn.Client) error
		reply string
		want  string
	}{
		{"delete", del, `200|{"success":true}`, "ok"},
		{"delete, code", del, `200|{"code":"1","message":"success"}`, "ok"},
		{"delete what is gone, 404", del, `404|{"code":0,"data":"record not found"}`, "ok"},
		{"delete what is gone, success:false", del, `200|{"success":false,"message":"Data tidak ditemukan"}`, "ok"},
		{"delete refused", del, `200|{"success":false,"message":"terkunci"}`, "refused: terkunci"},
		{"delete, no such address", del, noRoute, "bad"},
		{"delete lost", del, "reset", "uncertain"},
		{"upload, data", up, `200|{"code":1,"data":{"dok_uri":"a"}}`, "ok"},
		{"upload, data without code", up, `200|{"data":{"dok_uri":"a"}}`, "ok"},
		{"upload, success", up, `200|{"success":true}`, "ok"},
		{"upload to an unknown row", up, `200|{"success":false,"message":"id_riwayat tidak ditemukan"}`, "refused: id_riwayat tidak ditemukan"},
		{"upload to an unknown row, 404", up, `404|{"code":0,"data":"Data tidak ditemukan"}`, "refused: Data tidak ditemukan"},
		{"upload too large", up, `413|<html>`, "refused: HTTP 413"},
		{"upload lost", up, html502, "uncertain"},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, _ := newScript(t, c.reply)
			if err := c.do(client); kind(err) != c.want {
				t.Errorf("%s, want %s", kind(err), c.want)
			}
		})
	}
}

func TestMessagesAreCleaned(t *testing.T) {
	client, _ := newScript(t, `200|{"success":false,"message":"<b>NIP</b> 198503122010011001 (a@b.id)\neyJhbGciOiJIUzI1NiIsInR5.eyJwcmVmZXJyZWQ.abc ditolak"}`)
	_, err := client.SaveCourse(ctx, siasn.CourseWrite{})
	if got := kind(err); got != "refused: NIP … … … ditolak" {
		t.Error(got)
	}
}

func TestTimeoutOfAWriteIsUncertain(t *testing.T) {
	p := newPair(t, standinOptions(), func(c *siasn.Config) { c.Timeout = 150 * time.Millisecond })
	w := p.course(t, "T/1")
	p.faults(t, "save_course:hang_after:1x", "courses:latency:1x:400")
	_, err := p.SaveCourse(ctx, w)
	if kind(err) != "uncertain" {
		t.Fatal(kind(err))
	}
	if _, err = p.Courses(ctx, nip); kind(err) != "unavailable" {
		t.Fatal(kind(err))
	}
	rows, err := p.Courses(ctx, nip)
	must(t, err)
	if len(rows) != 1 || !siasn.SameCourse(rows[0], w) {
		t.Fatalf("the accepted row is not found: %+v", rows)
	}
}
