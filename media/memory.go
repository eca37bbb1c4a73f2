package media

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"
)

// Memory is an object store in memory, for tests.
type Memory struct {
	mu      sync.RWMutex
	objects map[string]object
}

type object struct {
	data        []byte
	contentType string
}

// NewMemory makes an empty store.
func NewMemory() *Memory { return &Memory{objects: map[string]object{}} }

// EnsureBucket has nothing to make.
func (m *Memory) EnsureBucket(ctx context.Context) error { return ctx.Err() }

// Put stores a copy of the bytes.
func (m *Memory) Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(r, size+1))
	if err != nil {
		return fmt.Errorf("put %s: %w", key, err)
	}
	if int64(len(data)) != size {
		return fmt.Errorf("put %s: %d bytes announced, %d given: %w", key, size, len(data), io.ErrUnexpectedEOF)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.objects[key] = object{data: data, contentType: contentType}
	return nil
}

// Get reads a part; a Put meanwhile does not disturb it.
func (m *Memory) Get(ctx context.Context, key string, from, to int64) (io.ReadCloser, BlobInfo, error) {
	info, err := m.Stat(ctx, key)
	if err != nil {
		return nil, BlobInfo{}, err
	}
	m.mu.RLock()
	o := m.objects[key]
	m.mu.RUnlock()
	size := int64(len(o.data))
	if to < 0 || to >= size {
		to = size - 1
	}
	if from < 0 || (from > 0 && from >= size) || (to >= 0 && from > to) {
		return nil, info, ErrBlobRange
	}
	return io.NopCloser(bytes.NewReader(o.data[from : to+1])), info, nil
}

// Stat tells size and content type.
func (m *Memory) Stat(ctx context.Context, key string) (BlobInfo, error) {
	if err := ctx.Err(); err != nil {
		return BlobInfo{}, err
	}
	m.mu.RLock()
	defer m.mu.RUnlock()
	o, ok := m.objects[key]
	if !ok {
		return BlobInfo{}, ErrNoBlob
	}
	return BlobInfo{Bytes: int64(len(o.data)), ContentType: o.contentType}, nil
}

// Delete removes the object.
func (m *Memory) Delete(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.objects, key)
	return nil
}
