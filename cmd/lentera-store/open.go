package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pkg/xattr"
	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
)

// Where attributes (content type, ETag, user metadata) are kept, as noted in
// <root>/attributes when the store was first opened.
const (
	inXattrs  = "xattr"
	inSideCar = "sidecar"
)

// openStore opens the store under root, made if needed:
//
//	<root>/objects/     <bucket>/<key>, the objects themselves
//	<root>/sidecar/     their attributes, where the file system has no xattrs
//	<root>/attributes   which of the two is in use
//
// A store once opened with xattrs is refused on a file system without them
// (copied by a tool that drops them): every object would have lost its ETag.
func openStore(root string) (durable, error) {
	root, err := filepath.Abs(root)
	if err != nil {
		return durable{}, err
	}
	store := durable{root: filepath.Join(root, "objects")}
	if err := os.MkdirAll(store.root, 0o700); err != nil {
		return durable{}, err
	}
	if err := sweepUnfinished(store.root); err != nil {
		return durable{}, err
	}
	where, err := attributesIn(root, store.root)
	if err != nil {
		return durable{}, err
	}
	opts := posix.PosixOpts{
		Concurrency:         1000,
		CopyObjectThreshold: 5 << 30, // zero would refuse every copy
		// The server is the only one to write here, so a lock in memory is enough
		// and no lock file has to be cleaned up after a crash.
		ForceNoObjLockFile: true,
	}
	var attributes meta.MetadataStorer = meta.XattrMeta{}
	if where == inSideCar {
		store.sideCar = filepath.Join(root, "sidecar")
		if err := os.MkdirAll(store.sideCar, 0o700); err != nil {
			return durable{}, err
		}
		if attributes, err = meta.NewSideCar(store.sideCar); err != nil {
			return durable{}, err
		}
		opts.SideCarDir = store.sideCar
	}
	store.Posix, err = posix.New(store.root, attributes, opts)
	if err != nil {
		return durable{}, err
	}
	return store, syncUpTo(store.root, filepath.Dir(root))
}

// attributesIn reads, or decides and notes, where attributes are kept.
func attributesIn(root, objects string) (string, error) {
	note := filepath.Join(root, "attributes")
	noted, err := os.ReadFile(note)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", err
	}
	probe := tryXattr(objects)
	switch where := strings.TrimSpace(string(noted)); where {
	case inSideCar:
		return where, nil
	case inXattrs:
		if probe != nil {
			return "", fmt.Errorf("the objects in %s keep their attributes in xattrs, which this file system refuses (%w): "+
				"move the data folder back, copying with `cp -a` or `rsync -aX`", objects, probe)
		}
		return where, nil
	case "":
		where = inXattrs
		if probe != nil {
			where = inSideCar
		}
		if err := os.WriteFile(note, []byte(where+"\n"), 0o600); err != nil {
			return "", err
		}
		return where, syncPath(note)
	default:
		return "", fmt.Errorf("%s holds %q, expected %s or %s", note, where, inXattrs, inSideCar)
	}
}

// sweepUnfinished removes the bodies of uploads that were under way when the
// store was killed. Parts of multipart uploads stay: those go on or are aborted.
func sweepUnfinished(objects string) error {
	left, err := filepath.Glob(filepath.Join(objects, "*", posix.MetaTmpDir, "*"))
	for _, path := range left {
		if info, statErr := os.Lstat(path); statErr == nil && info.Mode().IsRegular() {
			err = errors.Join(err, os.Remove(path))
		}
	}
	return err
}

// tryXattr writes and removes an attribute. The library's own test only reads,
// which some file systems allow although they refuse the write.
func tryXattr(dir string) error {
	const name = "user.lentera-probe"
	if err := xattr.Set(dir, name, []byte("1")); err != nil {
		return err
	}
	return xattr.Remove(dir, name)
}
