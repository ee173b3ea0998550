package exec

import (
	"os"

	"golang.org/x/sys/unix"
)

// LimitsMemory says whether Command.MemoryLimit holds on this system.
const LimitsMemory = true

// limit sets the memory limit right after the start: best effort, since the child
// already runs. Nothing that we start is dangerous in its first millisecond.
func limit(pid int, memory int64) (release func()) {
	if memory > 0 {
		bound := unix.Rlimit{Cur: uint64(memory), Max: uint64(memory)}
		_ = unix.Prlimit(pid, unix.RLIMIT_DATA, &bound, nil)
	}
	return func() {}
}

// step is how much less a patient program gets than we do: about a third where both want all.
const step = 5

// giveWay lowers the priority of a process, best effort.
func giveWay(pid int) {
	if raw, err := unix.Getpriority(unix.PRIO_PROCESS, 0); err == nil { // 20 minus the nice value
		_ = unix.Setpriority(unix.PRIO_PROCESS, pid, min(20-raw+step, 19))
	}
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
