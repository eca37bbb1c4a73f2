package merit

import "lentera/internal/fault"

// The refusals of the ledger.
var (
	ErrPath = fault.Declare(fault.Internal, "merit.unknown-path",
		"Jalur pengembangan kursus ini tidak dikenal, sehingga JP tidak dapat dicatat. Hubungi admin diklat.",
		"The development path of this course is not known, so its JP cannot be entered. Ask the training admin.")
	ErrReason = fault.Declare(fault.Invalid, "merit.reason-needed",
		"Pembatalan JP harus disertai alasan.",
		"Reversing JP needs a reason.")
	ErrPerson = fault.Declare(fault.NotFound, "merit.person-not-found",
		"Pegawai ini tidak ditemukan.",
		"This person was not found.")
	ErrYear = fault.Declare(fault.Invalid, "merit.bad-year",
		"Tahun tidak benar. Tulis empat angka, misalnya 2026.",
		"The year is not right. Write four digits, for example 2026.")
)
