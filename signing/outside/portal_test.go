package outside_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lentera/signing"
	"lentera/signing/outside"
	"lentera/signing/pades"
	"lentera/signing/portal"
	"lentera/signing/portal/standin"
)

// got is one callback as it arrived.
type got struct {
	path, key, kind string
	body            []byte
}

func newPortal(t *testing.T, opt standin.Options) (*standin.Server, outside.Portal, func() []got) {
	t.Helper()
	s, err := standin.New(opt)
	if err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(s)
	arrived := make(chan got, 20)
	back := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		arrived <- got{r.URL.Path, r.Header.Get("Authorization"), r.Header.Get("Content-Type"), b}
	}))
	t.Cleanup(func() { web.Close(); back.Close() })
	c, err := portal.New(portal.Config{URL: web.URL + "/hand-off", Credential: portal.Secret(opt.Credential)})
	if err != nil {
		t.Fatal(err)
	}
	p := outside.Portal{Client: c, NIK: func(nip string) string { return map[string]string{"197001011990011001": "3508000000000001"}[nip] },
		CallbackURL: func(document string) string { return back.URL + "/callbacks/" + document }}
	return s, p, func() (out []got) {
		s.Settle()
		for {
			select {
			case g := <-arrived:
				out = append(out, g)
			default:
				return out
			}
		}
	}
}

func TestAHandOffComesBackSignedUnderItsKey(t *testing.T) {
	for _, form := range []bool{false, true} {
		s, p, callbacks := newPortal(t, standin.Options{Form: form, Credential: "Bearer portal-secret"})
		paper, key := papers(1)[0], portal.NewKey()
		remote, err := p.HandOff(t.Context(), paper, key.Reveal())
		if err != nil || remote == "" {
			t.Fatalf("%q %v", remote, err)
		}
		back := callbacks()
		if len(back) != 1 || back[0].path != "/callbacks/"+paper.ID.String() {
			t.Fatalf("%d callbacks", len(back))
		}
		came, err := portal.BearerKey(back[0].key)
		if err != nil || !portal.Same(portal.Hash(key), came) {
			t.Error("the key did not come back")
		}
		file, err := portal.ReadFile(back[0].kind, back[0].body, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if pades.Verify(file, s.CA().Trust()).Reason != pades.Valid || !strings.HasPrefix(string(file), string(paper.PDF)) {
			t.Error("the file is not ours, signed")
		}
		if h := s.Handed()[0]; h.Title != paper.Title || h.Signers[0].NIK != "3508000000000001" || h.Signers[0].Action != "SIGN" {
			t.Errorf("the portal got %+v", h.Signers)
		}
	}
}

func TestWhatAPortalMayAnswer(t *testing.T) {
	for fault, want := range map[string]signing.Why{standin.Away: signing.WhyAway, standin.Denied: signing.WhyAway,
		standin.Refuse: signing.WhyRejected, standin.LostTake: signing.WhyAway} {
		t.Run(fault, func(t *testing.T) {
			s, p, callbacks := newPortal(t, standin.Options{})
			s.Next(fault)
			_, err := p.HandOff(t.Context(), papers(1)[0], portal.NewKey().Reveal())
			if why := reasonOf(t, err); why != want {
				t.Errorf("got %s, want %s", why, want)
			}
			if n := len(callbacks()); (fault == standin.LostTake) != (n == 1) {
				t.Errorf("%d callbacks", n)
			}
		})
	}
	_, p, _ := newPortal(t, standin.Options{})
	stranger := papers(1)[0]
	stranger.Parties[0].Key = "nip:190001011920011001"
	if _, err := p.HandOff(t.Context(), stranger, portal.NewKey().Reveal()); reasonOf(t, err) != signing.WhyNotEnrolled {
		t.Errorf("%v", err)
	}
}
