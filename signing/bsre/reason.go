package bsre

import (
	"errors"
	"fmt"
)

// Reason is a stable word for why a call came to nothing. It may be kept in
// the database and in the audit trail.
type Reason string

// The reasons. Those of the certificate are BSrE's states of an official.
const (
	ReasonPassphrase    Reason = "wrong-passphrase"
	ReasonTOTP          Reason = "wrong-totp"
	ReasonNotRegistered Reason = "not-registered"
	ReasonExpired       Reason = "certificate-expired"
	ReasonRenew         Reason = "certificate-to-renew"
	ReasonWaiting       Reason = "waiting-for-verification"
	ReasonNew           Reason = "not-activated"
	ReasonNoCertificate Reason = "no-certificate"
	ReasonSuspended     Reason = "certificate-suspended"
	ReasonRevoked       Reason = "certificate-revoked"
	ReasonState         Reason = "certificate-state-unknown"

	ReasonClient  Reason = "client-refused" // the service does not accept this server (HTTP Basic)
	ReasonPath    Reason = "service-changed"
	ReasonRefused Reason = "document-refused"
	ReasonLarge   Reason = "document-too-large"
	ReasonAway    Reason = "service-away" // nothing can have been signed, or it does not matter
	ReasonBusy    Reason = "service-busy"
	ReasonLost    Reason = "answer-lost" // it may have signed; the answer did not come whole
	ReasonReply   Reason = "reply-not-usable"
	ReasonInput   Reason = "input-not-usable" // nothing was sent
)

// scope says how far a reason reaches.
type scope int

const (
	ofDocument scope = iota // of this document, or of this one call
	ofSigner                // of every document of this signer now
	ofService               // of every document of everybody now
)

// Sentence is what an operator reads: what is the matter, and what to do.
type Sentence struct{ ID, EN string }

type fact struct {
	scope scope
	words Sentence
}

