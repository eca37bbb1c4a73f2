package embedded

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestServerAccount(t *testing.T) {
	t.Parallel()
	const root, nobody = "root:x:0:0::/root:/bin/sh\n", "nobody:x:65534:65534::/:/bin/false\n"
	for name, c := range map[string]struct {
		euid   int
		passwd string
		want   uint32
		drop   bool
	}{
		"ordinary user runs it as themself": {euid: 1234, passwd: root, want: 1234},
		"root prefers postgres":             {passwd: root + nobody + "postgres:x:101:104::/:/bin/sh\n", want: 101, drop: true},
		"root takes nobody":                 {passwd: root + "x:x:1000:1000::/:/bin/sh\n" + nobody, want: 65534, drop: true},
		"root takes any ordinary user":      {passwd: root + "daemon:x:1:1::/:/bin/sh\nbudi:x:1001:1001::/:/bin/sh\n", want: 1001, drop: true},
		"a second root is not taken":        {passwd: root + "postgres:x:0:0::/:/bin/sh\n" + nobody, want: 65534, drop: true},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "passwd")
			if err := os.WriteFile(file, []byte(c.passwd), 0o644); err != nil {
				t.Fatal(err)
			}
			user, drop, err := serverAccount(c.euid, file)
			if err != nil || user.uid != c.want || drop != c.drop {
				t.Errorf("got uid %d, drop %v, %v", user.uid, drop, err)
			}
		})
	}
	file := filepath.Join(t.TempDir(), "passwd")
	if err := os.WriteFile(file, []byte(root), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := serverAccount(0, file); err == nil || !strings.Contains(err.Error(), "useradd") {
		t.Errorf("with root alone the error has to say what to do: %v", err)
	}
}

// ordinaryUser is someone other than root to run a child as.
func ordinaryUser(t *testing.T) account {
	t.Helper()
	users, err := readPasswd("/etc/passwd")
	if err != nil {
		t.Fatal(err)
	}
	best := account{}
	for _, u := range users {
		if u.uid >= 1000 && (best.uid == 0 || u.uid < best.uid) { // nobody, if there is no other
			best = u
		}
	}
	if best.uid == 0 {
		t.Fatal("/etc/passwd names no ordinary user")
	}
	return best
}

// As root the whole life is repeated as an ordinary user; as an ordinary user
// the role is simply played by that user.
func TestRunsAsOrdinaryUser(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	cmd := self(t, "restart", dir)
	want := os.Geteuid()
	if want == 0 {
		user := ordinaryUser(t)
		want = int(user.uid)
		if err := os.Chown(dir, int(user.uid), int(user.gid)); err != nil {
			t.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: user.uid, Gid: user.gid}}
		cmd.Dir = "/"
	}
	out, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != strconv.Itoa(want) {
		t.Fatalf("as uid %d: %v: %s", want, err, out)
	}
	owner, err := ownerOf(filepath.Join(dir, clusterName), "/etc/passwd")
	if err != nil || int(owner.uid) != want {
		t.Errorf("the cluster belongs to %d (%v), want %d", owner.uid, err, want)
	}
	// Root may take over a user's data folder: the server keeps its user.
	pg := startPostgres(t, PostgresOptions{DataDir: dir, Fsync: true})
	if err := expectRows(pg.DSN(), 2); err != nil {
		t.Error(err)
	}
}

// A checkout below a 0700 home: an ordinary user owns it and keeps the cluster
// there; root's server user cannot get in, so the cluster moves out.
func TestDataFolderBelowAPrivateDirectory(t *testing.T) {
	t.Parallel()
	home, parent := openDir(t), openDir(t)
	if err := os.Chmod(home, 0o700); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(home, "lentera", "data")
	opts := PostgresOptions{DataDir: dir, Parent: parent, Fsync: true}
	pg := startPostgres(t, opts)
	if err := execute(pg.DSN(), "CREATE TABLE kept (id int)", "INSERT INTO kept VALUES (1)"); err != nil {
		t.Fatal(err)
	}
	stopPostgres(t, pg)
	if os.Geteuid() != 0 {
		if pg.Cluster() != filepath.Join(dir, clusterName) {
			t.Errorf("the cluster is in %s", pg.Cluster())
		}
		return
	}
	if !strings.HasPrefix(pg.Cluster(), parent+"/") {
		t.Errorf("the cluster is in %s, not below %s", pg.Cluster(), parent)
	}
	if noted, err := os.ReadFile(filepath.Join(dir, locationFile)); err != nil || strings.TrimSpace(string(noted)) != pg.Cluster() {
		t.Errorf("noted %q, %v", noted, err)
	}
	// The note wins over any other choice, and survives moving the folder.
	moved := filepath.Join(home, "moved")
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	again := startPostgres(t, PostgresOptions{DataDir: moved, Parent: openDir(t), Fsync: true})
	if err := expectRows(again.DSN(), 1); err != nil {
		t.Error(err)
	}
	stopPostgres(t, again)
	refuseLostCluster(t, moved, pg.Cluster())
}

// refuseLostCluster: an empty database in place of a lost one would be a lie.
func refuseLostCluster(t *testing.T, dir, cluster string) {
	t.Helper()
	if err := os.Rename(cluster, cluster+".away"); err != nil {
		t.Fatal(err)
	}
	_, err := StartPostgres(context.Background(), PostgresOptions{DataDir: dir, Log: quiet()})
	if err == nil || !strings.Contains(err.Error(), cluster) {
		t.Errorf("a lost cluster has to be refused by name: %v", err)
	}
}

func TestFolderNamesAreDistinct(t *testing.T) {
	t.Parallel()
	long := "/" + strings.Repeat("very-long-name/", 20)
	names := map[string]string{}
	for _, dir := range []string{"/a/b", "/a-b", "/a/b/c", long + "x", long + "y"} {
		name := folderName(dir)
		if strings.ContainsAny(name, "/") || len(name) > 80 || names[name] != "" {
			t.Errorf("%s and %s become %s", dir, names[name], name)
		}
		names[name] = dir
	}
}

func TestForeignDirectoryIsNeverTouched(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	precious := filepath.Join(dir, clusterName, "thesis.odt")
	if err := os.MkdirAll(filepath.Dir(precious), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(precious, []byte("years of work"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := StartPostgres(context.Background(), PostgresOptions{DataDir: dir, Log: quiet()}); err == nil {
		t.Fatal("a foreign directory was taken for a database")
	}
	if _, err := os.Stat(precious); err != nil {
		t.Error(err)
	}
}

func TestInterruptedInitIsRebuilt(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	half := filepath.Join(dir, initPrefix+"123")
	if err := os.MkdirAll(filepath.Join(half, "base"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(half, "PG_VERSION"), []byte("15\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	pg := startPostgres(t, PostgresOptions{DataDir: dir})
	if err := execute(pg.DSN(), "SELECT 1"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(half); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the unfinished cluster is still there: %v", err)
	}
}
