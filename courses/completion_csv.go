package courses

import "strconv"

// The words of the file, in Indonesian (false) and English (true).
var (
	completionHead = map[bool][]string{
		false: {"Nama", "Unit kerja", "Kursus", "Status", "Terlambat", "Pelajaran selesai", "Jumlah pelajaran", "Tanggal selesai", "Batas waktu"},
		true:  {"Name", "Unit", "Course", "Status", "Overdue", "Lessons done", "Lessons", "Completed on", "Due on"},
	}
	statusWords = map[bool]map[string]string{
		false: {"done": "Selesai", "studying": "Sedang belajar", "not_started": "Belum mulai"},
		true:  {"done": "Done", "studying": "Studying", "not_started": "Not started"},
	}
	yes = map[bool]string{false: "Ya", true: "Yes"}
)

// cells is the person as a line of the file, dates in the agency's time zone.
func (r CompletionRow) cells(course string, english bool) []string {
	late := ""
	if r.Overdue {
		late = yes[english]
	}
	return []string{r.FullName, r.UnitName, course, statusWords[english][r.Status], late,
		strconv.Itoa(r.LessonsDone), strconv.Itoa(r.LessonsTotal), orEmpty(r.CompletedOn), orEmpty(r.DueOn)}
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
