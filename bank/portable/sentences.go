package portable

// The codes of problems. They are in the API and in golden files: never
// change one, add another.
const (
	FileTooLarge     = "file-too-large"
	TooManyQuestions = "too-many-questions"
	TooManyProblems  = "too-many-problems"
	NotThisFormat    = "not-this-format"
	NoQuestions      = "no-questions"
	EntitiesRefused  = "entities-refused"
	ArchiveRefused   = "archive-refused"
	QuestionTooLarge = "question-too-large"
	NotWellFormed    = "not-well-formed"
	NoStem           = "no-stem"
	NoOptions        = "no-options"
	NoCorrect        = "no-correct-answer"
	SeveralCorrect   = "several-correct-answers"
	BadAnswerLetter  = "bad-answer-letter"
	BadGrade         = "bad-grade"
	BadNumber        = "bad-number"
	BadRange         = "bad-range"
	BadPair          = "bad-pair"
	BadGap           = "bad-gap"
	UnclosedAnswers  = "unclosed-answers"
	MixedAnswers     = "mixed-answers"
	Unfinished       = "unfinished-question"
	StrayText        = "stray-text"
	BadReference     = "bad-reference"
	UnknownKind      = "unknown-kind"
	BadValue         = "bad-value"
	TooLong          = "too-long"
	UnsupportedType  = "unsupported-type"
	UnsupportedMarks = "unsupported-scoring"
	GradeNotListed   = "grade-not-listed"
	GradesNotWhole   = "grades-not-whole"
	FileDamaged      = "embedded-file-damaged"
	FileMissing      = "embedded-file-missing"
	MediaLost        = "media-lost"
	FeedbackLost     = "feedback-lost"
	WeightsLost      = "weights-lost"
	FormattingLost   = "formatting-lost"
	TagsLost         = "tags-lost"
	PointsLost       = "points-lost"
	NamesLost        = "names-lost"
	UnitsLost        = "units-lost"
	HintsLost        = "hints-lost"
	DetailLost       = "detail-lost"
	CannotHold       = "format-cannot-hold"
	RandomlyDrawn    = "not-a-question"
	FeedbackMoved    = "feedback-moved"
	RubricMade       = "rubric-made"
	BreaksRule       = "breaks-a-rule"
	MediaRefused     = "media-refused"
	AlreadyThere     = "already-there"
	MaybeThere       = "possible-duplicate"
	UnknownCategory  = "unknown-category"
)

type sentence struct {
	severity Severity
	id, en   string
}

