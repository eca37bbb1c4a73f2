package signing

import "lentera/internal/fault"

// The refusals of signing.
var (
	ErrNotSetUp = fault.Declare(fault.Conflict, "signing.not-set-up",
		"Cara tanda tangan ini belum disiapkan di server.",
		"This way of signing is not set up on the server.")
	ErrNothing = fault.Declare(fault.Conflict, "signing.nothing-waits",
		"Tidak ada dokumen yang menunggu tanda tangan di pilihan ini. Mungkin sedang ditandatangani orang lain.",
		"Nothing in this selection waits to be signed. Somebody else may be signing it now.")
	ErrNotYours = fault.Declare(fault.Forbidden, "signing.not-yours",
		"Hanya pejabat penanda tangan sendiri atau admin pelatihan yang dapat menandatangani dokumen ini.",
		"Only the official who signs, or a training admin, can sign these documents.")
	ErrPassphrase = fault.Declare(fault.Invalid, "signing.passphrase",
		"Frasa sandi salah. Periksa huruf besar dan kecil, lalu coba lagi.",
		"The passphrase is wrong. Check capitals and small letters, then try again.")
	ErrPassphraseNeeded = fault.Declare(fault.Invalid, "signing.passphrase-needed",
		"Tuliskan frasa sandi penanda tangan.",
		"Enter the signer's passphrase.")
	ErrIdentityNeeded = fault.Declare(fault.Invalid, "signing.identity-needed",
		"Tuliskan NIK atau surel penanda tangan seperti terdaftar di BSrE.",
		"Enter the signer's NIK or e-mail as registered with BSrE.")
	ErrTooManyGuesses = fault.Declare(fault.RateLimited, "signing.too-many-guesses",
		"Frasa sandi terlalu sering salah. Tunggu dahulu sebelum mencoba lagi.",
		"The passphrase was wrong too often. Wait before trying again.")
	ErrBusy = fault.Declare(fault.Unavailable, "signing.busy",
		"Terlalu banyak penandatanganan berjalan. Coba lagi sebentar lagi.",
		"Too many signings are running. Please try again shortly.")
	ErrKey = fault.Declare(fault.Conflict, "signing.key",
		"Kunci penanda tangan tidak dapat dipakai. Minta pengelola server memeriksanya.",
		"The signing key cannot be used. Ask whoever runs the server to look at it.")
	ErrNotFound = fault.Declare(fault.NotFound, "signing.not-found",
		"Dokumen atau penandatanganan ini tidak ditemukan.",
		"This document or signing was not found.")
	ErrSelection = fault.Declare(fault.Invalid, "signing.selection",
		"Pilih kelompok dokumen atau paling banyak 1.000 dokumen.",
		"Choose a group of documents, or at most 1,000 documents.")
	ErrCallback = fault.Declare(fault.Unauthenticated, "signing.callback",
		"Kunci panggilan balik tidak berlaku.",
		"The key of this callback is not good.")
	ErrCallbackFile = fault.Declare(fault.Invalid, "signing.callback-file",
		"Berkas yang dikembalikan bukan dokumen kami yang sah ditandatangani.",
		"The file that came back is not our document, validly signed.")
	ErrCode = fault.Declare(fault.Conflict, "signing.code",
		"Kode sekali pakai tidak dapat diminta.",
		"The one-time code could not be asked for.")
	ErrSeal = fault.Declare(fault.Conflict, "signing.seal",
		"Segel elektronik tidak dapat dipakai.",
		"The electronic seal cannot be used.")
	ErrNoFile = fault.Declare(fault.Invalid, "signing.no-file",
		"Pilih berkas PDF, paling besar 10 MB.",
		"Choose a PDF file of at most 10 MB.")
	ErrTooManyChecks = fault.Declare(fault.RateLimited, "signing.too-many-checks",
		"Terlalu banyak pemeriksaan dari jaringan Anda. Tunggu sebentar lalu coba lagi.",
		"Too many checks from your network. Wait a moment and try again.")
)
