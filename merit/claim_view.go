package merit

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
)

// Claim is one claim as its owner or an admin sees it.
type Claim struct {
	ClaimContent
	ID             uuid.UUID    `json:"id" format:"uuid"`
	Kind           string       `json:"kind" enum:"external,teaching"`
	PersonName     string       `json:"person_name"`
	NIP            string       `json:"nip" doc:"empty for its owner: known already"`
	Unit           string       `json:"unit"`
	EnteredBy      string       `json:"entered_by" doc:"name"`
	OnBehalf       bool         `json:"on_behalf" doc:"entered by somebody else than its owner"`
	State          string       `json:"state" enum:"draft,submitted,checked,approved,refused,withdrawn,annulled"`
	SiasnPathName  string       `json:"siasn_path_name"`
	FileType       string       `json:"file_type"`
	FileBytes      int64        `json:"file_bytes"`
	FileSHA256     string       `json:"file_sha256"`
	Findings       Findings     `json:"findings"`
	CheckMethod    string       `json:"check_method"`
	CheckNote      string       `json:"check_note"`
	CheckedBy      string       `json:"checked_by" doc:"name"`
	ApprovedBy     string       `json:"approved_by" doc:"name"`
	Reason         string       `json:"reason" doc:"of the last refusal"`
	AnnulReason    string       `json:"annul_reason"`
	AnnulAskedBy   string       `json:"annul_asked_by" doc:"name"`
	UpdatedAt      time.Time    `json:"updated_at" doc:"given back with a check, so that nobody checks what has changed"`
	May            []string     `json:"may" nullable:"false" doc:"what the caller may do now: edit, submit, withdraw, check, approve, refuse, annul, confirm_annul, keep"`
	WhyNot         string       `json:"why_not" enum:",owner,enterer,checker,asker" doc:"why a decision that waits is not the caller's"`
	Twins          []ClaimTwin  `json:"twins" nullable:"false" doc:"what looks like the same certificate; others' only for training admins"`
	History        []ClaimEvent `json:"history" nullable:"false"`
	SignatureSetUp bool         `json:"signature_set_up"`
}

// ClaimTwin is something that looks like the same certificate.
type ClaimTwin struct {
	Ref        string    `json:"ref" db:"ref"`
	What       string    `json:"what" db:"what" enum:"claim,entry"`
	State      string    `json:"state" db:"state"`
	PersonID   uuid.UUID `json:"-" db:"person_id"`
	PersonName string    `json:"person_name" db:"-"`
	SamePerson bool      `json:"same_person" db:"-"`
	Title      string    `json:"title" db:"title"`
	Number     string    `json:"number" db:"number"`
	By         string    `json:"by" db:"by" enum:"file,number,title" doc:"what is the same"`
}

// ClaimEvent is one line of a claim's history.
type ClaimEvent struct {
	At     time.Time `json:"at" db:"at"`
	Act    string    `json:"act" db:"act"`
	Note   string    `json:"note" db:"note"`
	ByName string    `json:"by_name" db:"by_name"`
}

// ClaimLine is a claim in a list.
type ClaimLine struct {
	ID          uuid.UUID `json:"id" db:"id" format:"uuid"`
	Kind        string    `json:"kind" db:"kind"`
	PersonID    uuid.UUID `json:"-" db:"person_id"`
	PersonName  string    `json:"person_name" db:"person_name"`
	Unit        string    `json:"unit" db:"unit"`
	State       string    `json:"state" db:"state"`
	Title       string    `json:"title" db:"title"`
	Organiser   string    `json:"organiser" db:"organiser"`
	JP          int       `json:"jp" db:"jp"`
	CompletedOn string    `json:"completed_on" db:"completed_on"`
	Reason      string    `json:"reason" db:"reason"`
	AnnulAsked  bool      `json:"annul_asked" db:"annul_asked"`
	UpdatedAt   time.Time `json:"updated_at" db:"updated_at"`
}

type claimPerson struct {
	ID    uuid.UUID `db:"id"`
	Class string    `db:"class"`
	Name  string    `db:"name"`
	NIP   string    `db:"nip"`
	Unit  string    `db:"unit"`
}

type claimReader interface {
	Get(ctx context.Context, dest any, q db.Query, args ...any) error
	Select(ctx context.Context, dest any, q db.Query, args ...any) error
}

func claimPeople(ctx context.Context, r claimReader, ids ...uuid.UUID) (map[uuid.UUID]claimPerson, error) {
	var rows []claimPerson
	if err := r.Select(ctx, &rows, sqls.ClaimPeople, db.Array(ids)); err != nil {
		return nil, err
	}
	out := map[uuid.UUID]claimPerson{}
	for _, p := range rows {
		out[p.ID] = p
	}
	return out, nil
}

// GetClaim is a whole operation for a claim's owner and the one who entered
// it, training admins and auditors, and unit admins for people of the own
// subtree. Anybody else is told that there is none (ErrClaim).
func (s *Service) GetClaim(ctx context.Context, actor access.Actor, id uuid.UUID) (Claim, error) {
	c, err := s.findClaim(ctx, actor, id)
	if err != nil {
		return Claim{}, err
	}
	return s.viewClaim(ctx, actor, c)
}

