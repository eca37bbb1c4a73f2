package quiz

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/db"
	"lentera/internal/fault"
)

// QueuedAnswer is an answer as a device kept it while it had no signal.
type QueuedAnswer struct {
	Answer
	ElapsedMS *int64 // milliseconds from the start of the attempt to the act, by the device's steady clock
}

// Verdict is what became of one answer of a queue.
type Verdict struct {
	No      int        `json:"no"`
	Seq     int64      `json:"seq" doc:"of the answer this is the verdict on"`
	Verdict string     `json:"verdict" enum:"saved,late,stale,refused" doc:"late: saved, although it arrived after the deadline; stale: a newer answer is stored"`
	Code    string     `json:"code,omitempty" doc:"of the refusal, a problem code; sending the same again never helps"`
	Title   string     `json:"title,omitempty" doc:"of the refusal, one sentence in the language of the request"`
	SavedAt *time.Time `json:"saved_at" doc:"of what is stored; null when refused"`
	Stored  int64      `json:"stored_seq" doc:"of what is stored; 0 when refused"`
	Chosen  []string   `json:"chosen,omitempty" doc:"with stale: the answer that is stored"`

	refusal *fault.Fault // whose title the route writes
}

// Verdicts are those of a whole queue.
type Verdicts struct {
	SecondsLeft int       `json:"seconds_left"`
	Verdicts    []Verdict `json:"verdicts" nullable:"false" doc:"in the order of the queue"`
}

type queuedRow struct {
	Place     int      `json:"place"`
	No        int      `json:"no"`
	Seq       int64    `json:"seq"`
	Chosen    []string `json:"chosen"`
	ElapsedMS *int64   `json:"elapsed_ms"`
}

type verdictRow struct {
	Place int  `db:"place"`
	Late  bool `db:"late"`
	IsSet bool `db:"is_set"`
	savedRow
}

// SaveAnswers saves a queue of answers of an own attempt by the rules of
// SaveAnswer and gives a verdict on each: a whole operation of one statement.
// Of several for one item the newest is saved, the others are stale. Answers
// that arrive after the deadline are taken only as Rules.LateSeconds and the
// evidence allow (queue.sql); sent is the device's milliseconds since the start,
// when it sent. Only an attempt that is not there refuses the whole, with
// ErrNoAttempt.
func (s *Service) SaveAnswers(ctx context.Context, actor access.Actor, attemptID uuid.UUID, queue []QueuedAnswer, sent *int64) (Verdicts, error) {
	ctx = db.First(ctx)
	newest := newestOf(queue)
	body, err := json.Marshal(newest)
	if err != nil {
		return Verdicts{}, err
	}
	var rows []verdictRow
	if len(newest) > 0 {
		if err := s.db.Select(ctx, &rows, sqls.SaveAnswers, attemptID, actor.PersonID, string(body), Grace.Seconds(), actor.SessionID, sent); err != nil {
			return Verdicts{}, err
		}
	}
	if len(rows) < len(newest) || len(newest) == 0 {
		if _, err := s.read(ctx, actor.PersonID, attemptID); err != nil || len(newest) > 0 {
			return Verdicts{}, cmp.Or(err, error(ErrNoAttempt))
		}
	}
	out := Verdicts{Verdicts: make([]Verdict, len(queue))}
	for i, q := range queue {
		row := rowFor(rows, newest, q)
		out.Verdicts[i] = verdictOn(q, row)
		out.SecondsLeft = row.SecondsLeft
	}
	return out, nil
}

// newestOf keeps one act per item, the newest, the first among equals, in the
// order of the items. What cannot be stored at all is left out.
func newestOf(queue []QueuedAnswer) []queuedRow {
	best := map[int]queuedRow{}
	for i, q := range queue {
		if unwritable(q.Chosen) {
			continue
		}
		if have, has := best[q.No]; !has || q.Seq > have.Seq {
			best[q.No] = queuedRow{i, q.No, q.Seq, once(q.Chosen), q.ElapsedMS}
		}
	}
	out := make([]queuedRow, 0, len(best))
	for _, q := range best {
		out = append(out, q)
	}
	slices.SortFunc(out, func(a, b queuedRow) int { return cmp.Compare(a.No, b.No) })
	return out
}

// rowFor finds the statement's row for the item of an answer.
func rowFor(rows []verdictRow, newest []queuedRow, q QueuedAnswer) verdictRow {
	i := slices.IndexFunc(newest, func(n queuedRow) bool { return n.No == q.No })
	if i < 0 || unwritable(q.Chosen) {
		return verdictRow{savedRow: savedRow{Refusal: "foreign-option"}}
	}
	return rows[slices.IndexFunc(rows, func(r verdictRow) bool { return r.Place == newest[i].Place })]
}

func verdictOn(q QueuedAnswer, row verdictRow) Verdict {
	v := Verdict{No: q.No, Seq: q.Seq}
	if row.Refusal != "" {
		v.refusal = fault.Of(refusalOf(row.savedRow))
		v.Verdict, v.Code = "refused", v.refusal.Code
		return v
	}
	at := row.SavedAt.UTC()
	v.SavedAt, v.Stored = &at, row.Seq
	given := once(q.Chosen)
	if row.IsSet {
		slices.Sort(given)
	}
	switch {
	case row.Seq != q.Seq || !slices.Equal(given, row.Chosen):
		v.Verdict, v.Chosen = "stale", append([]string{}, row.Chosen...)
	case row.Late:
		v.Verdict = "late"
	default:
		v.Verdict = "saved"
	}
	return v
}
