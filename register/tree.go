package register

import (
	"context"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"

	"lentera/internal/db"
)

// getter is a pool or a transaction.
type getter interface {
	Get(ctx context.Context, dest any, q db.Query, args ...any) error
	Select(ctx context.Context, dest any, q db.Query, args ...any) error
}

type hashRow struct {
	Idx  int64  `db:"idx"`
	Hash []byte `db:"hash"`
}

// stored reads the tree's hashes from the database.
func stored(ctx context.Context, x getter) tlog.HashReader {
	return tlog.HashReaderFunc(func(idx []int64) ([]tlog.Hash, error) {
		if len(idx) == 0 {
			return nil, nil
		}
		var rows []hashRow
		if err := x.Select(ctx, &rows, sqls.Hashes, db.Array(idx)); err != nil {
			return nil, err
		}
		at := make(map[int64]tlog.Hash, len(rows))
		for _, r := range rows {
			at[r.Idx] = tlog.Hash(r.Hash)
		}
		out := make([]tlog.Hash, len(idx))
		for i, n := range idx {
			h, there := at[n]
			if !there {
				return nil, fmt.Errorf("stored hash %d is missing", n)
			}
			out[i] = h
		}
		return out, nil
	})
}

// kept is the tree in memory, hash by hash in stored order.
type kept []tlog.Hash

// ReadHashes implements tlog.HashReader.
func (k kept) ReadHashes(idx []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(idx))
	for i, n := range idx {
		if n < 0 || n >= int64(len(k)) {
			return nil, fmt.Errorf("hash %d is beyond the tree", n)
		}
		out[i] = k[n]
	}
	return out, nil
}
