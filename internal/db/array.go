package db

import "github.com/lib/pq"

// Array passes a Go slice as a Postgres array parameter, and reads one back
// when given a pointer: db.Array(&ids).
func Array(slice any) any { return pq.Array(slice) }

// Strings is a text[] column in a row struct.
type Strings = pq.StringArray

// Ints is a bigint[] or int[] column in a row struct.
type Ints = pq.Int64Array
