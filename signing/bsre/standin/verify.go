package standin

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"

	"lentera/signing/testca"
)

func (s *Server) state(r *http.Request, _, _ string) answer {
	var in struct{ NIK, Email string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	return s.stateOf(in.NIK, in.Email)
}

func (s *Server) stateV1(_ *http.Request, nik, _ string) answer { return s.stateOf(nik, "") }

func (s *Server) stateOf(nik, email string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	state := "NOT_REGISTERED"
	if o := s.find(nik, email); o != nil {
		state = o.State
	}
	return answer{status: 200, body: map[string]any{"status_code": 200, "message": "Status pengguna", "status": state}}
}

func (s *Server) verify(r *http.Request, _, _ string) answer {
	var in struct{ File string }
	_ = json.NewDecoder(r.Body).Decode(&in)
	file, err := base64.StdEncoding.DecodeString(in.File)
	if err != nil || len(file) == 0 {
		return refusal(400, "File bukan base64", 1003)
	}
	marks := s.ca.Judge(file)
	infos := []map[string]any{}
	for _, m := range marks {
		infos = append(infos, map[string]any{"signerName": m.Name, "signatureDate": m.At, "signatureFormat": "PAdES_BASELINE_B", "integrityValid": m.Intact, "certificateTrusted": m.Trusted})
	}
	word, words := verdict(marks)
	return answer{status: 200, body: map[string]any{"conclusion": word, "description": words, "signatureInformations": infos}}
}

func (s *Server) verifyV1(r *http.Request, _, _ string) answer {
	f, _, err := r.FormFile("signed_file")
	if err != nil {
		return refusal(400, "File tidak ada", 1001)
	}
	defer func() { _ = f.Close() }()
	file, err := io.ReadAll(f)
	if err != nil {
		return refusal(400, "File tidak terbaca", 1001)
	}
	marks := s.ca.Judge(file)
	details := []map[string]any{}
	for _, m := range marks {
		details = append(details, map[string]any{"signature_field": "Signature1",
			"info_signer":        map[string]any{"signer_name": m.Name, "issuer_dn": "CN=" + m.Issuer, "cert_user_certified": m.Trusted},
			"signature_document": map[string]any{"document_integrity": m.Intact, "signed_in": m.At}})
	}
	word, words := verdict(marks)
	return answer{status: 200, body: map[string]any{"nama_dokumen": "dokumen.pdf", "jumlah_signature": len(marks), "summary": word, "notes": words, "details": details}}
}

func verdict(marks []testca.Mark) (word, words string) {
	if len(marks) == 0 {
		return "NO_SIGNATURE", "Dokumen tidak memiliki tanda tangan elektronik"
	}
	for _, m := range marks {
		if !m.Intact || !m.Trusted {
			return "INVALID", "Dokumen tidak valid"
		}
	}
	return "VALID", "Dokumen valid, sertifikat yang digunakan terpercaya"
}
