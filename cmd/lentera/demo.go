package main

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"github.com/google/uuid"

	"lentera/accounts"
	"lentera/courses"
	"lentera/courses/catalogue"
	"lentera/internal/access"
)

// Demo people are made up. They exist only where LENTERA_DEMO is set, which
// every screen says and which refuses an external database.
const demoPassword = "belajar sambil minum kopi"

type demoPerson struct {
	role       access.Role
	word, name string
	front      string
	back       string
	nip, email string
	class      accounts.Class
	rank       string
	position   string
	unit       string
}

var demoUnits = []struct{ code, name, parent string }{
	{"DEMO-00", "Pemerintah Kabupaten Lumajang (demo)", ""},
	{"DEMO-10", "Badan Kepegawaian dan Pengembangan SDM", "DEMO-00"},
	{"DEMO-20", "Dinas Komunikasi dan Informatika", "DEMO-00"},
	{"DEMO-30", "Kecamatan Senduro", "DEMO-00"},
	{"DEMO-31", "Seksi Pelayanan Umum Kecamatan Senduro", "DEMO-30"},
	{"DEMO-40", "Puskesmas Senduro", "DEMO-00"},
}

var demoPeople = []demoPerson{
	{access.Learner, "Peserta (ASN)", "Dewi Lestari", "", "A.Md.", "199204152019032004", "", "pns", "II/d", "Pengadministrasi Perkantoran", "DEMO-31"},
	{access.Learner, "Peserta (PPPK)", "Agus Prasetyo", "", "S.Kom.", "199009092023211007", "", "pppk", "IX", "Pranata Komputer Ahli Pertama", "DEMO-20"},
	{access.Learner, "Warga", "Sumarni", "", "", "", "warga@demo.example", "citizen", "", "", ""},
	{access.UnitAdmin, "Admin unit", "Budi Santoso", "Drs.", "", "197106121998031005", "", "pns", "III/d", "Camat", "DEMO-30"},
	{access.TrainingAdmin, "Admin pelatihan", "Siti Rahmawati", "", "S.Psi., M.M.", "198503172010012003", "", "pns", "III/c", "Analis SDM Aparatur", "DEMO-10"},
	{access.TrainingAdmin, "Admin pelatihan 2", "Wahyu Nugroho", "", "S.STP.", "198907172012061001", "", "pns", "III/c", "Analis Pengembangan SDM Aparatur", "DEMO-10"},
	{access.TrainingAdmin, "Admin pelatihan 3", "Rina Puspita", "", "S.E.", "199103142015032002", "", "pns", "III/b", "Analis SDM Aparatur", "DEMO-10"},
	{access.Trainer, "Pelatih", "Hendra Wijaya", "", "M.T.", "198011232006041002", "", "pns", "III/d", "Widyaiswara Ahli Muda", "DEMO-20"},
	{access.Auditor, "Pemeriksa", "Ratna Kusuma", "", "S.E.", "197809302005012001", "", "pns", "IV/a", "Auditor Madya", "DEMO-00"},
}

// Others fill the lists of an administrator; nobody is told how to be them.
var demoOthers = []demoPerson{
	{"", "", "Yuni Astuti", "", "S.Keb.", "198706212011012009", "", "pns", "III/b", "Bidan Mahir", "DEMO-40"},
	{"", "", "Rizky Maulana", "", "", "199512012022211003", "", "pppk", "VII", "Perawat Terampil", "DEMO-40"},
	{"", "", "Slamet Riyadi", "", "", "196905101992031011", "", "pns", "III/a", "Pengelola Kepegawaian", "DEMO-31"},
	{"", "", "Nur Hidayah", "", "S.Sos.", "198402282009012006", "", "pns", "III/c", "Kepala Seksi Pelayanan Umum", "DEMO-31"},
	{"", "", "Eko Purnomo", "", "S.T.", "198812192015031004", "", "pns", "III/b", "Pranata Komputer Ahli Pertama", "DEMO-20"},
}

