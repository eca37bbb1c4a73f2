package db

import (
	"database/sql/driver"
	"errors"
	"strings"

	"github.com/lib/pq"
)

// Violates reports that a statement broke the named constraint. Constraints
// are named in the migrations: the name is part of the error contract.
func Violates(err error, constraint string) bool {
	var e *pq.Error
	return errors.As(err, &e) && e.Constraint == constraint
}

// Away reports that the database could not be reached, is starting or
// stopping, or took longer than we wait: the kinds of failure after which the
// same request may be sent again.
func Away(err error) bool {
	if errors.Is(err, driver.ErrBadConn) {
		return true
	}
	var e *pq.Error
	if !errors.As(err, &e) {
		return false
	}
	switch {
	case strings.HasPrefix(string(e.Code), "08"), // connection exception
		strings.HasPrefix(string(e.Code), "57P"), // shutdown, crash, starting up
		e.Code == "53300",                        // too many connections
		e.Code == "57014",                        // statement timeout
		e.Code == "55P03",                        // lock timeout
		e.Code == "40P01":                        // deadlock victim
		return true
	}
	return false
}

// LockTimeout reports that somebody else held a lock for longer than this
// statement may wait.
func LockTimeout(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && e.Code == "55P03"
}
