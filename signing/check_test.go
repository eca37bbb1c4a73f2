package signing_test

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"testing"
	"time"

	"lentera/internal/testweb"
	"lentera/signing"
	"lentera/signing/pades"
	"lentera/signing/pades/madeup"
)

func TestAnybodyChecksAFile(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, nil)
	all := h.issue(3, nil)
	_, err := h.start(h.admin, signing.Ask{Party: signing.Agency}, passphrase)
	good(t, err)
	h.Settle(ctx)
	_, err = h.certs.Revoke(ctx, all[1].ID, "nilai keliru, dicabut")
	good(t, err)
	one, revoked := h.final(all[0]), h.final(all[1])
	stranger := ok(ok(madeup.NewAuthority("CA lain"))(t).Signer("Orang lain", time.Now().Add(-time.Hour), time.Now().Add(time.Hour)))(t)
	drawn := ok3(h.certs.UnsignedPDF(ctx, all[0].ID))(t)
	changed := bytes.Clone(one)
	changed[len(changed)/2] ^= 1
	for name, c := range map[string]struct {
		body   []byte
		has    []string
		hasNot []string
	}{
		"ours":              {one, []string{`"result":"valid"`, `"ours":true`, all[0].Number, `"status":"valid"`, "Pemerintah Kabupaten Lumajang", `"stamped":true`}, nil},
		"revoked":           {revoked, []string{`"result":"valid"`, `"ours":true`, `"status":"revoked"`}, nil},
		"changed":           {changed, []string{`"result":"tampered"`, `"ours":false`}, []string{all[0].Number}},
		"cut":               {one[:len(one)-100], []string{`"result":"truncated"`, `"ours":false`}, nil},
		"appended to":       {append(bytes.Clone(one), "\n"...), []string{`"result":"changed"`, `"ours":false`}, nil},
		"never signed":      {drawn, []string{`"result":"no-signature"`, `"ours":false`}, []string{all[0].Number}},
		"no PDF":            {[]byte("halo"), []string{`"result":"not-a-pdf"`}, nil},
		"signed by someone": {ok(pades.Sign(ctx, drawn, pades.Request{Key: stranger, At: time.Now()}))(t), []string{`"result":"untrusted"`, `"ours":false`, "Orang lain"}, nil},
	} {
		h.web.Run(t, []testweb.Scenario{
			{Name: name, Method: http.MethodPost, Path: "/api/signing/check", Body: c.body, Status: 200, Has: c.has,
				HasNot: append(c.hasNot, "Peserta"), Header: map[string]string{"Cache-Control": "no-store", "Set-Cookie": ""}},
		})
	}
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "x.pdf")
	good(t, err)
	_, err = part.Write(one)
	good(t, err)
	good(t, w.Close())
	h.web.Run(t, []testweb.Scenario{
		{Name: "as a form", Method: http.MethodPost, Path: "/api/signing/check", Body: form.Bytes(), Headers: map[string]string{"Content-Type": w.FormDataContentType()}, Status: 200, Has: []string{`"ours":true`}},
		{Name: "the page", Path: "/verifikasi-berkas", Status: 200, Has: []string{`type="file"`, `enctype="multipart/form-data"`}, HasNot: []string{"<script"}, Header: map[string]string{"Set-Cookie": "", "Cache-Control": "no-store"}},
		{Name: "the page in English", Path: "/verifikasi-berkas?lang=en", Status: 200, Has: []string{"Check a certificate file", `lang="en"`}},
		{Name: "the page's form", Method: http.MethodPost, Path: "/verifikasi-berkas", Body: form.Bytes(), Headers: map[string]string{"Content-Type": w.FormDataContentType()}, Status: 200,
			Has: []string{"Tanda tangannya sah", all[0].Number, "Sertifikatnya berlaku", "status-good"}, HasNot: []string{"Peserta"}},
		{Name: "the page with a revoked one", Method: http.MethodPost, Path: "/verifikasi-berkas", Body: revoked, Status: 200, Has: []string{"Sertifikatnya sudah dicabut", "status-bad"}},
		{Name: "the page with a changed one", Method: http.MethodPost, Path: "/verifikasi-berkas?lang=en", Body: changed, Status: 200, Has: []string{"The content of this file was changed", "not that of any certificate"}},
		{Name: "the page with nothing", Method: http.MethodPost, Path: "/verifikasi-berkas", Status: 422, Has: []string{"Pilih berkas PDF"}},
		{Name: "nothing", Method: http.MethodPost, Path: "/api/signing/check", Status: 422, Has: []string{"signing.no-file"}},
	})
}

