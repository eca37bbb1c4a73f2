package standin

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"lentera/signing/testca"
)

type look struct {
	Tampilan string `json:"tampilan"`
	Reason   string `json:"reason"`
	Location string `json:"location"`
}

type signIn struct {
	NIK        string   `json:"nik"`
	Email      string   `json:"email"`
	Subscriber string   `json:"idSubscriber"`
	Passphrase string   `json:"passphrase"`
	TOTP       string   `json:"totp"`
	Looks      []look   `json:"signatureProperties"`
	File       []string `json:"file"`
}

// read takes a signing request apart; the answer is a refusal or nil.
func (s *Server) read(r *http.Request) (in signIn, files [][]byte, bad *answer) {
	if json.NewDecoder(r.Body).Decode(&in) != nil {
		return in, nil, denied(400, "Permintaan tidak dapat dibaca", 1001)
	}
	if len(in.File) == 0 || len(in.Looks) != len(in.File) && len(in.Looks) != 1 {
		return in, nil, denied(400, "Jumlah signatureProperties tidak sama dengan jumlah file", 1002)
	}
	for _, text := range in.File {
		b, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return in, nil, denied(400, "File bukan base64", 1003)
		}
		files = append(files, b)
	}
	return in, files, nil
}

func (s *Server) sign(r *http.Request, _, kind string) answer {
	in, files, bad := s.read(r)
	if bad != nil {
		return *bad
	}
	name, bad := s.unlock(in.NIK, in.Email, in.Passphrase, in.TOTP, len(files), kind)
	if bad != nil {
		return *bad
	}
	return s.signAll(name, in.Looks, files, kind)
}

func (s *Server) seal(r *http.Request, _, kind string) answer {
	in, files, bad := s.read(r)
	if bad != nil {
		return *bad
	}
	s.mu.Lock()
	left, ok := s.codes[in.TOTP]
	if in.Subscriber != SampleSubscriber || !ok || left.owner != SampleSubscriber || left.n < len(files) {
		s.mu.Unlock()
		return refusal(400, "TOTP segel tidak valid", codeTOTP)
	}
	s.spend(in.TOTP, len(files))
	s.mu.Unlock()
	return s.signAll("Segel Elektronik Contoh", in.Looks, files, kind)
}

// signAll signs, spoils what the fault says, and answers as API v2.
func (s *Server) signAll(name string, looks []look, files [][]byte, kind string) answer {
	out, bad := s.signEach(name, looks, files)
	if bad != nil {
		return *bad
	}
	out = s.spoil(out, files, name, kind)
	texts := make([]string, len(out))
	for i, b := range out {
		texts[i] = base64.StdEncoding.EncodeToString(b)
	}
	if kind == NotBase64 {
		texts[0] = "!" + texts[0]
	}
	return answer{status: 200, body: map[string]any{"time": 111, "file": texts}}
}

