// Command lentera-store is the small S3 server of Lentera's embedded default.
//
// `lentera serve` starts it as a child process when no LENTERA_S3_ENDPOINT is
// configured, beside the private PostgreSQL, and keeps its objects in the
// same data folder. It is versitygw (Apache-2.0) with two things added: an
// object is acknowledged only after it is on disk (durable.go), and the process
// ends with its parent, also after a kill -9 of it.
//
// It is a Go module of its own, so that the hundred-odd modules versitygw
// brings stay out of the main program's go.mod and out of its binary. Build it
// from the repository's root with
//
//	cd cmd/lentera-store && go build -trimpath -ldflags "-s -w" -o ../../bin/lentera-store .
//
// Everything is told by environment variables, because arguments can be read
// by every user of a machine:
//
//	LENTERA_STORE_ROOT        folder of the store (open.go says what is in it)
//	LENTERA_STORE_LISTEN      address to listen on, 127.0.0.1:port
//	LENTERA_STORE_ACCESS_KEY  the only account
//	LENTERA_STORE_SECRET_KEY  its secret
//	LENTERA_STORE_REGION      us-east-1 if empty
//	LENTERA_STORE_PARENT_PID  process to end with; the actual parent if empty
//
// GET /healthz answers 200 without a signature as soon as it serves. SIGTERM
// and SIGINT let running requests finish and end it with status 0.
//
// Keys are paths: an object "a" and an object "a/b" cannot both exist, so keys
// are <kind>/<id>/<file> and never the beginning of another key. There are no
// lifecycle rules; whoever starts uploads removes the stale ones.
package main
