package web

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var requests = promauto.NewHistogramVec(prometheus.HistogramOpts{
	Name:    "lentera_request_seconds",
	Help:    "Time to answer, by method, route pattern and status.",
	Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5},
}, []string{"method", "route", "status"})

// observeRequest labels by route pattern, never by path: a path holds ids.
func observeRequest(method, route string, status int, took time.Duration) {
	requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}
