package bank

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// Category is a place in the tree. A category never moves, so that the tree
// can never close into a ring.
type Category struct {
	ID        uuid.UUID  `db:"id" json:"id"`
	ParentID  *uuid.UUID `db:"parent_id" json:"parent_id"`
	Name      string     `db:"name" json:"name"`
	Mine      bool       `db:"mine" json:"mine"`
	Questions int        `db:"questions" json:"questions" doc:"in it, those below not counted, retired ones not"`
	Reviewed  int        `db:"reviewed" json:"reviewed"`
}

// Categories is a whole operation for trainers, training admins and auditors.
func (s *Service) Categories(ctx context.Context, actor access.Actor) ([]Category, error) {
	list := []Category{}
	return list, s.db.Select(ctx, &list, sqls.ListCategories, viewer(actor), actor.AccountID)
}

func categoryName(name string) (string, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || len([]rune(name)) > 200 {
		return "", fault.ErrInvalid.At(field("/name", "required", "Tulis nama kategori, paling banyak 200 huruf.", "Write a name for the category, at most 200 letters."))
	}
	return name, nil
}

// AddCategory is a whole operation for trainers and training admins. Refuses
// with ErrInvalid, ErrNoSuchCategory (of the parent), ErrCategoryTaken.
func (s *Service) AddCategory(ctx context.Context, actor access.Actor, parent *uuid.UUID, name string) (uuid.UUID, error) {
	name, err := categoryName(name)
	if err != nil {
		return uuid.Nil, err
	}
	id := uuid.Must(uuid.NewV7())
	return id, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sqls.AddOneCategory, id, parent, name, actor.AccountID)
		switch {
		case db.Violates(err, "categories_sibling"):
			return ErrCategoryTaken
		case db.Violates(err, "categories_parent"):
			return ErrNoSuchCategory
		case err != nil:
			return err
		}
		return audit.Write(ctx, tx, "bank.category-added", id.String(), map[string]any{"name": name, "parent_id": parent})
	})
}

// RenameCategory is a whole operation for who made the category and for
// training admins. Refuses with ErrInvalid, ErrNoSuchCategory, ErrForbidden,
// ErrCategoryTaken.
func (s *Service) RenameCategory(ctx context.Context, actor access.Actor, id uuid.UUID, name string) error {
	name, err := categoryName(name)
	if err != nil {
		return err
	}
	return s.ownCategory(ctx, actor, id, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sqls.RenameCategory, id, name)
		if db.Violates(err, "categories_sibling") {
			return ErrCategoryTaken
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, "bank.category-renamed", id.String(), map[string]any{"name": name})
	})
}

// RemoveCategory is a whole operation for who made the category and for
// training admins; only an empty one goes. Refuses with ErrNoSuchCategory,
// ErrForbidden, ErrCategoryUsed.
func (s *Service) RemoveCategory(ctx context.Context, actor access.Actor, id uuid.UUID) error {
	return s.ownCategory(ctx, actor, id, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, sqls.RemoveCategory, id)
		for _, used := range []string{"questions_category", "categories_parent", "imports_category"} {
			if db.Violates(err, used) {
				return ErrCategoryUsed
			}
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, "bank.category-removed", id.String(), nil)
	})
}

func (s *Service) ownCategory(ctx context.Context, actor access.Actor, id uuid.UUID, do func(context.Context, *db.Tx) error) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var own bool
		err := tx.Get(ctx, &own, sqls.OwnCategory, id, actor.AccountID)
		switch {
		case db.NoRow(err):
			return ErrNoSuchCategory
		case err != nil:
			return err
		case !own && !actor.Has(access.TrainingAdmin):
			return fault.ErrForbidden
		}
		return do(ctx, tx)
	})
}

// Supply is how many reviewed questions of one objective and difficulty there
// are.
type Supply struct {
	Objective  string `db:"objective" json:"objective"`
	Difficulty string `db:"difficulty" json:"difficulty"`
	Count      int    `db:"count" json:"count"`
	Opinions   int    `db:"opinions" json:"opinions" doc:"those of them without a right answer, which only surveys may ask"`
}

// Supplies is a whole operation for trainers, training admins and auditors:
// what a blueprint may ask of a category with all below it.
func (s *Service) Supplies(ctx context.Context, category uuid.UUID) ([]Supply, error) {
	list := []Supply{}
	return list, s.db.Select(ctx, &list, sqls.Supplies, category)
}
