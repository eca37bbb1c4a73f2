package marking

import "lentera/internal/fault"

// The refusals of this feature.
var (
	ErrNoQuiz = fault.Declare(fault.NotFound, "marking.no-such-quiz",
		"Kuis ini tidak ditemukan.",
		"This quiz was not found.")
	ErrNoSheet = fault.Declare(fault.NotFound, "marking.no-such-sheet",
		"Lembar ini tidak sedang Anda pegang. Ambil lembar berikutnya dari antrean.",
		"You are not holding this sheet. Take the next one from the queue.")
	ErrNothingWaiting = fault.Declare(fault.Conflict, "marking.nothing-waiting",
		"Tidak ada lembar yang dapat Anda nilai sekarang: semuanya sudah Anda nilai atau sedang dinilai orang lain.",
		"There is no sheet for you to mark now: you have marked them all, or others are marking them.")
	ErrOwnAnswer = fault.Declare(fault.Conflict, "marking.own-answer",
		"Yang menunggu hanya jawaban Anda sendiri. Orang lain harus menilainya.",
		"Only your own answer is waiting. Somebody else has to mark it.")
	ErrSheetGone = fault.Declare(fault.Gone, "marking.sheet-gone",
		"Percobaan ini dibuka kembali, jadi lembar ini tidak berlaku lagi.",
		"This attempt was opened again, so this sheet no longer counts.")
	ErrRubric = fault.Declare(fault.Invalid, "marking.level-missing",
		"Pilih satu tingkat untuk setiap kriteria.",
		"Choose one level for every criterion.")
	ErrUnknownItem = fault.Declare(fault.Invalid, "marking.unknown-item",
		"Ada soal, kriteria, atau tingkat yang bukan bagian lembar ini. Muat ulang halaman.",
		"An item, criterion or level does not belong to this sheet. Reload the page.")
)
