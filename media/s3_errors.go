package media

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/minio/minio-go/v7"
)

// storeError translates the store's words: not there, outside, away. What is
// left (refused keys, a wrong bucket) is our own mistake and stays as it is.
func storeError(err error) error {
	if err == nil {
		return nil
	}
	answer := minio.ToErrorResponse(err)
	switch {
	case answer.Code == "NoSuchKey" || answer.Code == "NotFound":
		return ErrNoBlob
	case answer.Code == "InvalidRange" || answer.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		return ErrBlobRange
	case answer.StatusCode >= http.StatusInternalServerError || answer.Code == "SlowDown":
		return away(err)
	}
	var network net.Error
	switch {
	case errors.As(err, &network), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled),
		errors.Is(err, io.EOF) && answer.StatusCode == 0:
		return away(err)
	}
	return err
}

func away(err error) error { return ErrStoreAway.Because(err).After(5 * time.Second) }
