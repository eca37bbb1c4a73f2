package merit

import (
	"context"
	"embed"
	"fmt"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	AddCredit, AddReversal, Entry                        db.Query
	PersonClass, PersonInScope, TargetOf, Years, Entries db.Query
	EntriesAfter                                         db.Query
}](files)

// Options configure the feature; every field is needed.
type Options struct {
	DB          *db.DB
	RuleVersion string         // rule set under which JP are claimed, "PerLAN-10/2018"
	Zone        *time.Location // the agency's: "this year" is counted in it
	// Scope tells whose people an actor may see: all, or those in the subtrees
	// of the root units.
	Scope func(ctx context.Context, actor access.Actor) (all bool, roots []uuid.UUID, err error)
}

// Service is the feature. It offers the steps Credit and Reverse to the
// transaction of a certificate, and the ledger to its owner and the admins.
type Service struct {
	// OnEntered runs once per entry, credit or reversal, in its transaction.
	// Attached in cmd/lentera/wire.go, before the first request.
	OnEntered []Hook

	opt Options
}

// Hook is a step of another feature in the transaction of an entry.
type Hook func(ctx context.Context, tx *db.Tx, e Entry) error

// New refuses options that would make an untrue entry.
func New(opt Options) (*Service, error) {
	switch {
	case opt.RuleVersion == "":
		return nil, fmt.Errorf("merit: a rule version is needed: every entry names the rules it is claimed under")
	case opt.DB == nil || opt.Zone == nil || opt.Scope == nil:
		return nil, fmt.Errorf("merit: database, time zone and scope are needed")
	}
	return &Service{opt: opt}, nil
}
