package merit

// trouble says why a delivery, or the whole queue, stands still, and what an
// operator can do about it.
type trouble struct{ id, en string }

// The codes of deliveries.error_code and siasn_settings.paused.
const (
	troubleNIP       = "no_nip"
	troubleNoPerson  = "person_not_found"
	troubleElsewhere = "other_agency"
	troubleStruct    = "structural_id"
	troubleDocument  = "document_waiting"
	troubleNoFile    = "no_document"
	troubleBigFile   = "document_refused"
	troubleSaid      = "refused"
	troubleToken     = "token_expired"
	troubleMismatch  = "token_mismatch"
	troubleAllowed   = "not_allowed"
	troubleAway      = "unavailable"
	troubleLost      = "uncertain"
	troubleReply     = "bad_reply"
	troubleGone      = "row_gone"
	troubleHanded    = "by_hand_remove"
	troubleStopped   = "stopped"
)

var troubles = map[string]trouble{
	troubleNIP:       {"Pegawai ini belum punya NIP. Lengkapi NIP di data pegawai, lalu coba lagi.", "This person has no NIP. Add it to the roster, then try again."},
	troubleNoPerson:  {"SIASN tidak menemukan NIP ini. Periksa NIP di data pegawai, lalu coba lagi.", "SIASN does not find this NIP. Check it in the roster, then try again."},
	troubleElsewhere: {"Menurut SIASN pegawai ini bekerja di instansi lain. Serahkan kepada instansinya, atau catat manual.", "SIASN says this person works at another agency. Leave it to that agency, or enter it by hand."},
	troubleStruct:    {"Diklat struktural butuh jenis latihan yang belum diatur. Entri manual di SIASN.", "Structural training needs a training kind that is not configured. Enter it by hand in SIASN."},
	troubleDocument:  {"Menunggu berkas sertifikat selesai dibuat dan ditandatangani.", "Waiting for the certificate file to be drawn and signed."},
	troubleNoFile:    {"Catatan ini tidak punya berkas yang dapat dikirim. Entri manual di SIASN dan unggah bukti aslinya di sana.", "This record has no file to send. Enter it by hand in SIASN and upload the original proof there."},
	troubleBigFile:   {"Barisnya sudah masuk, tetapi SIASN menolak berkas PDF. Baca alasannya, lalu coba lagi.", "The row is in, but SIASN refused the PDF. Read its reason, then try again."},
	troubleSaid:      {"SIASN menolak data ini. Baca alasannya, perbaiki data, lalu coba lagi.", "SIASN refused this record. Read its reason, correct the data, then try again."},
	troubleToken:     {"Token SSO sudah habis masa berlakunya. Tempel token baru; antrean berjalan lagi sendiri.", "The SSO token has expired. Paste a new one; the queue goes on by itself."},
	troubleMismatch:  {"Token SSO bukan milik akun instansi ini. Tempel token operator instansi Anda.", "The SSO token belongs to another agency. Paste one of your own agency's operator."},
	troubleAllowed:   {"SIASN menolak alamat atau kunci server ini. Minta BKN memeriksa izin alamat IP dan kunci.", "SIASN refuses this server's address or key. Ask BKN to check the allowed address and key."},
	troubleAway:      {"SIASN sedang tidak menjawab. Antrean menunggu dan mencoba lagi sendiri.", "SIASN does not answer at the moment. The queue waits and tries again by itself."},
	troubleLost:      {"Jawaban SIASN hilang di jalan. Sebelum mencoba lagi, Lentera mencari barisnya dulu.", "SIASN's answer was lost. Before trying again, Lentera looks for the row."},
	troubleReply:     {"SIASN menjawab dengan bentuk yang tidak dikenal. Lentera mencoba lagi sendiri.", "SIASN answered in a form Lentera does not know. It tries again by itself."},
	troubleGone:      {"Baris atau berkasnya tidak terlihat lagi di SIASN. Periksa di SIASN, lalu coba lagi.", "The row or its file is no longer seen in SIASN. Look there, then try again."},
	troubleHanded:    {"Sertifikat ini dibatalkan. Bila sudah dientri manual, hapus barisnya di SIASN, lalu tandai selesai.", "This certificate was revoked. If it was entered by hand, delete the row in SIASN, then mark it done."},
	troubleStopped:   {"Operator menghentikan antrean. Lanjutkan bila sudah siap.", "An operator stopped the queue. Go on when you are ready."},
}

// troubleText gives the sentence of a code; "" has none.
func troubleText(code, lang string) string {
	t := troubles[code]
	if lang == "en" {
		return t.en
	}
	return t.id
}
