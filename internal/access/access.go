// Package access holds the words for "who": the actor behind a request, the
// roles there are, and the rule a route carries. It knows no feature.
package access

import (
	"context"
	"slices"

	"github.com/google/uuid"
)

// Role is one of the closed list of roles. A person may have several.
type Role string

// The roles. Every active account is a learner; the others are granted.
const (
	Learner       Role = "learner"        // ASN or citizen who studies
	Trainer       Role = "trainer"        // authors courses, sees whether people learned
	UnitAdmin     Role = "unit_admin"     // sees and reminds the people of an own unit subtree
	TrainingAdmin Role = "training_admin" // BKPSDM: roster, mandates, certificates, everything but secrets
	Auditor       Role = "auditor"        // reads records and trails, changes nothing
)

// Roles lists every role in the order screens and the matrix show them.
var Roles = []Role{Learner, Trainer, UnitAdmin, TrainingAdmin, Auditor}

// Actor is the signed-in account behind a request.
type Actor struct {
	AccountID uuid.UUID
	PersonID  uuid.UUID
	SessionID uuid.UUID
	Roles     []Role
	Lang      string // "id" or "en"
}

// Has reports whether the actor holds the role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.Roles, r) }

// HasAny reports whether the actor holds one of the roles.
func (a Actor) HasAny(roles ...Role) bool { return slices.ContainsFunc(roles, a.Has) }

// Who is the rule of a route: everybody, anybody signed in, or some roles.
// The zero value is no rule at all, and a route without a rule does not start.
type Who struct {
	name  string
	roles []Role
	open  bool
	any   bool
}

// The rules a route may carry.
var (
	Everyone = Who{name: "everyone", open: true} // no sign-in needed
	SignedIn = Who{name: "signed-in", any: true} // any active account
)

// Only makes a rule of roles. A route may still look closer (own attempt, own
// unit); this is the first gate, not the last.
func Only(roles ...Role) Who {
	name := ""
	for i, r := range roles {
		if i > 0 {
			name += "|"
		}
		name += string(r)
	}
	return Who{name: name, roles: roles}
}

// String names the rule for the golden matrix and the OpenAPI document.
func (w Who) String() string { return w.name }

// IsZero reports a route that forgot its rule.
func (w Who) IsZero() bool { return w.name == "" }

// Open reports that no sign-in is needed.
func (w Who) Open() bool { return w.open }

// Admits decides for an actor; signedIn false means nobody is signed in.
func (w Who) Admits(a Actor, signedIn bool) bool {
	switch {
	case w.open:
		return true
	case !signedIn:
		return false
	case w.any:
		return true
	}
	return a.HasAny(w.roles...)
}

type actorKey struct{}

// WithActor puts the signed-in actor into a context.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorFrom gives the actor of a context; ok is false when nobody is signed in.
func ActorFrom(ctx context.Context) (a Actor, ok bool) {
	a, ok = ctx.Value(actorKey{}).(Actor)
	return a, ok
}

// Must gives the actor on routes whose rule guarantees one; without it, the
// zero actor, which owns nothing and has no role.
func Must(ctx context.Context) Actor {
	a, _ := ActorFrom(ctx)
	return a
}
