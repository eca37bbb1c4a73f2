package media

import (
	"context"
	"errors"
	"io"
)

// Blobs is the object store as Lentera needs it. Keys are flat
// ("files/<id>/<name>"): a key is never a prefix of another one, because some
// stores keep keys as paths.
//
// Every method returns ErrNoBlob when the key is not there and ErrStoreAway (a
// fault.Unavailable) when the store cannot be reached in time.
type Blobs interface {
	// EnsureBucket makes the place for objects when it is not there; a program
	// calls it once at its start.
	EnsureBucket(ctx context.Context) error
	// Put stores exactly size bytes of r under key, replacing what was there.
	// A reader that ends early stores nothing.
	Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error
	// Get opens bytes from to to, both included; to < 0 means to the end. The
	// reader must be closed; it lives as long as ctx. from beyond the end is
	// ErrBlobRange.
	Get(ctx context.Context, key string, from, to int64) (io.ReadCloser, BlobInfo, error)
	// Stat tells what is there without reading it.
	Stat(ctx context.Context, key string) (BlobInfo, error)
	// Delete removes the object; a key that is not there is no error.
	Delete(ctx context.Context, key string) error
}

// BlobInfo describes a whole object, also when only a part of it is read.
type BlobInfo struct {
	Bytes       int64
	ContentType string
}

// What a store answers besides ErrStoreAway; plain errors, because no person
// ever meets them.
var (
	ErrNoBlob    = errors.New("media: no such object")
	ErrBlobRange = errors.New("media: range outside the object")
)
