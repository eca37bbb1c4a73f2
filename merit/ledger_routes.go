package merit

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/web"
)

type ownIn struct {
	Year int `query:"year" doc:"four digits; without it, this year"`
}

type peopleIn struct {
	PersonID string `path:"person_id" doc:"internal id of the person"`
	Year     int    `query:"year" doc:"four digits; without it, this year"`
}

type ledgerOut struct{ Body Ledger }

func (s *Service) ownLedger(ctx context.Context, in *ownIn) (*ledgerOut, error) {
	return s.answer(ctx, access.Must(ctx).PersonID, in.Year)
}

func (s *Service) peopleLedger(ctx context.Context, in *peopleIn) (*ledgerOut, error) {
	id, err := uuid.Parse(in.PersonID)
	if err != nil {
		return nil, ErrPerson
	}
	if err := s.maySee(ctx, access.Must(ctx), id); err != nil {
		return nil, err
	}
	return s.answer(ctx, id, in.Year)
}

func wellFormedYear(year int) bool { return year >= 1900 && year <= 2999 }

func badYear() error {
	return ErrYear.At(fault.Field{Pointer: "query.year", Code: "merit.bad-year", ID: ErrYear.ID, EN: ErrYear.EN})
}

func (s *Service) answer(ctx context.Context, person uuid.UUID, year int) (*ledgerOut, error) {
	if year != 0 && !wellFormedYear(year) {
		return nil, badYear()
	}
	l, err := s.LedgerOf(ctx, person, year, web.Lang(ctx))
	if err != nil {
		return nil, err
	}
	return &ledgerOut{Body: l}, nil
}
