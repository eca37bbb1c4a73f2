package courses

import (
	"time"

	"github.com/google/uuid"

	"lentera/media"
)

// LessonView is a lesson for the person who studies it.
type LessonView struct {
	ID            uuid.UUID    `json:"id"`
	Key           string       `json:"key"`
	Course        LessonCourse `json:"course"`
	EnrolmentID   uuid.UUID    `json:"enrolment_id"`
	ModuleTitle   string       `json:"module_title"`
	Title         string       `json:"title"`
	Kind          string       `json:"kind" doc:"text, video or quiz"`
	Minutes       int          `json:"minutes"`
	Position      int          `json:"position" doc:"in the whole course, from 1"`
	Total         int          `json:"total"`
	BodyHTML      string       `json:"body_html" doc:"sanitised"`
	Video         *Video       `json:"video"`
	CompletedAt   *time.Time   `json:"completed_at"`
	Seconds       int          `json:"seconds" doc:"present so far, by the server's clock"`
	SecondsNeeded int          `json:"seconds_needed" doc:"0: no rule"`
	VideoSecond   int          `json:"video_second" doc:"furthest point credited"`
	PreviousID    *uuid.UUID   `json:"previous_id" nullable:"true"`
	NextID        *uuid.UUID   `json:"next_id" nullable:"true"`
}

// LessonCourse names the course of a lesson.
type LessonCourse struct {
	Code  string `json:"code"`
	Title string `json:"title"`
}

// Video is a lesson's film with what goes with it.
type Video struct {
	_           struct{} `nullable:"true"`
	URL         string   `json:"url"`
	PosterURL   *string  `json:"poster_url"`
	CaptionsURL string   `json:"captions_url"`
	Bytes       int64    `json:"bytes"`
	Seconds     int      `json:"seconds"`
	ContentType string   `json:"content_type"`
}

type lessonViewRow struct {
	ID           uuid.UUID  `db:"id"`
	Key          string     `db:"key"`
	CourseCode   string     `db:"course_code"`
	CourseTitle  string     `db:"course_title"`
	EnrolmentID  uuid.UUID  `db:"enrolment_id"`
	ModuleTitle  string     `db:"module_title"`
	Title        string     `db:"title"`
	Kind         string     `db:"kind"`
	Minutes      int        `db:"minutes"`
	Position     int        `db:"position"`
	BodyHTML     string     `db:"body_html"`
	Total        int        `db:"total"`
	VideoID      *uuid.UUID `db:"video_id"`
	CaptionsID   *uuid.UUID `db:"captions_id"`
	PosterID     *uuid.UUID `db:"poster_id"`
	VideoSeconds int        `db:"video_seconds"`
	VideoBytes   int64      `db:"video_bytes"`
	VideoType    string     `db:"video_type"`
	CompletedAt  *time.Time `db:"completed_at"`
	Seconds      int        `db:"seconds"`
	VideoSecond  int        `db:"video_second"`
	PreviousID   *uuid.UUID `db:"previous_id"`
	NextID       *uuid.UUID `db:"next_id"`
}

func (r lessonViewRow) view(needed int) LessonView {
	v := LessonView{ID: r.ID, Key: r.Key, Course: LessonCourse{r.CourseCode, r.CourseTitle}, EnrolmentID: r.EnrolmentID,
		ModuleTitle: r.ModuleTitle, Title: r.Title, Kind: r.Kind, Minutes: r.Minutes, Position: r.Position, Total: r.Total,
		BodyHTML: r.BodyHTML, CompletedAt: r.CompletedAt, Seconds: r.Seconds, SecondsNeeded: needed,
		VideoSecond: r.VideoSecond, PreviousID: r.PreviousID, NextID: r.NextID}
	if r.VideoID != nil && r.CaptionsID != nil {
		v.Video = &Video{URL: media.URL(*r.VideoID), CaptionsURL: media.URL(*r.CaptionsID), Bytes: r.VideoBytes,
			Seconds: r.VideoSeconds, ContentType: r.VideoType}
		if r.PosterID != nil {
			poster := media.URL(*r.PosterID)
			v.Video.PosterURL = &poster
		}
	}
	return v
}

// Presence is what the server has seen of a person in a lesson.
type Presence struct {
	Seconds       int        `json:"seconds"`
	SecondsNeeded int        `json:"seconds_needed" doc:"0: no rule"`
	VideoSecond   int        `json:"video_second" doc:"furthest point credited"`
	CompletedAt   *time.Time `json:"completed_at"`
}

// LessonCompleted is where the person stands after finishing a lesson.
type LessonCompleted struct {
	CompletedAt     time.Time  `json:"completed_at"`
	NextLessonID    *uuid.UUID `json:"next_lesson_id" nullable:"true"`
	CourseCompleted bool       `json:"course_completed"`
	LessonsDone     int        `json:"lessons_done"`
	LessonsTotal    int        `json:"lessons_total"`
}
