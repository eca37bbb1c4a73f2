package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base32"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/xuri/excelize/v2"

	"lentera/certificates/claim"
	"lentera/internal/sheet"
	"lentera/internal/testweb"
	"lentera/merit"
	"lentera/merit/siasn/standin"
)

// keys are the issuer's, as a reader without a server has them.
func (o *town) keys() map[string]ed25519.PublicKey {
	o.t.Helper()
	list, err := o.g.certificates.IssuerKeys(context.Background())
	o.must(err)
	out := map[string]ed25519.PublicKey{}
	for _, k := range list {
		out[k.KID] = k.Public
	}
	return out
}

// TestForgedCodes: what is printed in the QR code, changed in every way a
// forger could without the key. A reader without a server refuses each.
func TestForgedCodes(t *testing.T) {
	o := newTown(t)
	keys := o.keys()
	_, text, found := strings.Cut(o.cert.VerifyURL, "#")
	genuine, err := claim.Open(text, keys)
	if !found || err != nil || genuine.PublicID != o.cert.PublicID {
		t.Fatalf("the genuine code: %+v %v", genuine, err)
	}
	letters := base32.StdEncoding.WithPadding(base32.NoPadding)
	raw, err := letters.DecodeString(text)
	o.must(err)
	for i := range raw {
		for _, bit := range []byte{1, 0x10, 0x80} {
			changed := bytes.Clone(raw)
			changed[i] ^= bit
			if c, err := claim.Open(letters.EncodeToString(changed), keys); err == nil {
				t.Fatalf("byte %d changed, and it opens: %+v", i, c)
			}
		}
	}
	_, stranger, err := ed25519.GenerateKey(nil)
	o.must(err)
	other := genuine
	other.Title, other.JP, other.CourseCode = "Kursus lain", 40, "lain"
	forged, err := claim.Sign(other, stranger)
	o.must(err)
	ours := new(bytes.Buffer) // the stranger's signature under the name of our key
	body, err := letters.DecodeString(forged)
	o.must(err)
	kid, err := hex.DecodeString(o.g.kid())
	o.must(err)
	ours.WriteByte(body[0])
	ours.Write(kid)
	ours.Write(body[1+len(kid):])
	patched := bytes.Clone(raw) // our signature under another course: the title's first letter
	patched[bytes.Index(raw, []byte(genuine.Title))] ^= 2
	for what, code := range map[string]string{"another key": forged, "another key under our name": letters.EncodeToString(ours.Bytes()),
		"another course under our signature": letters.EncodeToString(patched), "cut short": text[:len(text)-2], "with more behind": text + "AA", "nothing": ""} {
		if c, err := claim.Open(code, keys); err == nil {
			t.Errorf("%s opens: %+v", what, c)
		}
	}
}

// kid names the issuer's present key.
func (g *program) kid() string {
	keys, err := g.certificates.IssuerKeys(context.Background())
	if err != nil || len(keys) == 0 {
		return ""
	}
	return keys[0].KID
}

// TestAReplayedRevokedCode: the code of a revoked certificate stays rightly
// signed. The list and every online answer say that it is revoked; a list that
// says otherwise is not signed.
func TestAReplayedRevokedCode(t *testing.T) {
	o := newTown(t)
	ctx, keys := context.Background(), o.keys()
	before, _, err := o.g.certificates.Revocations(ctx)
	o.must(err)
	_, err = o.g.certificates.Revoke(ctx, o.cert.ID, "alasan yang dirahasiakan")
	o.must(err)
	// The list is at most half a minute behind: what was just asked is kept so
	// long. Another program on the same database has no such memory.
	g, err := wire(o.p)
	o.must(err)
	raw, _, err := g.certificates.Revocations(ctx)
	o.must(err)
	list, err := claim.OpenList(raw, keys)
	o.must(err)
	if status, _, ok := list.Of(o.cert.PublicID); !ok || status != claim.Revoked {
		t.Error("the list does not know the revoked code")
	}
	old, err := claim.OpenList(before, keys)
	o.must(err)
	if _, _, ok := old.Of(o.cert.PublicID); ok || old.IssuedAt.After(list.IssuedAt) {
		t.Error("an older list must be older, and not know it")
	}
	for i := range raw {
		changed := bytes.Clone(raw)
		changed[i] ^= 1
		if _, err := claim.OpenList(changed, keys); err == nil {
			t.Fatalf("byte %d of the list changed, and it opens", i)
		}
	}
	_, stranger, err := ed25519.GenerateKey(nil)
	o.must(err)
	empty, err := claim.SignList(nil, time.Now(), stranger)
	o.must(err)
	if _, err := claim.OpenList(empty, keys); err == nil {
		t.Error("an empty list by another key opens")
	}
	for _, path := range []string{"/s/", "/api/certificates/verify/"} {
		if _, body := o.web.Do(t, testweb.Scenario{Path: path + o.cert.PublicID}); !strings.Contains(body, "revoked") && !strings.Contains(body, "dicabut") {
			t.Errorf("%s does not say so: %s", path, body)
		}
	}
}

// TestEditsAreNamedWithoutNames: three edits of a superuser; `lentera verify`
// names the record by number, and nobody by name.
func TestEditsAreNamedWithoutNames(t *testing.T) {
	for what, statement := range map[string]string{
		"a certificate": `UPDATE certificates.certificates SET jp = 40 WHERE id = $1`,
		"an entry":      `UPDATE merit.entries SET jp_claimed = 40 WHERE source = 'certificate:' || $1`,
		"the register":  `UPDATE register.leaves SET body = replace(body, '"at":"20', '"at":"19') WHERE subject = $1::uuid AND kind = 'certificate.issued'`,
	} {
		o := newTown(t)
		s := &sealedSchool{t: t, p: o.p, g: o.g}
		if out, err := s.verify(); err != nil {
			t.Fatalf("before: %v %s", err, out)
		}
		s.edit(statement, o.cert.ID.String())
		out, err := s.verify()
		if !errors.Is(err, errFindings) || !strings.Contains(out, o.cert.Number) {
			t.Errorf("%s was edited: %v %s", what, err, out)
		}
		for _, word := range canaries {
			if strings.Contains(out, word) {
				t.Errorf("%s: verify tells %q", what, word)
			}
		}
	}
}