func (s *Server) signEach(name string, looks []look, files [][]byte) ([][]byte, *answer) {
	s.mu.Lock()
	refuse := s.refuse
	s.mu.Unlock()
	for _, f := range files {
		if !bytes.HasPrefix(f, []byte("%PDF-")) || bytes.Contains(f, []byte("/Encrypt ")) || refuse != "" && bytes.Contains(f, []byte(refuse)) {
			return nil, denied(400, "Dokumen tidak dapat ditandatangani", 1004)
		}
	}
	var out [][]byte
	for i, f := range files {
		l := looks[min(i, len(looks)-1)]
		b, err := s.ca.Sign(f, name, l.Reason, l.Location)
		if err != nil {
			return nil, denied(400, "Dokumen tidak dapat ditandatangani", 1005)
		}
		out = append(out, b)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range files {
		h := sha256.Sum256(f)
		s.signed[hex.EncodeToString(h[:])]++
	}
	return out, nil
}

// TimesSigned tells how often a document was signed, whatever became of it.
func (s *Server) TimesSigned(file []byte) int {
	h := sha256.Sum256(file)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signed[hex.EncodeToString(h[:])]
}

// spoil does to the signed files what the fault says.
func (s *Server) spoil(out, in [][]byte, name, kind string) [][]byte {
	last := len(out) - 1
	switch kind {
	case Short:
		out = out[:last]
	case Extra:
		out = append(out, out[0])
	case NotPDF:
		out[last] = []byte("<html>Not a PDF</html>")
	case Unsigned:
		out[last] = in[last]
	case Tampered:
		b := bytes.Clone(out[last])
		b[len(in[last])/2] ^= 1
		out[last] = b
	case Other:
		s.mu.Lock()
		other := s.earlier
		s.mu.Unlock()
		if other == nil {
			other = testca.Sheet("Dokumen lain")
		}
		if b, err := s.ca.Sign(other, name, "", ""); err == nil {
			out[last] = b
		}
	}
	s.mu.Lock()
	s.earlier = in[0]
	s.mu.Unlock()
	return out
}

func (s *Server) askTOTP(r *http.Request, _, _ string) answer {
	var in struct {
		NIK, Email string
		Data       any
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(in.NIK, in.Email)
	n := number(in.Data)
	if o == nil || n < 1 {
		return refusal(400, "User tidak terdaftar", 2011)
	}
	s.codes[s.newCode()] = code{o.NIK, n}
	return answer{status: 200, body: map[string]any{"message": "TOTP dikirim ke surel"}}
}

// TOTPOf is the code that would have been mailed to an official; "" for none.
func (s *Server) TOTPOf(nik string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for text, c := range s.codes {
		if c.owner == nik {
			return text
		}
	}
	return ""
}

// newCode is called with the lock held.
func (s *Server) newCode() string {
	b := make([]byte, 5)
	_, _ = rand.Read(b)
	s.serial++
	return strings.ToUpper(hex.EncodeToString(b))
}

func number(v any) int {
	switch v := v.(type) {
	case float64:
		return int(v)
	case string:
		n := 0
		for _, r := range v {
			if r < '0' || r > '9' || n > 10000 {
				return 0
			}
			n = n*10 + int(r-'0')
		}
		return n
	}
	return 0
}

func (s *Server) activate(r *http.Request, _, _ string) answer {
	var in struct{ IDSubscriber, TOTP string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case in.IDSubscriber != SampleSubscriber:
		return refusal(400, "Subscriber tidak terdaftar", 2011)
	case in.TOTP == "":
		return answer{status: 200, body: map[string]any{"message": "Kode aktivasi dikirim ke surel"}}
	case in.TOTP != s.activation:
		return refusal(400, "Kode aktivasi tidak valid", codeTOTP)
	}
	s.activation = "ACT-" + s.newCode()
	return answer{status: 200, body: map[string]any{"totp": s.activation}}
}

func (s *Server) sealTOTP(r *http.Request, _, _ string) answer {
	var in struct {
		IDSubscriber, TOTP string
		Data               any
	}
	_ = json.NewDecoder(r.Body).Decode(&in)
	s.mu.Lock()
	defer s.mu.Unlock()
	n := number(in.Data)
	if in.IDSubscriber != SampleSubscriber || in.TOTP != s.activation || n < 1 {
		return refusal(400, "Kode aktivasi tidak valid", codeTOTP)
	}
	text := s.newCode()
	s.codes[text] = code{SampleSubscriber, n}
	return answer{status: 200, body: map[string]any{"totp": text}}
}

// Activation is the seal's present code.
func (s *Server) Activation() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.activation
}

func (s *Server) signV1(r *http.Request, _, kind string) answer {
	if r.ParseMultipartForm(32<<20) != nil {
		return refusal(400, "Permintaan tidak dapat dibaca", 1001)
	}
	f, _, err := r.FormFile("file")
	if err != nil {
		return refusal(400, "File tidak ada", 1001)
	}
	defer func() { _ = f.Close() }()
	file, err := io.ReadAll(f)
	if err != nil {
		return refusal(400, "File tidak terbaca", 1001)
	}
	name, bad := s.unlock(r.FormValue("nik"), "", r.FormValue("passphrase"), "", 1, kind)
	if bad != nil {
		return *bad
	}
	out, bad := s.signEach(name, []look{{Reason: r.FormValue("reason"), Location: r.FormValue("location")}}, [][]byte{file})
	if bad != nil {
		return *bad
	}
	out = s.spoil(out, [][]byte{file}, name, kind)
	s.mu.Lock()
	id := "dok-" + strings.ToLower(s.newCode())
	if kind == BreakOff || kind == ResetAfter || kind == HangAfter {
		s.stored[id] = out[0]
	}
	s.mu.Unlock()
	a := answer{status: 200, bytes: []byte{}, mime: "application/pdf", header: map[string]string{"id_dokumen": id}}
	if len(out) > 0 {
		a.bytes = out[0]
	}
	return a
}

func (s *Server) downloadV1(_ *http.Request, id, _ string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	b, ok := s.stored[id]
	if !ok {
		return refusal(404, "File tidak tersedia, pastikan bahwa dokumen belum di download", 4044)
	}
	delete(s.stored, id)
	return answer{status: 200, bytes: b, mime: "application/pdf"}
}
