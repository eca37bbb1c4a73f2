package certificates

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Registered is one line of the register of numbers.
type Registered struct {
	ID               uuid.UUID  `db:"id" json:"id" format:"uuid"`
	Number           string     `db:"number" json:"number"`
	HolderName       string     `db:"holder_name" json:"holder_name"`
	HolderUnit       string     `db:"holder_unit" json:"holder_unit"`
	Title            string     `db:"course_title" json:"title"`
	CourseCode       string     `db:"course_code" json:"course_code"`
	Organiser        string     `db:"organiser" json:"organiser"`
	Predicate        string     `db:"predicate" json:"predicate"`
	Place            string     `db:"place" json:"place"`
	JP               int        `db:"jp" json:"jp"`
	StartedOn        string     `db:"started_on" json:"started_on"`
	CompletedOn      string     `db:"completed_on" json:"completed_on"`
	IssuedOn         string     `db:"issued_on" json:"issued_on"`
	IssuedAt         time.Time  `db:"issued_at" json:"-"`
	RevokedAt        *time.Time `db:"revoked_at" json:"-"`
	SupersededAt     *time.Time `db:"superseded_at" json:"-"`
	RevokeReason     string     `db:"revoke_reason" json:"revoke_reason"`
	SupersedeReason  string     `db:"supersede_reason" json:"supersede_reason"`
	SupersededNumber string     `db:"superseded_number" json:"superseded_by_number"`
	SupersedesNumber string     `db:"supersedes_number" json:"supersedes_number"`
	PDFReady         bool       `db:"pdf_ready" json:"pdf_ready"`
	Status           string     `db:"-" json:"status" enum:"valid,revoked,superseded"`
}

// RegisterFilter narrows the register. Query looks in number, name and title.
type RegisterFilter struct {
	Query, Status, Unit, Cursor string
	Year, Limit                 int
}

// Register is a whole operation for training admins and auditors: every
// certificate, newest first, a page at a time; next is "" on the last page.
func (s *Service) Register(ctx context.Context, f RegisterFilter) (rows []Registered, next string, err error) {
	at, id := readRegisterCursor(f.Cursor)
	limit := f.Limit
	if limit < 1 || limit > 200 {
		limit = 50
	}
	rows = []Registered{}
	if err = s.opt.DB.Select(ctx, &rows, sqls.Register, plainLike(f.Query), f.Status, f.Year, plainLike(f.Unit), at, id, limit+1); err != nil {
		return nil, "", err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		last := rows[limit-1]
		next = base64.RawURLEncoding.EncodeToString([]byte(last.ID.String() + last.IssuedAt.UTC().Format(time.RFC3339Nano)))
	}
	for i := range rows {
		rows[i].Status = statusOf(rows[i].RevokedAt, rows[i].SupersededAt)
	}
	return rows, next, nil
}

// plainLike takes away what a pattern would read as a wildcard.
func plainLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(strings.TrimSpace(text))
}

// readRegisterCursor reads where a page ended; anything else is the start.
func readRegisterCursor(text string) (*time.Time, uuid.UUID) {
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < 37 {
		return nil, uuid.Nil
	}
	id, err := uuid.Parse(string(raw[:36]))
	at, bad := time.Parse(time.RFC3339Nano, string(raw[36:]))
	if err != nil || bad != nil {
		return nil, uuid.Nil
	}
	return &at, id
}
