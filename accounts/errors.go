package accounts

import "lentera/internal/fault"

// The refusals of this feature.
var (
	ErrSignInFailed = fault.Declare(fault.Unauthenticated, "accounts.sign-in-failed",
		"NIP/e-mail atau kata sandi tidak cocok.",
		"The NIP/e-mail or the password does not match.")
	ErrTooManyTries = fault.Declare(fault.RateLimited, "accounts.too-many-tries",
		"Terlalu banyak percobaan yang gagal. Tunggu sebentar lalu coba lagi.",
		"Too many failed tries. Wait a moment and try again.")
	ErrBusy = fault.Declare(fault.Unavailable, "accounts.busy",
		"Sedang banyak yang masuk; Anda ada dalam antrean.",
		"Many people are signing in; you are in the queue.")
	ErrDisabled = fault.Declare(fault.Forbidden, "accounts.disabled",
		"Akun ini dinonaktifkan. Hubungi pengelola pelatihan di BKPSDM.",
		"This account is disabled. Ask the training office.")
	ErrCodeRefused = fault.Declare(fault.Unauthenticated, "accounts.code-refused",
		"NIP/e-mail atau kode aktivasi tidak cocok, atau kodenya sudah dipakai atau kedaluwarsa.",
		"The NIP/e-mail or the activation code does not match, or the code was used or has expired.")
	ErrPasswordRefused = fault.Declare(fault.Invalid, "accounts.password-refused",
		"Kata sandi ini belum aman.",
		"This password is not safe enough.")
	ErrWrongPassword = fault.Declare(fault.Invalid, "accounts.wrong-password",
		"Kata sandi sekarang tidak cocok.",
		"The present password does not match.")
	ErrSessionEnded = fault.Declare(fault.Unauthenticated, "accounts.session-ended",
		"Sesi Anda sudah berakhir. Silakan masuk lagi.",
		"Your session has ended. Please sign in again.")
	ErrTokenRefused = fault.Declare(fault.Unauthenticated, "accounts.token-refused",
		"Tanda masuk tidak berlaku. Silakan masuk lagi.",
		"The sign-in token is not valid. Please sign in again.")
	ErrNoSuchPerson = fault.Declare(fault.NotFound, "accounts.no-such-person",
		"Orang ini tidak ditemukan.",
		"This person was not found.")
	ErrNoSuchUnit = fault.Declare(fault.NotFound, "accounts.no-such-unit",
		"Unit kerja ini tidak ditemukan.",
		"This unit was not found.")
	ErrNIPRefused = fault.Declare(fault.Invalid, "accounts.nip-refused",
		"NIP ini tidak benar bentuknya.",
		"This NIP is not well formed.")
	ErrNIPTaken = fault.Declare(fault.Conflict, "accounts.nip-taken",
		"NIP ini sudah tercatat untuk orang lain.",
		"This NIP is already recorded for another person.")
	ErrEmailTaken = fault.Declare(fault.Conflict, "accounts.email-taken",
		"E-mail ini sudah dipakai akun lain.",
		"This e-mail is already used by another account.")
	ErrPrivileged = fault.Declare(fault.Forbidden, "accounts.privileged-account",
		"Akun ini punya peran khusus; hanya pengelola pelatihan yang boleh menerbitkan kodenya.",
		"This account holds a special role; only a training admin may issue its code.")
	ErrNobodyChosen = fault.Declare(fault.Invalid, "accounts.nobody-chosen",
		"Pilih satu unit atau paling sedikit satu orang.",
		"Choose a unit or at least one person.")
	ErrRoleRefused = fault.Declare(fault.Invalid, "accounts.role-refused",
		"Peran ini tidak ada, atau unitnya tidak sesuai.",
		"There is no such role, or its unit does not fit.")
	ErrUnreadableFile = fault.Declare(fault.Invalid, "accounts.unreadable-file",
		"Berkas ini tidak dapat dibaca.",
		"This file cannot be read.")
	ErrNoSuchRoster = fault.Declare(fault.NotFound, "accounts.no-such-roster",
		"Impor ini tidak ditemukan.",
		"This import was not found.")
	ErrRosterClosed = fault.Declare(fault.Conflict, "accounts.roster-closed",
		"Impor ini sudah diterapkan atau dibatalkan.",
		"This import was already applied or discarded.")
	ErrBadCursor = fault.Declare(fault.Invalid, "accounts.bad-cursor",
		"Penanda halaman tidak dikenal.",
		"The page cursor is not known.")
)
