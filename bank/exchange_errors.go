package bank

import "lentera/internal/fault"

// The refusals of import and export.
var (
	ErrUnknownFormat = fault.Declare(fault.Invalid, "bank.unknown-format",
		"Format berkas soal ini tidak dikenal. Yang diterima: GIFT, Aiken, Moodle XML, QTI, dan lembar soal XLSX.",
		"The format of this question file is not known. Accepted: GIFT, Aiken, Moodle XML, QTI and the XLSX question sheet.")
	ErrUnreadableFile = fault.Declare(fault.Invalid, "bank.unreadable-file",
		"Berkas soal ini tidak dapat dibaca.",
		"This question file cannot be read.")
	ErrImportChanged = fault.Declare(fault.Conflict, "bank.import-changed",
		"Berkas atau tujuannya berbeda dari yang diperiksa. Periksa dahulu berkas ini, lalu terapkan.",
		"The file or its place differs from what was previewed. Preview this file first, then apply it.")
	ErrNoSuchImport = fault.Declare(fault.NotFound, "bank.import-not-found",
		"Impor ini tidak ditemukan.",
		"This import was not found.")
	ErrExportTooLarge = fault.Declare(fault.TooLarge, "bank.export-too-large",
		"Gambar dan berkas dalam ekspor ini terlalu besar. Ekspor per kategori.",
		"The pictures and files of this export are too large. Export one category at a time.")
)
