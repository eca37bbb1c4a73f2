package courses

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

// MandateList is the answer of courses.mandates.
type MandateList struct {
	Mandates []Mandate `json:"mandates"`
}

func (s *Service) listMandates(ctx context.Context, _ *struct{}) (*answer[MandateList], error) {
	list, err := s.Mandates(ctx, access.Must(ctx))
	return answered(MandateList{list}, err)
}

type newMandateIn struct{ Body NewMandate }

func (s *Service) createMandate(ctx context.Context, in *newMandateIn) (*answer[Mandate], error) {
	return answered(s.CreateMandate(ctx, access.Must(ctx), in.Body))
}

type previewMandateIn struct {
	Body struct {
		CourseID uuid.UUID `json:"course_id"`
		UnitID   uuid.UUID `json:"unit_id"`
	}
}

func (s *Service) previewMandate(ctx context.Context, in *previewMandateIn) (*answer[MandatePreview], error) {
	return answered(s.PreviewMandate(ctx, in.Body.CourseID, in.Body.UnitID))
}

type mandateIn struct {
	ID uuid.UUID `path:"id"`
}

func (s *Service) cancelMandate(ctx context.Context, in *mandateIn) (*struct{}, error) {
	return nil, s.CancelMandate(ctx, in.ID)
}
