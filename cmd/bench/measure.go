package main

import (
	"slices"
	"sync"
	"time"
)

// outcome is one turn: acts per second, latencies in milliseconds, failures.
type outcome struct {
	rate            float64
	least, p50, p99 float64
	errors          int
}

// measure lets every lane act again and again for a while. act is given the
// lane and a counter that grows with every act of that lane.
func measure(turn time.Duration, lanes int, act func(lane int, n int64) error) outcome {
	var wg sync.WaitGroup
	took := make([][]float64, lanes)
	failed := make([]int, lanes)
	began := time.Now()
	end := began.Add(turn)
	for lane := range lanes {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for time.Now().Before(end) {
				at := time.Now()
				if err := act(lane, at.UnixMicro()); err != nil {
					failed[lane]++
					continue
				}
				took[lane] = append(took[lane], float64(time.Since(at).Microseconds())/1000)
			}
		}()
	}
	wg.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	o := outcome{rate: float64(len(all)) / time.Since(began).Seconds()}
	for _, n := range failed {
		o.errors += n
	}
	if len(all) > 0 {
		o.least, o.p50, o.p99 = all[0], all[len(all)/2], all[len(all)*99/100]
	}
	return o
}
