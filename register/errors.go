package register

import "lentera/internal/fault"

// The refusals of the register.
var (
	ErrNoCheckpoint = fault.Declare(fault.NotFound, "register.no-checkpoint",
		"Register belum memiliki titik periksa. Coba lagi dalam beberapa menit.",
		"The register has no checkpoint yet. Try again in a few minutes.")
	ErrNotFound = fault.Declare(fault.NotFound, "register.not-found",
		"Catatan ini tidak ditemukan di register.",
		"This record was not found in the register.")
	ErrRange = fault.Declare(fault.Invalid, "register.bad-range",
		"Nomor daun atau ukuran register tidak benar.",
		"The leaf number or the size of the register is not right.")
	ErrTooMany = fault.Declare(fault.RateLimited, "register.too-many-questions",
		"Terlalu banyak permintaan dari jaringan Anda. Tunggu sebentar lalu coba lagi.",
		"Too many requests from your network. Wait a moment and try again.")
	ErrTampered = fault.Declare(fault.Internal, "register.tampered",
		"Register tidak lagi cocok dengan titik periksa terakhir. Hubungi auditor.",
		"The register no longer agrees with its last checkpoint. Tell the auditor.")
)
