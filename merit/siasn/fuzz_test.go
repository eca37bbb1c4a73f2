package siasn

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzReply feeds the decoder anything a balancer may send. It must never
// panic, never call a write done that the reply does not call done, never call
// unknown text an empty history, and never let long digits through.
func FuzzReply(f *testing.F) {
	for _, name := range []string{"course_read.json", "training_read.json", "course_write_full.json"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(200, b)
	}
	for status, seeds := range map[int][]string{
		200: {`{"success":true,"mapData":{"rwKursusId":"R"}}`, `{"success":"false","mapData":"x"}`, `{"success":false,"message":"198503122010011001"}`, `{"Error":"true","Message":"x"}`,
			`[{"id":1}]`, `{"code":1e400,"data":{}}`, `{"code":"1","data":[null,{"path":[1,{"dok_id":881}]}]}`, `{"data":{"jumlahJam":"NaN","path":{"881":null,"x":{}}}}`, `<html>`, ``, `null`, `"x"`, "\xef\xbb\xbf{}"},
		401: {`{"message":"invalid or expired jwt"}`, `{"code":900901,"message":"Invalid Credentials"}`},
		404: {`{"code":0,"data":"Data tidak ditemukan"}`, `{"error":"Not Found","path":"/x"}`},
		503: {`{"code":303001,"type":"Status report","message":"Runtime Error","description":"SUSPENDED"}`},
	} {
		for _, s := range seeds {
			f.Add(status, []byte(s))
		}
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 100 || status > 599 {
			return
		}
		read := &reply{op: "courses", status: status, header: http.Header{}, body: body}
		if _, err := read.judge(request{op: "courses"}); err == nil {
			rows, err := read.list()
			for _, r := range rows {
				_, _, _ = readCourse(r), readTraining(r), readPerson(r)
				_ = readUnit(r)
			}
			if err == nil && status == http.StatusNotFound && !read.empty {
				t.Error("rows from a 404")
			}
		} else {
			checkWords(t, err)
		}
		write := &reply{op: "save_course", write: true, status: status, header: http.Header{}, body: body}
		_, err := write.judge(request{op: "save_course", write: true})
		if err == nil {
			var id string
			if id, err = write.savedID(); err == nil {
				var m record
				_ = json.Unmarshal([]byte(strings.TrimPrefix(strings.TrimSpace(string(body)), "\xef\xbb\xbf")), &m)
				if id == "" || status >= 300 || !truthy(m["success"]) && loose(m["code"]) != "1" {
					t.Errorf("saved as %q by %d %q", id, status, body)
				}
			}
		}
		checkWords(t, err)
	})
}

func checkWords(t *testing.T, err error) {
	var no *Refused
	if errors.As(err, &no) && (!utf8.ValidString(no.Message) || longDigits.MatchString(no.Message) || len([]rune(no.Message)) > 300) {
		t.Errorf("%q", no.Message)
	}
}
