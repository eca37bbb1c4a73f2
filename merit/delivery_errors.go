package merit

import "lentera/internal/fault"

// The refusals of the way into SIASN.
var (
	ErrDelivery = fault.Declare(fault.NotFound, "merit.no-delivery",
		"Catatan SIASN ini tidak ditemukan.", "This SIASN record was not found.")
	ErrDeliveryState = fault.Declare(fault.Conflict, "merit.delivery-state",
		"Catatan ini sudah berubah. Muat ulang halaman, lalu lihat keadaannya.",
		"This record has changed. Load the page again and look at its state.")
	ErrRemoteID = fault.Declare(fault.Invalid, "merit.bad-remote-id",
		"Id SIASN tidak benar. Salin id riwayat persis seperti di SIASN.",
		"The SIASN id is not right. Copy the history id exactly as SIASN shows it.")
	ErrRemoteTaken = fault.Declare(fault.Conflict, "merit.remote-id-taken",
		"Id SIASN ini sudah dipakai catatan lain. Periksa lagi id yang Anda salin.",
		"Another record already has this SIASN id. Check the id you copied.")
	ErrSiasnOff = fault.Declare(fault.Conflict, "merit.siasn-off",
		"Sambungan ke SIASN belum diatur. Pakai jalur berkas, atau minta pengelola server mengaturnya.",
		"The connection to SIASN is not configured. Use files, or ask the server's keeper to set it up.")
	ErrSiasnAway = fault.Declare(fault.Unavailable, "merit.siasn-away",
		"SIASN sedang tidak menjawab. Coba lagi nanti.", "SIASN does not answer at the moment. Try again later.")
	ErrToken = fault.Declare(fault.Invalid, "merit.bad-token",
		"Ini bukan token SSO. Salin seluruh token, tiga bagian yang dipisah titik.",
		"This is not an SSO token. Copy all of it, three parts with dots between.")
	ErrTokenOld = fault.Declare(fault.Invalid, "merit.token-expired",
		"Token SSO ini sudah habis masa berlakunya. Ambil token baru.",
		"This SSO token has already expired. Get a new one.")
	ErrNotSeen = fault.Declare(fault.Conflict, "merit.dry-run-first",
		"Jalankan uji coba untuk kiriman ini dulu, lalu setujui.",
		"Do the dry run of these records first, then approve.")
	ErrNoteReason = fault.Declare(fault.Invalid, "merit.note-reason",
		"Tulis alasannya.", "Write the reason.")
	ErrSiasnFile = fault.Declare(fault.Invalid, "merit.bad-file",
		"Berkas tidak dapat dibaca. Pakai CSV atau XLSX dengan baris judul kolom dari SIASN.",
		"The file cannot be read. Use CSV or XLSX with SIASN's column names in the first row.")
)
