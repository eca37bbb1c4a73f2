package mp4

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"
	"time"
)

func makeBox(name string, content ...[]byte) []byte {
	body := bytes.Join(content, nil)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))
	return append(append(out, name...), body...)
}

func header(version byte, scale uint32, units uint64) []byte {
	h := []byte{version, 0, 0, 0}
	if version == 1 {
		h = append(h, make([]byte, 16)...)
		h = binary.BigEndian.AppendUint32(h, scale)
		h = binary.BigEndian.AppendUint64(h, units)
	} else {
		h = append(h, make([]byte, 8)...)
		h = binary.BigEndian.AppendUint32(h, scale)
		h = binary.BigEndian.AppendUint32(h, uint32(units))
	}
	return append(h, make([]byte, 80)...)
}

func TestRead(t *testing.T) {
	ftyp := makeBox("ftyp", []byte("isom\x00\x00\x02\x00"))
	moov := makeBox("moov", makeBox("udta", make([]byte, 30)), makeBox("mvhd", header(0, 1000, 481500)))
	long := makeBox("moov", makeBox("mvhd", header(1, 90000, 90000*61)))
	mdat := makeBox("mdat", make([]byte, 5000))
	big := append([]byte{0, 0, 0, 1}, "mdat\x00\x00\x00\x00\x00\x00\x00\x20"...)
	big = append(big, make([]byte, 16)...)
	cases := []struct {
		name string
		src  []byte
		want Info
		err  error
	}{
		{"index first", bytes.Join([][]byte{ftyp, moov, mdat}, nil), Info{481500 * time.Millisecond, true}, nil},
		{"index last", bytes.Join([][]byte{ftyp, makeBox("free"), mdat, long}, nil), Info{61 * time.Second, false}, nil},
		{"64-bit box", bytes.Join([][]byte{ftyp, big, moov}, nil), Info{481500 * time.Millisecond, false}, nil},
		{"no index", bytes.Join([][]byte{ftyp, mdat}, nil), Info{}, ErrNoDuration},
		{"endless", bytes.Join([][]byte{ftyp, []byte("\x00\x00\x00\x00mdat"), moov}, nil), Info{}, ErrNoDuration},
		{"zero scale", bytes.Join([][]byte{ftyp, makeBox("moov", makeBox("mvhd", header(0, 0, 5)))}, nil), Info{FastStart: true}, ErrNoDuration},
		{"cut", bytes.Join([][]byte{ftyp, moov[:30]}, nil), Info{FastStart: true}, ErrNoDuration},
		{"not mp4", []byte("\x89PNG\r\n\x1a\n0000000000"), Info{}, ErrNotMP4},
		{"empty", nil, Info{}, ErrNotMP4},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Read(bytes.NewReader(c.src))
			if !errors.Is(err, c.err) || got != c.want {
				t.Fatalf("%+v, %v", got, err)
			}
		})
	}
}

// FuzzRead: no input may panic, loop or claim a duration of nothing.
func FuzzRead(f *testing.F) {
	f.Add(append(makeBox("ftyp", []byte("isom")), makeBox("moov", makeBox("mvhd", header(0, 1, 5)))...))
	f.Add([]byte("\x00\x00\x00\x01ftyp\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, src []byte) {
		info, err := Read(bytes.NewReader(src))
		if err == nil && (info.Duration < 0 || info.Duration > 24*time.Hour) {
			t.Fatal(info)
		}
	})
}
