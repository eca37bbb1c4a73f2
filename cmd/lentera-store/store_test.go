package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/s3response"
)

func open(t *testing.T, root string) durable {
	t.Helper()
	before, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	store, err := openStore(root) // changes the working directory
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		store.Shutdown()
		if err := os.Chdir(before); err != nil {
			t.Error(err)
		}
	})
	return store
}

func pointer[T any](v T) *T { return &v }

func put(t *testing.T, store durable, key, content, contentType string) {
	t.Helper()
	_, err := store.PutObject(context.Background(), s3response.PutObjectInput{
		Bucket: pointer("media"), Key: &key, Body: strings.NewReader(content),
		ContentLength: pointer(int64(len(content))), ContentType: &contentType,
	})
	if err != nil {
		t.Fatal(err)
	}
}

func makeBucket(t *testing.T, store durable) {
	t.Helper()
	ctx := context.WithValue(context.Background(), "account", auth.Account{Access: "a", Role: auth.RoleAdmin}) //nolint:staticcheck // the library's key
	if err := store.CreateBucket(ctx, &s3.CreateBucketInput{
		Bucket: pointer("media"), CreateBucketConfiguration: &types.CreateBucketConfiguration{},
	}, nil); err != nil {
		t.Fatal(err)
	}
}

// Both ways of keeping attributes give an object back as it was put, after the
// store was opened anew.
func TestObjectComesBack(t *testing.T) {
	for _, where := range []string{inXattrs, inSideCar} {
		t.Run(where, func(t *testing.T) {
			root := t.TempDir()
			if where == inSideCar {
				if err := os.WriteFile(filepath.Join(root, "attributes"), []byte(inSideCar+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			t.Run("put", func(t *testing.T) {
				store := open(t, root)
				makeBucket(t, store)
				put(t, store, "caption/1/id.vtt", "first", "text/plain")
				put(t, store, "caption/1/id.vtt", "WEBVTT", "text/vtt")
			})
			store := open(t, root)
			got, err := store.GetObject(context.Background(), &s3.GetObjectInput{
				Bucket: pointer("media"), Key: pointer("caption/1/id.vtt"), Range: pointer("")})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = got.Body.Close() }()
			body, err := io.ReadAll(got.Body)
			if err != nil || string(body) != "WEBVTT" || *got.ContentType != "text/vtt" || *got.ETag == "" {
				t.Errorf("got %q, %s, %s, %v", body, *got.ContentType, *got.ETag, err)
			}
		})
	}
}

func TestStoreWithoutItsXattrsIsRefused(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "attributes"), []byte(inXattrs+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := attributesIn(root, filepath.Join(root, "nowhere")); err == nil || !strings.Contains(err.Error(), "cp -a") {
		t.Errorf("want a refusal that says how to copy, got %v", err)
	}
	if err := os.WriteFile(filepath.Join(root, "attributes"), []byte("somewhere"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := attributesIn(root, root); err == nil {
		t.Error("an unknown note was accepted")
	}
}

func TestUnfinishedUploadsAreSwept(t *testing.T) {
	objects := t.TempDir()
	temp := filepath.Join(objects, "media", posix.MetaTmpDir)
	part := filepath.Join(temp, "multipart", "upload", "1")
	body, object := filepath.Join(temp, "abc.123"), filepath.Join(objects, "media", "kept")
	if err := os.MkdirAll(filepath.Dir(part), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{part, body, object} {
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := sweepUnfinished(objects); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(body); !os.IsNotExist(err) {
		t.Errorf("the unfinished body stayed: %v", err)
	}
	for _, path := range []string{part, object} {
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestSettingsAreRequired(t *testing.T) {
	env := map[string]string{
		"LENTERA_STORE_ROOT": "/data", "LENTERA_STORE_LISTEN": "127.0.0.1:1",
		"LENTERA_STORE_ACCESS_KEY": "a", "LENTERA_STORE_SECRET_KEY": "s",
	}
	if cfg, err := readSettings(func(k string) string { return env[k] }); err != nil || cfg.region != "us-east-1" || cfg.parent != os.Getppid() {
		t.Errorf("%+v, %v", cfg, err)
	}
	for missing := range env {
		if _, err := readSettings(func(k string) string {
			if k == missing {
				return ""
			}
			return env[k]
		}); err == nil {
			t.Errorf("started without %s", missing)
		}
	}
}

func TestUnknownAccessKeyIsNoUser(t *testing.T) {
	only := newAccount("a", "s")
	if found, err := only.GetUserAccount("a"); err != nil || found.Secret != "s" {
		t.Errorf("%+v, %v", found, err)
	}
	if _, err := only.GetUserAccount("b"); err != auth.ErrNoSuchUser { //nolint:errorlint // compared so by the library
		t.Errorf("got %v", err)
	}
}
