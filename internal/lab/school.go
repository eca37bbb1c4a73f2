package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
)

// Learner is one person of the lab's roster.
type Learner struct {
	NIP      string
	Name     string
	Password string
	Client   *Client
}

// School is a server with units, people and one small course loaded.
type School struct {
	Server   *Server
	Admin    *Client
	Learners []*Learner
	Keys     map[string]string // text of a right option, by the stem's text
}

// CourseCode is the lab's course: one text lesson and one quiz.
const CourseCode = "uji-ketahanan"

// Open starts the server and loads n learners and the lab's course the way an
// operator would: commands for the first administrator, the unit tree and the
// course, then roster and activation codes over HTTP.
func Open(ctx context.Context, s *Server, n, questions int) (*School, error) {
	if err := s.Start(ctx); err != nil {
		return nil, err
	}
	school := &School{Server: s, Keys: map[string]string{}}
	units := filepath.Join(s.DataDir, "units.csv")
	if err := os.WriteFile(units, []byte("Id;NamaUnor;DiatasanId\nR1;Pemerintah Kabupaten Uji;\nR2;Dinas Uji;R1\n"), 0o600); err != nil {
		return nil, err
	}
	if _, err := s.Command(ctx, "import", "units", units); err != nil {
		return nil, err
	}
	folder, err := school.writeCourse(filepath.Join(s.DataDir, "course"), questions)
	if err != nil {
		return nil, err
	}
	if _, err := s.Command(ctx, "import", "course", folder); err != nil {
		return nil, err
	}
	code, err := s.CreateAdmin(ctx, "Admin Uji", "admin@uji.example", "training_admin")
	if err != nil {
		return nil, err
	}
	school.Admin = NewClient(s.URL)
	if err := school.Admin.Activate(ctx, "admin@uji.example", code, "sawah hijau sampai ke kaki bukit"); err != nil {
		return nil, err
	}
	if err := school.enrolPeople(ctx, n); err != nil {
		return nil, err
	}
	return school, nil
}

// NIPOf is the n-th well-formed NIP of the lab: born 1980 plus, appointed 2010.
func NIPOf(n int) string {
	return fmt.Sprintf("%04d%02d%02d201001%d%03d", 1980+n/900%10, 1+n%12, 1+n/12%28, 1+n%2, 1+n/336%900)
}

func roster(learners []*Learner) []byte {
	var b strings.Builder
	b.WriteString("nip_baru;nama;tanggal_lahir;jenis_kelamin;status_cpns_pns;tmt_cpns;unor_id;unor_nama;kedudukan_hukum_nama;jabatan_nama;agama_nama\n")
	for _, l := range learners {
		birth := l.NIP[6:8] + "-" + l.NIP[4:6] + "-" + l.NIP[:4]
		sex := "M"
		if l.NIP[14] == '2' {
			sex = "F"
		}
		fmt.Fprintf(&b, "%s;%s;%s;%s;PNS;01-01-2010;R2;Dinas Uji;Aktif;Pengadministrasi;-\n", l.NIP, l.Name, birth, sex)
	}
	return []byte(b.String())
}

func (s *School) enrolPeople(ctx context.Context, n int) error {
	for i := range n {
		s.Learners = append(s.Learners, &Learner{NIP: NIPOf(i), Name: fmt.Sprintf("Peserta Uji %04d", i),
			Password: "gunung semeru di pagi hari", Client: NewClient(s.Server.URL)})
	}
	var made struct {
		ID     string         `json:"id"`
		Counts map[string]int `json:"counts"`
	}
	if err := s.Admin.Do(ctx, "POST", "/api/accounts/rosters?file_name=uji.csv", roster(s.Learners), &made); err != nil {
		return fmt.Errorf("roster: %w", err)
	}
	if made.Counts["new"] != n {
		return fmt.Errorf("roster: %d new, want %d: %v", made.Counts["new"], n, made.Counts)
	}
	if err := s.Admin.Do(ctx, "POST", "/api/accounts/rosters/"+made.ID+"/commit", nil, nil); err != nil {
		return fmt.Errorf("roster commit: %w", err)
	}
	var units struct {
		Units []struct {
			ID   string `json:"id"`
			Name string `json:"name"`
		} `json:"units"`
	}
	if err := s.Admin.Do(ctx, "GET", "/api/accounts/units", nil, &units); err != nil {
		return err
	}
	codes := map[string]string{}
	for _, u := range units.Units {
		if u.Name != "Dinas Uji" {
			continue
		}
		var issued struct {
			Codes []struct {
				NIP  string `json:"nip"`
				Code string `json:"code"`
			} `json:"codes"`
		}
		if err := s.Admin.Do(ctx, "POST", "/api/accounts/activation-codes", map[string]string{"unit_id": u.ID}, &issued); err != nil {
			return fmt.Errorf("activation codes: %w", err)
		}
		for _, c := range issued.Codes {
			codes[c.NIP] = c.Code
		}
	}
	return s.activate(ctx, codes)
}

