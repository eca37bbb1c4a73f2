package embedded

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

const (
	// systemParent holds the clusters of data folders that the user PostgreSQL
	// runs as cannot reach, one sub-directory each.
	systemParent = "/var/lib/lentera"
	locationFile = "postgres.location"
	clusterName  = "postgres"
	// initPrefix begins the directories in which a cluster is being made.
	initPrefix = "postgres.init-"
)

// place is where one data folder's cluster lives and who runs it.
type place struct {
	cluster string // absolute path, may not exist yet
	user    account
	drop    bool // run as user instead of as ourselves
}

// findPlace decides where the cluster of dataDir is. A place recorded earlier
// always wins. Otherwise it is <dataDir>/postgres, unless we are root and the
// user the server runs as cannot get there (a checkout below a 0700 home):
// then it is <parent>/<name of the data folder>/postgres.
func findPlace(dataDir, parent, passwdFile string) (place, error) {
	euid := os.Geteuid()
	user, drop, err := serverAccount(euid, passwdFile)
	if err != nil {
		return place{}, err
	}
	p := place{user: user, drop: drop, cluster: filepath.Join(dataDir, clusterName)}
	recorded, err := os.ReadFile(filepath.Join(dataDir, locationFile))
	switch {
	case err == nil:
		p.cluster = strings.TrimSpace(string(recorded))
		if !isCluster(p.cluster) {
			return place{}, fmt.Errorf("%s says the database is in %s, but there is none: bring it back, "+
				"or delete that file to begin with an empty database", filepath.Join(dataDir, locationFile), p.cluster)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return place{}, err
	case drop && !isCluster(p.cluster) && !user.reachable(p.cluster):
		p.cluster = filepath.Join(parent, folderName(dataDir), clusterName)
	}
	return p.withOwner(euid, passwdFile)
}

// withOwner lets an existing cluster be run by the user who owns it.
func (p place) withOwner(euid int, passwdFile string) (place, error) {
	owner, err := ownerOf(p.cluster, passwdFile)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err != nil {
		return place{}, err
	}
	switch {
	case owner.uid == p.user.uid:
	case euid != 0:
		return place{}, fmt.Errorf("the database in %s belongs to the user %s: start Lentera as that user or as root", p.cluster, owner.name)
	case owner.uid == 0 && isCluster(p.cluster):
		return place{}, fmt.Errorf("the database in %s belongs to root, who may not run PostgreSQL: give it to %s with `chown -R %s %s`",
			p.cluster, p.user.name, p.user.name, p.cluster)
	case owner.uid != 0:
		p.user = owner
	}
	if p.drop && !p.user.reachable(p.cluster) {
		return place{}, fmt.Errorf("the user %s, who runs the database, may not enter a directory above %s: allow it with chmod o+x on each", p.user.name, p.cluster)
	}
	return p, nil
}

// folderName derives the name of a cluster's directory from its data folder:
// readable, and distinct for distinct folders.
func folderName(dataDir string) string {
	sum := sha256.Sum256([]byte(dataDir))
	readable := strings.Trim(strings.ReplaceAll(dataDir, string(filepath.Separator), "-"), "-")
	if len(readable) > 60 {
		readable = readable[len(readable)-60:]
	}
	return readable + "-" + hex.EncodeToString(sum[:4])
}

// isCluster reports whether dir holds a cluster that was made to its end.
func isCluster(dir string) bool {
	for _, file := range []string{"PG_VERSION", filepath.Join("global", "pg_control")} {
		if _, err := os.Stat(filepath.Join(dir, file)); err != nil {
			return false
		}
	}
	return true
}

// clusterMajor is the PostgreSQL version that made the cluster, 0 if there is none.
func clusterMajor(dir string) (int, error) {
	text, err := os.ReadFile(filepath.Join(dir, "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.Atoi(strings.TrimSpace(string(text)))
}
