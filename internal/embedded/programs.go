package embedded

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// usableBy returns the release in bin where user can run it: as it is, or,
// when a directory above it is closed to that user, as a copy below parent.
func usableBy(ctx context.Context, bin binaries, p place, parent string) (binaries, error) {
	tree := filepath.Dir(bin.dir)
	if !p.drop || p.user.reachesAll(bin.dir, filepath.Join(tree, "lib"), filepath.Join(tree, "share")) {
		return bin, nil
	}
	if _, err := os.Stat(filepath.Join(tree, "share")); err != nil {
		return binaries{}, fmt.Errorf("the user %s may not enter a directory above %s: allow it with chmod o+x on each", p.user.name, bin.dir)
	}
	target := filepath.Join(parent, "programs", fmt.Sprintf("%d-%s", bin.major, folderName(tree)))
	if found, err := inspectBinaries(ctx, filepath.Join(target, "bin")); err == nil && found.major == bin.major {
		return found, nil
	}
	if err := copyTree(ctx, tree, target); err != nil {
		return binaries{}, fmt.Errorf("copy PostgreSQL to %s: %w", target, err)
	}
	return inspectBinaries(ctx, filepath.Join(target, "bin"))
}

// copyTree copies a directory so that target appears whole or not at all.
func copyTree(ctx context.Context, source, target string) error {
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	temp, err := os.MkdirTemp(filepath.Dir(target), "copy-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(temp) }()
	copied := filepath.Join(temp, "tree")
	if out, err := exec.CommandContext(ctx, "cp", "-R", "-P", source, copied).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, lastLines(out, 2))
	}
	if out, err := exec.CommandContext(ctx, "chmod", "-R", "u+rwX,go+rX", copied).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, lastLines(out, 2))
	}
	if err := os.RemoveAll(target); err != nil {
		return err
	}
	return os.Rename(copied, target)
}