// activate signs everybody in, four at a time: each costs one argon2id hash.
func (s *School) activate(ctx context.Context, codes map[string]string) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	var first error
	lanes := make(chan struct{}, 4)
	for _, l := range s.Learners {
		wg.Add(1)
		lanes <- struct{}{}
		go func() {
			defer func() { <-lanes; wg.Done() }()
			err := l.activate(ctx, codes[l.NIP])
			mu.Lock()
			defer mu.Unlock()
			if err != nil && first == nil {
				first = fmt.Errorf("activate %s: %w", l.Name, err)
			}
		}()
	}
	wg.Wait()
	return first
}

// activate repeats while the server is too busy; where an answer was lost the
// code is used and the password already stands.
func (l *Learner) activate(ctx context.Context, code string) error {
	return l.Stubborn(ctx, func() error {
		err := l.Client.Activate(ctx, l.NIP, code, l.Password)
		if err != nil && l.Client.SignIn(ctx, l.NIP, l.Password) == nil {
			return nil
		}
		return err
	})
}

// writeCourse makes a valid course folder: 45 minutes, one text, one quiz.
func (s *School) writeCourse(dir string, questions int) (string, error) {
	type option struct {
		Text    string `json:"text"`
		Correct bool   `json:"correct,omitempty"`
	}
	type question struct {
		Key         string   `json:"key"`
		Pool        string   `json:"pool"`
		Kind        string   `json:"kind"`
		Stem        string   `json:"stem"`
		Options     []option `json:"options"`
		Explanation string   `json:"explanation"`
	}
	var bank []question
	for i := range questions {
		q := question{Key: fmt.Sprintf("u-q%03d", i), Pool: "uji", Kind: "single",
			Stem: fmt.Sprintf("Pertanyaan uji nomor %03d?", i), Explanation: "Karena demikianlah ujinya."}
		right := fmt.Sprintf("Jawaban benar %03d", i)
		for j := range 4 {
			o := option{Text: fmt.Sprintf("Pengecoh %03d-%d", i, j)}
			if j == i%4 {
				o = option{Text: right, Correct: true}
			}
			q.Options = append(q.Options, o)
		}
		s.Keys[q.Stem] = right
		bank = append(bank, q)
	}
	asJSON, err := json.MarshalIndent(bank, "", " ") // JSON is YAML
	if err != nil {
		return "", err
	}
	files := map[string]string{
		"course.yaml": `code: ` + CourseCode + `
title: Uji ketahanan
summary: Kursus kecil untuk uji kegagalan dan tolok ukur.
language: id
jp: 1
siasn_path: 16
organiser: Dinas Uji
audience: penguji
outcomes: [Menjawab soal]
references: []
modules:
  - key: m1
    title: Modul uji
    jp: 1
    lessons:
      - {key: baca, title: Bacaan, kind: text, minutes: 25, file: baca.md}
      - {key: ujian, title: Ujian, kind: quiz, minutes: 20, file: quiz/ujian.yaml}
`,
		"baca.md": "## Bacaan\n\nSatu paragraf bacaan yang cukup panjang untuk diuji.\n\n" + strings.Repeat("Baca dengan teliti sebelum menjawab. ", 200) + "\n",
		"quiz/ujian.yaml": fmt.Sprintf("title: Ujian\ninstructions: Jawab semua soal.\nduration_minutes: 60\npass_percent: 70\nattempt_cap: 0\ndraw:\n  - {pool: uji, count: %d}\n",
			min(questions, 20)),
		"questions/uji.yaml": string(asJSON) + "\n",
	}
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return "", err
		}
	}
	return dir, nil
}
