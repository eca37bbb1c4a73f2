package embedded

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
)

var heldByOther = regexp.MustCompile(`lock file .* already exists|pre-existing shared memory block`)

// isStillClosing tells from the log that an older server of this cluster has
// not ended yet, which passes by itself.
func isStillClosing(log []byte) bool { return heldByOther.Match(log) }

// clearStaleLock removes postmaster.pid when its process id belongs to an
// unrelated process or to a zombie (usual in containers, where ids start again
// at 1) and no process at all works in the cluster's directory. While any does,
// even an orphan of a killed server, the file stays: two servers on one cluster
// would destroy it. The caller holds the data folder's Lock.
func clearStaleLock(cluster string) error {
	real, err := filepath.EvalSymlinks(cluster)
	if err != nil {
		return err
	}
	if _, err := os.Readlink("/proc/self/cwd"); err != nil {
		return nil // no /proc, no evidence
	}
	working, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil {
		return err
	}
	for _, link := range working {
		dir, err := os.Readlink(link)
		if err == nil && dir == real {
			return nil
		}
		if errors.Is(err, fs.ErrPermission) && os.Geteuid() == 0 {
			return nil // root without the right to look: assume the worst
		}
	}
	return removeFile(filepath.Join(real, "postmaster.pid"))
}
