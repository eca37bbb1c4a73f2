package quiz

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/courses"
	"lentera/internal/db"
)

type candidateRow struct {
	ID         uuid.UUID       `db:"id"`
	QuestionID uuid.UUID       `db:"question_id"`
	Key        string          `db:"key"`
	Pool       string          `db:"pool"`
	Own        bool            `db:"own"`
	Categories db.Strings      `db:"categories"`
	Kind       string          `db:"kind"`
	Content    json.RawMessage `db:"content"`
	Tags       json.RawMessage `db:"tags"`
	Points     kinds.Mark      `db:"points"`
	Voided     bool            `db:"voided"`
}

// drawPaper is a step: the paper of a seed. again says that the learner may
// have met questions before.
func (s *Service) drawPaper(ctx context.Context, tx *db.Tx, lesson courses.EnrolledLesson, z quizRead, form string, seed int64, again bool) ([]Item, error) {
	bank, err := s.prepared(ctx, tx, lesson.RevisionID, z)
	if err == nil && z.Kind == Survey {
		return surveyItems(z, bank)
	}
	if err == nil && again {
		bank, err = s.withSeen(ctx, tx, bank, z.ID, lesson.EnrolmentID)
	}
	if err != nil {
		return nil, err
	}
	items, ok, err := Draw(seed, z.Draw, form, bank)
	if err != nil {
		return nil, err
	}
	if !ok { // the import and the rules refuse this; questions may have been retired since
		return nil, ErrTooFewQuestions.Because(fmt.Errorf("quiz %s: a part has too few questions", z.ID))
	}
	return items, nil
}

// preparedFor is how long the questions of a quiz are kept at hand: many start
// in the same seconds, and reading and parsing them is most of a start. A
// question that is reviewed or retired counts this much later, one that is
// voided at once (forgetPrepared) where there is one server. Versions never
// change, so nothing else can be old.
const preparedFor = 5 * time.Second

type preparedKey struct {
	quiz    uuid.UUID
	rulesNo int
}

type preparedPool struct {
	until time.Time
	bank  []Candidate
}

// prepared is a step: the candidates of a quiz, nobody having seen any. The
// slice is shared: it is never changed.
func (s *Service) prepared(ctx context.Context, r reading, revision uuid.UUID, z quizRead) ([]Candidate, error) {
	key := preparedKey{z.ID, z.RulesNo}
	s.mu.Lock()
	kept, has := s.pools[key]
	since := s.forgotten
	s.mu.Unlock()
	if has && time.Now().Before(kept.until) {
		return kept.bank, nil
	}
	bank, err := candidatesOf(ctx, r, revision, z.Rules)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	for k, p := range s.pools {
		if now.After(p.until) {
			delete(s.pools, k)
		}
	}
	if s.forgotten == since { // else what was read may be from before
		s.pools[key] = preparedPool{now.Add(preparedFor), bank}
	}
	return bank, nil
}

// forgetPrepared is a step after a commit: the next start reads the bank again.
func (s *Service) forgetPrepared() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.forgotten++
	clear(s.pools)
}

// withSeen is a step: the candidates with how often the learner has met each.
func (s *Service) withSeen(ctx context.Context, r reading, bank []Candidate, quiz, enrolment uuid.UUID) ([]Candidate, error) {
	var rows []struct {
		QuestionID uuid.UUID `db:"question_id"`
		Seen       int       `db:"seen"`
	}
	if err := r.Select(ctx, &rows, sqls.SeenBy, quiz, enrolment); err != nil {
		return nil, err
	}
	seen := map[uuid.UUID]int{}
	for _, row := range rows {
		seen[row.QuestionID] = row.Seen
	}
	out := slices.Clone(bank)
	for i := range out {
		out[i].Seen = seen[out[i].QuestionID]
	}
	return out, nil
}

// candidates is a step: the questions the parts of a draw may choose from.
func candidatesOf(ctx context.Context, r reading, revision uuid.UUID, of Rules) ([]Candidate, error) {
	pools, categories := []string{}, []string{}
	for _, p := range of.Draw {
		if p.CategoryID != nil {
			categories = append(categories, p.CategoryID.String())
		} else {
			pools = append(pools, p.Pool)
		}
	}
	var rows []candidateRow
	if err := r.Select(ctx, &rows, sqls.CandidatesOf, revision, db.Array(pools), db.Array(categories)); err != nil {
		return nil, err
	}
	bank := make([]Candidate, len(rows))
	for i, row := range rows {
		var err error
		if bank[i], err = candidateOf(row); err != nil {
			return nil, err
		}
	}
	return of.fit(bank), nil
}

// surveyItems is surveyPaper for a quiz. Refuses with ErrTooFewQuestions.
func surveyItems(z quizRead, bank []Candidate) ([]Item, error) {
	items, ok, err := surveyPaper(z.Draw, bank)
	if err == nil && !ok {
		err = ErrTooFewQuestions.Because(fmt.Errorf("survey %s: a part has too few questions", z.ID))
	}
	return items, err
}

// newSeed is unguessable; it is stored with the attempt so that Draw can show
// the same paper again.
func newSeed() int64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return int64(binary.BigEndian.Uint64(b[:]))
}
