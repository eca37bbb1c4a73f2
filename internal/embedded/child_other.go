//go:build !linux

package embedded

import "syscall"

// dieWithParent cannot be asked of other kernels: after a kill -9 of the
// parent the store notices by itself, PostgreSQL has to be stopped by hand.
func dieWithParent(*syscall.SysProcAttr, syscall.Signal) {}
