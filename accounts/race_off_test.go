//go:build !race

package accounts

// slower is how much longer the bounds are under the race detector.
const slower = 1
