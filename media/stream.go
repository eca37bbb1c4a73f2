package media

import (
	"context"
	"io"
	"time"
)

const (
	// streamsFor bounds one response; a browser asks again for the rest.
	streamsFor = 10 * time.Minute
	// stallsFor bounds one wait for the store in the middle of a response.
	stallsFor = 10 * time.Second
)

// Open is a whole operation: it opens a part of a file the caller has already
// found with Find. The reader outlives the request's context, because the body
// is sent after the handler has returned; it ends by itself after streamsFor,
// or when the store stalls, and must be closed.
func (s *Service) Open(ctx context.Context, f File, from, to int64) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), streamsFor)
	body, _, err := s.blobs.Get(ctx, f.ObjectKey, from, to)
	if err != nil {
		cancel()
		return nil, err
	}
	return &stream{body: body, cancel: cancel, stalls: stallsFor}, nil
}

type stream struct {
	body   io.ReadCloser
	cancel context.CancelFunc
	stalls time.Duration
}

// Read passes on, ending the whole stream when the store keeps silent.
func (s *stream) Read(p []byte) (int, error) {
	stalled := time.AfterFunc(s.stalls, s.cancel)
	defer stalled.Stop()
	return s.body.Read(p)
}

func (s *stream) Close() error {
	s.cancel()
	return s.body.Close()
}
