// Command faultlab proves the first promise: it lets simulated learners answer
// while the server and its Postgres are killed under them, and then compares
// what was acknowledged with what is there.
//
//	faultlab -learners 200 -server-kills 5 -database-kills 1
//
// The learners keep a journal of every acknowledged act in this process, which
// nothing kills. Verdicts: lost (acknowledged, not there), altered (there, but
// other), foreign (never sent), unrecorded passes, doubled certificates or
// entries. It prints one line a verdict and exits non-zero on any. With
// -expect-loss it exits non-zero unless something was lost: the control run
// against a server built with the seeded fault.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"lentera/internal/lab"
)

type options struct {
	binary                               string
	learners, serverKills, databaseKills int
	gap                                  time.Duration
	expectLoss                           bool
}

func main() {
	var o options
	flag.StringVar(&o.binary, "binary", "bin/lentera", "the server to test")
	flag.IntVar(&o.learners, "learners", 200, "simulated learners")
	flag.IntVar(&o.serverKills, "server-kills", 5, "SIGKILLs of the server")
	flag.IntVar(&o.databaseKills, "database-kills", 1, "SIGKILLs of Postgres")
	flag.DurationVar(&o.gap, "gap", 4*time.Second, "time between faults")
	flag.BoolVar(&o.expectLoss, "expect-loss", false, "control: the server has the seeded fault, so losses must be found")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), 6*time.Minute)
	defer cancel()
	began := time.Now()
	work := func(school *lab.School) error { return run(ctx, o, school, began) }
	if err := lab.InThrowaway(ctx, o.binary, o.learners, 40, work); err != nil {
		fmt.Fprintln(os.Stderr, "faultlab:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, school *lab.School, began time.Time) error {
	server := school.Server
	fmt.Printf("faultlab: %d learners ready after %.1f s\n", o.learners, time.Since(began).Seconds())

	journal := newJournal()
	var stop atomic.Bool
	var wg sync.WaitGroup
	errs := make(chan error, o.learners)
	for i, l := range school.Learners {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := study(ctx, school, l, i%2 == 0, journal, &stop); err != nil {
				errs <- fmt.Errorf("%s: %w", l.Name, err)
			}
		}()
	}
	if err := nemesis(ctx, server, o); err != nil {
		return err
	}
	stop.Store(true)
	wg.Wait()
	close(errs)
	stuck := 0
	for err := range errs {
		if stuck++; stuck <= 3 {
			fmt.Println("faultlab: a learner could not finish:", err)
		}
	}
	v, err := judge(ctx, server, journal)
	if err != nil {
		return err
	}
	v.stuck = stuck
	fmt.Println(v)
	lost := v.lost + v.altered
	switch {
	case o.expectLoss && lost == 0:
		return fmt.Errorf("the seeded fault was not caught")
	case o.expectLoss:
		fmt.Printf("faultlab: control: the seeded fault was caught (%d acknowledged answers missing or other)\n", lost)
		return nil
	}
	return v.err()
}

// nemesis kills the server and its Postgres, one fault after another.
func nemesis(ctx context.Context, s *lab.Server, o options) error {
	faults := make([]string, 0, o.serverKills+o.databaseKills)
	for i := range max(o.serverKills, o.databaseKills) {
		if i < o.serverKills {
			faults = append(faults, "server")
		}
		if i < o.databaseKills {
			faults = append(faults, "database")
		}
	}
	for _, f := range faults {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(o.gap):
		}
		began := time.Now()
		if f == "database" {
			pid, err := postmaster(s)
			if err != nil {
				return err
			}
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				return fmt.Errorf("kill postgres: %w", err)
			}
			if err := waitReady(ctx, s); err != nil {
				return err
			}
		} else {
			if err := s.Kill(); err != nil {
				return err
			}
			if err := s.Start(ctx); err != nil {
				return err
			}
		}
		fmt.Printf("faultlab: SIGKILL %s, ready again after %.2f s\n", f, time.Since(began).Seconds())
	}
	return nil
}
