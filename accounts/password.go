package accounts

import (
	"context"
	"errors"
	"math"
	"time"

	"lentera/accounts/credential"
	"lentera/internal/fault"
	"lentera/internal/gate"
)

// refusal makes one field error per reason against a password.
func refusal(reasons []credential.Reason, pointer string) error {
	if len(reasons) == 0 {
		return nil
	}
	f := ErrPasswordRefused.Detail(reasons[0].ID, reasons[0].EN)
	for _, r := range reasons {
		f = f.At(fault.Field{Pointer: pointer, Code: r.Code, ID: r.ID, EN: r.EN})
	}
	return f
}

// queue lets a caller at a door that hashes a password in, when it is their
// turn; leave must then be called. It comes before anything is asked of the
// database or charged to a counter: however many come at once, a few are at
// work, and an office behind one address does not count as a guesser because
// its people wait. Refused: ErrBusy with place and time. The place belongs to
// the name as it was typed, from that network.
func (s *Service) queue(ctx context.Context, name string, door Door) (leave func(), err error) {
	leave, err = s.hashDoor.Enter(ctx, string(s.keyed("queue", name, networkOf(door.Address))))
	var wait *gate.Wait
	if errors.As(err, &wait) {
		return nil, ErrBusy.After(wait.Again).Fact("place", wait.Place).Fact("seconds", int(math.Ceil(wait.For.Seconds())))
	}
	return leave, err
}

// busy translates a request that ended before its hash had a turn.
func busy(err error) error {
	if errors.Is(err, credential.ErrBusy) {
		return ErrBusy.After(time.Second)
	}
	return err
}
