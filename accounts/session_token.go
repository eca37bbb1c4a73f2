package accounts

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// What the two kinds of signed token are for; one is never taken for the other.
const (
	audienceAccess = "lentera"
	audienceMedia  = "media"

	accessLife = 10 * time.Minute
	mediaLife  = time.Hour // a video plays on while no other call renews anything
	clockSlack = 5 * time.Second
)

var errToken = errors.New("token refused")

type tokenClaims struct {
	jwt.RegisteredClaims
	Session string `json:"sid"`
}

// claimed is what a verified token says.
type claimed struct {
	account, session uuid.UUID
	expires          time.Time
}

// tokenMaker signs and verifies access and media tokens with one Ed25519 key.
type tokenMaker struct {
	key    ed25519.PrivateKey
	keyID  string
	issuer string
	parser map[string]*jwt.Parser
}

func newTokenMaker(key ed25519.PrivateKey, issuer string) *tokenMaker {
	public := key.Public().(ed25519.PublicKey) //nolint:forcetypeassert // the key's own kind
	sum := sha256.Sum256(public)
	m := &tokenMaker{key: key, issuer: issuer, keyID: base64.RawURLEncoding.EncodeToString(sum[:6]), parser: map[string]*jwt.Parser{}}
	for _, audience := range []string{audienceAccess, audienceMedia} {
		m.parser[audience] = jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
			jwt.WithIssuer(issuer), jwt.WithAudience(audience), jwt.WithExpirationRequired(), jwt.WithIssuedAt(),
			jwt.WithLeeway(clockSlack), jwt.WithStrictDecoding())
	}
	return m
}

func lifeOf(audience string) time.Duration {
	if audience == audienceMedia {
		return mediaLife
	}
	return accessLife
}

// mint makes a token of a session; it never outlives the session.
func (m *tokenMaker) mint(audience string, account, session uuid.UUID, now, sessionEnds time.Time) (token string, expires time.Time, err error) {
	expires = now.Add(lifeOf(audience))
	if sessionEnds.Before(expires) {
		expires = sessionEnds
	}
	t := jwt.NewWithClaims(jwt.SigningMethodEdDSA, tokenClaims{Session: session.String(), RegisteredClaims: jwt.RegisteredClaims{
		Issuer: m.issuer, Subject: account.String(), Audience: jwt.ClaimStrings{audience},
		IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(expires), ID: uuid.NewString()}})
	t.Header["kid"] = m.keyID
	token, err = t.SignedString(m.key)
	return token, expires, err
}

// verify accepts only what mint could have made for this audience and what has
// not expired: one algorithm, our key, issuer, exactly one audience, an issue
// time, and a life no longer than we give.
func (m *tokenMaker) verify(audience, token string) (claimed, error) {
	var c tokenClaims
	_, err := m.parser[audience].ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		if t.Header["kid"] != m.keyID {
			return nil, errToken
		}
		return m.key.Public(), nil
	})
	if err != nil {
		return claimed{}, err
	}
	if c.IssuedAt == nil || len(c.Audience) != 1 || c.ExpiresAt.Sub(c.IssuedAt.Time) > lifeOf(audience) {
		return claimed{}, errToken
	}
	account, err := uuid.Parse(c.Subject)
	if err != nil {
		return claimed{}, errToken
	}
	session, err := uuid.Parse(c.Session)
	if err != nil {
		return claimed{}, errToken
	}
	return claimed{account: account, session: session, expires: c.ExpiresAt.Time}, nil
}

func expired(err error) bool { return errors.Is(err, jwt.ErrTokenExpired) }
