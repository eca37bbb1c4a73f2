package certificates

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"time"

	"lentera/certificates/claim"
	"lentera/internal/db"
)

const (
	listFresh = 30 * time.Second // how long an answer is given without asking the database
	listSpan  = 6 * time.Hour    // how long an unchanged list keeps its date
)

// lists keeps the last signed list, so that a crowd of readers costs one query
// now and then, and an unchanged list keeps its bytes and its ETag.
type lists struct {
	mu      sync.Mutex
	asked   time.Time
	signed  time.Time
	content [sha256.Size]byte
	list    []byte
	etag    string
}

// Revocations is a whole operation for anybody: the signed list of
// certificates that were revoked or superseded, and its ETag. At most half a
// minute behind the record, or older while the database is away.
func (s *Service) Revocations(ctx context.Context) (list []byte, etag string, err error) {
	l := &s.lists
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if l.list != nil && now.Sub(l.asked) < listFresh {
		return l.list, l.etag, nil
	}
	entries, err := s.withdrawn(ctx)
	if err != nil && l.list != nil && db.Away(err) {
		l.asked = now // the last one says its own date; readers need not wait in turn
		return l.list, l.etag, nil
	}
	if err != nil {
		return nil, "", err
	}
	var plain bytes.Buffer
	for _, e := range entries {
		plain.WriteString(e.PublicID)
		plain.WriteByte(byte(e.Status))
	}
	content := sha256.Sum256(plain.Bytes())
	if l.list == nil || content != l.content || now.Sub(l.signed) > listSpan {
		if l.list, err = claim.SignList(entries, now, s.opt.IssuerKey); err != nil {
			return nil, "", err
		}
		sum := sha256.Sum256(l.list)
		l.content, l.signed, l.etag = content, now, `"`+hex.EncodeToString(sum[:8])+`"`
	}
	l.asked = now
	return l.list, l.etag, nil
}

// withdrawn are the certificates that no longer hold; a revoked one is called
// revoked even when another has taken its place.
func (s *Service) withdrawn(ctx context.Context) ([]claim.Entry, error) {
	var rows []struct {
		PublicID     string     `db:"public_id"`
		RevokedAt    *time.Time `db:"revoked_at"`
		SupersededAt *time.Time `db:"superseded_at"`
	}
	if err := s.opt.DB.Select(ctx, &rows, sqls.Withdrawn); err != nil {
		return nil, err
	}
	entries := make([]claim.Entry, len(rows))
	for i, r := range rows {
		entries[i] = claim.Entry{PublicID: r.PublicID, Status: claim.Superseded}
		at := r.SupersededAt
		if r.RevokedAt != nil {
			entries[i].Status, at = claim.Revoked, r.RevokedAt
		}
		entries[i].Since = at.In(s.opt.Zone)
	}
	return entries, nil
}
