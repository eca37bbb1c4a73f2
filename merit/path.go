package merit

// Path is one row of SIASN's reference table jenisDiklat.
type Path struct {
	ID   int
	Name string // SIASN's own name, Indonesian on every screen
	Flag string // T, F or P: SIASN's jenisKursusSertipikat
}

// PathsSource tells where Paths was read and when; SIASN publishes no version.
const PathsSource = "SIASN, referensi jenisDiklat, sebagaimana dibaca pada Mei 2025 (dicocokkan November 2026)"

// Paths is jenisDiklat 1–25, dated data (siasn-contract.md §6.1). Path 1 goes
// to SIASN's /diklat/save, all others to /kursus/save.
var Paths = []Path{
	{1, "Diklat Struktural", "T"},
	{2, "Diklat Fungsional", "F"},
	{3, "Diklat Teknis", "T"},
	{4, "Workshop", "P"},
	{5, "Pelatihan Manajerial", "T"},
	{6, "Pelatihan Sosial Kultural", "T"},
	{7, "Sosialisasi", "P"},
	{8, "Bimbingan Teknis", "T"},
	{9, "Seminar", "P"},
	{10, "Magang", "T"},
	{11, "Kursus", "T"},
	{12, "Penataran", "T"},
	{13, "Klasikal Lainnya", "T"},
	{14, "Coaching", "T"},
	{15, "Mentoring", "T"},
	{16, "E-Learning", "T"},
	{17, "Pelatihan Jarak Jauh", "T"},
	{18, "Detasering", "T"},
	{19, "Outbond", "T"},
	{20, "Benchmarking", "T"},
	{21, "Pertukaran PNS dengan Pegawai Swasta/BUMN/BUMD", "T"},
	{22, "Belajar Mandiri", "T"},
	{23, "Komunitas Belajar", "T"},
	{24, "Bimbingan di Tempat Kerja", "T"},
	{25, "Nonklasikal Lainnya", "T"},
}

// PathName gives SIASN's name of a path id; ok is false for an id it has not.
func PathName(id int) (name string, ok bool) {
	if id < 1 || id > len(Paths) {
		return "", false
	}
	return Paths[id-1].Name, true
}
