package courses

import "fmt"

// videoShare is how much of a video must have been reached, where presence is
// asked for at all.
const videoShare = 80 // percent

// secondsNeeded is how long the server must have seen a person in a lesson of
// so many stated minutes; a plugged-in activity decides by itself.
func secondsNeeded(kind string, minutes, percent int) int {
	if kind != kindText && kind != kindVideo {
		return 0
	}
	return (minutes*60*percent + 99) / 100
}

// mayFinish decides whether a learner may say that a lesson is done: a quiz is
// done by passing (ErrQuizDecides); a text or video after enough presence, a
// video also after reaching 80 % of it (ErrTooSoon, with facts.seconds_left).
func mayFinish(l EnrolledLesson, percent int) error {
	if l.Kind != kindText && l.Kind != kindVideo {
		return ErrQuizDecides
	}
	if percent == 0 {
		return nil
	}
	left := secondsNeeded(l.Kind, l.Minutes, percent) - l.Seconds
	missing := 0
	if l.Kind == kindVideo {
		missing = (l.VideoSeconds*videoShare+99)/100 - l.VideoSecond
		left = max(left, (missing+1)/2) // the furthest point moves at most twice as fast as the clock
	}
	if left <= 0 {
		return nil
	}
	refusal := ErrTooSoon.Fact("seconds_left", left)
	if missing > 0 {
		return refusal.Fact("video_seconds_left", missing).Detail(
			"Tonton videonya sampai hampir selesai.", "Watch the video almost to its end.")
	}
	return refusal.Detail(fmt.Sprintf("Masih kurang %d detik.", left), fmt.Sprintf("%d seconds are still missing.", left))
}
