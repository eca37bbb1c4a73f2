package merit

import "lentera/internal/fault"

// The refusals of the ledger.
var (
	ErrPath = fault.Declare(fault.Internal, "merit.unknown-path",
		"Jalur pengembangan kursus ini tidak dikenal, sehingga JP tidak dapat dicatat. Hubungi admin diklat.",
		"The development path of this course is not known, so its JP cannot be entered. Ask the training admin.")
	ErrReason = fault.Declare(fault.Invalid, "merit.reason-needed",
		"Pembatalan JP harus disertai alasan.",
		"Reversing JP needs a reason.")
	ErrPerson = fault.Declare(fault.NotFound, "merit.person-not-found",
		"Pegawai ini tidak ditemukan.",
		"This person was not found.")
	ErrYear = fault.Declare(fault.Invalid, "merit.bad-year",
		"Tahun tidak benar. Tulis empat angka, misalnya 2026.",
		"The year is not right. Write four digits, for example 2026.")

	// Claims: certificates from elsewhere and hours taught.
	ErrClaim = fault.Declare(fault.NotFound, "merit.claim-not-found",
		"Pengajuan ini tidak ditemukan.",
		"This claim was not found.")
	ErrClaimState = fault.Declare(fault.Conflict, "merit.claim-moved-on",
		"Keadaan pengajuan ini sudah berubah. Muat ulang halaman.",
		"This claim has moved on. Load the page again.")
	ErrClaimTwoPersons = fault.Declare(fault.Forbidden, "merit.claim-second-person",
		"Orang lain harus mengambil keputusan ini.",
		"Another person has to take this decision.")
	ErrClaimIncomplete = fault.Declare(fault.Invalid, "merit.claim-incomplete",
		"Pengajuan belum lengkap. Periksa bagian yang ditandai.",
		"The claim is not complete. Check the marked parts.")
	ErrClaimFile = fault.Declare(fault.Invalid, "merit.claim-file-type",
		"Berkas harus PDF, JPEG, atau PNG yang dapat dibuka.",
		"The file must be a PDF, JPEG or PNG that opens.")
	ErrClaimFileSize = fault.Declare(fault.TooLarge, "merit.claim-file-size",
		"Berkas lebih dari 5 MB. Kirim foto yang lebih kecil.",
		"The file is over 5 MB. Send a smaller photo.")
	ErrClaimPixels = fault.Declare(fault.Invalid, "merit.claim-file-pixels",
		"Gambar terlalu besar. Kirim foto di bawah 40 megapiksel.",
		"The picture is too large. Send one below 40 megapixels.")
	ErrClaimNoFile = fault.Declare(fault.NotFound, "merit.claim-no-file",
		"Pengajuan ini tidak memiliki berkas.",
		"This claim has no file.")
	ErrClaimOwn = fault.Declare(fault.Conflict, "merit.claim-already-counted",
		"Ini sertifikat Lentera Anda. JP-nya sudah tercatat dan tidak dihitung dua kali.",
		"This is your Lentera certificate. Its JP are entered already and do not count twice.")
	ErrClaimForeign = fault.Declare(fault.Conflict, "merit.claim-not-valid-here",
		"Kode QR menuju Lentera, tetapi bukan sertifikat Anda yang berlaku.",
		"The QR code leads to Lentera, but to no valid certificate of yours.")
	ErrClaimNoLedger = fault.Declare(fault.Conflict, "merit.claim-not-asn",
		"JP hanya dicatat untuk ASN.",
		"JP are kept for civil servants (ASN) only.")
	ErrClaimTwin = fault.Declare(fault.Conflict, "merit.claim-twin",
		"Sertifikat yang sama sudah disetujui atau tercatat. Periksa daftar kembar.",
		"The same certificate is approved or entered already. See the duplicates.")
	ErrClaimTable = fault.Declare(fault.Invalid, "merit.claim-table",
		"Tabel tidak dapat dibaca. Pakai contoh kolom di halaman ini.",
		"The table cannot be read. Use the columns shown on this page.")
	ErrClaimTableChanged = fault.Declare(fault.Conflict, "merit.claim-table-changed",
		"Berkas berbeda dari yang diperiksa. Periksa lagi sebelum menerapkan.",
		"The file is not the one that was checked. Check it again first.")
)
