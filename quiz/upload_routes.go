package quiz

import (
	"context"
	"net/http"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
	"lentera/media"
)

func (s *Service) uploadRoutes() []web.Route {
	const one = "/api/quiz/attempts/{id}/files/{file_id}"
	return []web.Route{
		web.Op(http.MethodPut, one, access.SignedIn, "quiz.begin-upload",
			"Announce a file for an item of an own attempt, under an id the device chose; repeating tells how much is here.", s.beginUpload),
		web.Op(http.MethodPost, one+"/pieces", access.SignedIn, "quiz.add-piece",
			"The next piece of an own upload; another one changes nothing and is told where to go on.", s.addPiece).
			Limit(media.MaxPiece).Within(30 * time.Second),
		web.Op(http.MethodPost, one+"/complete", access.SignedIn, "quiz.complete-upload",
			"Look at an own upload that is all here; its id may then be saved in an answer.", s.completeUpload).Within(2 * time.Minute),
		web.Raw(http.MethodGet, one, access.SignedIn, "quiz.answer-file",
			"A file of an answer, as an attachment: its owner's, or of a marked attempt for training_admin and auditor.", s.answerFile),
		web.Op(http.MethodGet, "/api/quiz/attempts/{id}/files", overseers, "quiz.answer-files",
			"The files handed in with an attempt that is marked.", s.answerFiles),
	}
}

// UploadPath is the path of one upload.
type UploadPath struct {
	ID     uuid.UUID `path:"id"`
	FileID uuid.UUID `path:"file_id"`
}

type beginUploadIn struct {
	UploadPath
	Body struct {
		No    int    `json:"no" minimum:"1" maximum:"32767"`
		Name  string `json:"name" minLength:"1" maxLength:"1000"`
		Bytes int64  `json:"bytes" minimum:"1"`
	}
}

type uploadStateOut struct{ Body UploadState }

func (s *Service) beginUpload(ctx context.Context, in *beginUploadIn) (*uploadStateOut, error) {
	u, err := s.BeginUpload(ctx, access.Must(ctx), in.ID, in.FileID, in.Body.No, in.Body.Name, in.Body.Bytes)
	return &uploadStateOut{u}, err
}

type pieceIn struct {
	UploadPath
	From    int64  `query:"from" minimum:"0" required:"true" doc:"where in the file the piece begins"`
	RawBody []byte `contentType:"application/octet-stream"`
}

func (s *Service) addPiece(ctx context.Context, in *pieceIn) (*uploadStateOut, error) {
	u, err := s.AddPiece(ctx, access.Must(ctx), in.ID, in.FileID, in.From, in.RawBody)
	return &uploadStateOut{u}, err
}

func (s *Service) completeUpload(ctx context.Context, in *UploadPath) (*uploadStateOut, error) {
	u, err := s.CompleteUpload(ctx, access.Must(ctx), in.ID, in.FileID)
	return &uploadStateOut{u}, err
}

func (s *Service) answerFile(c *fiber.Ctx) error {
	attempt, err := uuid.Parse(c.Params("id"))
	if err != nil {
		return media.ErrFileNotFound
	}
	file, err := uuid.Parse(c.Params("file_id"))
	if err != nil {
		return media.ErrFileNotFound
	}
	u, body, err := s.ReadFile(c.UserContext(), access.Must(c.UserContext()), attempt, file)
	if err != nil {
		return err
	}
	return media.SendUpload(c, u, body, "berkas")
}

type filesIn struct {
	ID uuid.UUID `path:"id"`
}

type filesOut struct {
	Body struct {
		Files []AnswerFile `json:"files" nullable:"false"`
	}
}

func (s *Service) answerFiles(ctx context.Context, in *filesIn) (*filesOut, error) {
	list, err := s.HandedIn(ctx, in.ID)
	out := &filesOut{}
	out.Body.Files = list
	return out, err
}
