package embedded

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
)

var heldByOther = regexp.MustCompile(`lock file .* already exists|pre-existing shared memory block`)

// isStillClosing tells from the log that an older server of this cluster has
// not ended yet, which passes by itself.
func isStillClosing(log []byte) bool { return heldByOther.Match(log) }

// clearStaleLock removes postmaster.pid when its process id belongs to an
// unrelated process or to a zombie (usual in containers, where ids start again
// at 1) and no server process works in the cluster's directory. While one may,
// even an orphan of a killed server, the file stays: two servers on one cluster
// would destroy it. The caller holds the data folder's Lock.
func clearStaleLock(cluster string) error {
	real, err := filepath.EvalSymlinks(cluster)
	if err != nil {
		return err
	}
	owner, err := os.Stat(real)
	if err != nil {
		return err
	}
	if _, err := os.Readlink("/proc/self/cwd"); err != nil {
		return nil // no /proc, no evidence
	}
	processes, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		return err
	}
	for _, process := range processes {
		if mayServe(process, real, owner.Sys().(*syscall.Stat_t).Uid) {
			return nil
		}
	}
	return removeFile(filepath.Join(real, "postmaster.pid"))
}

// mayServe tells whether a process (a directory below /proc) could belong to a
// server of cluster. Only its owner's processes called postgres can, and those
// stay in the cluster's directory. Where we may not look, the answer is yes.
func mayServe(process, cluster string, owner uint32) bool {
	info, err := os.Stat(process)
	if err != nil || info.Sys().(*syscall.Stat_t).Uid != owner {
		return false
	}
	name, err := os.ReadFile(filepath.Join(process, "comm"))
	if err != nil || strings.TrimSpace(string(name)) != "postgres" {
		return false
	}
	dir, err := os.Readlink(filepath.Join(process, "cwd"))
	if errors.Is(err, fs.ErrNotExist) { // ended meanwhile, or a zombie
		return false
	}
	return err != nil || dir == cluster
}
