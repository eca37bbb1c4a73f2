//go:build !race

package signing_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lentera/internal/testweb"
	"lentera/signing"
)

func TestTheDesk(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t, nil)
	template := h.officials()
	all := h.issue(53, &template)
	token := h.web.Token(h.admin)
	lot := "batch:" + strings.Split(all[0].Source, ":")[1]
	_, err := h.start(h.admin, signing.Ask{Party: "nip:" + headNIP, IDs: h.documentsOf(all[3])}, passphrase)
	good(t, err)
	h.Settle(ctx)
	_, page := h.web.Do(t, testweb.Scenario{Path: "/api/signing/documents?lot=" + lot, As: token})
	next := page[strings.Index(page, `"next_cursor":"`)+15:]
	next = next[:strings.IndexByte(next, '"')]
	h.web.Run(t, []testweb.Scenario{
		{Name: "desk", Path: "/api/signing/desk", As: token, Status: 200, Has: []string{`"kinds":[{"kind":"local","asks_passphrase":true`, `"waiting":52`, `"waiting":1`, "Sekretaris Daerah", `"demo_keys":false`, `"may_sign":true`}},
		{Name: "first page", Path: "/api/signing/documents?lot=" + lot, As: token, Status: 200, Has: []string{all[0].Number, all[49].Number, "Peserta 3"}, HasNot: []string{all[50].Number}},
		{Name: "second page", Path: "/api/signing/documents?lot=" + lot + "&cursor=" + next, As: token, Status: 200, Has: []string{all[50].Number, all[52].Number, `"next_cursor":""`}, HasNot: []string{all[49].Number}},
		{Name: "by state", Path: "/api/signing/documents?lot=" + lot + "&party=nip:" + chiefNIP, As: token, Status: 200, Has: []string{all[3].Number}, HasNot: []string{all[4].Number}},
		{Name: "nothing chosen to retry", Method: http.MethodPost, Path: "/api/signing/retry", As: token, Body: map[string]any{}, Status: 422, Has: []string{"signing.selection"}},
		{Name: "the file", Path: fmt.Sprintf("/api/signing/documents/%s/pdf", h.documentsOf(all[3])[0]), As: token, Status: 200, Has: []string{"%PDF-1.7", "ETSI.CAdES.detached"}},
	})
}
