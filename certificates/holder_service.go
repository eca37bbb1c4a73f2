package certificates

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/db"
)

// HolderOf is a whole operation for other features: whose certificate has this
// code, and whether it is valid now. No certificate is uuid.Nil and false.
func (s *Service) HolderOf(ctx context.Context, typed string) (person uuid.UUID, valid bool, err error) {
	code, ok := codeOf(typed)
	if !ok {
		return uuid.Nil, false, nil
	}
	var row struct {
		PersonID uuid.UUID `db:"person_id"`
		Valid    bool      `db:"valid"`
	}
	if err = s.opt.DB.Get(ctx, &row, sqls.HolderByCode, code); db.NoRow(err) {
		return uuid.Nil, false, nil
	}
	return row.PersonID, row.Valid, err
}
