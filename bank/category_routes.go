package bank

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

type categoriesOut struct {
	Body struct {
		Categories []Category `json:"categories" nullable:"false"`
	}
}

func (s *Service) listCategories(ctx context.Context, _ *struct{}) (*categoriesOut, error) {
	out, err := &categoriesOut{}, error(nil)
	out.Body.Categories, err = s.Categories(ctx, access.Must(ctx))
	return out, err
}

type addCategoryIn struct {
	Body struct {
		ParentID *uuid.UUID `json:"parent_id,omitempty"`
		Name     string     `json:"name" maxLength:"300"`
	}
}

type addCategoryOut struct {
	Body struct {
		ID uuid.UUID `json:"id"`
	}
}

func (s *Service) addCategory(ctx context.Context, in *addCategoryIn) (*addCategoryOut, error) {
	out, err := &addCategoryOut{}, error(nil)
	out.Body.ID, err = s.AddCategory(ctx, access.Must(ctx), in.Body.ParentID, in.Body.Name)
	return out, err
}

type renameCategoryIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		Name string `json:"name" maxLength:"300"`
	}
}

func (s *Service) renameCategory(ctx context.Context, in *renameCategoryIn) (*struct{}, error) {
	return nil, s.RenameCategory(ctx, access.Must(ctx), in.ID, in.Body.Name)
}

type categoryPath struct {
	ID uuid.UUID `path:"id"`
}

func (s *Service) removeCategory(ctx context.Context, in *categoryPath) (*struct{}, error) {
	return nil, s.RemoveCategory(ctx, access.Must(ctx), in.ID)
}

type suppliesOut struct {
	Body struct {
		Supplies []Supply `json:"supplies" nullable:"false"`
	}
}

func (s *Service) supplies(ctx context.Context, in *categoryPath) (*suppliesOut, error) {
	out, err := &suppliesOut{}, error(nil)
	out.Body.Supplies, err = s.Supplies(ctx, in.ID)
	return out, err
}
