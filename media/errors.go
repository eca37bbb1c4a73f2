package media

import "lentera/internal/fault"

// The refusals of this feature.
var (
	ErrFileNotFound = fault.Declare(fault.NotFound, "media.file-not-found",
		"Berkas ini tidak ditemukan.",
		"This file was not found.")
	ErrStoreAway = fault.Declare(fault.Unavailable, "media.store-away",
		"Video dan berkas sedang tidak dapat dibuka. Teks pelajaran tetap dapat dibaca; coba lagi sebentar lagi.",
		"Videos and files cannot be opened right now. The lesson text can still be read; please try again shortly.")
	ErrContentType = fault.Declare(fault.Invalid, "media.content-type-refused",
		"Jenis berkas ini tidak diterima, atau isinya tidak sesuai dengan jenisnya.",
		"This kind of file is not accepted, or its content does not match its kind.")
	ErrFileTooLarge = fault.Declare(fault.TooLarge, "media.file-too-large",
		"Berkas ini terlalu besar.",
		"This file is too large.")
	ErrFileName = fault.Declare(fault.Invalid, "media.file-name-refused",
		"Nama berkas ini tidak dapat dipakai.",
		"This file name cannot be used.")
	ErrUploadDiffers = fault.Declare(fault.Conflict, "media.upload-differs",
		"Unggahan ini sudah dimulai untuk berkas lain. Pilih berkasnya sekali lagi.",
		"This upload was begun for another file. Choose the file once more.")
	ErrUploadUnfinished = fault.Declare(fault.Conflict, "media.upload-unfinished",
		"Berkas ini belum terkirim seluruhnya.",
		"This file has not been sent completely yet.")
)
