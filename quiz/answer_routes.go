package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
)

type saveIn struct {
	ID   uuid.UUID `path:"id"`
	No   int       `path:"no" minimum:"1" maximum:"32767"`
	Body struct {
		Seq    int64    `json:"seq" minimum:"1" maximum:"9007199254740991" doc:"1 + the highest number seen for this item; the same again when a request is repeated"`
		Chosen []string `json:"chosen" maxItems:"200" nullable:"false" doc:"ids of the chosen options, or what the kind of the question writes; empty clears the item"`
	}
}

type savedOut struct{ Body SavedAnswer }

func (s *Service) saveAnswer(ctx context.Context, in *saveIn) (*savedOut, error) {
	saved, err := s.SaveAnswer(ctx, access.Must(ctx), in.ID, Answer{No: in.No, Seq: in.Body.Seq, Chosen: in.Body.Chosen})
	return &savedOut{saved}, err
}
