//go:build unix && !linux

package exec

import "os"

// LimitsMemory says whether Command.MemoryLimit holds on this system. On macOS and the BSDs it does not: RLIMIT_DATA covers what
// brk gives out, which their allocators do not use, and RLIMIT_AS is not looked at (macOS) or counts maps of packs (the BSDs). The
// limits of time and output hold everywhere.
const LimitsMemory = false

func limit(int, int64) (release func()) { return func() {} }

func widen(*os.File) {}

func giveWay(int) {}
