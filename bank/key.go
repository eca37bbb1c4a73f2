package bank

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// KeyNow is what is right of a version at this moment, with what it is right of.
type KeyNow struct {
	Name      string          `db:"name"` // the author's, for the question
	Kind      string          `db:"kind"`
	StemHTML  string          `db:"stem_html"`
	Content   json.RawMessage `db:"content"`
	Key       json.RawMessage `db:"key"`
	Voided    bool            `db:"voided"` // everybody who had it has its marks
	No        int             `db:"no"`     // 1, and one more for each correction
	VersionNo int             `db:"version_no"`
	NewestNo  int             `db:"newest_no"` // another than VersionNo: the question has been changed since
}

// KeyOf is a step: the key of a version. For those who correct keys; found is
// false for an unknown version.
func KeyOf(ctx context.Context, r getter, versionID uuid.UUID) (k KeyNow, found bool, err error) {
	err = r.Get(ctx, &k, sqls.KeyOf, versionID)
	if db.NoRow(err) {
		return k, false, nil
	}
	return k, err == nil, err
}

// LockKey is KeyOf with the key locked until the transaction ends.
func LockKey(ctx context.Context, tx *db.Tx, versionID uuid.UUID) (k KeyNow, found bool, err error) {
	err = tx.Get(ctx, &k, sqls.LockKey, versionID)
	if db.NoRow(err) {
		return k, false, nil
	}
	return k, err == nil, err
}

// Correction is another key for a version that may have been shown, or the word
// that it is void.
type Correction struct {
	VersionID uuid.UUID
	Key       json.RawMessage
	Voided    bool
	Reason    string
}

// CorrectKey is a step: papers drawn from now on are graded by the new key, and
// a voided version is drawn no more: its question is retired, whether it is the
// bank's or a course's. Where a newer version is in use, that one stays in use.
// What the key said before stays in bank.former_keys; the history of the
// question says who approved and why. The caller (the regrade of quiz, after a
// second person approved) has checked the key and grades again whoever had the
// version.
func CorrectKey(ctx context.Context, tx *db.Tx, actor access.Actor, c Correction) error {
	if _, err := tx.Exec(ctx, sqls.KeepFormerKey, c.VersionID, c.Reason); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.ReplaceKey, c.VersionID, string(c.Key), c.Voided); err != nil {
		return err
	}
	var q struct {
		ID    uuid.UUID `db:"id"`
		No    int       `db:"no"`
		Drawn bool      `db:"drawn"`
	}
	if err := tx.Get(ctx, &q, sqls.LockQuestionOfVersion, c.VersionID); err != nil {
		return err
	}
	act := "corrected"
	if c.Voided {
		act = "voided"
	}
	if err := record(ctx, tx, actor, q.ID, act, q.No, c.Reason); err != nil || !c.Voided || !q.Drawn {
		return err
	}
	if _, err := tx.Exec(ctx, sqls.RetireVoided, q.ID); err != nil {
		return err
	}
	return record(ctx, tx, actor, q.ID, "retired", q.No, c.Reason)
}

// record is a step: one line of history and one of the audit trail.
func record(ctx context.Context, tx *db.Tx, actor access.Actor, id uuid.UUID, act string, no int, words string) error {
	if _, err := tx.Exec(ctx, sqls.AddEvent, uuid.Must(uuid.NewV7()), id, act, no, words, actor.AccountID); err != nil {
		return err
	}
	return audit.Write(ctx, tx, "bank.question-"+act, id.String(), map[string]any{"version_no": no, "note": words})
}
