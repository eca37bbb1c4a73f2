package courses

import "lentera/internal/fault"

// The refusals of this feature.
var (
	ErrCourseNotFound = fault.Declare(fault.NotFound, "courses.course-not-found",
		"Kursus ini tidak ditemukan.",
		"This course was not found.")
	ErrLessonNotFound = fault.Declare(fault.NotFound, "courses.lesson-not-found",
		"Pelajaran ini tidak ditemukan di kursus yang Anda ikuti.",
		"This lesson was not found in a course you are studying.")
	ErrTooSoon = fault.Declare(fault.Conflict, "courses.too-soon",
		"Pelajaran ini belum cukup lama dipelajari. Lanjutkan sebentar lagi.",
		"This lesson has not been studied long enough yet. Please continue a little longer.")
	ErrQuizDecides = fault.Declare(fault.Conflict, "courses.quiz-decides",
		"Pelajaran ini selesai bila kuisnya lulus.",
		"This lesson is finished by passing its quiz.")
	ErrUnitNotFound = fault.Declare(fault.NotFound, "courses.unit-not-found",
		"Unit kerja ini tidak ditemukan atau di luar kewenangan Anda.",
		"This unit was not found or is outside your authority.")
	ErrMandateNotFound = fault.Declare(fault.NotFound, "courses.mandate-not-found",
		"Penugasan ini tidak ditemukan.",
		"This mandate was not found.")
	ErrDuePast = fault.Declare(fault.Invalid, "courses.due-in-the-past",
		"Tanggal batas tidak boleh sudah lewat.",
		"The due date must not be in the past.")
	ErrAlreadyMandated = fault.Declare(fault.Conflict, "courses.already-mandated",
		"Kursus ini sudah ditugaskan kepada unit kerja tersebut. Batalkan dulu penugasan yang lama bila ingin mengubahnya.",
		"This course is already mandated to that unit. Cancel the earlier mandate first to change it.")
	ErrFolderChanged = fault.Declare(fault.Conflict, "courses.folder-changed",
		"Isi folder berubah selama impor. Ulangi impor.",
		"The folder changed during the import. Please run the import again.")
)
