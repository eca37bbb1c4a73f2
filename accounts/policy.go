package accounts

import (
	"context"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Scope says of which people an actor may read records: of everybody, or of
// the subtrees below some units. The zero Scope is nobody.
type Scope struct {
	All   bool
	Roots []uuid.UUID
}

// Args are the two statement parameters every scoped statement takes:
//
//	($1 OR m.unit_id IN (SELECT accounts.subtree(r) FROM unnest($2::uuid[]) AS r))
func (sc Scope) Args() (all bool, roots any) {
	ids := make([]string, len(sc.Roots))
	for i, r := range sc.Roots {
		ids[i] = r.String()
	}
	return sc.All, db.Array(ids)
}

// Empty reports a scope of nobody.
func (sc Scope) Empty() bool { return !sc.All && len(sc.Roots) == 0 }

// ScopeOf resolves, on each request, whose records the actor may read:
// training admins and auditors everybody's, unit admins those of their units'
// subtrees, others nobody's. Any feature may call it.
func (s *Service) ScopeOf(ctx context.Context, actor access.Actor) (Scope, error) {
	if actor.HasAny(access.TrainingAdmin, access.Auditor) {
		return Scope{All: true}, nil
	}
	if !actor.Has(access.UnitAdmin) {
		return Scope{}, nil
	}
	var sc Scope
	err := s.db.Select(ctx, &sc.Roots, sqls.RootsOf, actor.AccountID)
	return sc, err
}

// MayReadUnit tells whether the unit lies within the actor's scope. Unknown
// units are outside every scope but All.
func (s *Service) MayReadUnit(ctx context.Context, actor access.Actor, unitID uuid.UUID) (bool, error) {
	sc, err := s.ScopeOf(ctx, actor)
	if err != nil || sc.All || sc.Empty() {
		return sc.All, err
	}
	_, roots := sc.Args()
	var within bool
	err = s.db.Get(ctx, &within, sqls.UnitWithin, unitID, roots)
	return within, err
}

// MayReadPerson tells whether the person is today a member of a unit within
// the actor's scope, or is the actor.
func (s *Service) MayReadPerson(ctx context.Context, actor access.Actor, personID uuid.UUID) (bool, error) {
	if actor.PersonID == personID {
		return true, nil
	}
	sc, err := s.ScopeOf(ctx, actor)
	if err != nil || sc.All || sc.Empty() {
		return sc.All, err
	}
	_, roots := sc.Args()
	var within bool
	err = s.db.Get(ctx, &within, sqls.PersonWithin, personID, roots)
	return within, err
}
