package siasn

import "lentera/internal/secret"

// Secret is a key, token or password; it prints as [secret], however it is printed.
type Secret = secret.Text
