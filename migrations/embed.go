// Package migrations holds the schema as numbered files: forward only, one
// file one transaction. An applied file is never changed.
package migrations

import "embed"

// Files are the migrations in order.
//
//go:embed *.sql
var Files embed.FS
