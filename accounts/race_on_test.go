//go:build race

package accounts

// slower is how much longer bounds are, and smaller crowds, under the race detector.
const slower = 6
