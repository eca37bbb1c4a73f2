package certificates

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
)

// BatchOut is a batch as screens show it.
type BatchOut struct {
	ID           uuid.UUID    `json:"id" format:"uuid"`
	State        string       `json:"state" enum:"prepared,running,paused,done,cancelled"`
	Content      BatchContent `json:"content"`
	TemplateID   *uuid.UUID   `json:"template_id" format:"uuid"`
	PreparedName string       `json:"prepared_name"`
	PreparedAt   time.Time    `json:"prepared_at"`
	ApprovedName string       `json:"approved_name"`
	Own          bool         `json:"own" doc:"the caller prepared it and cannot approve it"`
	Total        int          `json:"total"`
	Issued       int          `json:"issued"`
	Failed       int          `json:"failed"`
}

func batchOut(b Batch, a access.Actor) (out BatchOut, err error) {
	out = BatchOut{ID: b.ID, State: b.State, TemplateID: b.TemplateID, PreparedName: b.PreparedName, PreparedAt: b.PreparedAt.UTC(),
		ApprovedName: b.ApprovedName, Own: b.PreparedBy == a.PersonID, Total: b.Total, Issued: b.Issued, Failed: b.Failed}
	err = json.Unmarshal(b.Raw, &out.Content)
	return out, err
}

type batchesOut struct {
	Body struct {
		Batches []BatchOut `json:"batches" nullable:"false"`
	}
}

func (s *Service) listBatches(ctx context.Context, _ *struct{}) (*batchesOut, error) {
	rows, err := s.Batches(ctx)
	if err != nil {
		return nil, err
	}
	out := &batchesOut{}
	out.Body.Batches = []BatchOut{}
	for _, b := range rows {
		one, err := batchOut(b, access.Must(ctx))
		if err != nil {
			return nil, err
		}
		out.Body.Batches = append(out.Body.Batches, one)
	}
	return out, nil
}

type batchBody struct{ Body BatchOut }

type batchIn struct {
	ID uuid.UUID `path:"id" format:"uuid"`
}

func (s *Service) readBatch(ctx context.Context, in *batchIn) (*batchBody, error) {
	b, err := s.Batch(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	one, err := batchOut(b, access.Must(ctx))
	return &batchBody{Body: one}, err
}

type prepareIn struct {
	Body struct {
		Content    BatchContent `json:"content"`
		TemplateID *uuid.UUID   `json:"template_id,omitempty" format:"uuid" doc:"absent: the active template that fits"`
		People     []uuid.UUID  `json:"people" nullable:"false"`
	}
}

func (s *Service) prepareBatch(ctx context.Context, in *prepareIn) (*batchBody, error) {
	b, err := s.PrepareBatch(ctx, access.Must(ctx), in.Body.Content, in.Body.TemplateID, in.Body.People)
	if err != nil {
		return nil, err
	}
	one, err := batchOut(b, access.Must(ctx))
	return &batchBody{Body: one}, err
}

type candidatesIn struct {
	Body struct {
		NIPs   string     `json:"nips" maxLength:"200000" doc:"one person per line, the NIP first; not used with unit_id"`
		UnitID *uuid.UUID `json:"unit_id,omitempty" format:"uuid" doc:"everybody of the unit and below"`
	}
}

type candidatesOut struct {
	Body struct {
		People []Candidate `json:"people" nullable:"false"`
	}
}

func (s *Service) checkPeople(ctx context.Context, in *candidatesIn) (out *candidatesOut, err error) {
	out = &candidatesOut{}
	if in.Body.UnitID != nil {
		out.Body.People, err = s.PeopleBelow(ctx, *in.Body.UnitID)
	} else {
		out.Body.People, err = s.CheckPeople(ctx, in.Body.NIPs)
	}
	return out, err
}

func (s *Service) approveBatch(ctx context.Context, in *batchIn) (*struct{}, error) {
	return nil, s.ApproveBatch(ctx, access.Must(ctx), in.ID)
}

type setBatchIn struct {
	ID   uuid.UUID `path:"id" format:"uuid"`
	Body struct {
		Act string `json:"act" enum:"pause,resume,cancel"`
	}
}

func (s *Service) setBatch(ctx context.Context, in *setBatchIn) (*struct{}, error) {
	return nil, s.SetBatch(ctx, in.ID, in.Body.Act)
}
