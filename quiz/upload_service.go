package quiz

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"lentera/bank/kinds"
	"lentera/internal/access"
	"lentera/internal/audit"
	"lentera/internal/db"
	"lentera/media"
)

// Uploads is where files that are answers are kept, and how much of them.
type Uploads struct {
	Media     *media.Service // nil: none can be handed in
	Most      int64          // bytes of one file; a question may ask for less
	MostOfAll int64          // bytes of all files of an attempt
}

const (
	mostBegun    = 100            // uploads of one attempt, those taken out again too
	orphansAfter = 24 * time.Hour // an upload that no saved answer names, after its last piece
	sweepAtOnce  = 200
)

// AnswerFile is a file of an answer as its owner, or who oversees, sees it.
type AnswerFile struct {
	No          int       `json:"no" db:"no"`
	ID          uuid.UUID `json:"id" db:"id"`
	Name        string    `json:"name" db:"name" doc:"as the learner's device calls it; empty for everybody else"`
	Bytes       int64     `json:"bytes" db:"bytes"`
	ContentType string    `json:"content_type" db:"content_type" doc:"by its content"`
	URL         string    `json:"url" db:"-" doc:"of the file itself"`
}

func (f AnswerFile) at(attemptID uuid.UUID) AnswerFile {
	f.URL = urlOf(attemptID, f.ID)
	return f
}

func urlOf(attemptID, fileID uuid.UUID) string {
	return "/api/quiz/attempts/" + attemptID.String() + "/files/" + fileID.String()
}

// UploadState is how far an upload is.
type UploadState struct {
	ID          uuid.UUID `json:"id"`
	Bytes       int64     `json:"bytes"`
	Received    int64     `json:"received" doc:"the next piece begins here"`
	Complete    bool      `json:"complete" doc:"may be named in an answer"`
	ContentType string    `json:"content_type,omitempty"`
	URL         string    `json:"url" doc:"of the file itself, once it is complete"`
}

func stateOf(attemptID uuid.UUID, u media.Upload) UploadState {
	return UploadState{u.ID, u.Bytes, u.Received, u.Complete, u.ContentType, urlOf(attemptID, u.ID)}
}

type uploadPlace struct {
	State      State           `db:"state"`
	DeadlineAt time.Time       `db:"deadline_at"`
	ServerNow  time.Time       `db:"server_now"`
	Elsewhere  bool            `db:"elsewhere"`
	Files      bool            `db:"files"`
	Graded     bool            `db:"graded"`
	Content    json.RawMessage `db:"content"`
	Begun      int             `db:"begun"`
	Bytes      int64           `db:"bytes"`
}

// refusal is the verdict a save would get now.
func (p uploadPlace) refusal() error {
	verdict := ""
	switch {
	case p.State != Open:
		verdict = string(p.State)
	case p.ServerNow.After(p.DeadlineAt.Add(Grace)):
		verdict = "overdue"
	case p.Elsewhere:
		verdict = "other-device"
	case !p.Files:
		verdict = "no-item"
	case p.Graded:
		verdict = "item-graded"
	default:
		return nil
	}
	return refusalOf(savedRow{Refusal: verdict})
}

// asks gives what the question takes, within what the server takes.
func (u Uploads) asks(content json.RawMessage) (c kinds.FileContent, err error) {
	if err = json.Unmarshal(content, &c); err != nil {
		return c, err
	}
	c.MaxFiles = max(1, c.MaxFiles)
	if c.MaxBytes <= 0 || c.MaxBytes > u.Most {
		c.MaxBytes = u.Most
	}
	if len(c.Types) == 0 {
		c.Types = slices.Sorted(maps.Keys(media.UploadTypes))
	}
	return c, nil
}

// place is a step: an item of an own attempt that takes files now. Refuses as
// a save would.
func (s *Service) place(ctx context.Context, r reading, actor access.Actor, attemptID uuid.UUID, no int) (p uploadPlace, c kinds.FileContent, err error) {
	err = r.Get(ctx, &p, sqls.UploadPlace, attemptID, actor.PersonID, no, actor.SessionID)
	switch {
	case db.NoRow(err):
		err = ErrNoAttempt
	case err == nil && s.Uploads.Media == nil:
		err = ErrNoItem
	case err == nil:
		err = p.refusal()
	}
	if err == nil {
		c, err = s.Uploads.asks(p.Content)
	}
	return p, c, err
}

// BeginUpload announces a file for an item of an own open attempt under an id
// that the device chose: a whole operation. The same again gives the same, with
// what has arrived. Refuses as SaveAnswer does, and with media.ErrFileTooLarge
// (most_bytes), ErrUploadsFull and media.ErrUploadDiffers.
func (s *Service) BeginUpload(ctx context.Context, actor access.Actor, attemptID, fileID uuid.UUID, no int, name string, size int64) (state UploadState, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.LockUploads, attemptID); err != nil {
			return err
		}
		p, asked, err := s.place(ctx, tx, actor, attemptID, no)
		if err != nil {
			return err
		}
		if size > asked.MaxBytes {
			return media.ErrFileTooLarge.Fact("most_bytes", asked.MaxBytes)
		}
		u, added, err := s.Uploads.Media.BeginUpload(ctx, tx, fileID, name, size)
		if err != nil {
			return err
		}
		state = stateOf(attemptID, u)
		if !added {
			have, err := s.linked(ctx, tx, actor, attemptID, fileID)
			if err == nil && have != no {
				err = media.ErrUploadDiffers
			}
			return err
		}
		if p.Begun >= mostBegun || p.Bytes+size > s.Uploads.MostOfAll {
			return ErrUploadsFull.Fact("most_bytes", s.Uploads.MostOfAll)
		}
		_, err = tx.Exec(ctx, sqls.LinkUpload, fileID, attemptID, no)
		return err
	})
	return state, err
}

