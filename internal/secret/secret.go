// Package secret is a text that no log, error or answer shows. The clients of
// outside services hold their credentials, tokens and passphrases in it.
package secret

import (
	"fmt"
	"log/slog"
)

// Text prints as [secret], however it is printed.
type Text string

const hidden = "[secret]"

// Reveal gives the text itself, for the one request it is made for.
func (s Text) Reveal() string { return string(s) }

// Format prints [secret] for every verb.
func (s Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// String prints [secret].
func (s Text) String() string { return hidden }

// GoString prints [secret].
func (s Text) GoString() string { return hidden }

// MarshalText writes [secret]; JSON uses it too.
func (s Text) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue logs [secret].
func (s Text) LogValue() slog.Value { return slog.StringValue(hidden) }
