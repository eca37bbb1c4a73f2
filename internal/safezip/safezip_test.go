package safezip

import (
	"archive/zip"
	"bytes"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"strings"
	"testing"
)

type made struct {
	name string
	body string
	set  func(*zip.FileHeader)
}

func archive(t testing.TB, all ...made) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, m := range all {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if m.set != nil {
			m.set(h)
		}
		f, err := w.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, m.body); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestHostileArchivesAreRefused: one case per trick that is known.
func TestHostileArchivesAreRefused(t *testing.T) {
	mode := func(m fs.FileMode) func(*zip.FileHeader) { return func(h *zip.FileHeader) { h.SetMode(m) } }
	for what, c := range map[string]struct {
		all    []made
		lim    Limits
		reason string
	}{
		"climbs":             {[]made{{name: "../etc/passwd"}}, Limits{}, Leads},
		"climbs inside":      {[]made{{name: "a/../../b"}}, Limits{}, Leads},
		"climbs and returns": {[]made{{name: "a/../b"}}, Limits{}, Leads},
		"climbs with \\":     {[]made{{name: `..\..\b`}}, Limits{}, Leads},
		"absolute":           {[]made{{name: "/etc/passwd"}}, Limits{}, Leads},
		"drive":              {[]made{{name: `C:\x`}}, Limits{}, Leads},
		"other stream":       {[]made{{name: "a.xml:x"}}, Limits{}, Leads},
		"nul":                {[]made{{name: "a\x00.xml"}}, Limits{}, Leads},
		"itself":             {[]made{{name: "."}}, Limits{}, Leads},
		"folder climbs":      {[]made{{name: "../x/"}}, Limits{}, Leads},
		"symlink":            {[]made{{name: "a", body: "/etc/passwd", set: mode(fs.ModeSymlink | 0o777)}}, Limits{}, Link},
		"device":             {[]made{{name: "a", set: mode(fs.ModeDevice)}}, Limits{}, Link},
		"twice":              {[]made{{name: "a"}, {name: "a"}}, Limits{}, Twice},
		"twice by case":      {[]made{{name: "a.XML"}, {name: "A.xml"}}, Limits{}, Twice},
		"twice by \\":        {[]made{{name: "a/b"}, {name: `a\b`}}, Limits{}, Twice},
		"file is folder":     {[]made{{name: "a"}, {name: "a/b"}}, Limits{}, Crossed},
		"encrypted":          {[]made{{name: "a", set: func(h *zip.FileHeader) { h.Flags |= 1 }}}, Limits{}, Encrypted},
		"bomb":               {[]made{{name: "a", body: strings.Repeat("0", 8<<20)}}, Limits{}, Bomb},
		"one too large":      {[]made{{name: "a", body: "0123456789"}}, Limits{One: 5}, TooLarge},
		"together too large": {[]made{{name: "a", body: "012345"}, {name: "b", body: "012345"}}, Limits{Total: 10}, TooLarge},
		"too many":           {[]made{{name: "a"}, {name: "b"}, {name: "c"}}, Limits{Entries: 2}, TooMany},
	} {
		_, err := OpenBytes(archive(t, c.all...), c.lim)
		var r Refusal
		if !errors.As(err, &r) || r.Reason != c.reason {
			t.Errorf("%s: %v, want %s", what, err, c.reason)
		}
	}
	if _, err := OpenBytes([]byte("no zip"), Limits{}); err == nil {
		t.Error("no zip was opened")
	}
}

// TestALieAboutTheSizeEndsInARefusal: the head says 10 bytes, there are more.
func TestALieAboutTheSizeEndsInARefusal(t *testing.T) {
	body := bytes.Repeat([]byte("x"), 1000)
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "a", Method: zip.Store, CompressedSize64: 1000, UncompressedSize64: 10, CRC32: crc32.ChecksumIEEE(body)})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = f.Write(body)
	_ = w.Close()
	a, err := OpenBytes(b.Bytes(), Limits{})
	if err != nil {
		return // refused at once: as good
	}
	r, err := a.Open("a")
	if err != nil {
		return
	}
	if got, err := io.ReadAll(r); err == nil || len(got) > 1000 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// TestGoodArchiveReads: names in odd encodings and with back-slashes come as
// they are meant, zip64 or not.
func TestGoodArchiveReads(t *testing.T) {
	a, err := OpenBytes(archive(t, made{name: "a/"}, made{name: `a\b.txt`, body: "hai"}, made{name: "caf\x82.txt", body: "x", set: func(h *zip.FileHeader) { h.NonUTF8 = true }}), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(a.Names(), "|"); got != "a/b.txt|café.txt" {
		t.Error(got)
	}
	r, err := a.Open("a/b.txt")
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(r); err != nil || string(body) != "hai" {
		t.Errorf("%q %v", body, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if _, err := a.Open("../a/b.txt"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// FuzzOpen: no bytes make it fail, read without bound or give a name that
// leads out.
func FuzzOpen(f *testing.F) {
	f.Add(archive(f, made{name: "a/b.txt", body: "x"}, made{name: "c"}))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := OpenBytes(b, Limits{Total: 1 << 20})
		if err != nil {
			return
		}
		total := 0
		for _, name := range a.Names() {
			if strings.HasPrefix(name, "/") || strings.Contains("/"+name+"/", "/../") || strings.Contains(name, `\`) {
				t.Fatalf("%q", name)
			}
			r, err := a.Open(name)
			if err != nil {
				continue
			}
			body, _ := io.ReadAll(r)
			total += len(body)
			_ = r.Close()
		}
		if total > 1<<20 {
			t.Fatalf("%d bytes", total)
		}
	})
}
