package signing

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
)

// PartyOut is one who signs, as screens show it.
type PartyOut struct {
	Key   string `json:"key"`
	Name  string `json:"name"`
	Title string `json:"title"`
}

func partiesOut(p Parties) []PartyOut {
	out := make([]PartyOut, len(p))
	for i, x := range p {
		out[i] = PartyOut(x)
	}
	return out
}

// LotOut is a line of the desk.
type LotOut struct {
	Lot       string     `json:"lot"`
	Title     string     `json:"title"`
	Kind      Kind       `json:"kind" enum:"local,bsre_sign,bsre_seal,bsre_v1,portal"`
	Party     string     `json:"party" doc:"key of who signs next; empty when all is signed"`
	Parties   []PartyOut `json:"parties" nullable:"false" doc:"in the order of signing"`
	Total     int        `json:"total"`
	Waiting   int        `json:"waiting"`
	Signing   int        `json:"signing"`
	HandedOff int        `json:"handed_off"`
	Signed    int        `json:"signed"`
	Refused   int        `json:"refused"`
	Since     time.Time  `json:"since"`
	Why       Why        `json:"why" doc:"why some wait again"`
}

// KindOut is a way of signing that is set up, and what it asks for.
type KindOut struct {
	Kind           Kind `json:"kind" enum:"local,bsre_sign,bsre_seal,bsre_v1,portal"`
	AsksPassphrase bool `json:"asks_passphrase"`
	AsksIdentity   bool `json:"asks_identity"`
	TakesCode      bool `json:"takes_code"`
}

type deskOut struct {
	Body struct {
		Kinds    []KindOut `json:"kinds" nullable:"false"`
		DemoKeys bool      `json:"demo_keys" doc:"the local keys were made for demo mode and prove nothing"`
		Lots     []LotOut  `json:"lots" nullable:"false"`
		Runs     []RunOut  `json:"runs" nullable:"false" doc:"the newest ten"`
		MaySign  bool      `json:"may_sign"`
		MayRetry bool      `json:"may_retry"`
	}
}

func (s *Service) desk(ctx context.Context, _ *struct{}) (*deskOut, error) {
	a := access.Must(ctx)
	lots, runs, err := s.Desk(ctx, a)
	if err != nil {
		return nil, err
	}
	out := &deskOut{}
	b := &out.Body
	b.Kinds, b.Lots, b.Runs, b.DemoKeys = []KindOut{}, []LotOut{}, []RunOut{}, s.opt.DemoKeys
	b.MaySign, b.MayRetry = a.Has(access.TrainingAdmin) || !seesAll(a), a.Has(access.TrainingAdmin)
	for _, k := range s.Kinds() {
		one := KindOut{Kind: k}
		if signer := s.signers[k]; signer != nil {
			t := signer.Traits()
			one.AsksPassphrase, one.AsksIdentity, one.TakesCode = t.AsksPassphrase, t.AsksIdentity, t.TakesCode
		}
		b.Kinds = append(b.Kinds, one)
	}
	for _, l := range lots {
		b.Lots = append(b.Lots, LotOut{Lot: l.Lot, Title: l.Title, Kind: l.Kind, Party: l.Party, Parties: partiesOut(l.Parties), Total: l.Total,
			Waiting: l.Waiting, Signing: l.Signing, HandedOff: l.HandedOff, Signed: l.Signed, Refused: l.Refused, Since: l.Since.UTC(), Why: l.Why})
	}
	for _, r := range runs {
		b.Runs = append(b.Runs, s.runOf(ctx, r))
	}
	return out, nil
}

// DocumentOut is a document as screens show it.
type DocumentOut struct {
	ID            uuid.UUID  `json:"id" format:"uuid"`
	CertificateID uuid.UUID  `json:"certificate_id" format:"uuid"`
	Number        string     `json:"number"`
	Title         string     `json:"title"`
	HolderName    string     `json:"holder_name"`
	Kind          Kind       `json:"kind" enum:"local,bsre_sign,bsre_seal,bsre_v1,portal"`
	State         State      `json:"state" enum:"waiting,signing,handed_off,signed,refused,withdrawn"`
	Why           Why        `json:"why"`
	Detail        string     `json:"detail"`
	Parties       []PartyOut `json:"parties" nullable:"false"`
	Party         string     `json:"party"`
	Signatures    []Mark     `json:"signatures" nullable:"false"`
	ChangedAt     time.Time  `json:"changed_at"`
}

type documentsIn struct {
	Lot    string `query:"lot" required:"true" maxLength:"400"`
	State  string `query:"state" enum:",waiting,signing,handed_off,signed,refused,withdrawn"`
	Party  string `query:"party" maxLength:"40"`
	Cursor string `query:"cursor" maxLength:"200"`
}

type documentsOut struct {
	Body struct {
		Documents []DocumentOut `json:"documents" nullable:"false"`
		Next      string        `json:"next_cursor" doc:"cursor of the next page, empty on the last"`
	}
}

const pageSize = 50

func (s *Service) documents(ctx context.Context, in *documentsIn) (*documentsOut, error) {
	p := Page{Lot: in.Lot, State: State(in.State), Party: in.Party, Limit: pageSize + 1}
	if at, id, ok := readCursor(in.Cursor); ok {
		p.AfterAt, p.AfterID = &at, id
	}
	rows, err := s.Documents(ctx, p)
	if err != nil {
		return nil, err
	}
	out := &documentsOut{}
	out.Body.Documents = []DocumentOut{}
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		out.Body.Next = cursor(rows[pageSize-1])
	}
	for _, d := range rows {
		out.Body.Documents = append(out.Body.Documents, DocumentOut{ID: d.ID, CertificateID: d.CertificateID, Number: d.Number, Title: d.Title,
			HolderName: d.HolderName, Kind: d.Kind, State: d.State, Why: d.Why, Detail: s.opt.Explain(d.Detail, web.Lang(ctx)), Parties: partiesOut(d.Parties), Party: d.Party,
			Signatures: append([]Mark{}, d.Signatures...), ChangedAt: d.ChangedAt.UTC()})
	}
	return out, nil
}

func cursor(d Document) string {
	return base64.RawURLEncoding.EncodeToString([]byte(d.CreatedAt.Format(time.RFC3339Nano) + " " + d.ID.String()))
}

func readCursor(text string) (at time.Time, id uuid.UUID, ok bool) {
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || text == "" {
		return at, id, false
	}
	when, which, _ := strings.Cut(string(b), " ")
	if at, err = time.Parse(time.RFC3339Nano, when); err != nil {
		return at, id, false
	}
	id, err = uuid.Parse(which)
	return at, id, err == nil
}

func (s *Service) file(c *fiber.Ctx) error {
	id, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return ErrNotFound
	}
	body, err := s.File(c.UserContext(), id)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="sertifikat.pdf"`)
	return c.Send(body)
}
