package accounts

import (
	"fmt"
	"strings"
)

// The remarks about rows, in both languages. What is wrong is said as it
// stands in the file; nothing is put right silently.

func wrongly(code, column, id, en string) remark {
	return remark{Code: code, Severity: severityError, Column: column, ID: id, EN: en}
}

func warning(code, column, id, en string) remark {
	return remark{Code: code, Severity: severityWarning, Column: column, ID: id, EN: en}
}

var (
	remarkNIPMissing    = wrongly("nip-missing", "nip_baru", "NIP kosong.", "The NIP is empty.")
	remarkNIPScientific = wrongly("nip-scientific", "nip_baru",
		"NIP berubah menjadi angka ilmiah (misalnya 1,98503E+17), angka terakhirnya sudah hilang. Simpan kolom NIP sebagai teks lalu ekspor ulang.",
		"The NIP became a number in scientific notation (such as 1.98503E+17) and its last digits are lost. Keep the NIP column as text and export again.")
	remarkNameMissing = wrongly("name-missing", "nama", "Nama kosong.", "The name is empty.")
	remarkTooMany     = wrongly("too-many-cells", "", "Baris ini punya lebih banyak sel daripada judul kolom; isinya mungkin bergeser.",
		"This row has more cells than there are headings; its content may have shifted.")
	remarkTooLong = wrongly("text-too-long", "", "Ada isi sel yang terlalu panjang untuk kolomnya; isinya mungkin bergeser.",
		"A cell is too long for its column; the content may have shifted.")
	remarkNIPOfOther = wrongly("nip-of-other", "nip_baru", "NIP ini tercatat untuk orang lain.", "This NIP is recorded for another person.")
	remarkNIPFormer  = wrongly("nip-former", "nip_baru", "NIP ini nomor lama orang ini dan sudah diganti; berkas mungkin lebih tua daripada data.",
		"This NIP is a former number of this person and was replaced; the file may be older than the base.")
	remarkIDConflict = wrongly("pns-id-conflict", "pns_id", "Orang dengan NIP ini tercatat dengan pns_id lain.",
		"The person with this NIP is recorded with another pns_id.")
	remarkUnitMissing   = wrongly("unit-missing", "unor_id", "Unit kerja kosong.", "The unit is empty.")
	remarkUnitAmbiguous = wrongly("unit-ambiguous", "unor_nama", "Ada beberapa unit dengan nama ini dan unor_id kosong.", "Several units bear this name and unor_id is empty.")
	remarkBaseChanged   = wrongly("base-changed", "", "Data orang ini berubah sejak pratinjau, jadi baris ini tidak diterapkan. Unggah lagi untuk melihat perubahannya.",
		"The record of this person has changed since the preview, so this row was not applied. Upload again to see what would change.")

	remarkBirthMissing = warning("birth-date-missing", "tanggal_lahir", "Tanggal lahir kosong.", "The birth date is empty.")
	remarkBirthUnread  = warning("birth-date-unreadable", "tanggal_lahir", "Tanggal lahir tidak terbaca; kolom ini tidak dipakai. Bentuk yang dikenal: 17-03-1985 atau 1985-03-17.",
		"The birth date is not readable and is not used. Known forms: 17-03-1985 or 1985-03-17.")
	remarkTMTUnread = warning("tmt-unreadable", "tmt_cpns", "TMT tidak terbaca; kolom ini tidak dipakai.", "The TMT is not readable and is not used.")
	remarkSexUnread = warning("sex-unreadable", "jenis_kelamin", "Jenis kelamin tidak terbaca; kolom ini tidak dipakai.", "The sex is not readable and is not used.")
	remarkEmail     = warning("email-unreadable", "email", "Alamat e-mail tidak benar bentuknya; kolom ini tidak dipakai.", "The e-mail address is not well formed and is not used.")
	remarkEmailTwin = warning("email-shared", "email", "Alamat e-mail ini dipakai lebih dari satu orang, jadi tidak dapat dipakai untuk masuk.",
		"This e-mail address is used by more than one person, so it cannot be used to sign in.")
	remarkPhone    = warning("phone-unreadable", "nomor_hp", "Nomor telepon tidak terbaca; kolom ini tidak dipakai.", "The phone number is not readable and is not used.")
	remarkInactive = warning("status-inactive", "kedudukan_hukum_nama", "Kedudukan hukum menyatakan tidak aktif: orang ini tidak akan dihitung sebagai anggota unit.",
		"The legal standing says not active: this person will not count as a member of the unit.")
	remarkStatusNIP = warning("status-contradicts-nip", "kedudukan_hukum_nama", "Kedudukan hukum atau status (PNS/PPPK) tidak sesuai dengan bentuk NIP; bentuk NIP yang dipakai.",
		"The legal standing or status (PNS/PPPK) does not fit the form of the NIP; the form of the NIP is used.")
	remarkClassAssumed = warning("class-assumed", "status_cpns_pns", "Status CPNS/PNS kosong; orang ini dicatat sebagai PNS.", "The status CPNS/PNS is empty; this person is recorded as PNS.")
	remarkNIPChanged   = warning("nip-changed", "nip_baru", "NIP orang ini akan diganti; nomor lama tetap tersimpan sebagai riwayat.", "The NIP of this person will be replaced; the former number stays as history.")
	remarkUnitByName   = warning("unit-by-name", "unor_nama", "unor_id kosong; unit dikenali dari namanya.", "unor_id is empty; the unit was recognised by its name.")
)

