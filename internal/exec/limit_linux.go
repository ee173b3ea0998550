package exec

import (
	"os"

	"golang.org/x/sys/unix"
)

// limit sets the memory limit right after the start: best effort, since the child
// already runs. Nothing that we start is dangerous in its first millisecond.
func limit(pid int, memory int64) (release func()) {
	if memory > 0 {
		bound := unix.Rlimit{Cur: uint64(memory), Max: uint64(memory)}
		_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &bound, nil)
	}
	return func() {}
}

// widen asks for a larger pipe: fewer switches between a fast writer and us.
func widen(pipe *os.File) {
	raw, err := pipe.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, 1<<20)
	})
}
