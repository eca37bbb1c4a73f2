// SIASN's kinds of training, as merit/path.go has them: Indonesian everywhere.
const names = ['Diklat Struktural', 'Diklat Fungsional', 'Diklat Teknis', 'Workshop', 'Pelatihan Manajerial', 'Pelatihan Sosial Kultural', 'Sosialisasi', 'Bimbingan Teknis', 'Seminar', 'Magang', 'Kursus', 'Penataran', 'Klasikal Lainnya', 'Coaching', 'Mentoring', 'E-Learning', 'Pelatihan Jarak Jauh', 'Detasering', 'Outbond', 'Benchmarking', 'Pertukaran PNS dengan Pegawai Swasta/BUMN/BUMD', 'Belajar Mandiri', 'Komunitas Belajar', 'Bimbingan di Tempat Kerja', 'Nonklasikal Lainnya']

export const paths = names.map((label, i) => ({ value: String(i + 1), label }))
