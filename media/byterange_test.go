package media

import (
	"fmt"
	"testing"
)

func TestReadRange(t *testing.T) {
	whole := span{0, 999, false}
	cases := []struct {
		header string
		want   span
		ok     bool
	}{
		{"bytes=0-0", span{0, 0, true}, true},
		{"bytes=0-", span{0, 999, true}, true},
		{"bytes=500-599", span{500, 599, true}, true},
		{"bytes=999-", span{999, 999, true}, true},
		{"bytes=900-5000", span{900, 999, true}, true},
		{"bytes=-1", span{999, 999, true}, true},
		{"bytes=-5000", span{0, 999, true}, true},
		{"Bytes = 1-2", span{1, 2, true}, true},
		{"bytes=1-99999999999999999999999999", span{1, 999, true}, true},
		{"bytes=1000-", whole, false},
		{"bytes=99999999999999999999999999-", whole, false},
		{"bytes=-0", whole, false},
		{"bytes=0-1,5-6", whole, true},
		{"bytes=5-4", whole, true},
		{"bytes=a-b", whole, true},
		{"bytes=-", whole, true},
		{"bytes=", whole, true},
		{"bytes", whole, true},
		{"bytes=+1-2", whole, true},
		{"bytes=1--2", whole, true},
		{"items=0-1", whole, true},
		{"", whole, true},
	}
	for _, c := range cases {
		if got, ok := readRange(c.header, 1000); got != c.want || ok != c.ok {
			t.Errorf("%q: %+v %v", c.header, got, ok)
		}
	}
	if _, ok := readRange("bytes=0-", 0); ok {
		t.Error("an empty file has no first byte")
	}
}

func TestSameTag(t *testing.T) {
	for header, want := range map[string]bool{
		`"a"`: true, `W/"a"`: true, `"b", "a"`: true, `*`: true, `"b"`: false, `a`: false, ``: false, `"a`: false,
	} {
		if sameTag(header, `"a"`) != want {
			t.Errorf("%s: %v", header, !want)
		}
	}
	if rangeStillHolds(`W/"a"`, `"a"`) || !rangeStillHolds(`"a"`, `"a"`) || rangeStillHolds("Wed, 21 Oct 2015 07:28:00 GMT", `"a"`) {
		t.Error("If-Range wants the exact tag")
	}
}

// FuzzReadRange: whatever is asked, what we send lies inside the file, and a
// plain range is read the way it is written.
func FuzzReadRange(f *testing.F) {
	for _, s := range []string{"bytes=0-", "bytes=-5", "bytes=1-2,3-4", "bytes=9223372036854775807-", "bytes=-9223372036854775808"} {
		f.Add(s, int64(1000), uint16(3), uint16(9))
	}
	f.Fuzz(func(t *testing.T, header string, size int64, a, b uint16) {
		if size < 0 {
			size = -(size + 1)
		}
		got, ok := readRange(header, size)
		if ok && size > 0 && (got.from < 0 || got.to >= size || got.from > got.to) {
			t.Fatalf("%q of %d: %+v", header, size, got)
		}
		if ok && got.part && size == 0 {
			t.Fatalf("%q: a part of nothing", header)
		}
		if size > int64(b) && a <= b {
			plain, ok := readRange(fmt.Sprintf("bytes=%d-%d", a, b), size)
			if !ok || plain != (span{int64(a), int64(b), true}) {
				t.Fatalf("%d-%d of %d: %+v", a, b, size, plain)
			}
		}
	})
}
