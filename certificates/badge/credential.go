package badge

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// Achieved is one certificate in the words of a badge.
type Achieved struct {
	ID           string // "urn:uuid:…", not the address of anything
	Title, Code  string // of the course
	Revision, JP int
	Number       string // of the certificate
	Agency       string
	Organiser    string
	Origin       string // scheme://host of the issuer
	StatusPage   string // where anybody may check the certificate
	StatusList   string // where the 1EdTech revocation list is
	StartedOn    time.Time
	CompletedOn  time.Time
	IssuedAt     time.Time
	HolderName   string
	HolderEmail  string // "" where none is known
	Salt         string // of the hashes of both
	ShowName     bool   // the holder wants the plain name in it
	IssuerDID    string
}

// Credential is the badge without a proof, as JSON members.
func (a Achieved) Credential() map[string]any {
	issuer := map[string]any{"id": a.IssuerDID, "type": []any{"Profile"}, "name": a.Agency, "url": a.Origin}
	achievement := map[string]any{
		"id": fmt.Sprintf("%s/kursus/%s#%d", a.Origin, a.Code, a.Revision), "type": []any{"Achievement"},
		"achievementType": "Course", "name": a.Title,
		"description": fmt.Sprintf("%s. Pelatihan %d JP (1 JP = 45 menit), diselenggarakan oleh %s.", a.Title, a.JP, a.Organiser),
		"criteria":    map[string]any{"narrative": "Menyelesaikan seluruh pelajaran dan lulus ujian akhir. / Finished every lesson and passed the final test."},
	}
	if a.Code == "" {
		delete(achievement, "id")
		achievement["id"] = a.ID + "#achievement"
	}
	subject := map[string]any{
		"type": []any{"AchievementSubject"}, "identifier": a.identifiers(), "licenseNumber": a.Number, "creditsEarned": a.JP,
		"activityStartDate": moment(a.StartedOn), "activityEndDate": moment(a.CompletedOn), "achievement": achievement,
	}
	return map[string]any{
		"@context": []any{contextVC, contextOB, contextExt}, "id": a.ID,
		"type": []any{"VerifiableCredential", "OpenBadgeCredential"}, "issuer": issuer,
		"name": a.Title, "validFrom": moment(a.IssuedAt), "awardedDate": moment(a.CompletedOn), "credentialSubject": subject,
		"evidence":         []any{map[string]any{"id": a.StatusPage, "type": []any{"Evidence"}, "name": "Sertifikat " + a.Number}},
		"credentialStatus": map[string]any{"id": a.StatusList, "type": "1EdTechRevocationList"},
	}
}

func (a Achieved) identifiers() []any {
	hashed := func(kind, text string) map[string]any {
		return map[string]any{"type": "IdentityObject", "hashed": true, "identityHash": IdentityHash(text, a.Salt), "identityType": kind, "salt": a.Salt}
	}
	out := []any{hashed("name", a.HolderName)}
	if a.ShowName {
		out = []any{map[string]any{"type": "IdentityObject", "hashed": false, "identityHash": a.HolderName, "identityType": "name", "salt": "not-used"}}
	}
	if a.HolderEmail != "" {
		out = append(out, hashed("emailAddress", strings.ToLower(a.HolderEmail)))
	}
	return out
}

// IdentityHash is how Open Badges hides an identifier: SHA-256 of it and a salt.
func IdentityHash(text, salt string) string {
	sum := sha256.Sum256([]byte(text + salt))
	return "sha256$" + hex.EncodeToString(sum[:])
}

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339) }