// TestPushedTwiceAtOnce: four workers with two lanes each on the same queue,
// two of them of another program: one row each in SIASN.
func TestPushedTwiceAtOnce(t *testing.T) {
	o := newTown(t)
	remote := o.joinSiasn()
	sealed := &sealedSchool{t: t, p: o.p, g: o.g}
	for range 5 {
		sealed.issue(o.canary.PersonID)
		sealed.issue(o.northLearner.PersonID)
	}
	ctx := context.Background()
	o.must(o.g.queue.Drain(ctx))
	var programs []*program
	for range 2 {
		g, err := wire(o.p)
		o.must(err)
		programs = append(programs, g)
	}
	rows, _, err := programs[0].merit.DeliveriesOf(ctx, merit.DeliveryFilter{Limit: 50}, "id")
	o.must(err)
	var ids []uuid.UUID
	for _, d := range rows {
		ids = append(ids, d.ID)
	}
	_, err = programs[0].merit.DryRunOf(ctx, ids, "id")
	o.must(err)
	_, err = programs[0].merit.Approve(ctx, o.first, ids)
	o.must(err)
	var all sync.WaitGroup
	for i := range 4 {
		all.Add(1)
		go func() {
			defer all.Done()
			for range 3 {
				if err := programs[i%2].merit.DeliverJob(ctx, nil); err != nil {
					t.Error(err)
				}
			}
		}()
	}
	all.Wait()
	seen := map[string]int{}
	for _, r := range remote.AllRows() {
		seen[r.Number]++
	}
	for _, d := range rows {
		if seen[d.Number] != 1 {
			t.Errorf("%s is there %d times", d.Number, seen[d.Number])
		}
	}
	if len(rows) < 11 {
		t.Errorf("only %d records", len(rows))
	}
}

// joinSiasn sets the addresses of a stand-in; programs wired after it go there.
func (o *town) joinSiasn() *standin.Server {
	remote := standin.New(standin.Options{AgencyID: "ours", Anybody: true, WithoutNames: true})
	web := httptest.NewServer(remote)
	o.t.Cleanup(web.Close)
	c, s := &o.p.cfg, remote.Config(web.URL)
	c.SiasnURL, c.SiasnReferenceURL, c.SiasnTokenURL, c.SiasnSSOURL = s.BaseURL, s.ReferenceURL, s.APIMTokenURL, s.SSOTokenURL
	c.SiasnKey, c.SiasnSecret, c.SiasnSSOMode, c.SiasnAgencyID = s.ConsumerKey.Reveal(), s.ConsumerSecret.Reveal(), "password", "ours"
	c.SiasnSSOClient, c.SiasnSSOUser, c.SiasnSSOPassword, c.SiasnWorkers, c.SiasnGap = s.SSOClientID, s.SSOUsername, s.SSOPassword.Reveal(), 2, 0
	return remote
}

func dangerous(cell string) bool { return cell != "" && sheet.RunsAsFormula(cell) && !number(cell) }

func number(cell string) bool {
	return strings.Trim(cell, "-0123456789.,") == ""
}

// noFormulaInTheExport looks into the ZIP for SIASN and into the workbook.
func (o *town) noFormulaInTheExport() {
	o.t.Helper()
	_, body := o.web.Do(o.t, testweb.Scenario{Path: "/api/merit/siasn/export", As: o.web.Token(o.first)})
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	o.must(err)
	tables := 0
	for _, f := range z.File {
		r, err := f.Open()
		o.must(err)
		content, err := io.ReadAll(r)
		o.must(err)
		switch {
		case strings.HasSuffix(f.Name, ".csv"):
			tables++
			c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
			c.Comma = ';'
			lines, err := c.ReadAll()
			o.must(err)
			for _, line := range lines {
				for _, cell := range line {
					if dangerous(cell) {
						o.t.Errorf("%s: cell %q", f.Name, cell)
					}
				}
			}
		case strings.HasSuffix(f.Name, ".xlsx"):
			tables++
			o.noFormulaIn(f.Name, content)
		}
	}
	if tables < 2 {
		o.t.Errorf("%d tables in the export", tables)
	}
	_, book := o.web.Do(o.t, testweb.Scenario{Path: "/api/merit/units/all/ledger.xlsx", As: o.web.Token(o.first)})
	o.noFormulaIn("ledger.xlsx", []byte(book))
}

func (o *town) noFormulaIn(name string, book []byte) {
	o.t.Helper()
	if lines := o.cells(name, book); len(lines) < 8 {
		o.t.Errorf("%s has %d lines", name, len(lines))
	}
}

// cells reads a workbook; a formula in it is a failure.
func (o *town) cells(name string, book []byte) [][]string {
	o.t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	o.must(err)
	defer func() { _ = f.Close() }()
	of := f.GetSheetName(0)
	lines, err := f.GetRows(of)
	o.must(err)
	for y, line := range lines {
		for x := range line {
			cell, err := excelize.CoordinatesToCellName(x+1, y+1)
			o.must(err)
			if formula, err := f.GetCellFormula(of, cell); err != nil || formula != "" {
				o.t.Errorf("%s: %s is a formula %q %v", name, cell, formula, err)
			}
		}
	}
	return lines
}
