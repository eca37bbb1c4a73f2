package bsre

import "lentera/internal/secret"

// Secret is a passphrase, TOTP or password; it prints as [secret], however it is printed.
type Secret = secret.Text
