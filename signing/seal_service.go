package signing

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// SealDesk is the agency's electronic seal as whoever keeps it sees it.
type SealDesk interface {
	// AskCode has a first activation code sent to the seal's keeper.
	AskCode(ctx context.Context) error
	// Activate takes that code and gives the next one, which alone is good then.
	Activate(ctx context.Context, received string) (next string, err error)
}

// SealState is what a screen shows of the seal.
type SealState struct {
	SetUp     bool
	Active    bool
	Since     *time.Time
	RenewedAt *time.Time
	Trouble   string // why the last renewal failed
}

const sealName = "bsre-seal"

type codeRow struct {
	Sealed    []byte    `db:"sealed"`
	FirstAt   time.Time `db:"first_at"`
	ChangedAt time.Time `db:"changed_at"`
	Trouble   string    `db:"trouble"`
}

// Seal is a whole operation: how the seal stands.
func (s *Service) Seal(ctx context.Context) (out SealState, err error) {
	if out.SetUp = s.opt.Seal != nil; !out.SetUp {
		return out, nil
	}
	var row codeRow
	if err := s.opt.DB.Get(ctx, &row, sqls.KeptCode, sealName); db.NoRow(err) {
		return out, nil
	} else if err != nil {
		return out, err
	}
	since, at := row.FirstAt.UTC(), row.ChangedAt.UTC()
	out.Active, out.Since, out.RenewedAt, out.Trouble = true, &since, &at, row.Trouble
	return out, nil
}

// AskSealCode is a whole operation for a training admin: BSrE sends an
// activation code to the seal's keeper. Refused: ErrNotSetUp, ErrSeal.
func (s *Service) AskSealCode(ctx context.Context) error {
	if s.opt.Seal == nil {
		return ErrNotSetUp
	}
	if err := s.opt.Seal.AskCode(ctx); err != nil {
		return s.refusedAs(ErrSeal, err)
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Write(ctx, tx, "signing.seal-code-asked", sealName, nil)
	})
}

// ActivateSeal is a whole operation for a training admin, with the code BSrE
// sent. Refused: ErrNotSetUp, ErrSeal.
func (s *Service) ActivateSeal(ctx context.Context, received string) error {
	if s.opt.Seal == nil {
		return ErrNotSetUp
	}
	if err := s.exchange(ctx, received); err != nil {
		return s.refusedAs(ErrSeal, err)
	}
	return s.opt.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Write(ctx, tx, "signing.seal-activated", sealName, nil)
	})
}

// renewSealJob exchanges the code before it runs out.
//
// Running twice is safe: each time the present code is exchanged for the next.
func (s *Service) renewSealJob(ctx context.Context, _ json.RawMessage) error {
	code, err := s.SealCode(ctx)
	if err != nil || code == "" {
		return err
	}
	if err = s.exchange(ctx, code); err == nil {
		return nil
	}
	var refusal *Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	// Not tried again at once: when the answer was lost the code has changed
	// unseen, and only a person can mend that.
	_, err = s.opt.DB.Exec(ctx, sqls.CodeTrouble, sealName, short(refusal.Detail))
	return err
}

// exchange gives a code for the next one and keeps that before anything else:
// the one before is worth nothing from then on. One at a time.
func (s *Service) exchange(ctx context.Context, code string) error {
	s.sealTurn.Lock()
	defer s.sealTurn.Unlock()
	next, err := s.opt.Seal.Activate(ctx, code)
	if err != nil {
		return err
	}
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	box, err := s.codeBox()
	if err != nil {
		return err
	}
	nonce := make([]byte, box.NonceSize())
	_, _ = rand.Read(nonce) // never fails: the program ends instead
	_, err = s.opt.DB.Slow().Exec(keep, sqls.KeepCode, sealName, box.Seal(nonce, nonce, []byte(next), []byte(sealName)))
	return err
}

// SealCode gives the present activation code to the signer that seals; ""
// before the first activation.
func (s *Service) SealCode(ctx context.Context) (string, error) {
	var row codeRow
	if err := s.opt.DB.Get(ctx, &row, sqls.KeptCode, sealName); db.NoRow(err) {
		return "", nil
	} else if err != nil {
		return "", err
	}
	box, err := s.codeBox()
	if err != nil {
		return "", err
	}
	if n := box.NonceSize(); len(row.Sealed) > n {
		if code, err := box.Open(nil, row.Sealed[:n], row.Sealed[n:], []byte(sealName)); err == nil {
			return string(code), nil
		}
	}
	return "", nil // kept under another server's key: as good as none
}

func (s *Service) codeBox() (cipher.AEAD, error) {
	block, err := aes.NewCipher(s.opt.CodeKey)
	if err != nil {
		return nil, fmt.Errorf("signing: no key to keep the seal's code with: %w", err)
	}
	return cipher.NewGCM(block)
}

// refusedAs says the other side's no to whoever asked.
func (s *Service) refusedAs(f *fault.Fault, err error) error {
	var refusal *Refusal
	if errors.As(err, &refusal) {
		return f.Detail(s.opt.Explain(refusal.Detail, "id"), s.opt.Explain(refusal.Detail, "en")).Because(err)
	}
	return err
}
