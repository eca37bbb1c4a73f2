package accounts

import "log/slog"

// What holds tokens, codes or numbers of people prints as a word, whichever way
// it is printed: by %v, by %#v or as an attribute of a log line.

// String keeps the tokens out of logs.
func (SignedIn) String() string { return "(signed in)" }

// GoString keeps them out of %#v.
func (SignedIn) GoString() string { return "(signed in)" }

// LogValue keeps them out of structured logs.
func (SignedIn) LogValue() slog.Value { return slog.StringValue("(signed in)") }

// String keeps the code out of logs.
func (ActivationCode) String() string { return "(activation code)" }

// GoString keeps it out of %#v.
func (ActivationCode) GoString() string { return "(activation code)" }

// LogValue keeps it out of structured logs.
func (ActivationCode) LogValue() slog.Value { return slog.StringValue("(activation code)") }

// String names the account by its internal id only.
func (m Me) String() string { return "account " + m.AccountID.String() }

// GoString is String.
func (m Me) GoString() string { return m.String() }

// LogValue is String for structured logs.
func (m Me) LogValue() slog.Value { return slog.StringValue(m.String()) }

// String names the person by the internal id only.
func (p Person) String() string { return "person " + p.ID.String() }

// GoString is String.
func (p Person) GoString() string { return p.String() }

// LogValue is String for structured logs.
func (p Person) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String keeps the number out of logs.
func (NIP) String() string { return "(NIP)" }

// GoString is String.
func (NIP) GoString() string { return "(NIP)" }

// LogValue keeps it out of structured logs.
func (NIP) LogValue() slog.Value { return slog.StringValue("(NIP)") }

// String keeps the person of a roster row out of logs.
func (r RosterRow) String() string { return "(roster row)" }

// GoString is String.
func (r RosterRow) GoString() string { return "(roster row)" }

// LogValue keeps it out of structured logs.
func (r RosterRow) LogValue() slog.Value { return slog.StringValue("(roster row)") }
