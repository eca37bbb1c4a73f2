package merit

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// SiasnOptions is the way to SIASN. Without Remote there is only the file path.
type SiasnOptions struct {
	Remote       Remote
	StandIn      bool   // a made-up SIASN: every screen says so
	SsoMode      string // manual, password or gateway
	AgencyID     string // instansiId; "" does not look whose person it is
	Organiser    string // institusiPenyelenggara where a credit names none
	StructuralID string // latihanStrukturalId of path 1; "" leaves those to the hand
	JenisKursus  string
	LokasiID     string

	Workers     int           // records at once; never two of one person
	Gap         time.Duration // between two records of one worker
	Settle      time.Duration // before looking again for what may still arrive
	Backoff     time.Duration // first wait when SIASN does not answer
	MaxBackoff  time.Duration
	KeepLogDays int
}

// siasnLine is the one row of merit.siasn_settings.
type siasnLine struct {
	PushMode   string     `db:"push_mode"`
	ApprovedAt *time.Time `db:"approved_at"`
	Token      []byte     `db:"token"`
	TokenExp   *time.Time `db:"token_exp"`
	TokenAt    *time.Time `db:"token_at"`
	Paused     string     `db:"paused"`
	PausedAt   *time.Time `db:"paused_at"`
	NextTryAt  time.Time  `db:"next_try_at"`
	Failures   int        `db:"failures"`
	AnsweredAt *time.Time `db:"answered_at"`
	Now        time.Time  `db:"now"`
}

func (s *Service) line(ctx context.Context) (l siasnLine, err error) {
	err = s.opt.DB.Get(ctx, &l, sqls.SiasnSettings)
	return l, err
}

// lineOpen tells whether a call to SIASN makes sense now, and stops the queue
// before a token that has run out is tried.
func (s *Service) lineOpen(ctx context.Context) (bool, error) {
	l, err := s.line(ctx)
	if err != nil || l.Paused != "" || l.NextTryAt.After(l.Now) {
		return false, err
	}
	if s.opt.Siasn.SsoMode == "manual" && (l.TokenExp == nil || !l.TokenExp.After(l.Now)) {
		_, err := s.opt.DB.Exec(ctx, sqls.PauseQueue, troubleToken)
		return false, err
	}
	return true, nil
}

// lineFailed makes the whole queue wait. A refusal of the token is believed
// when the token has run out, or at the third time: SIASN refuses good tokens
// now and then.
func (s *Service) lineFailed(ctx context.Context, f *RemoteFault) error {
	var failures int
	o := s.opt.Siasn
	if err := s.opt.DB.Slow().Get(ctx, &failures, sqls.QueueFailed, f.After.Seconds(), o.Backoff.Seconds(), o.MaxBackoff.Seconds()); err != nil {
		return err
	}
	if f.Code == troubleAway {
		return nil
	}
	l, err := s.line(ctx)
	if err != nil {
		return err
	}
	old := f.Code == troubleToken && l.TokenExp != nil && !l.TokenExp.After(l.Now)
	if old || failures >= 3 {
		_, err = s.opt.DB.Slow().Exec(ctx, sqls.PauseQueue, f.Code)
	}
	return err
}

// SsoToken gives the token an operator pasted, for the connector; "" when there
// is none or it cannot be opened.
func (s *Service) SsoToken(ctx context.Context) (string, error) {
	l, err := s.line(ctx)
	if err != nil || len(l.Token) == 0 {
		return "", err
	}
	return s.open(l.Token)
}

// PasteToken keeps an operator's SSO token, encrypted, and lets a queue that
// waited for it go on. Training admins. It refuses what is not a JWT (ErrToken)
// and one that has run out (ErrTokenOld). The signature is SIASN's to check.
func (s *Service) PasteToken(ctx context.Context, actor access.Actor, token string) error {
	token = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(token), "Bearer "))
	exp, ok := tokenEnd(token)
	switch {
	case !ok:
		return ErrToken
	case !exp.After(time.Now()):
		return ErrTokenOld
	}
	sealed, err := s.seal(token)
	if err != nil {
		return err
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.SetSsoToken, sealed, exp, actor.AccountID); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "merit.siasn-token", "siasn", map[string]any{"expires": exp.UTC().Format(time.RFC3339)})
	})
}

// SetLine is what an operator decides about the whole queue: stop, go on, and
// whether later credits wait for an approval of each batch.
func (s *Service) SetLine(ctx context.Context, stop *bool, mode string) error {
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if mode != "" {
			if _, err := tx.Exec(ctx, sqls.SetPushMode, mode); err != nil {
				return err
			}
		}
		if stop != nil {
			code := ""
			if *stop {
				code = troubleStopped
			}
			if _, err := tx.Exec(ctx, sqls.PauseQueue, code); err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, "merit.siasn-line", "siasn", map[string]any{"mode": mode, "stop": stop})
	})
}

// tokenEnd reads when a JWT runs out.
func tokenEnd(token string) (time.Time, bool) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > 16<<10 {
		return time.Time{}, false
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return time.Time{}, false
	}
	var claims struct {
		Exp float64 `json:"exp"`
	}
	if json.Unmarshal(body, &claims) != nil || claims.Exp <= 0 {
		return time.Time{}, false
	}
	return time.Unix(int64(claims.Exp), 0), true
}

func (s *Service) sealer() (cipher.AEAD, error) {
	if len(s.opt.TokenKey) != 32 {
		return nil, fmt.Errorf("merit: no key to keep SIASN tokens with")
	}
	block, err := aes.NewCipher(s.opt.TokenKey)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

func (s *Service) seal(text string) ([]byte, error) {
	g, err := s.sealer()
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, g.NonceSize())
	_, _ = rand.Read(nonce) // never fails: the program ends instead
	return g.Seal(nonce, nonce, []byte(text), []byte("siasn-sso")), nil
}

func (s *Service) open(sealed []byte) (string, error) {
	g, err := s.sealer()
	if err != nil {
		return "", err
	}
	if len(sealed) < g.NonceSize() {
		return "", fmt.Errorf("merit: kept token is damaged")
	}
	text, err := g.Open(nil, sealed[:g.NonceSize()], sealed[g.NonceSize():], []byte("siasn-sso"))
	if err != nil {
		return "", fmt.Errorf("merit: kept token cannot be opened with this server's secrets: %w", err)
	}
	return string(text), nil
}

type deliveryKey struct{}

// withDelivery lets the request log know which record a call is for.
func withDelivery(ctx context.Context, id uuid.UUID) context.Context {
	return context.WithValue(ctx, deliveryKey{}, id)
}

// LogExchange keeps one call to SIASN. exchange is the connector's record of
// it, already without secrets and personal data. A log that cannot be written
// never stops the call.
func (s *Service) LogExchange(ctx context.Context, exchange any) {
	body, err := json.Marshal(exchange)
	if err != nil {
		return
	}
	var id *uuid.UUID
	if d, ok := ctx.Value(deliveryKey{}).(uuid.UUID); ok {
		id = &d
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	_, _ = s.opt.DB.Slow().Exec(ctx, sqls.AddSiasnRequest, id, string(body))
}

// ForgetRequestsJob strikes off old calls; running twice changes nothing.
func (s *Service) ForgetRequestsJob(ctx context.Context, _ json.RawMessage) error {
	days := 90
	if s.opt.Siasn != nil && s.opt.Siasn.KeepLogDays > 0 {
		days = s.opt.Siasn.KeepLogDays
	}
	_, err := s.opt.DB.Slow().Exec(ctx, sqls.ForgetSiasnRequests, days)
	return err
}
