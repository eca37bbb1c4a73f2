package merit

import (
	"time"

	"github.com/google/uuid"
)

// DeliveryState is where a credit stands on its way into SIASN. The picture is
// in doc.go and docs/siasn.md.
type DeliveryState string

// The states. Those that wait for the worker are draft, checked (once it is
// approved), saved, uploaded and removing.
const (
	StateDraft     DeliveryState = "draft"     // nothing was asked of SIASN yet
	StateChecked   DeliveryState = "checked"   // the person is there and ours; may be pushed when approved
	StateSaved     DeliveryState = "saved"     // the row is in SIASN, its id is known
	StateUploaded  DeliveryState = "uploaded"  // SIASN took the document
	StateConfirmed DeliveryState = "confirmed" // read back: the row and its document are there
	StateRefused   DeliveryState = "refused"   // SIASN or a rule said no; an operator decides
	StateByHand    DeliveryState = "by_hand"   // an operator enters it, and types the id back
	StateRemoving  DeliveryState = "removing"  // reversed; the row must leave SIASN
	StateRemoved   DeliveryState = "removed"   // reversed, and not (or no longer) in SIASN
)

// moves is the whole machine: what may follow what.
var moves = map[DeliveryState][]DeliveryState{
	StateDraft:     {StateChecked, StateRefused, StateByHand, StateRemoving, StateRemoved},
	StateChecked:   {StateSaved, StateDraft, StateRefused, StateByHand, StateRemoving, StateRemoved},
	StateSaved:     {StateUploaded, StateChecked, StateRefused, StateByHand, StateRemoving},
	StateUploaded:  {StateConfirmed, StateSaved, StateChecked, StateRefused, StateByHand, StateRemoving},
	StateConfirmed: {StateDraft, StateRemoving},
	StateRefused:   {StateDraft, StateSaved, StateByHand, StateRemoving, StateRemoved},
	StateByHand:    {StateConfirmed, StateDraft, StateSaved, StateRemoving, StateRemoved},
	StateRemoving:  {StateRemoved, StateRemoving},
	StateRemoved:   {},
}

// MayFollow tells whether a delivery may go from one state to another.
func (s DeliveryState) MayFollow(from DeliveryState) bool {
	for _, to := range moves[from] {
		if to == s {
			return true
		}
	}
	return false
}

// afterReversal is where a reversal sends a delivery: what may be in SIASN has
// to be taken out; what never left is simply over.
func afterReversal(from DeliveryState, saveBegun bool, remoteID string) DeliveryState {
	if from == StateRemoved || (!saveBegun && remoteID == "" && from != StateByHand) {
		return StateRemoved
	}
	return StateRemoving
}

// afterRetry is where an operator's "try again" sends a delivery: a row that is
// in SIASN goes on at the document, anything else begins anew.
func afterRetry(remoteID string) DeliveryState {
	if remoteID != "" {
		return StateSaved
	}
	return StateDraft
}

// Delivery is one row of the board.
type Delivery struct {
	ID            uuid.UUID     `json:"id" db:"id" format:"uuid"`
	PersonID      uuid.UUID     `json:"person_id" db:"person_id" format:"uuid"`
	Name          string        `json:"name" db:"name"`
	Unit          string        `json:"unit" db:"unit"`
	Title         string        `json:"title" db:"title"`
	Number        string        `json:"certificate_number" db:"certificate_number"`
	JP            int           `json:"jp" db:"jp"`
	Kind          string        `json:"kind" db:"kind" enum:"kursus,diklat"`
	CompletedOn   string        `json:"completed_on" db:"completed_on" format:"date"`
	State         DeliveryState `json:"state" db:"state" enum:"draft,checked,saved,uploaded,confirmed,refused,by_hand,removing,removed"`
	Approved      bool          `json:"approved" db:"approved" doc:"may be pushed"`
	RemoteID      string        `json:"remote_id" db:"remote_id" doc:"id of the row in SIASN"`
	Attempts      int           `json:"attempts" db:"attempts"`
	NextTryAt     time.Time     `json:"next_try_at" db:"next_try_at"`
	ErrorCode     string        `json:"error_code" db:"error_code"`
	Reason        string        `json:"reason" db:"-" doc:"why it stands still, and what to do, in words"`
	ErrorSaid     string        `json:"error_said" db:"error_said" doc:"SIASN's own words"`
	ByHandReason  string        `json:"by_hand_reason" db:"by_hand_reason"`
	ChangedAt     time.Time     `json:"changed_at" db:"changed_at"`
	SaveBegunOnce bool          `json:"save_begun" db:"save_begun" doc:"a save was sent once, whatever came back"`
}

// OwnDelivery is a delivery as the person it is about sees it.
type OwnDelivery struct {
	EntryID     uuid.UUID     `json:"entry_id" db:"entry_id" format:"uuid"`
	Title       string        `json:"title" db:"title"`
	Number      string        `json:"certificate_number" db:"certificate_number"`
	JP          int           `json:"jp" db:"jp"`
	CompletedOn string        `json:"completed_on" db:"completed_on" format:"date"`
	State       DeliveryState `json:"state" db:"state" enum:"draft,checked,saved,uploaded,confirmed,refused,by_hand,removing,removed"`
	ChangedAt   time.Time     `json:"changed_at" db:"changed_at"`
}
