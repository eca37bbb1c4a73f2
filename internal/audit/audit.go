// Package audit writes who did what, in the transaction of the act itself: no
// row, no act. Rows are never changed or deleted (a trigger refuses).
package audit

import (
	"context"
	"embed"
	"encoding/json"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct{ WriteAudit db.Query }](files)

// Write is a step. action is "feature.what"; subject an internal id; details
// hold ids, numbers and snapshots of names, never NIP, NIK, tokens or
// passwords. Outside a request (import, jobs) the actor is empty.
func Write(ctx context.Context, tx *db.Tx, action, subject string, details map[string]any) error {
	var actor *uuid.UUID
	if a, ok := access.ActorFrom(ctx); ok {
		actor = &a.AccountID
	}
	if details == nil {
		details = map[string]any{}
	}
	body, err := json.Marshal(details)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, sqls.WriteAudit, actor, action, subject, string(body))
	return err
}
