package merit

import (
	"context"
	"embed"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

//go:embed *.sql
var files embed.FS

var sqls = db.Load[struct {
	AddCredit, AddReversal, Entry               db.Query
	PersonClass, PersonInScope, TargetOf, Years db.Query

	AddClaim, ClaimLocked, ClaimByID, SetClaim, SetClaimFile, SubmitClaim, WithdrawClaim, CheckClaim, ApproveClaim, RefuseClaim db.Query
	AskAnnulment, AnnulClaim, DropAnnulment, AddClaimEvent, ClaimEvents, ClaimPeople, PersonsByNIP, OwnClaims                   db.Query
	ClaimQueue, ClaimTwins, LockClaimsOf                                                                                        db.Query
	AddDelivery, DeliveryOfEntryForUpdate, DeliveryForUpdate, ReverseDelivery, AddDeliveryEvent                                 db.Query
	LockDeliveries, ClaimDelivery, DeliveryWork, MoveDelivery, BeginSave, KnowRemote, ForgetRemoteID                            db.Query
	DelayDelivery, FreeDelivery, RemoteIDsTaken, RemoteTaken, SetByHand, SetConfirmedByHand                                     db.Query
	SetRemovedByHand, SetRetry, ApproveDeliveries, Deliveries, DeliveryCounts, UnapprovedCount                                  db.Query
	DeliveryEvents, DeliveryRequests, OwnDeliveries, AddSiasnRequest, ForgetSiasnRequests, SiasnSettings                        db.Query
	MarkDryRun, SetPushMode, ApproveFirst, SetSsoToken, PauseQueue, QueueFailed, QueueAnswered                                  db.Query
	KeepSiasnRows, Findings, NoteFinding, NextToRefetch, ForgetSeen, PersonOfNIP, OwnSiasnRows, SeenOf, FilePage                db.Query
	EntriesAfter                                                                                                                db.Query
	LockBalance, CountedEntries, CeilingsOf, DropBalances, AddBalance, MarkCounted, BalancesOf, StalePeople, PeopleWithLedger   db.Query
	SetCeiling, SetTarget, UnitInScope, UnitTotals, UnitRows                                                                    db.Query
	PersonJob, IpasnInput, SetIpasnInput, ForgetIpasnInput, AddOfficial, OfficialOf, NextForIpasn, AskedForIpasn                db.Query
}](files)

// Options configure the feature; every field is needed.
type Options struct {
	DB          *db.DB
	RuleVersion string         // rule set under which JP are claimed and counted, "PerLAN-10/2018"; several with commas
	Zone        *time.Location // the agency's: "this year" is counted in it
	// Scope tells whose people an actor may see: all, or those in the subtrees
	// of the root units.
	Scope func(ctx context.Context, actor access.Actor) (all bool, roots []uuid.UUID, err error)

	Claims ClaimOptions // certificates from elsewhere and hours taught
	// The way into SIASN. All may be missing: then records wait, and files do.
	Siasn    *SiasnOptions
	TokenKey []byte // 32 bytes; keeps a pasted SSO token
	// Document gives the final PDF of a source ("certificate:<id>"); ready is
	// false while it is not drawn or signed yet.
	Document func(ctx context.Context, source string) (pdf []byte, ready bool, err error)
}

// Service is the feature. It offers the steps Credit and Reverse to the
// transaction of a certificate, and the ledger to its owner and the admins.
type Service struct {
	// OnEntered runs once per entry, credit or reversal, in its transaction.
	// Attached in cmd/lentera/wire.go, before the first request.
	OnEntered []Hook

	opt   Options
	rules rules
	crash func(point string) // tests only: where the worker dies
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
	sets, err := readRules(strings.Split(opt.RuleVersion, ","))
	if err != nil {
		return nil, fmt.Errorf("merit: %w", err)
	}
	return &Service{opt: opt, rules: sets}, nil
}
