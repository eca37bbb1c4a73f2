package quiz

import "time"

// Outcome is what became of a sitting, in one word for the screen.
type Outcome string

// The outcomes. Interrupted is an expired attempt whose learner had not been
// heard of for the last minutes before the deadline: its answers are graded
// like any other's, and the word tells why there are no more of them. Late is
// one with answers that arrived after the deadline, inside the window for it.
const (
	Ongoing     Outcome = "ongoing"
	InTime      Outcome = "in-time"
	Late        Outcome = "late"
	TimedOut    Outcome = "timed-out"
	Interrupted Outcome = "interrupted"
	Absent      Outcome = "absent"      // the window closed and there was no attempt
	NotStarted  Outcome = "not-started" // the window is open, or still to come
)

// silence is how long before the deadline a learner must have been unheard of
// for the sitting to count as interrupted.
const silence = 2 * time.Minute

// OutcomeOf tells what became of an attempt. heard is the last save or sign of
// its screen, or the start.
func OutcomeOf(state State, late bool, heard, deadline time.Time) Outcome {
	switch {
	case state == Open:
		return Ongoing
	case late:
		return Late
	case state == Submitted:
		return InTime
	case heard.Before(deadline.Add(-silence)):
		return Interrupted
	}
	return TimedOut
}

// Standing of a learner without an attempt: absent once no window is open for
// them any more.
func (r Rules) Standing(now time.Time) Outcome {
	last := r.ClosesAt
	if r.RemedialClosesAt != nil {
		last = r.RemedialClosesAt
	}
	if last != nil && !now.Before(*last) {
		return Absent
	}
	return NotStarted
}
