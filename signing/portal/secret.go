package portal

import "lentera/internal/secret"

// Secret is a credential or a callback key; it prints as [secret], however it is printed.
type Secret = secret.Text