var sentences = map[string]sentence{
	FileTooLarge:     {FileRefused, "Berkas lebih besar dari %d MiB.", "The file is larger than %d MiB."},
	TooManyQuestions: {Altered, "Hanya %d soal pertama yang dibaca.", "Only the first %d questions are read."},
	TooManyProblems:  {Altered, "Ada lebih dari %d catatan; selebihnya tidak ditampilkan.", "There are more than %d remarks; the rest is not shown."},
	NotThisFormat:    {FileRefused, "Berkas ini bukan %s.", "This file is not %s."},
	NoQuestions:      {Altered, "Tidak ada soal di berkas ini.", "There is no question in this file."},
	EntitiesRefused:  {FileRefused, "Berkas memuat deklarasi entitas XML (<!ENTITY …>), yang tidak diterima.", "The file declares XML entities (<!ENTITY …>), which are not accepted."},
	ArchiveRefused:   {FileRefused, "Arsip tidak diterima: %s.", "The archive is refused: %s."},
	QuestionTooLarge: {Refused, "Soal ini lebih besar dari %d MiB.", "This question is larger than %d MiB."},
	NotWellFormed:    {Refused, "XML soal ini rusak: %s.", "The XML of this question is broken: %s."},
	NoStem:           {Refused, "Soal ini tidak mempunyai teks pertanyaan.", "This question has no text."},
	NoOptions:        {Refused, "Soal ini memerlukan paling sedikit %d pilihan.", "This question needs at least %d options."},
	NoCorrect:        {Refused, "Tidak ada jawaban benar pada soal ini.", "No answer of this question is marked as right."},
	SeveralCorrect:   {Refused, "Ada lebih dari satu jawaban benar pada soal yang hanya boleh mempunyai satu.", "More than one answer is marked as right where only one may be."},
	BadAnswerLetter:  {Refused, "Kunci jawaban %q tidak ada di antara pilihan.", "The answer %q is not among the options."},
	BadGrade:         {Refused, "Bobot %q bukan angka antara -100 dan 100.", "The weight %q is not a number between -100 and 100."},
	BadNumber:        {Refused, "%q bukan angka.", "%q is not a number."},
	BadRange:         {Refused, "Rentang %q terbalik atau tidak lengkap.", "The range %q is reversed or incomplete."},
	BadPair:          {Refused, "Pasangan %q tidak lengkap.", "The pair %q is incomplete."},
	BadGap:           {Refused, "Isian %q tidak dapat dibaca.", "The gap %q cannot be read."},
	UnclosedAnswers:  {Refused, "Kurung kurawal jawaban tidak ditutup.", "The braces of the answers are not closed."},
	MixedAnswers:     {Refused, "Jawaban dari beberapa jenis soal tercampur.", "Answers of different kinds are mixed."},
	Unfinished:       {Refused, "Soal ini belum selesai: tidak ada baris kunci jawaban.", "This question is unfinished: it has no line with the answer."},
	StrayText:        {Refused, "Teks ini bukan bagian dari soal mana pun: %q.", "This text belongs to no question: %q."},
	BadReference:     {Refused, "%q merujuk ke sesuatu yang tidak ada.", "%q refers to something that is not there."},
	UnknownKind:      {Refused, "Jenis soal %q tidak dikenal.", "The kind %q is not known."},
	BadValue:         {Refused, "Isi kolom %q tidak dapat dipakai: %q.", "The value of column %q cannot be used: %q."},
	TooLong:          {Refused, "Teks lebih panjang dari %d huruf.", "A text is longer than %d characters."},
	UnsupportedType:  {Kept, "Jenis %q belum dapat dipakai di sini; sumbernya disimpan.", "The type %q cannot be used here yet; its source is kept."},
	UnsupportedMarks: {Kept, "Cara penilaian soal ini (%s) tidak dikenal; sumbernya disimpan.", "The scoring of this question (%s) is not known; its source is kept."},
	GradeNotListed:   {Altered, "Bobot %s%% tidak ada di daftar bobot Moodle; dipakai seperti tertulis.", "The weight %s%% is not in Moodle's list; it is used as written."},
	GradesNotWhole:   {Altered, "Bobot jawaban benar berjumlah %s%%, bukan 100%%.", "The weights of the right answers add up to %s%%, not 100%%."},
	FileDamaged:      {Altered, "Berkas tersemat %q rusak dan ditinggalkan.", "The embedded file %q is damaged and left out."},
	FileMissing:      {Altered, "Berkas %q dirujuk tetapi tidak ada di dalam impor.", "The file %q is referred to but not part of the import."},
	MediaLost:        {Altered, "Format ini tidak dapat memuat gambar, suara, atau video.", "This format cannot hold pictures, sound or video."},
	FeedbackLost:     {Altered, "Penjelasan atau umpan balik tidak ikut (%s).", "Explanations or feedback are left out (%s)."},
	WeightsLost:      {Altered, "Bobot per jawaban tidak ikut.", "Weights of single answers are left out."},
	FormattingLost:   {Altered, "Tata huruf hilang; hanya teksnya yang ikut.", "Formatting is lost; only the text is taken."},
	TagsLost:         {Altered, "Label atau kategori tidak ikut.", "Tags or categories are left out."},
	PointsLost:       {Altered, "Nilai maksimum soal tidak ikut.", "The points of the question are left out."},
	NamesLost:        {Altered, "Nama atau nomor pengenal tidak ikut.", "Name or identifier is left out."},
	UnitsLost:        {Altered, "Satuan tidak ikut.", "Units are left out."},
	HintsLost:        {Altered, "Petunjuk untuk percobaan ulang tidak ikut.", "Hints for further tries are left out."},
	DetailLost:       {Altered, "%s tidak ikut.", "%s is left out."},
	CannotHold:       {Refused, "%s tidak dapat memuat soal jenis %q.", "%s cannot hold a question of the kind %q."},
	RandomlyDrawn:    {Kept, "%q mengacu pada soal lain dan bukan soal; sumbernya disimpan.", "%q draws on other questions and is none itself; its source is kept."},
	FeedbackMoved:    {Altered, "Umpan balik per jawaban dipindahkan ke penjelasan soal.", "Feedback of single answers is moved to the question's explanation."},
	RubricMade:       {Altered, "Berkas tidak memuat rubrik; rubrik sederhana dibuat. Sesuaikan sebelum soal dipakai.", "The file has no rubric; a simple one was made. Adapt it before the question is used."},
	BreaksRule:       {Refused, "Soal ini melanggar aturan jenisnya: %[1]s", "This question breaks a rule of its kind: %[2]s"},
	MediaRefused:     {Altered, "Berkas %q tidak dapat disimpan (jenis atau ukurannya tidak diterima) dan ditinggalkan.", "The file %q cannot be kept (its kind or size is not accepted) and is left out."},
	AlreadyThere:     {Altered, "Soal yang sama sudah ada di kategori ini dan tidak ditambahkan lagi.", "The same question is in this category already and is not added again."},
	MaybeThere:       {Altered, "Soal dengan teks yang sama sudah ada di kategori ini; periksa kunci dan gambarnya.", "A question with the same text is in this category already; compare key and pictures."},
	UnknownCategory:  {Altered, "Kategori %q tidak dapat dipakai.", "The category %q cannot be used."},
}
