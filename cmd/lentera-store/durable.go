package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3response"
)

// durable makes versitygw's file backend keep its promises over a power cut.
// The backend itself never calls fsync, so an object acknowledged with 200
// could be empty afterwards. Here an answer is given only when the object's
// bytes and attributes, and every directory entry up to the store's root, are
// on disk.
type durable struct {
	*posix.Posix
	root    string // absolute: <root>/<bucket>/<key>
	sideCar string // where attributes are files; "" when they are xattrs of the object
}

var _ backend.Backend = durable{}

func (d durable) CreateBucket(ctx context.Context, in *s3.CreateBucketInput, acl []byte) error {
	if err := d.Posix.CreateBucket(ctx, in, acl); err != nil {
		return err
	}
	return d.sync(text(in.Bucket), "")
}

// PutObject also syncs the bytes before they take the object's name, so that a
// power cut while an object is being replaced leaves the old or the new one.
func (d durable) PutObject(ctx context.Context, in s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	out, err := d.PutObjectWithPostFunc(ctx, in, func(f *os.File) error { return f.Sync() })
	if err != nil {
		return out, err
	}
	return out, d.sync(text(in.Bucket), text(in.Key))
}

func (d durable) CopyObject(ctx context.Context, in s3response.CopyObjectInput) (s3response.CopyObjectOutput, error) {
	out, err := d.Posix.CopyObject(ctx, in)
	if err != nil {
		return out, err
	}
	return out, d.sync(text(in.Bucket), text(in.Key))
}

func (d durable) CompleteMultipartUpload(ctx context.Context, in *s3.CompleteMultipartUploadInput) (s3response.CompleteMultipartUploadResult, string, error) {
	out, version, err := d.Posix.CompleteMultipartUpload(ctx, in)
	if err != nil {
		return out, version, err
	}
	return out, version, d.sync(text(in.Bucket), text(in.Key))
}

// sync brings one object, or with an empty key a bucket, to disk.
func (d durable) sync(bucket, key string) error {
	if err := syncUpTo(filepath.Join(d.root, bucket, key), d.root); err != nil {
		return fmt.Errorf("fsync object: %w", err)
	}
	if d.sideCar == "" {
		return nil
	}
	attributes := filepath.Join(d.sideCar, bucket, key, "meta")
	files, err := os.ReadDir(attributes)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, file := range files {
		if err := syncPath(filepath.Join(attributes, file.Name())); err != nil {
			return fmt.Errorf("fsync attribute: %w", err)
		}
	}
	return syncUpTo(attributes, d.sideCar)
}

// syncUpTo syncs path and every directory above it up to root, because each of
// them may have been made for this object. A path replaced or deleted by
// another request meanwhile is that request's to sync.
func syncUpTo(path, root string) error {
	for ; ; path = filepath.Dir(path) {
		if err := syncPath(path); err != nil {
			return err
		}
		if path == root || len(path) <= len(root) {
			return nil
		}
	}
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return f.Sync()
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
