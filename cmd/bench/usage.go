package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"lentera/internal/lab"
)

// usage is what server and Postgres have used since they started.
type usage struct {
	server, postgres time.Duration // processor time
	generator        time.Duration // processor time of this program
	serverRSS        int64         // bytes now
	postgresRSS      int64         // bytes now, shared memory counted once per process that touched it
	wal              int64         // bytes written
	rows             int64         // inserted, updated, deleted
}

type process struct {
	parent int
	name   string
	cpu    time.Duration
	rss    int64
}

const ticksPerSecond = 100 // USER_HZ

// processes reads /proc; a process that ends meanwhile is left out.
func processes() map[int]process {
	out := map[int]process{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, file := range stats {
		text, err := os.ReadFile(file) //nolint:gosec // /proc
		if err != nil {
			continue
		}
		end := strings.LastIndexByte(string(text), ')')
		start := strings.IndexByte(string(text), '(')
		f := strings.Fields(string(text[end+1:]))
		if start < 0 || len(f) < 22 {
			continue
		}
		n := func(i int) int64 { v, _ := strconv.ParseInt(f[i], 10, 64); return v }
		pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		// utime stime and those of children that ended (backends of Postgres)
		ticks := n(11) + n(12) + n(13) + n(14)
		out[pid] = process{parent: int(n(1)), name: string(text[start+1 : end]), cpu: time.Duration(ticks) * time.Second / ticksPerSecond,
			rss: n(21) * int64(os.Getpagesize())}
	}
	return out
}

func measureUse(ctx context.Context, school *lab.School, pool *sql.DB) (u usage, err error) {
	all := processes()
	root := school.Server.PID()
	below := func(pid int) bool {
		for range 20 {
			if pid == root {
				return true
			}
			p, ok := all[pid]
			if !ok {
				return false
			}
			pid = p.parent
		}
		return false
	}
	for pid, p := range all {
		switch {
		case pid == os.Getpid():
			u.generator = p.cpu
		case pid == root:
			u.server, u.serverRSS = p.cpu, p.rss
		case strings.HasPrefix(p.name, "postgres") && below(pid):
			u.postgres += p.cpu
			u.postgresRSS += p.rss
		}
	}
	err = pool.QueryRowContext(ctx, `SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint,
		(SELECT tup_inserted + tup_updated + tup_deleted FROM pg_stat_database WHERE datname = current_database())`).Scan(&u.wal, &u.rows)
	return u, err
}

// since gives what was used after before; memory is as it is now.
func (u usage) since(before usage) usage {
	u.server, u.postgres, u.generator = u.server-before.server, u.postgres-before.postgres, u.generator-before.generator
	u.wal, u.rows = u.wal-before.wal, u.rows-before.rows
	return u
}

// print tells it all together and for each of n things called what.
func (u usage) print(n int, what string) {
	each := float64(max(n, 1))
	ms := func(d time.Duration) float64 { return float64(d.Milliseconds()) / each }
	fmt.Printf("processor: server %.1f s, Postgres %.1f s, this load generator %.1f s; for each %s %.1f ms + %.1f ms = %.1f ms\n", u.server.Seconds(),
		u.postgres.Seconds(), u.generator.Seconds(), what, ms(u.server), ms(u.postgres), ms(u.server+u.postgres))
	fmt.Printf("memory: server %d MiB, Postgres %d MiB (shared pages counted in each of its processes)\n", u.serverRSS>>20, u.postgresRSS>>20)
	fmt.Printf("written for each %s: %.1f rows, %.1f kB of WAL\n", what, float64(u.rows)/each, float64(u.wal)/each/1000)
}
