package bank

import "lentera/internal/fault"

// The refusals of writing and reviewing questions.
var (
	ErrNoQuestion = fault.Declare(fault.NotFound, "bank.question-not-found",
		"Soal ini tidak ditemukan di bank soal.",
		"This question was not found in the question bank.")
	ErrChanged = fault.Declare(fault.Conflict, "bank.question-changed",
		"Soal ini baru saja diubah orang lain. Buka versi terbaru, lalu ulangi perubahan Anda.",
		"Somebody else has just changed this question. Open the newest version and make your change again.")
	ErrOwnReview = fault.Declare(fault.Conflict, "bank.own-review",
		"Soal ditinjau oleh orang lain, bukan oleh penulisnya.",
		"A question is reviewed by somebody other than its writer.")
	ErrOfCourse = fault.Declare(fault.Conflict, "bank.question-of-course",
		"Soal ini berasal dari berkas kursus. Ubah berkas kursusnya, atau salin soal ini ke bank.",
		"This question comes from a course file. Change the course file, or copy the question into the bank.")
	ErrRetired = fault.Declare(fault.Conflict, "bank.question-retired",
		"Soal ini sudah dipensiunkan. Pulihkan dahulu bila ingin memakainya lagi.",
		"This question is retired. Restore it first if you want to use it again.")
	ErrVoided = fault.Declare(fault.Conflict, "bank.question-voided",
		"Versi ini sudah dibatalkan karena cacat. Perbaiki soalnya dan simpan sebagai versi baru, lalu minta tinjauan.",
		"This version was voided because it is faulty. Mend the question, save it as a new version, and ask for its review.")
	ErrState = fault.Declare(fault.Conflict, "bank.wrong-state",
		"Keadaan soal ini sudah berubah, jadi tindakan itu tidak berlaku lagi.",
		"The state of this question has changed, so that act no longer applies.")
	ErrCategoryTaken = fault.Declare(fault.Conflict, "bank.category-taken",
		"Sudah ada kategori dengan nama itu di tempat yang sama.",
		"There is already a category with that name in the same place.")
	ErrCategoryUsed = fault.Declare(fault.Conflict, "bank.category-used",
		"Kategori ini masih berisi soal atau kategori lain.",
		"This category still holds questions or other categories.")
)

// ErrNoSuchCategory refuses a category that is not there.
var ErrNoSuchCategory = fault.Declare(fault.NotFound, "bank.category-not-found",
	"Kategori soal ini tidak ditemukan.",
	"This category of questions was not found.")
