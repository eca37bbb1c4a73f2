package credential

import (
	"strings"
	"testing"
	"time"
)

var owner = Owner{
	Words:   []string{"Budi Santoso Wirawan", "Dr.", "S.Kom.", "budi.santoso@lumajangkab.go.id", "Dinas Komunikasi dan Informatika", "Pemerintah Kabupaten Lumajang"},
	Numbers: []string{"198503172010011001", "+62 812-3456-7890"},
	Days:    []time.Time{time.Date(1985, 3, 17, 0, 0, 0, 0, time.UTC)},
	Months:  []time.Time{time.Date(2010, 1, 1, 0, 0, 0, 0, time.UTC)},
}

func TestJudge(t *testing.T) {
	rules := Rules{MinLength: 15}
	for password, want := range map[string]string{
		"payung hujan biru tua":             "",
		"tangga kayu di sumur lama":         "",
		"kOpi+susu=pagi2an di teras":        "",
		"lentera-belajar-aman":              "",
		"日本語のパスワードは長い方がよい":                  "",
		"ini pendek":                        "too-short",
		strings.Repeat("payung hujan ", 11): "too-long",
		"198503172010011001":                "birth-or-appointment-date",
		"Nip:198503172010011001":            "birth-or-appointment-date",
		"sandi17031985sandi":                "birth-or-appointment-date",
		"lahir 17-03-1985 di sana":          "birth-or-appointment-date",
		"payung17maret1985hujan":            "birth-or-appointment-date",
		"hujan 17 Mar 85 payung":            "birth-or-appointment-date",
		"19850317payunghujan":               "birth-or-appointment-date",
		"payung 170385 hujan":               "birth-or-appointment-date",
		"payung hujan 201001":               "birth-or-appointment-date",
		"payung januari2010 xx":             "birth-or-appointment-date",
		"telp 081234567890 ya":              "own-number",
		"budisantosowirawan":                "easily-guessed",
		"BudiSantoso1985!!!!":               "easily-guessed",
		"Diskominfo Lumajang 1985":          "easily-guessed",
		"dinas komunikasi dan informatika":  "easily-guessed",
		"p4ssw0rdp4ssw0rd":                  "easily-guessed",
		"passwordpassword":                  "easily-guessed",
		"P@ssw0rd-Rahasia-123":              "easily-guessed",
		"bismillah bismillah":               "easily-guessed",
		"qwertyuiopasdfghjkl":               "easily-guessed",
		"123456789012345678":                "easily-guessed",
		"abcdefghijklmnopqrs":               "easily-guessed",
		"hujanhujanhujanhujan":              "repeated",
		"aaaaaaaaaaaaaaaaaa":                "repeated",
		"abababababababababab":              "repeated",
		"1 2 3 4 5 6 7 8 9 0 1 2 3":         "easily-guessed",
		"Admin@Lumajang2010":                "easily-guessed",
		"indonesia merdeka 45":              "easily-guessed",
	} {
		got := rules.Judge(password, owner)
		if want == "" && len(got) > 0 {
			t.Errorf("%q refused: %v", password, got)
		}
		if want != "" && (len(got) == 0 || !has(got, want)) {
			t.Errorf("%q: %v, want %s", password, got, want)
		}
	}
}

func has(list []Reason, code string) bool {
	for _, r := range list {
		if r.Code == code && r.ID != "" && r.EN != "" {
			return true
		}
	}
	return false
}

func TestFourClassesOnlyWhenAsked(t *testing.T) {
	plain := "payung hujan biru tua"
	if got := (Rules{MinLength: 15}).Judge(plain, Owner{}); len(got) > 0 {
		t.Error(got)
	}
	local := Rules{MinLength: 12, FourClasses: true}
	if got := local.Judge(plain, Owner{}); !has(got, "four-classes") {
		t.Error(got)
	}
	if got := local.Judge("Payung hujan 7 biru!", Owner{}); len(got) > 0 {
		t.Error(got)
	}
}

func FuzzJudge(f *testing.F) {
	f.Add("payung hujan biru tua", "Budi", "198503172010011001")
	f.Add("\xff\xfe", "", "")
	f.Fuzz(func(t *testing.T, password, name, number string) {
		o := Owner{Words: []string{name}, Numbers: []string{number}, Days: owner.Days}
		got := Rules{MinLength: 15}.Judge(password, o)
		if len(password) == 0 && len(got) == 0 {
			t.Error("empty password accepted")
		}
	})
}
