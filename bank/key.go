package bank

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// KeyNow is what is right of a version at this moment, with what it is right of.
type KeyNow struct {
	Kind    string          `db:"kind"`
	Content json.RawMessage `db:"content"`
	Key     json.RawMessage `db:"key"`
	Voided  bool            `db:"voided"` // everybody who had it has its marks
	No      int             `db:"no"`     // 1, and one more for each correction
}

// LockKey is a step: the key of a version, locked until the transaction ends.
// For those who correct keys; found is false for an unknown version.
func LockKey(ctx context.Context, tx *db.Tx, versionID uuid.UUID) (k KeyNow, found bool, err error) {
	err = tx.Get(ctx, &k, sqls.LockKey, versionID)
	if db.NoRow(err) {
		return k, false, nil
	}
	return k, err == nil, err
}

// CorrectKey is a step: another key for a version that may have been shown, or
// the word that it is void. What the key said before stays in
// bank.former_keys. The caller (the regrade of quiz, after a second person
// approved) has checked the key and grades again whoever had the version.
func CorrectKey(ctx context.Context, tx *db.Tx, versionID uuid.UUID, key json.RawMessage, voided bool, reason string) error {
	if _, err := tx.Exec(ctx, sqls.KeepFormerKey, versionID, reason); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, sqls.ReplaceKey, versionID, string(key), voided)
	return err
}