func TestChecksAreLimited(t *testing.T) {
	h := newHouse(t, func(o *signing.Options) { o.ChecksPerMinute = 3 })
	for i := range 5 {
		res, body := h.web.Do(t, testweb.Scenario{Method: http.MethodPost, Path: "/api/signing/check", Body: []byte("%PDF-")})
		if want := map[bool]int{true: 200, false: 429}[i < 3]; res.StatusCode != want {
			t.Errorf("%d: %d %s", i, res.StatusCode, body)
		}
	}
}

// TestNoKey: a document for which nobody can sign says so at once, and waits
// when the key is there and somebody tries again.
func TestNoKey(t *testing.T) {
	ctx := context.Background()
	var local signing.Signer
	h := newHouse(t, func(o *signing.Options) { local = o.Signers[0]; o.Signers = nil })
	all := h.issue(1, nil)
	if why, state := h.why(all[0]); why != signing.WhyNoKey || state != "refused" {
		t.Fatalf("%s %s", why, state)
	}
	h.options.Signers = []signing.Signer{local}
	with := ok(signing.New(h.options))(t)
	n, err := with.Retry(ctx, "", h.documentsOf(all[0]), false)
	if err != nil || n != 1 {
		t.Fatal(n, err)
	}
	_, err = with.Start(ctx, h.admin, signing.Ask{Kind: signing.Local, Party: signing.Agency}, signing.NewSecret([]byte(passphrase), nil, nil))
	good(t, err)
	with.Settle(ctx)
	h.final(all[0])
}

// TestAPortalBringsItBack drives the asynchronous way with a portal that signs
// with the agency's key.
func TestAPortalBringsItBack(t *testing.T) {
	ctx := context.Background()
	portal := &portal{}
	h := newHouse(t, func(o *signing.Options) { o.Hander = portal })
	all := h.issueBy(3, signing.Portal)
	for range 2 { // everything is handed over once; the second time there is nothing
		_, err := h.Start(ctx, h.admin, signing.Ask{Kind: signing.Portal, Party: signing.Agency}, signing.NewSecret(nil, nil, nil))
		if err != nil && err.Error() != signing.ErrNothing.Error() {
			t.Fatal(err)
		}
		h.Settle(ctx)
	}
	if got := h.states(); got["handed_off"] != 3 || len(portal.got) != 3 {
		t.Fatalf("%v, %d", got, len(portal.got))
	}
	local := h.options.Signers[0]
	sign := func(p signing.Paper) []byte {
		return ok(local.Sign(ctx, signing.NewSecret([]byte(passphrase), nil, nil), []signing.Paper{p}))(t)[0].PDF
	}
	a, b := portal.got[0], portal.got[1]
	for name, err := range map[string]error{
		"a wrong word":       h.TakeBack(ctx, a.paper.ID, "lain", "", sign(a.paper)),
		"no word":            h.TakeBack(ctx, a.paper.ID, "", "", sign(a.paper)),
		"another's word":     h.TakeBack(ctx, a.paper.ID, b.word, "", sign(a.paper)),
		"another's document": h.TakeBack(ctx, a.paper.ID, a.word, "", sign(b.paper)),
		"an unsigned file":   h.TakeBack(ctx, a.paper.ID, a.word, "", a.paper.PDF),
	} {
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	if h.states()["signed"] != 0 {
		t.Fatal(h.states())
	}
	signed := sign(a.paper)
	good(t, h.TakeBack(ctx, a.paper.ID, a.word, "", signed))
	good(t, h.TakeBack(ctx, a.paper.ID, a.word, "", sign(a.paper))) // a replay is answered, and changes nothing: see below
	good(t, h.TakeBack(ctx, b.paper.ID, b.word, "Tidak setuju", nil))
	if got := h.states(); got["signed"] != 1 || got["refused"] != 1 || got["handed_off"] != 1 {
		t.Errorf("%v", got)
	}
	for _, c := range all {
		if body, ready, _ := h.certs.FinalPDF(ctx, c.ID); ready && !bytes.Equal(body, signed) {
			t.Error("another file")
		}
	}
}

type handed struct {
	paper signing.Paper
	word  string
}

type portal struct{ got []handed }

func (*portal) Kind() signing.Kind { return signing.Portal }

func (p *portal) HandOff(_ context.Context, paper signing.Paper, word string) (string, error) {
	p.got = append(p.got, handed{paper, word})
	return fmt.Sprintf("portal-%d", len(p.got)), nil
}
