package quiz

import "lentera/internal/fault"

// The refusals of this feature. Facts they carry: seconds_left (until the
// deadline), attempts_left, and retry=false where sending the same request
// again can never help, so that an outbox may stop trying.
var (
	ErrNoQuiz = fault.Declare(fault.NotFound, "quiz.no-such-quiz",
		"Kuis ini tidak ditemukan pada kursus yang Anda ikuti.",
		"This quiz was not found in a course you take.")
	ErrNoAttempt = fault.Declare(fault.NotFound, "quiz.no-such-attempt",
		"Percobaan ini tidak ditemukan.",
		"This attempt was not found.")
	ErrNoItem = fault.Declare(fault.NotFound, "quiz.no-such-item",
		"Nomor soal ini tidak ada pada lembar soal Anda.",
		"There is no question with this number on your paper.")
	ErrForeignOption = fault.Declare(fault.Invalid, "quiz.foreign-option",
		"Ada pilihan yang bukan milik soal ini. Muat ulang halaman, lalu pilih kembali.",
		"An option does not belong to this question. Reload the page and choose again.")
	ErrTooManyOptions = fault.Declare(fault.Invalid, "quiz.too-many-options",
		"Jawaban ini memuat lebih banyak pilihan daripada yang diterima soal ini.",
		"This answer has more choices than the question takes.")
	ErrAttemptClosed = fault.Declare(fault.Gone, "quiz.attempt-closed",
		"Percobaan ini sudah dikumpulkan. Jawaban tidak dapat diubah lagi.",
		"This attempt has been handed in. Answers can no longer be changed.")
	ErrAttemptExpired = fault.Declare(fault.Gone, "quiz.attempt-expired",
		"Waktu pengerjaan habis. Jawaban yang sudah tersimpan tetap dinilai.",
		"Time is up. The answers that were saved are graded.")
	ErrNotClosed = fault.Declare(fault.Conflict, "quiz.not-closed",
		"Pembahasan dapat dilihat setelah percobaan dikumpulkan.",
		"The review can be seen after the attempt is handed in.")
	ErrAttemptsUsedUp = fault.Declare(fault.Conflict, "quiz.attempts-used-up",
		"Jatah percobaan kuis ini sudah habis. Hubungi pengelola pelatihan bila Anda memerlukan percobaan tambahan.",
		"There are no attempts left at this quiz. Ask the training administrator if you need another one.")
	ErrAlreadyPassed = fault.Declare(fault.Conflict, "quiz.already-passed",
		"Anda sudah lulus kuis ini, jadi tidak perlu mengulang.",
		"You have passed this quiz, so there is no need to repeat it.")
	ErrNotEnrolled = fault.Declare(fault.NotFound, "quiz.person-not-enrolled",
		"Orang ini tidak mengikuti kursus dengan kuis tersebut.",
		"This person does not take the course of this quiz.")
	ErrNothingToGrant = fault.Declare(fault.Conflict, "quiz.no-cap",
		"Kuis ini boleh diulang tanpa batas, jadi tidak perlu percobaan tambahan.",
		"This quiz may be repeated without limit, so no further attempt is needed.")
	ErrUnknownQuiz = fault.Declare(fault.NotFound, "quiz.unknown-quiz",
		"Kuis ini tidak ada.",
		"There is no such quiz.")
	ErrUnknownQuestion = fault.Declare(fault.NotFound, "quiz.unknown-question",
		"Soal ini tidak ada di bank soal.",
		"There is no such question in the bank.")
	ErrNoRegrade = fault.Declare(fault.NotFound, "quiz.no-such-regrade",
		"Usulan penilaian ulang ini tidak ada.",
		"There is no such proposal to grade anew.")
	ErrBadKey = fault.Declare(fault.Invalid, "quiz.bad-key",
		"Kunci ini tidak cocok dengan soalnya. Perbaiki isian yang ditandai.",
		"This key does not fit the question. Mend what is marked.")
	ErrSameKey = fault.Declare(fault.Conflict, "quiz.same-key",
		"Kunci ini sama dengan kunci yang berlaku, jadi tidak ada yang dinilai ulang.",
		"This key is the one in force, so there is nothing to grade anew.")
	ErrRegradeOpen = fault.Declare(fault.Conflict, "quiz.regrade-open",
		"Untuk soal ini sudah ada usulan yang menunggu keputusan atau sedang dikerjakan.",
		"A proposal for this question is waiting for a decision or being carried out.")
	ErrRegradeDecided = fault.Declare(fault.Conflict, "quiz.regrade-decided",
		"Usulan ini sudah diputuskan.",
		"This proposal has been decided.")
	ErrOwnRegrade = fault.Declare(fault.Conflict, "quiz.own-regrade",
		"Anda yang mengusulkan, jadi orang lain yang harus memutuskan.",
		"You proposed this, so another person must decide.")
	ErrOthersRegrade = fault.Declare(fault.Conflict, "quiz.others-regrade",
		"Hanya pengusul yang dapat menarik usulannya.",
		"Only who proposed it can take a proposal back.")
	ErrPreviewChanged = fault.Declare(fault.Conflict, "quiz.preview-changed",
		"Pratinjau sudah berubah sejak Anda membukanya, misalnya karena ada percobaan yang baru dikumpulkan. Periksa lagi, lalu setujui.",
		"The preview has changed since you opened it, for example because another attempt was handed in. Look again, then approve.")
)

