package standin

import "errors"

// Official is one person the stand-in knows.
type Official struct {
	NIK        string `json:"nik"`
	Email      string `json:"email"`
	Name       string `json:"name"`
	Passphrase string `json:"-"`
	State      string `json:"state"` // ISSUE, EXPIRED, …
	Wrong      int    `json:"wrong"` // wrong tries in a row
}

// Sample officials and credentials; everybody may know them.
const (
	SampleUser       = "standin"
	SamplePassword   = "standin-password"
	SampleNIK        = "3508000000000001"
	SampleEmail      = "kepala@contoh.go.id"
	SamplePassphrase = "Contoh-Frasa-1"
	SampleExpired    = "3508000000000002"
	SampleSubscriber = "standin-seal"
	SampleActivation = "STANDIN-ACTIVATION-1"
	wrongTries       = 3
)

func (s *Server) sample() {
	_ = s.AddOfficial(Official{NIK: SampleNIK, Email: SampleEmail, Name: "Pejabat Contoh", Passphrase: SamplePassphrase, State: "ISSUE"})
	_ = s.AddOfficial(Official{NIK: SampleExpired, Email: "lama@contoh.go.id", Name: "Pejabat Lama", Passphrase: SamplePassphrase, State: "EXPIRED"})
}

// AddOfficial adds a person or replaces the one of the same NIK.
func (s *Server) AddOfficial(o Official) error {
	if o.NIK == "" || o.Name == "" {
		return errors.New("an official needs an NIK and a name")
	}
	if o.State == "" {
		o.State = "ISSUE"
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.people[o.NIK] = &o
	return nil
}

// SetState changes an official's state.
func (s *Server) SetState(nik, state string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if o := s.people[nik]; o != nil {
		o.State, o.Wrong = state, 0
	}
}

// Official gives a copy of one person.
func (s *Server) Official(nik string) (Official, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.people[nik]
	if o == nil {
		return Official{}, false
	}
	return *o, true
}

// find is called with the lock held.
func (s *Server) find(nik, email string) *Official {
	if nik != "" {
		return s.people[nik]
	}
	for _, o := range s.people {
		if email != "" && o.Email == email {
			return o
		}
	}
	return nil
}

// unlock checks who wants to sign; the answer is a refusal or nil.
func (s *Server) unlock(nik, email, passphrase, totp string, documents int, kind string) (string, *answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.find(nik, email)
	if o == nil || kind == Unknown {
		return "", denied(400, "User tidak terdaftar", 2011)
	}
	if kind == Expired {
		o.State = "EXPIRED"
	}
	if o.State != "ISSUE" {
		return "", denied(400, "Sertifikat pengguna tidak aktif: "+o.State, codeState)
	}
	if totp != "" {
		if left, ok := s.codes[totp]; !ok || left.owner != o.NIK || left.n < documents {
			return "", denied(400, "TOTP tidak valid", codeTOTP)
		}
		s.spend(totp, documents)
		return o.Name, nil
	}
	if passphrase != o.Passphrase || kind == Passphrase {
		if o.Wrong++; o.Wrong >= wrongTries {
			o.State = "SUSPEND"
		}
		return "", denied(400, "Passphrase anda salah !!!", 2031)
	}
	o.Wrong = 0
	return o.Name, nil
}

// The numbers below are made up: the sources know none for these.
const (
	codeState = 2999
	codeTOTP  = 2998
)

type code struct {
	owner string
	n     int
}

func (s *Server) spend(totp string, documents int) {
	left := s.codes[totp]
	if left.n -= documents; left.n <= 0 {
		delete(s.codes, totp)
		return
	}
	s.codes[totp] = left
}
