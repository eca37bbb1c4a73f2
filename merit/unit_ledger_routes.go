package merit

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/fault"
	"lentera/internal/web"
)

// allUnits in the place of a unit's id asks for everybody the caller may see.
const allUnits = "all"

var unitStatuses = []string{"", "reached", "below", "half", "low", "none", "no_target"}

// CountingRoutes are the URLs of the ledger of units and of the IP-ASN
// simulation.
func (s *Service) CountingRoutes() []web.Route {
	return append([]web.Route{
		web.Op(http.MethodGet, "/api/merit/units/{unit_id}/ledger", peopleLedger, "merit.unit-ledger",
			"JP of a year of the people of a unit and below it (\"all\": everybody the caller may see).", s.unitLedger),
		web.Raw(http.MethodGet, "/api/merit/units/{unit_id}/ledger.csv", peopleLedger, "merit.unit-ledger-csv",
			"The same as a CSV file, without NIP and without formulas.", s.unitFile("csv", "text/csv; charset=utf-8")).Within(time.Minute),
		web.Raw(http.MethodGet, "/api/merit/units/{unit_id}/ledger.xlsx", peopleLedger, "merit.unit-ledger-xlsx",
			"The same as a workbook.", s.unitFile("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")).Within(time.Minute),
	}, s.ipasnRoutes()...)
}

type unitLedgerIn struct {
	UnitID string `path:"unit_id" doc:"id of a unit, or all"`
	Year   int    `query:"year" doc:"four digits; without it, this year"`
	Status string `query:"status" enum:"reached,below,half,low,none,no_target"`
	Q      string `query:"q" maxLength:"100" doc:"part of a name"`
	Sort   string `query:"sort" enum:"name,counted,-counted"`
	Cursor string `query:"cursor" maxLength:"2000"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type unitLedgerOut struct{ Body UnitLedger }

func (s *Service) unitLedger(ctx context.Context, in *unitLedgerIn) (*unitLedgerOut, error) {
	unit, err := unitOf(in.UnitID)
	if err != nil {
		return nil, err
	}
	l, err := s.UnitLedgerOf(ctx, access.Must(ctx), UnitFilter{unit, in.Year, in.Status, in.Q, in.Sort, in.Cursor, in.Limit})
	if err != nil {
		return nil, err
	}
	return &unitLedgerOut{Body: l}, nil
}

func unitOf(text string) (uuid.UUID, error) {
	if text == allUnits {
		return uuid.Nil, nil
	}
	id, err := uuid.Parse(text)
	if err != nil || id == uuid.Nil {
		return id, ErrUnit
	}
	return id, nil
}

// unitFile sends the list as a file. HEAD takes nobody's record out.
func (s *Service) unitFile(kind, contentType string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		f, err := unitFilterOf(c)
		if err != nil {
			return err
		}
		ctx := c.UserContext()
		c.Set(fiber.HeaderContentType, contentType)
		if c.Method() == http.MethodHead {
			_, err := s.choose(ctx, access.Must(ctx), f)
			return err
		}
		name, body, err := s.ExportUnitLedger(ctx, access.Must(ctx), f, kind, web.Lang(ctx))
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
		return c.Send(body)
	}
}

// unitFilterOf checks the query as the typed route's tags do.
func unitFilterOf(c *fiber.Ctx) (f UnitFilter, err error) {
	wrong := func(name, id, en string) error {
		return fault.ErrInvalid.At(fault.Field{Pointer: "query." + name, Code: "invalid", ID: id, EN: en})
	}
	if f.UnitID, err = unitOf(c.Params("unit_id")); err != nil {
		return f, err
	}
	f.Status, f.Q, f.Sort = c.Query("status"), c.Query("q"), c.Query("sort")
	if year := c.Query("year"); year != "" {
		if f.Year, err = strconv.Atoi(year); err != nil || !wellFormedYear(f.Year) {
			return f, badYear()
		}
	}
	if _, known := unitOrders[f.Sort]; !known || !slices.Contains(unitStatuses, f.Status) {
		return f, wrong("status", "Saringan ini tidak dikenal.", "This filter is not known.")
	}
	if utf8.RuneCountInString(f.Q) > 100 {
		return f, wrong("q", "Tulis lebih singkat.", "Write less.")
	}
	return f, nil
}
