package portal_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"mime/multipart"
	"strings"
	"testing"

	"lentera/signing/portal"
	"lentera/signing/testca"
)

func form(t *testing.T, parts ...[3]string) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		var err error
		var to interface{ Write([]byte) (int, error) }
		if p[1] == "" {
			to, err = w.CreateFormField(p[0])
		} else {
			to, err = w.CreateFormFile(p[0], p[1])
		}
		if err != nil {
			t.Fatal(err)
		}
		_, _ = to.Write([]byte(p[2]))
	}
	_ = w.Close()
	return w.FormDataContentType(), b.Bytes()
}

func TestWhereTheFileMayStand(t *testing.T) {
	sheet := string(testca.Sheet("Sertifikat"))
	asForm := func(parts ...[3]string) [2]string { k, b := form(t, parts...); return [2]string{k, string(b)} }
	for name, c := range map[string]struct {
		in   [2]string
		want error
	}{
		"the body":           {[2]string{"application/pdf", sheet}, nil},
		"the body, untyped":  {[2]string{"", sheet}, nil},
		"a form":             {asForm([3]string{"status", "", "signed"}, [3]string{"file", "x.pdf", sheet}), nil},
		"a form, other name": {asForm([3]string{"document", "x.pdf", sheet}), nil},
		"JSON":               {[2]string{"application/json; charset=utf-8", `{"file":"` + base64.StdEncoding.EncodeToString([]byte(sheet)) + `"}`}, nil},
		"two files":          {asForm([3]string{"file", "x.pdf", sheet}, [3]string{"file", "y.pdf", sheet}), portal.ErrForm},
		"no file":            {asForm([3]string{"status", "", "signed"}), portal.ErrForm},
		"a form cut off":     {[2]string{"multipart/form-data; boundary=x", "--x\r\n"}, portal.ErrForm},
		"no boundary":        {[2]string{"multipart/form-data", sheet}, portal.ErrForm},
		"text":               {[2]string{"text/html", "<html>"}, portal.ErrForm},
		"empty":              {[2]string{"application/pdf", ""}, portal.ErrForm},
		"JSON without":       {[2]string{"application/json", `{"success":true}`}, portal.ErrForm},
		"JSON broken":        {[2]string{"application/json", `{"file":"%%"}`}, portal.ErrForm},
		"too large":          {[2]string{"application/pdf", sheet + strings.Repeat("x", 20000)}, portal.ErrLarge},
		"far too large":      {[2]string{"application/pdf", sheet + strings.Repeat("x", 200000)}, portal.ErrLarge},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := portal.ReadFile(c.in[0], []byte(c.in[1]), 10_000)
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if err == nil && string(got) != sheet {
				t.Error("another file")
			}
		})
	}
}

func TestKeysAreComparedAndNeverShown(t *testing.T) {
	one, two := portal.NewKey(), portal.NewKey()
	if !portal.Same(portal.Hash(one), one) || portal.Same(portal.Hash(one), two) || portal.Same(nil, one) || portal.Same(nil, "") || portal.Same(make([]byte, 32), "") {
		t.Error("the comparison is wrong")
	}
	for _, bad := range []string{"", "Bearer", "Bearer ", "Bearer short", "Basic " + one.Reveal(), one.Reveal(), "Bearer " + strings.Repeat("x", 500)} {
		if _, err := portal.BearerKey(bad); !errors.Is(err, portal.ErrNoKey) {
			t.Errorf("%q is taken", bad)
		}
	}
	if got, err := portal.BearerKey("bearer  " + one.Reveal()); err != nil || got != one {
		t.Errorf("%v", err)
	}
	if s := fmt.Sprintf("%v %+v %#v %s %q", one, one, one, one, one); strings.Contains(s, one.Reveal()) {
		t.Error("a key prints itself")
	}
}

func FuzzReadFile(f *testing.F) {
	f.Add("application/pdf", testca.Sheet("x"))
	f.Add("multipart/form-data; boundary=x", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n%PDF-1.7\r\n--x--"))
	f.Add("application/json", []byte(`{"file":"JVBERi0="}`))
	f.Fuzz(func(t *testing.T, kind string, body []byte) {
		got, err := portal.ReadFile(kind, body, 4096)
		if err == nil && (len(got) > 4096 || !portal.IsPDF(got)) {
			t.Error("what is no PDF, or too large, is taken")
		}
	})
}
