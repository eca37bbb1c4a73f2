package certificates

import (
	"testing"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/testweb"
)

func TestOnlyTrainingAdminsIssueAndDesign(t *testing.T) {
	h := newHouse(t, nil)
	c := h.mustIssue(h.person("Siti Aminah").PersonID)
	admin, auditor := h.web.Token(h.person("A", access.TrainingAdmin)), h.web.Token(h.person("O", access.Auditor))
	const at = "/api/certificates"
	writes := []string{at + "/templates", at + "/emblems", at + "/officials", at + "/series", at + "/batches", at + "/batch-people",
		at + "/batches/" + uuid.NewString() + "/approve", base + "/" + c.ID.String() + "/supersede"}
	var all []testweb.Scenario
	for name, a := range map[string]access.Actor{"learner": h.person("L"), "trainer": h.person("T", access.Trainer), "unit": h.person("U", access.UnitAdmin)} {
		token := h.web.Token(a)
		for _, path := range writes {
			all = append(all, testweb.Scenario{Name: name + path, Method: "POST", Path: path, As: token, Body: "{}", Status: 403})
		}
		all = append(all, testweb.Scenario{Name: name + " preview", Method: "POST", Path: at + "/template-preview", As: token, Body: "{}", Status: 403})
		for _, path := range []string{"/templates", "/batches", "/register", "/register.csv"} {
			all = append(all, testweb.Scenario{Name: name + path, Path: at + path, As: token, Status: 403})
		}
	}
	for _, path := range writes {
		all = append(all, testweb.Scenario{Name: "auditor" + path, Method: "POST", Path: path, As: auditor, Body: "{}", Status: 403})
	}
	h.web.Run(t, append(all,
		testweb.Scenario{Name: "register", Path: at + "/register?q=aminah&status=valid", As: auditor, Status: 200, Has: []string{c.Number, `"status":"valid"`, `"next_cursor":""`}, HasNot: []string{c.HolderNIP}},
		testweb.Scenario{Name: "nobody fits", Path: at + "/register?q=%25zzz", As: admin, Status: 200, Has: []string{`"rows":[]`}},
		testweb.Scenario{Name: "csv", Path: at + "/register.csv", As: admin, Status: 200, Has: []string{"nomor,nama", c.Number}},
		testweb.Scenario{Name: "supersede", Method: "POST", Path: base + "/" + c.ID.String() + "/supersede", As: admin, Body: `{"reason":"Nama sudah berubah"}`, Status: 200, Has: []string{`"number":"`}},
		testweb.Scenario{Name: "public page", Path: "/s/" + c.PublicID, Status: 200, Has: []string{"Sertifikat ini sudah diganti"}, HasNot: []string{"Nama sudah berubah"}},
		testweb.Scenario{Name: "register after", Path: at + "/register?status=superseded", As: admin, Status: 200, Has: []string{c.Number, "Nama sudah berubah"}},
		testweb.Scenario{Name: "preview", Method: "POST", Path: at + "/template-preview", As: admin, Body: `{"audience":"citizen","design":{"heading":"STTP"}}`, Status: 200, Has: []string{"%PDF-1.7"}},
		testweb.Scenario{Name: "bad preview", Method: "POST", Path: at + "/template-preview", As: admin, Body: `{"design":{"opening":"{nip}"}}`, Status: 422, Has: []string{"/design/opening"}},
	))
}