// Refusals by the rules of a quiz.
var (
	ErrNotOpenYet = fault.Declare(fault.Conflict, "quiz.not-open-yet",
		"Kuis ini belum dibuka.",
		"This quiz is not open yet.")
	ErrWindowClosed = fault.Declare(fault.Gone, "quiz.window-closed",
		"Waktu pelaksanaan kuis ini sudah berakhir.",
		"The period of this quiz is over.")
	ErrTooSoonAgain = fault.Declare(fault.Conflict, "quiz.too-soon-again",
		"Percobaan berikutnya belum dapat dimulai. Tunggu sampai jeda antarpercobaan selesai.",
		"The next attempt cannot start yet. Wait until the pause between attempts is over.")
	ErrMarkingFirst = fault.Declare(fault.Conflict, "quiz.marking-first",
		"Percobaan sebelumnya masih menunggu penilaian.",
		"The attempt before is still waiting to be marked.")
	ErrWrongCode = fault.Declare(fault.Forbidden, "quiz.wrong-code",
		"Kode akses tidak cocok. Tanyakan kepada pengawas.",
		"The access code does not match. Ask the invigilator.")
	ErrWrongPlace = fault.Declare(fault.Forbidden, "quiz.wrong-place",
		"Kuis ini hanya dapat dikerjakan dari jaringan yang ditentukan.",
		"This quiz can only be taken from the network that was set for it.")
	ErrOtherDevice = fault.Declare(fault.Conflict, "quiz.other-device",
		"Percobaan ini sedang dikerjakan di perangkat lain. Pindahkan ke perangkat ini bila Anda ingin melanjutkan di sini.",
		"This attempt is being taken on another device. Move it here if you want to go on here.")
	ErrItemGraded = fault.Declare(fault.Conflict, "quiz.item-graded",
		"Soal ini sudah diperiksa, jadi jawabannya tidak dapat diubah.",
		"This question has been checked, so its answer can no longer be changed.")
	ErrTooLong = fault.Declare(fault.Invalid, "quiz.too-long",
		"Jawaban ini terlalu panjang.",
		"This answer is too long.")
)

// Refusals of files that are answers.
var (
	ErrForeignFile = fault.Declare(fault.Invalid, "quiz.foreign-file",
		"Berkas ini belum terkirim seluruhnya, atau bukan untuk soal ini. Unggah sekali lagi.",
		"This file has not been sent completely, or is not for this question. Upload it once more.")
	ErrFileType = fault.Declare(fault.Invalid, "quiz.file-type",
		"Isi berkas ini bukan jenis yang diminta soal. Pilih berkas lain.",
		"The content of this file is not of a kind this question takes. Choose another file.")
	ErrUploadsFull = fault.Declare(fault.Conflict, "quiz.uploads-full",
		"Ruang berkas untuk percobaan ini penuh. Hapus berkas yang tidak Anda perlukan, lalu coba lagi.",
		"There is no more room for files in this attempt. Remove files you do not need and try again.")
)

