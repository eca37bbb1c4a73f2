package badge

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"hash/crc32"
	"html"
	"strings"
)

const (
	pngMagic = "\x89PNG\r\n\x1a\n"
	keyword  = "openbadgecredential"
	space    = "https://purl.imsglobal.org/ob/v3p0"
)

// BakePNG puts a badge (JSON or compact JWS) into an iTXt chunk after the
// header of a PNG that holds none.
func BakePNG(picture, badge []byte) ([]byte, error) {
	const head = len(pngMagic) + 4 + 4 + 13 + 4
	if len(picture) < head || !bytes.HasPrefix(picture, []byte(pngMagic)) || string(picture[12:16]) != "IHDR" {
		return nil, errors.New("badge: no PNG")
	}
	data := append([]byte("iTXt"+keyword+"\x00\x00\x00\x00\x00"), badge...)
	var b bytes.Buffer
	b.Write(picture[:head])
	_ = binary.Write(&b, binary.BigEndian, uint32(len(data)-4)) //nolint:gosec // some kilobytes
	b.Write(data)
	_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(data))
	b.Write(picture[head:])
	return b.Bytes(), nil
}

// BakeSVG puts a badge into an SVG: a compact JWS as the verify attribute,
// JSON as character data.
func BakeSVG(picture string, badge []byte) (string, error) {
	at := strings.Index(picture, "<svg")
	end := strings.Index(picture, ">")
	if at != 0 || end < 0 {
		return "", errors.New("badge: no SVG")
	}
	element := "<openbadges:credential"
	if bytes.HasPrefix(badge, []byte("{")) {
		element += "><![CDATA[" + strings.ReplaceAll(string(badge), "]]>", `]]\u003e`) + "]]></openbadges:credential>"
	} else {
		element += ` verify="` + html.EscapeString(string(badge)) + `"/>`
	}
	return picture[:end] + ` xmlns:openbadges="` + space + `">` + element + picture[end+1:], nil
}

// Unbake gives the badge in a PNG or SVG. It refuses a picture with two.
func Unbake(picture []byte) ([]byte, error) {
	if bytes.HasPrefix(picture, []byte(pngMagic)) {
		return unbakePNG(picture[len(pngMagic):])
	}
	var found [][]byte
	decoder := xml.NewDecoder(bytes.NewReader(picture))
	for {
		token, err := decoder.Token()
		if err != nil {
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "credential" || start.Name.Space != space {
			continue
		}
		var inner struct {
			Verify string `xml:"verify,attr"`
			Text   string `xml:",chardata"`
		}
		if err := decoder.DecodeElement(&inner, &start); err != nil {
			return nil, err
		}
		found = append(found, []byte(strings.TrimSpace(inner.Verify+inner.Text)))
	}
	return only(found)
}

func unbakePNG(rest []byte) ([]byte, error) {
	var found [][]byte
	for len(rest) >= 12 {
		size := int64(binary.BigEndian.Uint32(rest))
		if size > int64(len(rest)-12) {
			return nil, errors.New("badge: the PNG is cut")
		}
		chunk := rest[4 : 8+size]
		if binary.BigEndian.Uint32(rest[8+size:]) != crc32.ChecksumIEEE(chunk) {
			return nil, errors.New("badge: the PNG is damaged")
		}
		if body, ok := bytes.CutPrefix(chunk, []byte("iTXt"+keyword+"\x00")); ok {
			if len(body) < 4 || body[0] != 0 {
				return nil, errors.New("badge: the PNG's badge is compressed")
			}
			parts := bytes.SplitN(body[2:], []byte{0}, 3) // language, translated keyword, text
			if len(parts) == 3 {
				found = append(found, parts[2])
			}
		}
		rest = rest[12+size:]
	}
	return only(found)
}

func only(found [][]byte) ([]byte, error) {
	if len(found) != 1 || len(found[0]) == 0 {
		return nil, errors.New("badge: the picture holds no badge, or more than one")
	}
	return found[0], nil
}