func (s *Service) findClaim(ctx context.Context, actor access.Actor, id uuid.UUID) (c claimRow, err error) {
	if err = s.opt.DB.Get(ctx, &c, sqls.ClaimByID, id); db.NoRow(err) {
		return c, ErrClaim
	} else if err != nil {
		return c, err
	}
	return c, s.maySeeClaim(ctx, actor, c)
}

// maySeeClaim keeps drafts to those who write them.
func (s *Service) maySeeClaim(ctx context.Context, actor access.Actor, c claimRow) error {
	if actor.PersonID == c.PersonID || actor.PersonID == c.EnteredBy {
		return nil
	}
	if c.State == claimDraft || !actor.HasAny(access.TrainingAdmin, access.Auditor, access.UnitAdmin) || s.maySee(ctx, actor, c.PersonID) != nil {
		return ErrClaim
	}
	return nil
}

func (s *Service) viewClaim(ctx context.Context, actor access.Actor, c claimRow) (Claim, error) {
	out := Claim{ClaimContent: c.content(), ID: c.ID, Kind: c.Kind, OnBehalf: c.EnteredBy != c.PersonID, State: c.State,
		FileType: c.FileType, FileBytes: c.FileBytes, FileSHA256: c.FileSHA256, Findings: c.findings(),
		CheckMethod: c.CheckMethod, CheckNote: c.CheckNote, Reason: c.Reason, AnnulReason: c.AnnulReason, UpdatedAt: c.UpdatedAt,
		Twins: []ClaimTwin{}, History: []ClaimEvent{}, May: []string{}, SignatureSetUp: s.opt.Claims.Signature != nil}
	out.SiasnPathName, _ = PathName(c.SiasnPath)
	may, why := claimActs(c, actor)
	out.May, out.WhyNot = append(out.May, may...), why

	twins, err := s.twinsOf(ctx, s.opt.DB, c)
	if err != nil {
		return out, err
	}
	ids := []uuid.UUID{c.PersonID, c.EnteredBy}
	for _, id := range []*uuid.UUID{c.CheckedBy, c.ApprovedBy, c.AnnulAskedBy} {
		if id != nil {
			ids = append(ids, *id)
		}
	}
	for _, t := range twins {
		ids = append(ids, t.PersonID)
	}
	people, err := claimPeople(ctx, s.opt.DB, ids...)
	if err != nil {
		return out, err
	}
	name := func(id *uuid.UUID) string {
		if id == nil {
			return ""
		}
		return people[*id].Name
	}
	out.PersonName, out.Unit, out.EnteredBy = people[c.PersonID].Name, people[c.PersonID].Unit, people[c.EnteredBy].Name
	out.CheckedBy, out.ApprovedBy, out.AnnulAskedBy = name(c.CheckedBy), name(c.ApprovedBy), name(c.AnnulAskedBy)
	whole := actor.HasAny(access.TrainingAdmin, access.Auditor)
	if whole {
		out.NIP = people[c.PersonID].NIP
	}
	for _, t := range twins {
		if t.SamePerson || whole {
			t.PersonName = people[t.PersonID].Name
			out.Twins = append(out.Twins, t)
		}
	}
	return out, s.opt.DB.Select(ctx, &out.History, sqls.ClaimEvents, c.ID)
}

// twinsOf finds what looks like the same certificate, by file, by number and
// organiser, or by person, title and day.
func (s *Service) twinsOf(ctx context.Context, r claimReader, c claimRow) (twins []ClaimTwin, err error) {
	err = r.Select(ctx, &twins, sqls.ClaimTwins, c.ID, c.UploadSHA256, c.NumberKey, c.OrganiserKey, c.PersonID, c.TitleKey, dayOrNil(c.content().CompletedOn))
	for i := range twins {
		twins[i].SamePerson = twins[i].PersonID == c.PersonID
	}
	return twins, err
}

// OwnClaims lists the caller's own claims of a kind, newest first.
func (s *Service) OwnClaims(ctx context.Context, actor access.Actor, kind string) ([]ClaimLine, error) {
	out := []ClaimLine{}
	return out, s.opt.DB.Select(ctx, &out, sqls.OwnClaims, actor.PersonID, kind)
}

// ClaimFilter narrows the queue. State is to_check, to_approve, done or mine
// (drafts entered for others).
type ClaimFilter struct {
	State, Kind, Words, Cursor string
	Limit                      int
}

// ClaimQueue lists claims of the people in the actor's scope; what waits comes
// oldest first.
func (s *Service) ClaimQueue(ctx context.Context, actor access.Actor, f ClaimFilter) (lines []ClaimLine, next string, err error) {
	all, roots, err := s.opt.Scope(ctx, actor)
	if err != nil {
		return nil, "", err
	}
	var after *uuid.UUID
	if id, err := uuid.Parse(f.Cursor); err == nil {
		after = &id
	}
	lines = []ClaimLine{}
	err = s.opt.DB.Select(ctx, &lines, sqls.ClaimQueue, f.State, f.Kind, f.Words, all, db.Array(roots), after, f.Limit+1, actor.PersonID)
	if len(lines) > f.Limit {
		lines = lines[:f.Limit]
		next = lines[f.Limit-1].ID.String()
	}
	return lines, next, err
}