// nipRemarks says each problem of a number; those that contradict other
// columns are warnings, as BKN counts them (asn-domain §3.1).
var nipRemarks = map[NIPProblem]remark{
	NIPNotDigits: wrongly(string(NIPNotDigits), "nip_baru", "NIP memuat tanda selain angka.", "The NIP holds signs other than digits."),
	NIPLength:    wrongly(string(NIPLength), "nip_baru", "NIP tidak terdiri atas 18 angka.", "The NIP does not have 18 digits."),
	NIPBirthDate: wrongly(string(NIPBirthDate), "nip_baru", "Angka 1–8 NIP bukan tanggal yang ada.", "Digits 1–8 of the NIP are no real date."),
	NIPMonth:     wrongly(string(NIPMonth), "nip_baru", "Angka 13–14 NIP bukan bulan pengangkatan (01–12) dan bukan tanda PPPK (2…).", "Digits 13–14 of the NIP are neither a month of appointment (01–12) nor the mark of PPPK (2…)."),
	NIPTooYoung:  wrongly(string(NIPTooYoung), "nip_baru", "Menurut NIP, pengangkatan terjadi sebelum usia 16 tahun.", "By the NIP, the appointment came before the age of 16."),
	NIPFuture:    wrongly(string(NIPFuture), "nip_baru", "Menurut NIP, pengangkatan lebih dari satu tahun di depan.", "By the NIP, the appointment is more than a year ahead."),
	NIPSexDigit:  wrongly(string(NIPSexDigit), "nip_baru", "Angka ke-15 NIP bukan 1 (laki-laki) atau 2 (perempuan).", "Digit 15 of the NIP is neither 1 (male) nor 2 (female)."),
	NIPSerial:    wrongly(string(NIPSerial), "nip_baru", "Nomor urut NIP 000; mungkin angka terakhirnya hilang di lembar kerja.", "The serial of the NIP is 000; a spreadsheet may have lost its last digits."),
	NIPVersusBirth: warning(string(NIPVersusBirth), "tanggal_lahir", "Tanggal lahir tidak sama dengan angka 1–8 NIP.",
		"The birth date differs from digits 1–8 of the NIP."),
	NIPVersusSex: warning(string(NIPVersusSex), "jenis_kelamin", "Jenis kelamin tidak sama dengan angka ke-15 NIP.", "The sex differs from digit 15 of the NIP."),
	NIPVersusTMT: warning(string(NIPVersusTMT), "tmt_cpns", "TMT tidak sama dengan angka 9–14 NIP (PPPK: tahun, angka 9–12).",
		"The TMT differs from digits 9–14 of the NIP (PPPK: the year, digits 9–12)."),
}

func remarkTwice(code, column, what string, lines []int) remark {
	text := make([]string, len(lines))
	for i, l := range lines {
		text[i] = fmt.Sprint(l)
	}
	list := strings.Join(text, ", ")
	return wrongly(code, column, fmt.Sprintf("%s ini ada di beberapa baris: %s.", what, list), fmt.Sprintf("This %s is on several lines: %s.", what, list))
}

func remarkUnitUnknown(code, name string) remark {
	what := code
	if what == "" {
		what = name
	}
	return wrongly("unit-unknown", "unor_id", fmt.Sprintf("Unit kerja %q tidak ada di pohon unit. Impor daftar unit lebih dahulu.", what),
		fmt.Sprintf("The unit %q is not in the unit tree. Import the list of units first.", what))
}
