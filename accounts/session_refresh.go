package accounts

import (
	"context"
	"time"

	"github.com/google/uuid"

	"lentera/internal/audit"
	"lentera/internal/db"
)

type refreshing struct {
	SessionID uuid.UUID `db:"session_id"`
	AccountID uuid.UUID `db:"account_id"`
	PersonID  uuid.UUID `db:"person_id"`
	ExpiresAt time.Time `db:"expires_at"`
	Idle      bool      `db:"idle"`
}

type refreshState struct {
	Replaced bool `db:"replaced"`
	Reused   bool `db:"reused"`
}

// Refresh exchanges a refresh token for its successor and a new access token.
// Anybody may call it who holds the token. Refused, always as ErrSessionEnded:
// an unknown token, a session that was ended, is older than 12 h or idle for
// 60 minutes (unless a KeepAlive says no), and a token that was replaced more
// than 30 s ago; the last also ends the session, for somebody holds a copy.
//
// A token replaced within the last 30 s gives one more successor: two tabs may
// refresh at once, and a reply may be lost. Its other successors stay good,
// because whichever reply comes last is the one the browser keeps.
func (s *Service) Refresh(ctx context.Context, token string, door Door) (SignedIn, error) {
	found, err := s.liveRefresh(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	o, reused := opened{session: found.SessionID, refresh: newSecret(), device: door.Device}, false
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		reused, err = s.rotate(ctx, tx, token, &o)
		return err
	})
	if err != nil {
		return SignedIn{}, err
	}
	if reused {
		s.forget(o.session.String())
		s.log.WarnContext(ctx, "refresh token used twice; session ended", "session", o.session)
		return SignedIn{}, ErrSessionEnded
	}
	return s.signedIn(ctx, o)
}

// rotate is a step. The session row is locked first, so that of two tabs one
// waits and then reads what the other wrote.
func (s *Service) rotate(ctx context.Context, tx *db.Tx, token string, o *opened) (reused bool, err error) {
	var locked struct {
		ID        uuid.UUID `db:"id"`
		AccountID uuid.UUID `db:"account_id"`
		ExpiresAt time.Time `db:"expires_at"`
	}
	if err := tx.Get(ctx, &locked, sqls.LockSession, o.session); err != nil {
		return false, endedIfNone(err)
	}
	o.account, o.ends = locked.AccountID, locked.ExpiresAt
	var state refreshState
	if err := tx.Get(ctx, &state, sqls.RefreshState, secretHash(token), refreshGrace.Seconds()); err != nil {
		return false, endedIfNone(err)
	}
	if state.Reused {
		return true, s.endForReuse(ctx, tx, locked.ID, locked.AccountID)
	}
	if _, err := tx.Exec(ctx, sqls.ReplaceRefresh, secretHash(token)); err != nil {
		return false, err
	}
	if _, err := tx.Exec(ctx, sqls.AddRefresh, secretHash(o.refresh), o.session); err != nil {
		return false, err
	}
	_, err = tx.Exec(ctx, sqls.SeeSession, o.session)
	return false, err
}

func (s *Service) endForReuse(ctx context.Context, tx *db.Tx, session, account uuid.UUID) error {
	if _, err := tx.Exec(ctx, sqls.EndSession, session, endedReuse); err != nil {
		return err
	}
	if err := audit.Write(ctx, tx, "accounts.refresh-reused", account.String(), map[string]any{"session_id": session}); err != nil {
		return err
	}
	return tell(ctx, tx, session)
}

// liveRefresh finds the session of a token and asks the hooks when it was idle
// too long. They are asked outside the transaction: they read for themselves.
func (s *Service) liveRefresh(ctx context.Context, token string) (refreshing, error) {
	var found refreshing
	if token == "" {
		return found, ErrSessionEnded
	}
	if err := s.db.Get(ctx, &found, sqls.SessionOfRefresh, secretHash(token), sessionIdle.Seconds()); err != nil {
		return found, endedIfNone(err)
	}
	if !found.Idle {
		return found, nil
	}
	for _, busy := range s.KeepAlive {
		keep, err := busy(ctx, found.PersonID)
		if err != nil {
			return found, err
		}
		if keep {
			return found, nil
		}
	}
	return found, ErrSessionEnded
}

func endedIfNone(err error) error {
	if db.NoRow(err) {
		return ErrSessionEnded
	}
	return err
}

// SessionFromCookie gives the app shell an access token for the holder of a
// refresh cookie without rotating it: a page that is loaded twice, or whose
// load is broken off, must not use a token up. Within a request it also renews
// the media cookie. ok is false when the cookie
// leads to no live session, or was replaced longer ago than the grace.
func (s *Service) SessionFromCookie(ctx context.Context, refreshCookie string) (accessToken string, expiresIn int, me Me, ok bool) {
	found, err := s.liveRefresh(ctx, refreshCookie)
	if err != nil {
		return "", 0, Me{}, false
	}
	var state refreshState
	if err := s.db.Get(ctx, &state, sqls.RefreshState, secretHash(refreshCookie), refreshGrace.Seconds()); err != nil || state.Reused {
		return "", 0, Me{}, false
	}
	in, err := s.signedIn(ctx, opened{account: found.AccountID, session: found.SessionID, ends: found.ExpiresAt})
	if err != nil {
		return "", 0, Me{}, false
	}
	if _, err := s.db.Exec(ctx, sqls.TouchSession, found.SessionID, touchInterval.Seconds()); err != nil {
		return "", 0, Me{}, false
	}
	s.setMediaCookie(ctx, in)
	return in.AccessToken, in.ExpiresIn, in.Account, true
}

// SignOutCookie ends the session of a refresh cookie, for the form that works
// without script. A cookie that leads nowhere is no error: it is signed out.
func (s *Service) SignOutCookie(ctx context.Context, refreshCookie string) error {
	var found refreshing
	err := s.db.Get(ctx, &found, sqls.SessionOfRefresh, secretHash(refreshCookie), sessionIdle.Seconds())
	if db.NoRow(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.endSession(ctx, found.AccountID, found.SessionID)
}
