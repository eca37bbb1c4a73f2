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
	ErrBadgeForm = fault.Declare(fault.NotFound, "certificates.badge-form",
		"Lencana hanya tersedia sebagai png, svg, json, atau jwt.",
		"A badge is available only as png, svg, json or jwt.")
	ErrNotBadged = fault.Declare(fault.Gone, "certificates.not-badged",
		"Sertifikat ini tidak berlaku lagi, sehingga lencananya tidak dapat diunduh.",
		"This certificate no longer holds, so its badge cannot be downloaded.")
	ErrTooManyChecks = fault.Declare(fault.RateLimited, "certificates.too-many-checks",
		"Terlalu banyak pemeriksaan dari jaringan Anda. Tunggu sebentar lalu coba lagi.",
		"Too many checks from your network. Wait a moment and try again.")
)
