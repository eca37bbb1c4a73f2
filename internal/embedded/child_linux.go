package embedded

import "syscall"

// dieWithParent asks the kernel to send signal to the child when the thread
// that started it ends, that is, also after a kill -9 of the parent.
func dieWithParent(attr *syscall.SysProcAttr, signal syscall.Signal) {
	attr.Pdeathsig = signal
}
