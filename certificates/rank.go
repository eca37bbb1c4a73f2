package certificates

// ranks names each golongan of a PNS (asn-domain.md §3.3). The golongan of a
// PPPK (I to XVII) has no such name.
var ranks = map[string]string{
	"I/a": "Juru Muda", "I/b": "Juru Muda Tingkat I", "I/c": "Juru", "I/d": "Juru Tingkat I",
	"II/a": "Pengatur Muda", "II/b": "Pengatur Muda Tingkat I", "II/c": "Pengatur", "II/d": "Pengatur Tingkat I",
	"III/a": "Penata Muda", "III/b": "Penata Muda Tingkat I", "III/c": "Penata", "III/d": "Penata Tingkat I",
	"IV/a": "Pembina", "IV/b": "Pembina Tingkat I", "IV/c": "Pembina Utama Muda",
	"IV/d": "Pembina Utama Madya", "IV/e": "Pembina Utama",
}

// rankName spells a golongan as a certificate prints it: "Penata (III/c)" for
// a PNS, "Golongan IX" for a PPPK; anything unknown stays as recorded.
func rankName(golongan string) string {
	if name, ok := ranks[golongan]; ok {
		return name + " (" + golongan + ")"
	}
	if golongan != "" && isRoman(golongan) {
		return "Golongan " + golongan
	}
	return golongan
}

func isRoman(s string) bool {
	for _, r := range s {
		if r != 'I' && r != 'V' && r != 'X' {
			return false
		}
	}
	return true
}