// Refusals of what a quiz is made of.
var (
	ErrTooFewQuestions = fault.Declare(fault.Conflict, "quiz.too-few-questions",
		"Soal untuk kuis ini belum cukup. Hubungi pelatih atau pengelola pelatihan.",
		"There are not enough questions for this quiz yet. Ask the trainer or the training administrator.")
	ErrAnonymousSurvey = fault.Declare(fault.Conflict, "quiz.anonymous-survey",
		"Survei anonim diisi sekaligus, tanpa percobaan yang tersimpan atas nama Anda.",
		"An anonymous survey is filled in at once, without an attempt kept under your name.")
)

// Refusals of marking.
var (
	ErrNotWaiting = fault.Declare(fault.Conflict, "quiz.item-not-waiting",
		"Soal ini tidak sedang menunggu penilaian.",
		"This item is not waiting to be marked.")
	ErrMarkRange = fault.Declare(fault.Invalid, "quiz.mark-out-of-range",
		"Nilai harus antara 0 dan poin soal.",
		"The mark must be between 0 and the points of the item.")
)

// Refusals of the management of a quiz, and of practice.
var (
	ErrRulesChanged = fault.Declare(fault.Conflict, "quiz.rules-changed",
		"Aturan kuis ini baru saja diubah orang lain. Muat ulang, lalu ulangi perubahan Anda.",
		"Somebody else has just changed the rules of this quiz. Reload and make your change again.")
	ErrNotReopened = fault.Declare(fault.Conflict, "quiz.not-reopened",
		"Percobaan ini tidak dapat dibuka lagi: masih berjalan, sudah lulus, atau ada percobaan lain yang berjalan.",
		"This attempt cannot be reopened: it is running, has passed, or another one is running.")
	ErrNotPractice = fault.Declare(fault.Conflict, "quiz.not-practice",
		"Jawaban hanya dapat diperiksa langsung pada kuis latihan.",
		"Answers can be checked at once in a practice quiz only.")
	ErrNothingToCheck = fault.Declare(fault.Conflict, "quiz.nothing-to-check",
		"Jawab soal ini dahulu, lalu periksa.",
		"Answer this question first, then check it.")
)

// Refusals of surveys.
var (
	ErrNoSurvey = fault.Declare(fault.NotFound, "quiz.no-such-survey",
		"Ini bukan survei anonim.",
		"This is not an anonymous survey.")
	ErrSurveyDone = fault.Declare(fault.Conflict, "quiz.survey-done",
		"Anda sudah mengisi survei ini.",
		"You have already filled in this survey.")
)

// ErrLateUnproven is the verdict on a late answer without good evidence.
var ErrLateUnproven = fault.Declare(fault.Gone, "quiz.late-unproven",
	"Jawaban ini tiba setelah waktu habis dan tidak dapat dibuktikan diberikan sebelumnya.",
	"This answer arrived after time was up, and nothing shows that it was given before.")

// ErrStartQueue carries place and seconds, and Retry-After.
var ErrStartQueue = fault.Declare(fault.Unavailable, "quiz.start-queue",
	"Banyak peserta mulai bersamaan. Anda ada dalam antrean; waktu pengerjaan belum berjalan.",
	"Many people are starting at once. You are in the queue; your time has not begun.")

// Refusals of building quizzes.
var (
	ErrNoDraft = fault.Declare(fault.NotFound, "quiz.no-such-draft",
		"Rancangan kuis ini tidak ditemukan.",
		"This quiz in the making was not found.")
	ErrPublished = fault.Declare(fault.Conflict, "quiz.published",
		"Kuis ini sudah diterbitkan. Ubah aturannya pada kuis yang terbit.",
		"This quiz is published. Change the rules of the published quiz.")
	ErrJPNotYours = fault.Declare(fault.Forbidden, "quiz.jp-not-yours",
		"Kuis yang memberi JP hanya dapat diterbitkan oleh pengelola pelatihan.",
		"A quiz that gives JP can only be published by the training administration.")
)