// linked is a step: the item of an own upload; somebody else's does not exist.
func (s *Service) linked(ctx context.Context, r reading, actor access.Actor, attemptID, fileID uuid.UUID) (no int, err error) {
	err = r.Get(ctx, &no, sqls.UploadLink, fileID, attemptID, actor.PersonID)
	if db.NoRow(err) {
		err = media.ErrFileNotFound
	}
	return no, err
}

// AddPiece keeps a piece of an own upload; see media.AddPiece. A whole
// operation. Refuses as SaveAnswer and media.AddPiece do.
func (s *Service) AddPiece(ctx context.Context, actor access.Actor, attemptID, fileID uuid.UUID, from int64, piece []byte) (UploadState, error) {
	if _, err := s.openUpload(ctx, actor, attemptID, fileID); err != nil {
		return UploadState{}, err
	}
	u, err := s.Uploads.Media.AddPiece(ctx, fileID, from, piece)
	return stateOf(attemptID, u), err
}

// CompleteUpload makes an own upload whose pieces are all here a file that an
// answer may name: a whole operation, repeatable. Refuses as SaveAnswer does,
// with ErrFileType (types: what the question takes) and as media.CompleteUpload
// does.
func (s *Service) CompleteUpload(ctx context.Context, actor access.Actor, attemptID, fileID uuid.UUID) (UploadState, error) {
	asked, err := s.openUpload(ctx, actor, attemptID, fileID)
	if err != nil {
		return UploadState{}, err
	}
	u, err := s.Uploads.Media.CompleteUpload(ctx, fileID, asked.Types)
	if errors.Is(err, media.ErrContentType) {
		err = ErrFileType.Fact("types", asked.Types)
	}
	return stateOf(attemptID, u), err
}

// openUpload is what may be done with an own upload now, and what is asked for.
func (s *Service) openUpload(ctx context.Context, actor access.Actor, attemptID, fileID uuid.UUID) (kinds.FileContent, error) {
	no, err := s.linked(ctx, s.db, actor, attemptID, fileID)
	if err != nil {
		return kinds.FileContent{}, err
	}
	_, asked, err := s.place(ctx, s.db, actor, attemptID, no)
	return asked, err
}

// ReadFile opens a file of an answer: a whole operation. The owner reads own
// ones; the training administration and auditors those of an attempt that is
// marked, each time with a trace. Markers read theirs by their sheet (marking).
// Refuses with media.ErrFileNotFound and media.ErrStoreAway.
func (s *Service) ReadFile(ctx context.Context, actor access.Actor, attemptID, fileID uuid.UUID) (media.Upload, io.ReadCloser, error) {
	oversees := actor.Has(access.TrainingAdmin) || actor.Has(access.Auditor)
	var row struct {
		ID  uuid.UUID `db:"id"`
		Own bool      `db:"own"`
	}
	err := s.db.Get(ctx, &row, sqls.FileToRead, fileID, actor.PersonID, oversees, attemptID)
	if db.NoRow(err) {
		err = media.ErrFileNotFound
	}
	if err == nil && !row.Own {
		err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return audit.Write(ctx, tx, "quiz.read-file", fileID.String(), map[string]any{"attempt_id": attemptID})
		})
	}
	if err != nil {
		return media.Upload{}, nil, err
	}
	return s.Uploads.Media.OpenUpload(ctx, fileID)
}

// HandedIn lists the files of an attempt that is marked, for the training
// administration and auditors: a whole operation. While something waits for a
// marker the list is empty.
func (s *Service) HandedIn(ctx context.Context, attemptID uuid.UUID) ([]AnswerFile, error) {
	out := []AnswerFile{}
	err := s.db.Select(ctx, &out, sqls.HandedInFiles, attemptID)
	for i := range out {
		out[i] = out[i].at(attemptID)
	}
	return out, err
}

// tellFiles is a step: what the learner of a question of the kind file sees
// beside it, in its content: the limits as they are here, and the names of the
// files that arrived. Others are left alone.
func (s *Service) tellFiles(attemptID uuid.UUID, all []AnswerFile, no int, content map[string]any, raw json.RawMessage, only []string) error {
	asked, err := s.Uploads.asks(raw)
	if err != nil {
		return err
	}
	own := []AnswerFile{}
	for _, f := range all {
		if f.No == no && (only == nil || slices.Contains(only, f.ID.String())) {
			own = append(own, f.at(attemptID))
		}
	}
	content["max_files"], content["max_bytes"], content["types"], content["files"] = asked.MaxFiles, asked.MaxBytes, asked.Types, own
	return nil
}

// SweepUploads is a job: uploads that no saved answer names go a day after
// their last piece, once the attempt is closed.
func (s *Service) SweepUploads(ctx context.Context, _ json.RawMessage) error {
	for {
		var orphans []uuid.UUID
		if err := s.db.Select(ctx, &orphans, sqls.OrphanUploads, orphansAfter.Seconds(), sweepAtOnce); err != nil {
			return err
		}
		for _, id := range orphans {
			if err := s.sweepOne(ctx, id); err != nil {
				return err
			}
		}
		if len(orphans) < sweepAtOnce {
			return nil
		}
	}
}

func (s *Service) sweepOne(ctx context.Context, id uuid.UUID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, sqls.LockUpload, id); err != nil {
			return err
		}
		gone, err := tx.Exec(ctx, sqls.UnlinkOrphan, id)
		if err != nil || gone == 0 {
			return err
		}
		return s.Uploads.Media.DropUpload(ctx, tx, id)
	})
}
