package quiz

import (
	"context"
	"errors"
	"math"
	"time"

	"github.com/google/uuid"

	"lentera/internal/gate"
)

// How starts are paced where nobody says otherwise. Half of the request pool's
// connections at most work on starts, so that saves always find one.
const (
	startLanes    = 8
	startPatience = 2 * time.Second
	startDeadline = 10 * time.Second // the wait inside the request, and the work on a busy machine
)

// PaceStarts sets how many starts are at work at once and how long one waits
// inside its request before it is told its place. cmd/lentera calls it before
// the server listens; nobody else does.
func (s *Service) PaceStarts(atOnce int, patience time.Duration) {
	s.starts = gate.New(gate.Options{Lanes: atOnce, Patience: patience})
}

// admit lets a start in when it is its turn; leave must then be called. Refused:
// ErrStartQueue with the place, the seconds until it is its turn, and when to
// ask again.
func (s *Service) admit(ctx context.Context, person uuid.UUID) (leave func(), err error) {
	leave, err = s.starts.Enter(ctx, person.String())
	var wait *gate.Wait
	if errors.As(err, &wait) {
		return nil, ErrStartQueue.After(wait.Again).Fact("place", wait.Place).Fact("seconds", int(math.Ceil(wait.For.Seconds())))
	}
	return leave, err
}
