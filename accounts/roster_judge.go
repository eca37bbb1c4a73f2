package accounts

import (
	"strings"
	"time"

	"github.com/google/uuid"
)

// basePerson is what the base knows of a person that a roster may touch.
type basePerson struct {
	ID           uuid.UUID  `db:"id"`
	SIASNID      string     `db:"siasn_id"`
	NIP          string     `db:"nip"` // the present one
	Class        Class      `db:"class"`
	FullName     string     `db:"full_name"`
	FrontTitle   string     `db:"front_title"`
	BackTitle    string     `db:"back_title"`
	BirthDate    *time.Time `db:"birth_date"`
	Sex          string     `db:"sex"`
	Rank         string     `db:"rank"`
	Position     string     `db:"position"`
	PositionKind string     `db:"position_kind"`
	Phone        string     `db:"phone"`
	Email        string     `db:"email"`
	Active       bool       `db:"active"`
	UnitID       *uuid.UUID `db:"unit_id"`
	UnitName     string     `db:"unit_name"`
}

// rosterBase is the part of the base that the rows of one roster can meet.
type rosterBase struct {
	bySIASN    map[string]*basePerson
	byNIP      map[string]*basePerson // present and former numbers
	unitByCode map[string]unitRecord
	unitByName map[string][]unitRecord // by lower-case name
}

// judge decides what a row means against the base. Rows that are wrong by
// themselves stay refused. Pure: the same row and base give the same verdict.
func (b rosterBase) judge(r *stagedRow) {
	r.Changes, r.PersonID, r.unitID = []Change{}, nil, nil
	unit, ok := b.unitOf(r)
	person, found := b.personOf(r)
	if !ok || !found || r.wrong() {
		r.Verdict = VerdictRefused
		return
	}
	r.unitID = &unit.ID
	if person == nil {
		r.Verdict = VerdictNew
		if r.Person.Class == "" {
			r.note(remarkClassAssumed)
		}
		return
	}
	r.PersonID = &person.ID
	r.Changes = changesOf(person, r.Person, unit)
	r.Verdict = VerdictSame
	if len(r.Changes) > 0 {
		r.Verdict = VerdictChanged
	}
	if person.NIP != r.Person.NIP {
		r.note(remarkNIPChanged)
	}
}

// unitOf finds the unit by its id, and only without an id by its name.
func (b rosterBase) unitOf(r *stagedRow) (unitRecord, bool) {
	p := r.Person
	if p.UnitCode != "" {
		u, known := b.unitByCode[p.UnitCode]
		if !known {
			r.note(remarkUnitUnknown(p.UnitCode, p.UnitName))
		}
		return u, known
	}
	if p.UnitName == "" {
		r.note(remarkUnitMissing)
		return unitRecord{}, false
	}
	switch named := b.unitByName[strings.ToLower(p.UnitName)]; len(named) {
	case 0:
		r.note(remarkUnitUnknown("", p.UnitName))
		return unitRecord{}, false
	case 1:
		r.note(remarkUnitByName)
		return named[0], true
	}
	r.note(remarkUnitAmbiguous)
	return unitRecord{}, false
}

// personOf recognises the person: by pns_id first, because a NIP may change;
// then by any NIP they ever had. nil without a remark is somebody new.
func (b rosterBase) personOf(r *stagedRow) (*basePerson, bool) {
	p := r.Person
	ofNIP := b.byNIP[p.NIP]
	if p.SIASNID != "" {
		if ofID := b.bySIASN[p.SIASNID]; ofID != nil {
			switch {
			case ofNIP != nil && ofNIP.ID != ofID.ID:
				r.note(remarkNIPOfOther)
				return nil, false
			case ofNIP != nil && ofID.NIP != p.NIP:
				r.note(remarkNIPFormer)
				return nil, false
			}
			return ofID, true
		}
	}
	switch {
	case ofNIP == nil:
		return nil, true
	case p.SIASNID != "" && ofNIP.SIASNID != "":
		r.note(remarkIDConflict)
		return nil, false
	case ofNIP.NIP != p.NIP:
		r.note(remarkNIPFormer)
		return nil, false
	case strangers(ofNIP, p):
		r.note(remarkNIPOfOther)
		return nil, false
	}
	return ofNIP, true
}

// strangers reports that only the number is shared: neither name nor birth
// date agree.
func strangers(have *basePerson, p rosterPerson) bool {
	return have.BirthDate != nil && p.BirthDate != "" && have.BirthDate.Format(time.DateOnly) != p.BirthDate &&
		!strings.EqualFold(strings.Join(strings.Fields(have.FullName), " "), strings.Join(strings.Fields(p.FullName), " "))
}

// changesOf lists every fact the row would replace. What the row leaves empty
// stays as it is.
func changesOf(have *basePerson, p rosterPerson, unit unitRecord) []Change {
	out := []Change{}
	differ := func(field, from, to string) {
		if to != "" && from != to {
			out = append(out, Change{Field: field, From: from, To: to})
		}
	}
	birth, standing := "", "inactive"
	if have.BirthDate != nil {
		birth = have.BirthDate.Format(time.DateOnly)
	}
	if have.Active {
		standing = "active"
	}
	differ("siasn_id", have.SIASNID, p.SIASNID)
	differ("nip", have.NIP, p.NIP)
	differ("class", string(have.Class), string(p.Class))
	differ("full_name", have.FullName, p.FullName)
	differ("front_title", have.FrontTitle, p.FrontTitle)
	differ("back_title", have.BackTitle, p.BackTitle)
	differ("birth_date", birth, p.BirthDate)
	differ("sex", have.Sex, p.Sex)
	differ("rank", have.Rank, p.Rank)
	differ("position", have.Position, p.Position)
	differ("position_kind", have.PositionKind, p.PositionKind)
	differ("phone", have.Phone, p.Phone)
	differ("email", have.Email, p.Email)
	differ("active", standing, p.Standing)
	if have.UnitID == nil || *have.UnitID != unit.ID {
		out = append(out, Change{Field: "unit", From: have.UnitName, To: unit.Name})
	}
	return out
}
