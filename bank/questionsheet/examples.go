package questionsheet

import "lentera/bank/portable"

// Examples is one question of each kind the workbook can hold.
func Examples() []portable.Question {
	choice := func(text string, w portable.Fixed) portable.Option {
		return portable.Option{Text: plain(text), Weight: w}
	}
	pair := func(l, r string) portable.Pair { return portable.Pair{Left: plain(l), Right: plain(r)} }
	word := func(text string, w portable.Fixed) portable.Accepted {
		return portable.Accepted{Text: text, Weight: w}
	}
	return []portable.Question{
		{Kind: portable.Single, Name: "Kata sandi", Stem: plain("Kata sandi mana yang paling kuat?"), Feedback: plain("Panjang lebih penting daripada rumit."), Tags: []string{"keamanan"},
			Options: []portable.Option{choice("12345678", 0), choice("kuda-laut-membaca-senja", portable.One), choice("Jakarta1945", 0)}},
		{Kind: portable.Multiple, Name: "Data pribadi", Stem: plain("Mana yang termasuk data pribadi?"), Policy: "all-or-nothing",
			Options: []portable.Option{choice("NIK", portable.One/2), choice("Nama kantor", 0), choice("Sidik jari", portable.One/2)}},
		{Kind: portable.TrueFalse, Name: "Berbagi sandi", Stem: plain("Kata sandi boleh dibagikan kepada atasan."), Truth: false},
		{Kind: portable.Matching, Name: "Ancaman", Stem: plain("Pasangkan ancaman dengan contohnya."), Pairs: []portable.Pair{pair("Phishing", "Surel palsu"), pair("Malware", "Lampiran berbahaya")}, Spare: []portable.Text{plain("Cuaca buruk")}},
		{Kind: portable.Categorise, Name: "Golongan data", Stem: plain("Masukkan ke golongannya."), Pairs: []portable.Pair{pair("Agama", "Data spesifik"), pair("Kesehatan", "Data spesifik"), pair("Nama", "Data umum")}},
		{Kind: portable.Ordering, Name: "Langkah", Stem: plain("Urutkan langkah setelah menerima surel mencurigakan."), Items: []portable.Text{plain("Jangan diklik"), plain("Laporkan"), plain("Hapus")}},
		{Kind: portable.ShortText, Name: "Singkatan", Stem: plain("Singkatan dari kecerdasan artifisial?"), Accepted: []portable.Accepted{word("KA", portable.One), word("AI", portable.One/2)}},
		{Kind: portable.Numeric, Name: "Bita", Stem: plain("Berapa bit dalam satu bita?"), Numbers: []portable.Number{{Value: "8", Weight: portable.One}}},
		{Kind: portable.Cloze, Name: "Rumpang", Stem: plain("Ibu kota [[1]] adalah [[2]]."), Gaps: []portable.Gap{
			{ID: "1", Kind: portable.Single, Points: portable.One, Options: []portable.Option{choice("Indonesia", portable.One), choice("Malaysia", 0)}},
			{ID: "2", Kind: portable.ShortText, Points: portable.One, Accepted: []portable.Accepted{word("Jakarta", portable.One)}}}},
		{Kind: portable.Essay, Name: "Uraian", Stem: plain("Jelaskan mengapa pembaruan perangkat lunak penting."), Grader: plain("Tiga alasan.")},
		{Kind: portable.Upload, Name: "Berkas", Stem: plain("Unggah tangkapan layar pengaturan verifikasi dua langkah Anda."), Grader: plain("Terlihat aktif.")},
	}
}
