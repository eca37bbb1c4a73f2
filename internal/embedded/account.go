package embedded

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// account is an operating system user, as /etc/passwd names it.
type account struct {
	name     string
	uid, gid uint32
}

// serverAccount decides under whom PostgreSQL runs. An ordinary user runs it
// as themself (drop is false). Root must not: PostgreSQL refuses, so it runs
// as postgres, nobody or the first ordinary user of passwdFile. The user has
// to be listed there, because PostgreSQL looks its own name up.
func serverAccount(euid int, passwdFile string) (user account, drop bool, err error) {
	if euid != 0 {
		return account{uid: uint32(euid), gid: uint32(os.Getegid())}, false, nil
	}
	users, err := readPasswd(passwdFile)
	if err != nil {
		return account{}, false, err
	}
	for _, wanted := range []string{"postgres", "nobody"} {
		for _, u := range users {
			if u.name == wanted && u.uid != 0 {
				return u, true, nil
			}
		}
	}
	for _, u := range users {
		if u.uid >= 1000 {
			return u, true, nil
		}
	}
	return account{}, false, fmt.Errorf(
		"PostgreSQL must not run as root and %s names no other user: add one, for example with `useradd --system postgres`", passwdFile)
}

// ownerOf gives the account that owns path, so that a cluster keeps running
// under the user who made it even if a preferred one appears later.
func ownerOf(path, passwdFile string) (account, error) {
	info, err := os.Stat(path)
	if err != nil {
		return account{}, err
	}
	stat := info.Sys().(*syscall.Stat_t)
	owner := account{name: strconv.Itoa(int(stat.Uid)), uid: stat.Uid, gid: stat.Gid}
	users, err := readPasswd(passwdFile)
	if err != nil {
		return account{}, err
	}
	for _, u := range users {
		if u.uid == stat.Uid {
			owner.name = u.name
		}
	}
	return owner, nil
}

func readPasswd(file string) ([]account, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	var users []account
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), ":")
		if len(fields) < 4 {
			continue
		}
		uid, err1 := strconv.ParseUint(fields[2], 10, 32)
		gid, err2 := strconv.ParseUint(fields[3], 10, 32)
		if err1 == nil && err2 == nil {
			users = append(users, account{name: fields[0], uid: uint32(uid), gid: uint32(gid)})
		}
	}
	return users, lines.Err()
}

// reachable reports whether u may pass through every directory above path,
// judged by owner, group and others bits (access lists are not read). path
// itself need not exist.
func (u account) reachable(path string) bool {
	abs, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	dir := filepath.Dir(abs)
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	for ; ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err == nil && !u.mayEnter(info) {
			return false
		}
		if dir == filepath.Dir(dir) {
			return true
		}
	}
}

// reachesAll reports whether u may enter each of dirs that exists.
func (u account) reachesAll(dirs ...string) bool {
	for _, dir := range dirs {
		if !u.reachable(filepath.Join(dir, "file")) {
			return false
		}
	}
	return true
}

func (u account) mayEnter(dir os.FileInfo) bool {
	stat := dir.Sys().(*syscall.Stat_t)
	switch mode := dir.Mode().Perm(); {
	case u.uid == 0:
		return true
	case stat.Uid == u.uid:
		return mode&0o100 != 0
	case stat.Gid == u.gid:
		return mode&0o010 != 0
	default:
		return mode&0o001 != 0
	}
}