var facts = map[Reason]fact{
	ReasonPassphrase:    {ofSigner, Sentence{"Frasa sandi (passphrase) salah. Penandatanganan dihentikan agar akun pejabat tidak terkunci; minta pejabat memasukkannya sekali lagi dengan hati-hati.", "The passphrase is wrong. Signing has stopped so that the official's account is not locked; have the official enter it once more, with care."}},
	ReasonTOTP:          {ofSigner, Sentence{"Kode TOTP salah atau sudah habis masa berlakunya. Minta kode baru.", "The TOTP code is wrong or has run out. Ask for a new one."}},
	ReasonNotRegistered: {ofSigner, Sentence{"Pejabat ini belum terdaftar di BSrE. Periksa NIK atau alamat surelnya; bila benar, daftarkan melalui verifikator instansi.", "This official is not registered with BSrE. Check the NIK or mail address; if it is right, have the agency's verifier register them."}},
	ReasonExpired:       {ofSigner, Sentence{"Sertifikat elektronik pejabat sudah kedaluwarsa. Ajukan penerbitan baru melalui verifikator instansi.", "The official's electronic certificate has expired. Apply for a new one through the agency's verifier."}},
	ReasonRenew:         {ofSigner, Sentence{"Sertifikat elektronik pejabat harus diperbarui. Pejabat menyelesaikan pembaruan dari surel BSrE, lalu coba lagi.", "The official's electronic certificate has to be renewed. The official completes the renewal from BSrE's mail; then try again."}},
	ReasonWaiting:       {ofSigner, Sentence{"Pendaftaran pejabat menunggu verifikasi. Hubungi verifikator instansi.", "The official's registration waits for verification. Speak to the agency's verifier."}},
	ReasonNew:           {ofSigner, Sentence{"Pejabat sudah terdaftar tetapi belum mengaktifkan akunnya. Minta pejabat membuka surel aktivasi dari BSrE.", "The official is registered but has not activated the account. Have them open BSrE's activation mail."}},
	ReasonNoCertificate: {ofSigner, Sentence{"Pejabat terdaftar tetapi belum mempunyai sertifikat elektronik. Ajukan penerbitan melalui verifikator instansi.", "The official is registered but has no electronic certificate. Apply for one through the agency's verifier."}},
	ReasonSuspended:     {ofSigner, Sentence{"Sertifikat elektronik pejabat sedang ditangguhkan. Hubungi BSrE melalui verifikator instansi.", "The official's electronic certificate is suspended. Speak to BSrE through the agency's verifier."}},
	ReasonRevoked:       {ofSigner, Sentence{"Sertifikat elektronik pejabat sudah dicabut. Ajukan yang baru atau pilih penandatangan lain.", "The official's electronic certificate has been revoked. Apply for a new one or choose another signer."}},
	ReasonState:         {ofSigner, Sentence{"BSrE memberi status sertifikat yang tidak dikenal. Periksa status pejabat di aplikasi BSrE sebelum mencoba lagi.", "BSrE gave a certificate status that is not known. Look the official up in BSrE's own application before trying again."}},

	ReasonClient:  {ofService, Sentence{"Layanan e-sign menolak server ini. Periksa nama pengguna dan kata sandi LENTERA_BSRE_* serta alamat IP yang didaftarkan.", "The e-sign service refuses this server. Check the LENTERA_BSRE_* user name and password, and the registered IP address."}},
	ReasonPath:    {ofService, Sentence{"Layanan e-sign tidak mengenal alamat yang dipanggil. Periksa LENTERA_BSRE_URL dan versi API-nya.", "The e-sign service does not know the address that was called. Check LENTERA_BSRE_URL and its API version."}},
	ReasonRefused: {ofDocument, Sentence{"Layanan e-sign menolak dokumen ini. Dokumen lain diteruskan; buka rinciannya untuk membaca alasan dari layanan.", "The e-sign service refused this document. The others go on; open the details for the service's own reason."}},
	ReasonLarge:   {ofDocument, Sentence{"Dokumen terlalu besar untuk layanan e-sign. Kecilkan gambar pada templat, lalu terbitkan ulang.", "The document is too large for the e-sign service. Make the template's images smaller and issue it again."}},
	ReasonAway:    {ofService, Sentence{"Layanan e-sign tidak dapat dihubungi. Tidak ada yang hilang; coba lagi setelah layanan pulih.", "The e-sign service cannot be reached. Nothing is lost; try again when it is back."}},
	ReasonBusy:    {ofService, Sentence{"Layanan e-sign sedang penuh. Coba lagi beberapa menit lagi.", "The e-sign service is busy. Try again in a few minutes."}},
	ReasonLost:    {ofDocument, Sentence{"Jawaban layanan e-sign tidak sampai. Dokumen ini akan diminta lagi; hanya satu berkas akhir yang berlaku.", "The e-sign service's answer did not arrive. The document will be asked again; only one final file counts."}},
	ReasonReply:   {ofDocument, Sentence{"Berkas dari layanan e-sign tidak dapat dipakai dan tidak disimpan. Dokumen ini akan diminta lagi.", "What the e-sign service sent back cannot be used and was not kept. The document will be asked again."}},
	ReasonInput:   {ofDocument, Sentence{"Dokumen atau data penandatangan belum lengkap. Tidak ada yang dikirim.", "The document or the signer's data is not complete. Nothing was sent."}},
}

// Words gives the operator's sentence; every reason has one.
func (r Reason) Words() Sentence {
	if f, ok := facts[r]; ok {
		return f.words
	}
	return facts[ReasonReply].words
}

// Reasons are all reasons, for whoever lists them.
func Reasons() []Reason {
	out := make([]Reason, 0, len(facts))
	for r := range facts {
		out = append(out, r)
	}
	return out
}

// StopsBatch says that every further document of this signer would be refused
// for the same reason, so that a batch must stop instead of trying on.
func (r Reason) StopsBatch() bool { return facts[r].scope != ofDocument }

// Passing says that waiting, without anybody doing anything, may help.
func (r Reason) Passing() bool {
	return r == ReasonAway || r == ReasonBusy || r == ReasonLost || r == ReasonReply
}

// Error is what every call gives back that came to nothing. Error() holds only
// our own words; Message is the service's, cleaned, and may still name
// somebody: show it to an operator, do not log it.
type Error struct {
	Op      string
	Reason  Reason
	Status  int    // of HTTP; 0: no answer
	Code    int    // the service's status_code; 0: none
	Message string // the service's words, cleaned
	Detail  string // ours, for the log: what exactly was not as it should be

	document string // v1: the service's id of a document whose bytes did not arrive
}

func (e *Error) Error() string {
	s := fmt.Sprintf("bsre: %s: %s", e.Op, string(e.Reason))
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	if e.Status != 0 {
		s += fmt.Sprintf(" (HTTP %d, code %d)", e.Status, e.Code)
	}
	return s
}

// ReasonOf gives the reason of an error of this package; "" for another.
func ReasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}
