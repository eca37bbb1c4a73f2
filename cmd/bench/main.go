// Command bench measures the hot paths on this machine, in one run, as ratios:
// answers saved per second through the real server over HTTP beside the same
// statement driven straight through lib/pq into the same Postgres, in turns;
// and lesson reads per second. Everything is on loopback and bounded.
//
// With -what it measures the synchronised start of a test, or a learner's whole
// journey, at the size that -lanes says.
//
//	make bench
//	make bench-exam
//	make bench-journey
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"lentera/internal/lab"
)

type options struct {
	what    string
	items   int
	think   time.Duration
	stages  []int
	binary  string
	lanes   int
	rounds  int
	seconds float64
}

func main() {
	var o options
	flag.StringVar(&o.what, "what", "save", "what to measure: save, exam (the synchronised start) or journey")
	flag.IntVar(&o.items, "items", 16, "exam: items of the paper")
	flag.DurationVar(&o.think, "think", 2*time.Second, "exam: mean pause before each answer")
	stages := flag.String("stages", "50,200,1000,2000", "journey: learners at the same time, in turn")
	flag.StringVar(&o.binary, "binary", "bin/lentera", "the server to measure")
	flag.IntVar(&o.lanes, "lanes", 32, "learners answering at the same time")
	flag.IntVar(&o.rounds, "rounds", 5, "turns of each kind")
	flag.Float64Var(&o.seconds, "seconds", 4, "length of a turn")
	flag.Parse()
	for _, text := range strings.Split(*stages, ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			fmt.Fprintln(os.Stderr, "bench: -stages:", err)
			os.Exit(2)
		}
		o.stages = append(o.stages, n)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Minute)
	defer cancel()
	work, questions := run, 40
	switch o.what {
	case "exam":
		work, questions = exam, o.items
	case "journey":
		work = journey
	}
	if err := lab.InThrowaway(ctx, o.binary, o.lanes, questions, func(school *lab.School) error { return work(ctx, o, school) }); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options, school *lab.School) error {
	seats, err := sit(ctx, school)
	if err != nil {
		return err
	}
	direct, err := newDirect(ctx, school.Server, seats)
	if err != nil {
		return err
	}
	defer direct.close()

	turn := time.Duration(o.seconds * float64(time.Second))
	var http, straight, reads []outcome
	for range o.rounds { // in turns, so that a noisy minute hits both
		straight = append(straight, measure(turn, o.lanes, direct.save))
		http = append(http, measure(turn, o.lanes, overHTTP(seats)))
		reads = append(reads, measure(turn, o.lanes, readLesson(seats)))
	}
	report(http, straight, reads)
	return nil
}

func report(http, straight, reads []outcome) {
	h, s, r := middle(http), middle(straight), middle(reads)
	fmt.Printf("answers over HTTP        %8.0f /s   p50 %6.2f ms   p99 %6.2f ms   errors %d\n", h.rate, h.p50, h.p99, h.errors)
	fmt.Printf("same upsert by lib/pq    %8.0f /s   p50 %6.2f ms   p99 %6.2f ms   errors %d\n", s.rate, s.p50, s.p99, s.errors)
	ratios := make([]float64, len(http))
	for i := range http {
		ratios[i] = 100 * http[i].rate / straight[i].rate
	}
	slices.Sort(ratios)
	fmt.Printf("ratio                    %8.0f %%   (turns: %.0f … %.0f %%; aim: at least 60 %%)\n", ratios[len(ratios)/2], ratios[0], ratios[len(ratios)-1])
	fmt.Printf("lesson reads over HTTP   %8.0f /s   p50 %6.2f ms   p99 %6.2f ms   errors %d\n", r.rate, r.p50, r.p99, r.errors)
}

// middle is the turn with the median rate.
func middle(all []outcome) outcome {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(a, b outcome) int { return int(a.rate - b.rate) })
	return sorted[len(sorted)/2]
}
