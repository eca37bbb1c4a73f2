package portal

import (
	"fmt"
	"log/slog"
)

// Secret is a credential or a callback key; it prints as [secret], however it
// is printed.
type Secret string

const hidden = "[secret]"

// Reveal gives the text itself, for the one request it is made for.
func (s Secret) Reveal() string { return string(s) }

// Format prints [secret] for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// String prints [secret].
func (s Secret) String() string { return hidden }

// GoString prints [secret].
func (s Secret) GoString() string { return hidden }

// MarshalText writes [secret]; JSON uses it too.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue logs [secret].
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }
