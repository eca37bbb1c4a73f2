package accounts

import (
	"errors"
	"time"

	"lentera/accounts/credential"
	"lentera/internal/fault"
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

// busy translates a full waiting room in front of the hasher.
func busy(err error) error {
	if errors.Is(err, credential.ErrBusy) {
		return ErrBusy.After(5 * time.Second)
	}
	return err
}
