// Package mp4 reads what Lentera needs to know of an MP4 file from its boxes
// (ISO/IEC 14496-12): that it is one, how long it plays, and whether it can
// start before it is whole. It reads a few hundred bytes and skips the rest.
package mp4

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"time"
)

// Info is what a file says of itself.
type Info struct {
	Duration time.Duration
	// FastStart: the index (moov) stands before the pictures (mdat), so a
	// browser on a slow line can begin at once.
	FastStart bool
}

// The ways a file can be refused.
var (
	ErrNotMP4     = errors.New("mp4: not an MP4 file")
	ErrNoDuration = errors.New("mp4: the file does not say how long it plays")
)

// maxBoxes bounds the work on a hostile file.
const maxBoxes = 10_000

// Read reads the boxes of r from its present position to its end.
func Read(r io.ReadSeeker) (Info, error) {
	var info Info
	pictures := false
	for i := 0; i < maxBoxes; i++ {
		b, err := readBox(r)
		if errors.Is(err, io.EOF) && i > 0 {
			return info, ErrNoDuration
		}
		if err != nil || (i == 0 && b.name != "ftyp") {
			return info, ErrNotMP4
		}
		switch b.name {
		case "mdat":
			pictures = true
		case "moov":
			info.FastStart = !pictures
			info.Duration, err = readMovie(r, b.rest)
			return info, err
		}
		if b.rest < 0 { // to the end of the file
			return info, ErrNoDuration
		}
		if _, err := r.Seek(b.rest, io.SeekCurrent); err != nil {
			return info, ErrNotMP4
		}
	}
	return info, ErrNotMP4
}

type box struct {
	name string
	rest int64 // bytes of content; -1: to the end of the file
}

func readBox(r io.Reader) (box, error) {
	var head [8]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return box{}, err
	}
	size := int64(binary.BigEndian.Uint32(head[:4]))
	name := string(head[4:])
	switch {
	case size == 0:
		return box{name, -1}, nil
	case size == 1:
		var long [8]byte
		if _, err := io.ReadFull(r, long[:]); err != nil {
			return box{}, fmt.Errorf("%w: %w", ErrNotMP4, io.ErrUnexpectedEOF)
		}
		n := binary.BigEndian.Uint64(long[:])
		if n < 16 || n > math.MaxInt64/2 {
			return box{}, ErrNotMP4
		}
		return box{name, int64(n) - 16}, nil
	case size < 8:
		return box{}, ErrNotMP4
	}
	return box{name, size - 8}, nil
}

// readMovie finds mvhd inside moov.
func readMovie(r io.ReadSeeker, left int64) (time.Duration, error) {
	for i := 0; i < maxBoxes && left != 0; i++ {
		b, err := readBox(r)
		if err != nil || b.rest < 0 {
			return 0, ErrNoDuration
		}
		if b.name == "mvhd" {
			return readHeader(r)
		}
		if left > 0 {
			left = max(left-b.rest-8, 0)
		}
		if _, err := r.Seek(b.rest, io.SeekCurrent); err != nil {
			return 0, ErrNoDuration
		}
	}
	return 0, ErrNoDuration
}

func readHeader(r io.Reader) (time.Duration, error) {
	var h [32]byte // the longer form, version 1
	if _, err := io.ReadFull(r, h[:]); err != nil {
		return 0, ErrNoDuration
	}
	scale, units := uint64(binary.BigEndian.Uint32(h[12:])), uint64(binary.BigEndian.Uint32(h[16:]))
	if h[0] == 1 {
		scale, units = uint64(binary.BigEndian.Uint32(h[20:])), binary.BigEndian.Uint64(h[24:])
	}
	if scale == 0 || units == 0 {
		return 0, ErrNoDuration
	}
	seconds := float64(units) / float64(scale)
	if seconds > 24*3600 {
		return 0, ErrNoDuration
	}
	return time.Duration(seconds * float64(time.Second)), nil
}

// Tracks tells whether a movie has pictures and whether it has sound. Refuses
// with ErrNotMP4.
func Tracks(r io.ReadSeeker) (pictures, sound bool, err error) {
	found := false
	err = walk(r, -1, 0, func(name string, handler string) {
		found = found || name == "ftyp"
		pictures = pictures || handler == "vide"
		sound = sound || handler == "soun"
	})
	if err != nil || !found {
		return false, false, ErrNotMP4
	}
	return pictures, sound, nil
}

// within are the boxes on the way to a track's handler, by depth.
var within = []string{"moov", "trak", "mdia"}

// walk visits the boxes of left bytes (-1: to the end), and goes down the way
// to each handler.
func walk(r io.ReadSeeker, left int64, depth int, seen func(name, handler string)) error {
	for i := 0; i < maxBoxes && left != 0; i++ {
		start, err := r.Seek(0, io.SeekCurrent)
		if err != nil {
			return err
		}
		b, err := readBox(r)
		if errors.Is(err, io.EOF) && left < 0 && i > 0 {
			return nil
		}
		if err != nil || (depth == 0 && i == 0 && b.name != "ftyp") || (b.rest < 0 && depth > 0) {
			return ErrNotMP4
		}
		body, err := r.Seek(0, io.SeekCurrent)
		if err != nil {
			return err
		}
		end := body + b.rest
		handler := ""
		switch {
		case depth < len(within) && b.name == within[depth] && b.rest >= 0:
			err = walk(r, b.rest, depth+1, seen)
		case depth == len(within) && b.name == "hdlr":
			var h [12]byte
			_, err = io.ReadFull(r, h[:])
			handler = string(h[8:])
		}
		if err != nil {
			return ErrNotMP4
		}
		seen(b.name, handler)
		if b.rest < 0 {
			return nil
		}
		if left > 0 {
			if left -= end - start; left < 0 {
				return ErrNotMP4
			}
		}
		if _, err := r.Seek(end, io.SeekStart); err != nil {
			return ErrNotMP4
		}
	}
	return nil
}
