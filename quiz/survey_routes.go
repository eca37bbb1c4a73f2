package quiz

import (
	"context"
	"net/http"

	"github.com/gofiber/fiber/v2"
	"github.com/google/uuid"

	"lentera/internal/access"
	"lentera/internal/web"
)

type surveyOut struct{ Body SurveySheet }

func (s *Service) showSurvey(ctx context.Context, in *lessonPath) (*surveyOut, error) {
	sheet, err := s.Survey(ctx, access.Must(ctx), in.LessonID)
	return &surveyOut{sheet}, err
}

type respondIn struct {
	LessonID uuid.UUID `path:"lesson_id"`
	Body     struct {
		Answers []SurveyAnswer `json:"answers" maxItems:"200" nullable:"false"`
	}
}

type respondOut struct{ Body SurveyEnd }

func (s *Service) respond(ctx context.Context, in *respondIn) (*respondOut, error) {
	end, err := s.Respond(ctx, access.Must(ctx), in.LessonID, in.Body.Answers)
	return &respondOut{end}, err
}

type responsesOut struct {
	Body struct {
		Responses [][]SurveyAnswer `json:"responses" nullable:"false" doc:"empty while fewer than five people have answered; later ones come five at a time"`
	}
}

func (s *Service) listResponses(ctx context.Context, in *lessonPath) (*responsesOut, error) {
	list, err := s.Responses(ctx, in.LessonID)
	out := &responsesOut{}
	out.Body.Responses = list
	return out, err
}

type surveysOut struct {
	Body struct {
		Surveys []SurveyLine `json:"surveys" nullable:"false"`
	}
}

func (s *Service) listSurveys(ctx context.Context, _ *struct{}) (*surveysOut, error) {
	list, err := s.Surveys(ctx)
	out := &surveysOut{}
	out.Body.Surveys = list
	return out, err
}

type surveyResultsOut struct{ Body SurveyResults }

func (s *Service) showSurveyResults(ctx context.Context, in *lessonPath) (*surveyResultsOut, error) {
	r, err := s.SurveyResults(ctx, in.LessonID)
	return &surveyResultsOut{r}, err
}

// surveyFile sends the results as a workbook. HEAD takes nothing out.
func (s *Service) surveyFile(c *fiber.Ctx) error {
	ctx := c.UserContext()
	lesson, err := uuid.Parse(c.Params("lesson_id"))
	if err != nil {
		return ErrNoQuiz
	}
	c.Set(fiber.HeaderContentType, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	if c.Method() == http.MethodHead {
		_, err := s.SurveyResults(ctx, lesson)
		return err
	}
	body, err := s.ExportSurvey(ctx, lesson, web.Lang(ctx) == "en")
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="survei.xlsx"`)
	return c.Send(body)
}
