package accounts

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
)

// Authenticate tells whose access token (Authorization: Bearer) or media
// cookie this is; it is web.Authenticator. Without either nobody is signed in.
// Refused: ErrTokenRefused for what we did not sign, ErrSessionEnded for what
// has expired or was revoked. A token seen within the last 15 s costs neither a
// signature check nor a statement.
func (s *Service) Authenticate(ctx context.Context, authorization, mediaCookie string) (access.Actor, bool, error) {
	if authorization == "" && mediaCookie == "" {
		return access.Actor{}, false, nil
	}
	cache, audience, token := s.media, audienceMedia, mediaCookie
	if authorization != "" {
		const scheme = "Bearer "
		if len(authorization) <= len(scheme) || !strings.EqualFold(authorization[:len(scheme)], scheme) {
			return access.Actor{}, false, ErrTokenRefused
		}
		cache, audience, token = s.access, audienceAccess, authorization[len(scheme):]
	}
	now := time.Now()
	r, known, fresh, epoch := cache.find(token, now)
	if fresh {
		return r.actor, true, nil
	}
	if !known {
		c, err := s.tokens.verify(audience, token)
		switch {
		case err != nil && expired(err):
			return access.Actor{}, false, ErrSessionEnded
		case err != nil:
			return access.Actor{}, false, ErrTokenRefused
		}
		r.claimed = c
	}
	actor, err := s.loadActor(ctx, r.claimed)
	if err != nil {
		return access.Actor{}, false, err
	}
	r.actor = actor
	cache.keep(token, r, now, epoch)
	return actor, true, nil
}

// loadActor reads the session's account as it is now and notes, at most every
// few minutes, that the session was seen.
func (s *Service) loadActor(ctx context.Context, c claimed) (access.Actor, error) {
	var row struct {
		SessionID uuid.UUID  `db:"session_id"`
		AccountID uuid.UUID  `db:"account_id"`
		PersonID  uuid.UUID  `db:"person_id"`
		Lang      string     `db:"lang"`
		Stale     bool       `db:"stale"`
		Roles     db.Strings `db:"roles"`
	}
	ctx = db.First(ctx) // nobody's answer waits because the program does not know yet whose it is
	err := s.db.Get(ctx, &row, sqls.LoadActor, c.session, c.account, touchInterval.Seconds())
	if db.NoRow(err) {
		return access.Actor{}, ErrSessionEnded
	}
	if err != nil {
		return access.Actor{}, err
	}
	if row.Stale {
		if _, err := s.db.Exec(ctx, sqls.TouchSession, row.SessionID, touchInterval.Seconds()); err != nil {
			return access.Actor{}, err
		}
	}
	a := access.Actor{AccountID: row.AccountID, PersonID: row.PersonID, SessionID: row.SessionID, Lang: row.Lang,
		Roles: []access.Role{access.Learner}}
	for _, r := range row.Roles {
		a.Roles = append(a.Roles, access.Role(r))
	}
	return a, nil
}

// openSession is a step: a new session of the account with its first refresh
// token.
func (s *Service) openSession(ctx context.Context, tx *db.Tx, account uuid.UUID, door Door) (opened, error) {
	o := opened{account: account, session: uuid.Must(uuid.NewV7()), refresh: newSecret(), device: door.Device}
	if err := tx.Get(ctx, &o.ends, sqls.OpenSession, o.session, account, deviceName(door.UserAgent), sessionLife.Seconds()); err != nil {
		return o, err
	}
	if _, err := tx.Exec(ctx, sqls.AddRefresh, secretHash(o.refresh), o.session); err != nil {
		return o, err
	}
	if len(o.device) != len(o.refresh) { // none yet, or not one of ours
		o.device = newSecret()
	}
	_, err := tx.Exec(ctx, sqls.KnowDevice, account, secretHash(o.device))
	return o, err
}

// opened is a session for which tokens can be minted.
type opened struct {
	account, session uuid.UUID
	ends             time.Time
	refresh, device  string
}

func (s *Service) signedIn(ctx context.Context, o opened) (SignedIn, error) {
	now := time.Now()
	token, expires, err := s.tokens.mint(audienceAccess, o.account, o.session, now, o.ends)
	if err != nil {
		return SignedIn{}, err
	}
	media, _, err := s.tokens.mint(audienceMedia, o.account, o.session, now, o.ends)
	if err != nil {
		return SignedIn{}, err
	}
	me, err := s.meOf(ctx, o.account)
	return SignedIn{AccessToken: token, ExpiresIn: int(expires.Sub(now).Seconds()), Account: me,
		refresh: o.refresh, media: media, device: o.device, sessionEnds: o.ends}, err
}

// SignOut ends the actor's session. Repeating it changes nothing.
func (s *Service) SignOut(ctx context.Context, actor access.Actor) error {
	return s.endSession(ctx, actor.AccountID, actor.SessionID)
}

// EndSession ends another session of the actor's own account; one that is not
// theirs is left alone without a word.
func (s *Service) EndSession(ctx context.Context, actor access.Actor, session uuid.UUID) error {
	return s.endSession(ctx, actor.AccountID, session)
}

func (s *Service) endSession(ctx context.Context, account, session uuid.UUID) error {
	ended := int64(0)
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if ended, err = tx.Exec(ctx, sqls.EndOwnSession, session, account); err != nil || ended == 0 {
			return err
		}
		if err := audit.Write(ctx, tx, "accounts.signed-out", account.String(), map[string]any{"session_id": session}); err != nil {
			return err
		}
		return tell(ctx, tx, session)
	})
	if err == nil && ended > 0 {
		s.forget(session.String())
	}
	return err
}

// SignOutEverywhere ends every session of the actor's account, this one
// included, with effect on the very next request.
func (s *Service) SignOutEverywhere(ctx context.Context, actor access.Actor) error {
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := endAll(ctx, tx, actor.AccountID, endedEverywhere); err != nil {
			return err
		}
		return audit.Write(ctx, tx, "accounts.signed-out-everywhere", actor.AccountID.String(), nil)
	})
	if err == nil {
		s.forget(actor.AccountID.String())
	}
	return err
}

// endAll is a step. Whoever calls it also calls forget after the commit.
func endAll(ctx context.Context, tx *db.Tx, account uuid.UUID, because string) error {
	if _, err := tx.Exec(ctx, sqls.EndSessionsOf, account, because); err != nil {
		return err
	}
	return tell(ctx, tx, account)
}

// tell is a step: at commit the other processes forget the session or account.
func tell(ctx context.Context, tx *db.Tx, id uuid.UUID) error {
	_, err := tx.Exec(ctx, sqls.TellSessions, id.String())
	return err
}

// forget drops what this process remembers of a session or account; anything
// that is not an id (a reconnected listener) drops all.
func (s *Service) forget(id string) {
	parsed, err := uuid.Parse(id)
	if err != nil {
		parsed = uuid.Nil
	}
	s.access.drop(parsed)
	s.media.drop(parsed)
}

// ListSessions lists the open sessions of the actor's own account.
func (s *Service) ListSessions(ctx context.Context, actor access.Actor) ([]Session, error) {
	list := []Session{}
	if err := s.db.Select(ctx, &list, sqls.ListSessions, actor.AccountID, sessionIdle.Seconds()); err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Current = list[i].ID == actor.SessionID
	}
	return list, nil
}
