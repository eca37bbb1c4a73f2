package outside

import (
	"strings"

	"lentera/signing/bsre"
	"lentera/signing/portal"
)

// A refusal's Detail is kept in the database and read by people of two
// languages, so that it holds a stable word, and after a bar what the other
// side said. Explain makes a sentence of it.
const (
	ofBsre   = "bsre:"
	ofPortal = "portal:"
	ofUs     = "outside:"
	bar      = "|"
)

func detail(of, word, theirs string) string {
	if theirs == "" {
		return of + word
	}
	return of + word + bar + theirs
}

// Words of our own, for what neither side says.
const (
	noOfficial = "no-official"
	noNIP      = "official-without-nip"
	noNIK      = "official-without-nik"
	sealNever  = "seal-never-activated"
	sealGone   = "seal-code-gone"
)

var ourWords = map[string]bsre.Sentence{
	noOfficial: {ID: "Sertifikat ini tidak memuat pejabat penanda tangan. Pilih segel elektronik atau templat lain.", EN: "There is no official on this certificate. Choose the electronic seal or another template."},
	noNIP:      {ID: "Pejabat pada sertifikat ini tidak mempunyai NIP. Lengkapi data penanda tangan, lalu coba lagi.", EN: "The official on this certificate has no NIP. Complete the official's data, then try again."},
	noNIK:      {ID: "NIK pejabat ini untuk portal belum diatur. Minta pengelola server mengisinya (LENTERA_PORTAL_SIGNERS), lalu coba lagi.", EN: "This official's NIK for the portal is not set. Ask whoever runs the server to set it (LENTERA_PORTAL_SIGNERS), then try again."},
	sealNever:  {ID: "Segel elektronik belum diaktifkan. Minta kode aktivasi dari BSrE, lalu masukkan kodenya.", EN: "The electronic seal was never activated. Ask BSrE for an activation code, then enter it."},
	sealGone:   {ID: "Kode aktivasi segel elektronik tidak berlaku lagi. Aktifkan segel sekali lagi dengan kode baru dari BSrE.", EN: "The seal's activation code is no longer good. Activate the seal again with a new code from BSrE."},
}

var portalWords = map[portal.Reason]bsre.Sentence{
	portal.ReasonInput:   {ID: "Dokumen atau daftar penanda tangan belum lengkap; tidak ada yang dikirim.", EN: "The document or the list of signers is not complete; nothing was sent."},
	portal.ReasonLarge:   {ID: "Dokumen terlalu besar untuk portal tanda tangan.", EN: "The document is too large for the e-sign portal."},
	portal.ReasonRefused: {ID: "Portal tanda tangan menolak dokumen ini.", EN: "The e-sign portal refused this document."},
	portal.ReasonClient:  {ID: "Portal tanda tangan menolak server ini. Periksa LENTERA_PORTAL_URL dan kredensialnya.", EN: "The e-sign portal refuses this server. Check LENTERA_PORTAL_URL and its credential."},
	portal.ReasonAway:    {ID: "Portal tanda tangan tidak dapat dihubungi.", EN: "The e-sign portal cannot be reached."},
	portal.ReasonLost:    {ID: "Jawaban portal tanda tangan tidak sampai. Dokumen akan diserahkan lagi dengan kunci baru.", EN: "The e-sign portal's answer did not arrive. The document will be handed over again with a new key."},
}

// Explain says a Detail of this package in a language, "id" or "en", with the
// other side's own words in quotes. What is not of this package stays as it is.
func Explain(text, lang string) string {
	word, theirs, _ := strings.Cut(text, bar)
	var s bsre.Sentence
	switch {
	case strings.HasPrefix(word, ofBsre):
		s = bsre.Reason(strings.TrimPrefix(word, ofBsre)).Words()
	case strings.HasPrefix(word, ofPortal):
		s = portalWords[portal.Reason(strings.TrimPrefix(word, ofPortal))]
	case strings.HasPrefix(word, ofUs):
		s = ourWords[strings.TrimPrefix(word, ofUs)]
	}
	out := s.ID
	if lang == "en" {
		out = s.EN
	}
	switch {
	case out == "":
		return text
	case theirs == "":
		return out
	}
	return out + " “" + theirs + "”"
}
