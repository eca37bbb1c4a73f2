package certificates

import "lentera/internal/fault"

// The refusals of certificates.
var (
	ErrNotFound = fault.Declare(fault.NotFound, "certificates.not-found",
		"Sertifikat ini tidak ditemukan.",
		"This certificate was not found.")
	ErrBeingDrawn = fault.Declare(fault.Conflict, "certificates.being-drawn",
		"Berkas PDF sertifikat ini sedang disiapkan. Coba lagi sebentar lagi.",
		"The PDF of this certificate is being prepared. Please try again shortly.")
	ErrRevoked = fault.Declare(fault.Gone, "certificates.revoked",
		"Sertifikat ini sudah dicabut, sehingga tidak dapat diunduh lagi.",
		"This certificate was revoked and can no longer be downloaded.")
	ErrAlreadyRevoked = fault.Declare(fault.Conflict, "certificates.already-revoked",
		"Sertifikat ini sudah dicabut sebelumnya.",
		"This certificate was already revoked.")
	ErrReason = fault.Declare(fault.Invalid, "certificates.reason-needed",
		"Tuliskan alasan pencabutan, paling sedikit 10 dan paling banyak 500 huruf.",
		"Write the reason for revoking, at least 10 and at most 500 characters.")
	ErrDamaged = fault.Declare(fault.Unavailable, "certificates.pdf-damaged",
		"Berkas PDF sertifikat ini tidak utuh di penyimpanan dan sedang dipulihkan. Sertifikatnya sendiri tetap tercatat.",
		"The stored PDF of this certificate is not intact and is being restored. The certificate itself is on record.")
	ErrStoreAway = fault.Declare(fault.Unavailable, "certificates.store-away",
		"Penyimpanan berkas sedang tidak dapat dijangkau. Coba lagi sebentar lagi.",
		"The file store cannot be reached now. Please try again shortly.")
	ErrSuperseded = fault.Declare(fault.Gone, "certificates.superseded",
		"Sertifikat ini sudah diganti. Unduh sertifikat penggantinya.",
		"This certificate was superseded. Download the one that took its place.")
	ErrAlreadySuperseded = fault.Declare(fault.Conflict, "certificates.already-superseded",
		"Sertifikat ini sudah diganti sebelumnya.",
		"This certificate was already superseded.")
	ErrCorrections = fault.Declare(fault.Invalid, "certificates.content-impossible",
		"Periksa judul, penyelenggara, tanggal, dan JP. Jumlah JP harus sama dengan rinciannya.",
		"Check title, organiser, dates and JP. The JP must be the sum of the subjects.")
	ErrPattern = fault.Declare(fault.Invalid, "certificates.pattern-unsound",
		"Pola nomor ini tidak dapat dipakai atau sama dengan seri lain.",
		"This number pattern cannot be used or is that of another series.")
	ErrDesign = fault.Declare(fault.Invalid, "certificates.design-refused",
		"Ada isian templat yang perlu diperbaiki.",
		"Some of the template needs correcting.")
	ErrTemplateChanged = fault.Declare(fault.Conflict, "certificates.template-changed",
		"Templat ini sudah diubah orang lain atau sudah dipensiunkan. Muat ulang dahulu.",
		"This template was changed by somebody else or retired. Load it again first.")
	ErrSlotTaken = fault.Declare(fault.Conflict, "certificates.template-slot-taken",
		"Sudah ada templat aktif untuk kursus dan peserta ini.",
		"There is an active template for this course and audience already.")
	ErrNoTemplate = fault.Declare(fault.NotFound, "certificates.no-template",
		"Templat ini tidak ditemukan atau sudah dipensiunkan.",
		"This template was not found or is retired.")
	ErrEmblem = fault.Declare(fault.Invalid, "certificates.emblem-refused",
		"Lambang harus gambar PNG atau JPEG, paling banyak empat juta piksel.",
		"The emblem must be a PNG or JPEG image of at most four million pixels.")
	ErrOfficial = fault.Declare(fault.Invalid, "certificates.official-refused",
		"Isi nama, jabatan, dan tanggal mulai. NIP terdiri dari 18 angka.",
		"Fill in name, title and first day. A NIP has 18 digits.")
	ErrBatch = fault.Declare(fault.Invalid, "certificates.batch-refused",
		"Pilih 1 sampai 1.000 orang dan isi data pelatihan dengan lengkap.",
		"Choose 1 to 1,000 people and fill in the training's data.")
	ErrNoBatch = fault.Declare(fault.NotFound, "certificates.no-batch",
		"Daftar penerbitan ini tidak ditemukan.",
		"This batch was not found.")
	ErrOwnBatch = fault.Declare(fault.Forbidden, "certificates.batch-needs-second-person",
		"Daftar ini harus disetujui admin pelatihan lain, bukan penyusunnya.",
		"Another training admin than the one who prepared it must approve this batch.")
	ErrBatchState = fault.Declare(fault.Conflict, "certificates.batch-state",
		"Tindakan ini tidak mungkin pada keadaan daftar sekarang.",
		"This is not possible in the batch's present state.")
	ErrBadgeForm = fault.Declare(fault.NotFound, "certificates.badge-form",
		"Lencana hanya tersedia sebagai png, svg, json, atau jwt.",
		"A badge is available only as png, svg, json or jwt.")
	ErrNotBadged = fault.Declare(fault.Gone, "certificates.not-badged",
		"Sertifikat ini tidak berlaku lagi, sehingga lencananya tidak dapat diunduh.",
		"This certificate no longer holds, so its badge cannot be downloaded.")
	ErrAwaitingSignature = fault.Declare(fault.Conflict, "certificates.awaiting-signature",
		"Sertifikat ini sudah terbit dan menunggu tanda tangan elektronik. Berkasnya dapat diunduh setelah ditandatangani.",
		"This certificate was issued and is waiting for its electronic signature. The file can be downloaded once it is signed.")
	ErrSignedLost = fault.Declare(fault.Unavailable, "certificates.signed-file-lost",
		"Berkas bertanda tangan tidak utuh di penyimpanan dan harus dikembalikan dari cadangan. Hubungi admin; sertifikatnya sendiri tetap tercatat.",
		"The signed file is not intact in the store and must be brought back from a backup. Tell your administrator; the certificate itself is on record.")
	ErrSignedBefore = fault.Declare(fault.Conflict, "certificates.signed-before",
		"Sertifikat ini sudah mempunyai berkas bertanda tangan.",
		"This certificate has its signed file already.")
	ErrNoSigner = fault.Declare(fault.Invalid, "certificates.no-signer",
		"Cara tanda tangan ini belum disiapkan di server.",
		"This way of signing is not set up on the server.")
	ErrTooManyChecks = fault.Declare(fault.RateLimited, "certificates.too-many-checks",
		"Terlalu banyak pemeriksaan dari jaringan Anda. Tunggu sebentar lalu coba lagi.",
		"Too many checks from your network. Wait a moment and try again.")
)
