package media

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Options say where the store is. Nothing is optional but Secure.
type S3Options struct {
	Endpoint  string // host:port
	AccessKey string
	SecretKey string
	Region    string // "us-east-1" where the store has no regions
	Bucket    string
	Secure    bool // speak TLS
}

const (
	// answersWithin bounds how long a person waits for a store that is away.
	answersWithin = 1500 * time.Millisecond
	connectWithin = time.Second
	storesWithin  = 30 * time.Second // after the last byte was sent
)

// S3 is an object store that speaks the S3 protocol.
type S3 struct {
	bucket string
	region string
	read   *minio.Core // asks once: a person waits
	write  *minio.Client
}

// NewS3 makes the client; it does not connect yet.
func NewS3(o S3Options) (*S3, error) {
	transport := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: connectWithin, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   connectWithin,
		ResponseHeaderTimeout: storesWithin,
		MaxIdleConns:          256,
		MaxIdleConnsPerHost:   256,
		IdleConnTimeout:       time.Minute,
		DisableCompression:    true, // objects come back byte for byte
	}
	options := func(tries int) *minio.Options {
		return &minio.Options{Creds: credentials.NewStaticV4(o.AccessKey, o.SecretKey, ""), Secure: o.Secure,
			Region: o.Region, Transport: transport, MaxRetries: tries}
	}
	read, err := minio.NewCore(o.Endpoint, options(1))
	if err != nil {
		return nil, fmt.Errorf("object store address: %w", err)
	}
	write, err := minio.New(o.Endpoint, options(4))
	if err != nil {
		return nil, fmt.Errorf("object store address: %w", err)
	}
	return &S3{bucket: o.Bucket, region: o.Region, read: read, write: write}, nil
}

// EnsureBucket makes the bucket when it is not there.
func (s *S3) EnsureBucket(ctx context.Context) error {
	have, err := s.write.BucketExists(ctx, s.bucket)
	if err != nil {
		return storeError(err)
	}
	if have {
		return nil
	}
	err = s.write.MakeBucket(ctx, s.bucket, minio.MakeBucketOptions{Region: s.region})
	if code := minio.ToErrorResponse(err).Code; code == "BucketAlreadyOwnedByYou" || code == "BucketAlreadyExists" {
		return nil // another process was faster
	}
	return storeError(err)
}

// Put streams r; a file is sent from the disk, never held in memory whole.
func (s *S3) Put(ctx context.Context, key string, r io.Reader, size int64, contentType string) error {
	opt := minio.PutObjectOptions{ContentType: contentType}
	// The client frames even an empty body for signing; some stores read only
	// the announced nothing and then take the frame for the next request.
	opt.DisableContentSha256 = size == 0
	_, err := s.write.PutObject(ctx, s.bucket, key, r, size, opt)
	return storeError(err)
}

// Get opens a part. Opening takes at most answersWithin; reading lasts as long
// as ctx.
func (s *S3) Get(ctx context.Context, key string, from, to int64) (io.ReadCloser, BlobInfo, error) {
	var opt minio.GetObjectOptions
	if from < 0 {
		return nil, BlobInfo{}, ErrBlobRange
	}
	if from > 0 || to >= 0 {
		value := "bytes=" + strconv.FormatInt(from, 10) + "-"
		if to >= 0 {
			value += strconv.FormatInt(to, 10)
		}
		opt.Set("Range", value)
	}
	ctx, cancel := context.WithCancel(ctx)
	late := time.AfterFunc(answersWithin, cancel)
	body, info, header, err := s.read.GetObject(ctx, s.bucket, key, opt)
	if !late.Stop() && err == nil {
		_ = body.Close()
		err = context.DeadlineExceeded
	}
	if err != nil {
		cancel()
		return nil, BlobInfo{}, storeError(err)
	}
	whole := BlobInfo{Bytes: info.Size, ContentType: info.ContentType}
	if _, total, ok := strings.Cut(header.Get("Content-Range"), "/"); ok {
		if n, err := strconv.ParseInt(total, 10, 64); err == nil {
			whole.Bytes = n
		}
	}
	return &cancelling{body, cancel}, whole, nil
}

// Stat asks for size and type only.
func (s *S3) Stat(ctx context.Context, key string) (BlobInfo, error) {
	ctx, cancel := context.WithTimeout(ctx, answersWithin)
	defer cancel()
	info, err := s.read.StatObject(ctx, s.bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return BlobInfo{}, storeError(err)
	}
	return BlobInfo{Bytes: info.Size, ContentType: info.ContentType}, nil
}

// Delete removes the object.
func (s *S3) Delete(ctx context.Context, key string) error {
	err := storeError(s.write.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{}))
	if err == ErrNoBlob { //nolint:errorlint // storeError gives it bare
		return nil
	}
	return err
}

// cancelling ends the request to the store with its reader.
type cancelling struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (c *cancelling) Close() error {
	c.cancel()
	return c.ReadCloser.Close()
}
