// Package paper takes in the file of a certificate: it decides by decoded
// content what the file is, encodes images anew and reads the QR code in it.
// It imports nothing of Lentera and never fetches anything.
package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
)

// MaxBytes of one file, and MaxPixels of one picture (about 160 MB decoded).
const (
	MaxBytes  = 5 << 20
	MaxPixels = 40_000_000
)

// The reasons for which a file is not taken.
var (
	ErrTooLarge = errors.New("paper: more than 5 MB")
	ErrType     = errors.New("paper: neither PDF nor JPEG nor PNG")
	ErrPixels   = errors.New("paper: too many pixels")
)

// How reading the QR code went.
const (
	QRFound      = "found"
	QRNone       = "none"       // a picture without one that could be read
	QRUnreadable = "unreadable" // a PDF without a picture that we can take out
)

// File is what is kept.
type File struct {
	Type         string // application/pdf, image/jpeg or image/png
	Bytes        []byte // as stored: images encoded anew, without metadata; PDF as sent
	SHA256       string // of Bytes
	UploadSHA256 string // of what was sent
	QR           string // text of the code
	QRState      string
}

// one picture is decoded at a time: each may take a hundred megabytes.
var turn = make(chan struct{}, 1)

// Take reads an upload. It refuses by ErrTooLarge, ErrType and ErrPixels;
// neither name nor claimed type is asked.
func Take(sent []byte) (File, error) {
	if len(sent) > MaxBytes {
		return File{}, ErrTooLarge
	}
	turn <- struct{}{}
	defer func() { <-turn }()
	f := File{UploadSHA256: hash(sent)}
	if isPDF(sent) {
		f.Type, f.Bytes = "application/pdf", sent
		f.QR, f.QRState = qrOfPDF(sent)
	} else {
		picture, format, err := decode(sent)
		if err != nil {
			return File{}, err
		}
		picture = upright(picture, orientation(sent))
		if f.Bytes, err = encode(picture, format); err != nil {
			return File{}, err
		}
		f.Type, f.QRState = "image/"+format, QRNone
		if text, ok := readQR(picture); ok {
			f.QR, f.QRState = text, QRFound
		}
	}
	f.SHA256 = hash(f.Bytes)
	return f, nil
}

// isPDF wants the header at the very start and the end mark at the end: a PDF
// behind another format's header, or cut off, is not one.
func isPDF(b []byte) bool {
	tail := b[max(0, len(b)-1024):]
	return bytes.HasPrefix(b, []byte("%PDF-")) && bytes.Contains(tail, []byte("startxref")) && bytes.Contains(tail, []byte("%%EOF"))
}

func decode(b []byte) (image.Image, string, error) {
	info, format, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || (format != "jpeg" && format != "png") {
		return nil, "", ErrType
	}
	if info.Width <= 0 || info.Height <= 0 || info.Width > MaxPixels/info.Height {
		return nil, "", ErrPixels
	}
	picture, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, "", ErrType
	}
	return picture, format, nil
}

func encode(picture image.Image, format string) ([]byte, error) {
	var out bytes.Buffer
	var err error
	if format == "png" {
		err = png.Encode(&out, picture)
	} else {
		err = jpeg.Encode(&out, picture, &jpeg.Options{Quality: 88})
	}
	return out.Bytes(), err
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
