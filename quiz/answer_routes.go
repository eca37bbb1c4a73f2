package quiz

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
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

type queueIn struct {
	ID   uuid.UUID `path:"id"`
	Body struct {
		ElapsedMS *int64 `json:"elapsed_ms,omitempty" minimum:"0" doc:"milliseconds since the start of the attempt, by the device's steady clock, when it sends"`
		Answers   []struct {
			No        int      `json:"no" minimum:"1" maximum:"32767"`
			Seq       int64    `json:"seq" minimum:"1" maximum:"9007199254740991"`
			Chosen    []string `json:"chosen" maxItems:"200" nullable:"false"`
			ElapsedMS *int64   `json:"elapsed_ms,omitempty" minimum:"0" maximum:"2000000000" doc:"milliseconds from the start of the attempt to the act"`
		} `json:"answers" minItems:"1" maxItems:"200" nullable:"false"`
	}
}

type verdictsOut struct{ Body Verdicts }

func (s *Service) saveAnswers(ctx context.Context, in *queueIn) (*verdictsOut, error) {
	queue := make([]QueuedAnswer, len(in.Body.Answers))
	for i, a := range in.Body.Answers {
		queue[i] = QueuedAnswer{Answer{a.No, a.Seq, a.Chosen}, a.ElapsedMS}
	}
	v, err := s.SaveAnswers(ctx, access.Must(ctx), in.ID, queue, in.Body.ElapsedMS)
	for i, one := range v.Verdicts {
		if f := one.refusal; f != nil && web.Lang(ctx) == "en" {
			v.Verdicts[i].Title = f.EN
		} else if f != nil {
			v.Verdicts[i].Title = f.ID
		}
	}
	return &verdictsOut{v}, err
}
