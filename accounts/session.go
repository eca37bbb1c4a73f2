package accounts

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"strings"
	"time"

	"github.com/google/uuid"
)

// The lives of a session (safety.md §4.3) and of what hangs on it.
const (
	sessionLife   = 12 * time.Hour
	sessionIdle   = 60 * time.Minute
	refreshGrace  = 30 * time.Second
	deviceLife    = 365 * 24 * time.Hour
	touchInterval = 5 * time.Minute

	sessionsChannel = "lentera_sessions" // payload: the id of a session or account, or everybody
	everybody       = ""
)

// Why a session ended, as the database knows it.
const (
	endedSignedOut   = "signed_out"
	endedEverywhere  = "signed_out_everywhere"
	endedReuse       = "token_reused"
	endedNewPassword = "password_changed"
	endedDisabled    = "account_disabled"
)

// SignedIn is what a successful door gives: the body of the answer and, beside
// it, the secrets that only ever travel in cookies.
type SignedIn struct {
	AccessToken string `json:"access_token"`
	ExpiresIn   int    `json:"expires_in" doc:"seconds"`
	Account     Me     `json:"account"`

	refresh, media, device string
	sessionEnds            time.Time
}

// Session is one signed-in browser, as its owner sees it.
type Session struct {
	ID         uuid.UUID `json:"id" db:"id"`
	Device     string    `json:"device" db:"device"`
	CreatedAt  time.Time `json:"created_at" db:"created_at"`
	LastSeenAt time.Time `json:"last_seen_at" db:"last_seen_at"`
	Current    bool      `json:"current" db:"-"`
}

// newSecret makes a token of 256 random bits.
func newSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: the program ends instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// secretHash is what is stored of a random token: nothing shorter than the
// token itself leads back to it.
func secretHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// keyed hashes something guessable (a code, a name, an address) so that a copy
// of the database does not give it away.
func (s *Service) keyed(purpose string, parts ...string) []byte {
	mac := hmac.New(sha256.New, s.opt.Pepper)
	mac.Write([]byte(purpose))
	for _, p := range parts {
		mac.Write([]byte{0})
		mac.Write([]byte(p))
	}
	return mac.Sum(nil)
}

// deviceName turns what a browser says of itself into words its owner knows
// again in the list of sessions: "Chrome, Android".
func deviceName(userAgent string) string {
	browser := firstIn(userAgent, [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser", "Samsung Internet"},
		{"UCBrowser", "UC Browser"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}})
	system := firstIn(userAgent, [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"},
		{"CrOS", "ChromeOS"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}})
	switch {
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + ", " + system
}

func firstIn(text string, table [][2]string) string {
	for _, row := range table {
		if strings.Contains(text, row[0]) {
			return row[1]
		}
	}
	return ""
}
