package merit

import "lentera/internal/fault"

// The refusals of unit ledgers, limits and the IP-ASN simulation.
var (
	ErrUnit = fault.Declare(fault.NotFound, "merit.unit-not-found",
		"Unit kerja ini tidak ditemukan.",
		"This unit was not found.")
	ErrIpasnRules = fault.Declare(fault.NotFound, "merit.ipasn-rules-not-found",
		"Aturan simulasi ini tidak dikenal.",
		"This rule set of the simulation is not known.")
	ErrLimit = fault.Declare(fault.Invalid, "merit.bad-limit",
		"Batas JP tidak lengkap. Tulis jenis ASN, tahun, JP, dan dasarnya.",
		"The JP limit is not complete. Give class, year, JP and its basis.")
)
