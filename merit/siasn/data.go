package siasn

// ReferenceSource tells where the tables below were read and when.
const ReferenceSource = "SIASN reference data as bundled by a public client, May 2025"

// Item is one row of a short reference table.
type Item struct{ ID, Name string }

// Structural is latihanStruktural: the kinds of structural training.
var Structural = []Item{
	{"1", "SEPADA"}, {"2", "SEPALA/ADUM/DIKLAT PIM TK.IV"}, {"3", "SEPADYA/SPAMA/DIKLAT PIM TK.III"}, {"4", "SPAMEN/SESPA/DIKLAT PIM TK.II"},
	{"5", "SEPATI/DIKLAT PIM TK.I"}, {"6", "SESPIM"}, {"7", "SESPATI"}, {"8", "Diklat Struktural Lainnya"},
}

// Groups is the part of rumpunJabatan a digital literacy course belongs to.
var Groups = []Item{
	{"68c4919f-b5f6-4fce-b9ab-00b370e567c5", "KOMUNIKASI DAN INFORMATIKA"}, {"1e4cf7c1-5198-43d3-8075-42ad94916290", "KEKOMPUTERAN"},
}

// Agency is one row of instansi with its work unit and place.
type Agency struct{ ID, Name, Code, WorkUnitID, LocationID string }

// Agencies are the two Lentera began with; others are settings.
var Agencies = []Agency{
	{"A5EB03E23CD7F6A0E040640A040252AD", "Pemerintah Kab. Lumajang", "6516", "A5EB03E24223F6A0E040640A040252AD", "A5EB03E21F45F6A0E040640A040252AD"},
	{"A5EB03E23C36F6A0E040640A040252AD", "Pemerintah Kab. Lampung Utara", "5903", "A5EB03E241B2F6A0E040640A040252AD", "A5EB03E2205EF6A0E040640A040252AD"},
}