// demoSignIns is what `make run` prints and what the sign-in page shows.
func demoSignIns(demo bool) (out []accounts.DemoSignIn) {
	if !demo {
		return nil
	}
	for _, p := range demoPeople {
		name := p.nip
		if name == "" {
			name = p.email
		}
		out = append(out, accounts.DemoSignIn{Role: p.word, Name: p.name, NIP: name, Password: demoPassword})
	}
	return out
}

// loadDemo brings demo units, people, the starter course and one mandate into
// an embedded database; a second start changes nothing.
func (g *program) loadDemo(ctx context.Context) error {
	units := map[string]uuid.UUID{}
	for _, u := range demoUnits {
		var parent *uuid.UUID
		if id, ok := units[u.parent]; ok {
			parent = &id
		}
		id, err := g.accounts.EnsureUnit(ctx, accounts.NewUnit{Code: u.code, Name: u.name, ParentID: parent})
		if err != nil {
			return err
		}
		units[u.code] = id
	}
	var admin uuid.UUID
	for _, p := range append(append([]demoPerson{}, demoPeople...), demoOthers...) {
		id, err := g.ensureDemoPerson(ctx, p, units)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if p.role == access.TrainingAdmin {
			admin = id
		}
	}
	if err := g.importStarter(ctx); err != nil {
		return err
	}
	return g.demoMandate(ctx, admin, units["DEMO-00"])
}

func (g *program) ensureDemoPerson(ctx context.Context, p demoPerson, units map[string]uuid.UUID) (uuid.UUID, error) {
	n := accounts.NewPerson{Class: p.class, NIP: p.nip, Email: p.email, FullName: p.name, FrontTitle: p.front, BackTitle: p.back,
		Rank: p.rank, Position: p.position}
	if id, ok := units[p.unit]; ok {
		n.UnitID = &id
	}
	id, err := g.accounts.EnsurePerson(ctx, n)
	if err != nil || p.role == "" {
		return id, err
	}
	// Setting it again at each start would sign everybody out.
	active, err := g.accounts.IsActive(ctx, id)
	if err == nil && !active {
		err = g.accounts.SetPassword(ctx, id, demoPassword)
	}
	if err != nil {
		return id, err
	}
	if p.role == access.Learner {
		return id, nil
	}
	var unit *uuid.UUID
	if p.role == access.UnitAdmin {
		unit = n.UnitID
	}
	return id, g.accounts.GrantRole(ctx, id, p.role, unit)
}

// importStarter loads the courses the program carries.
func (g *program) importStarter(ctx context.Context) error {
	for _, name := range catalogue.Starter {
		folder, err := fs.Sub(catalogue.Files, name)
		if err != nil {
			return err
		}
		r, err := g.courses.ImportFolder(ctx, folder, courses.ImportOptions{})
		if err != nil {
			for _, f := range r.Findings {
				err = fmt.Errorf("%w; %s:%d: %s", err, f.File, f.Line, f.Message)
			}
			return fmt.Errorf("starter course %s: %w", name, err)
		}
	}
	return nil
}

// demoMandate makes the starter course mandatory for everybody, once.
func (g *program) demoMandate(ctx context.Context, admin, root uuid.UUID) error {
	actor, err := g.accounts.ActorOf(ctx, admin)
	if err != nil {
		return err
	}
	have, err := g.courses.Mandates(ctx, actor)
	if err != nil || len(have) > 0 {
		return err
	}
	list, err := g.courses.Catalogue(ctx, actor)
	if err != nil || len(list) == 0 {
		return err
	}
	_, err = g.courses.CreateMandate(access.WithActor(ctx, actor), actor, courses.NewMandate{
		CourseID: list[0].CourseID, UnitID: root, DueOn: time.Now().AddDate(0, 0, 30).Format(time.DateOnly), Note: "Penugasan contoh (demo)",
	})
	return err
}
