package siasn

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
)

// UnitRow is one node of the agency's tree (ref-unor, Pascal case there).
type UnitRow struct {
	ID, AgencyID, ParentID string // ParentID: DiatasanId; "" at the root
	EchelonID, Name        string
	HeadTitle, Code        string // NamaJabatan, CepatKode
	MainUnitID, HeadID     string // IndukUnorId, PemimpinPnsId
	KindID                 string
}

func readUnit(r record) UnitRow {
	return UnitRow{ID: r.text("Id", "id"), AgencyID: r.text("InstansiId"), ParentID: r.text("DiatasanId"), EchelonID: r.text("EselonId"), Name: r.text("NamaUnor"),
		HeadTitle: r.text("NamaJabatan"), Code: r.text("CepatKode"), MainUnitID: r.text("IndukUnorId"), HeadID: r.text("PemimpinPnsId"), KindID: r.text("JenisUnorId")}
}

// Units reads one page of the tree.
func (c *Client) Units(ctx context.Context, limit, offset int) ([]UnitRow, error) {
	if limit < 1 || offset < 0 {
		return nil, ErrInput
	}
	rep, err := c.do(ctx, request{op: "units", method: http.MethodGet, path: "/referensi/ref-unor", query: pageOf(limit, offset)})
	if err != nil {
		return nil, err
	}
	rows, err := rep.list()
	return mapped(rows, readUnit), err
}

// unitsPage is how many units AllUnits asks for at once; unitsMost is where it
// stops believing the server (the largest agencies have some ten thousand).
const unitsPage, unitsMost = 500, 200_000

// AllUnits reads the whole tree. The rows are as SIASN has them: orphans and
// cycles are the caller's to find. A server that ignores the offset is noticed.
func (c *Client) AllUnits(ctx context.Context) ([]UnitRow, error) {
	var all []UnitRow
	seen := map[string]bool{}
	for offset := 0; offset < unitsMost; {
		page, err := c.Units(ctx, unitsPage, offset)
		if err != nil || len(page) == 0 {
			return all, err
		}
		fresh := 0
		for _, u := range page {
			if !seen[u.ID] {
				seen[u.ID], fresh, all = true, fresh+1, append(all, u)
			}
		}
		if fresh == 0 {
			return all, nil
		}
		offset += len(page)
	}
	return nil, &BadReply{"units", http.StatusOK, "the list of units does not end"}
}

// Tables are the tables of the reference API.
var Tables = []string{"agama", "asn-jenis-jabatan", "asn-jenjang-jabatan", "eselon", "golongan", "instansi", "jabatan-fungsional", "jabatan-fungsional-umum", "jenis-diklat",
	"jenis-jabatan", "kanreg", "kedudukan-hukum", "kel-jabatan", "latihan-struktural", "lokasi", "pendidikan", "ref-dokumen", "ref-jenjang-jf", "satuan-kerja",
	"tingkat-pendidikan", "alasan-hukuman-disiplin", "jenis-hukuman", "jenis-anak"}

// Reference reads one page of a table of the reference API, rows as they come.
func (c *Client) Reference(ctx context.Context, table string, limit, offset int) ([]map[string]json.RawMessage, error) {
	if c.cfg.ReferenceURL == "" || !slices.Contains(Tables, table) || limit < 1 || offset < 0 {
		return nil, fmt.Errorf("%w: no reference address, or no such table", ErrInput)
	}
	rep, err := c.do(ctx, request{op: "reference", method: http.MethodGet, path: "/" + table, query: pageOf(limit, offset), reference: true})
	if err != nil {
		return nil, err
	}
	rows, err := rep.list()
	return mapped(rows, func(r record) map[string]json.RawMessage { return r }), err
}

func pageOf(limit, offset int) url.Values {
	return url.Values{"limit": {strconv.Itoa(limit)}, "offset": {strconv.Itoa(offset)}}
}

// Check asks for both tokens and one unit: it proves addresses, keys, allowed
// address and tokens, and touches nobody's data.
func (c *Client) Check(ctx context.Context) error {
	_, err := c.Units(ctx, 1, 0)
	return err
}
