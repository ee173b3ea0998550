package store

import "golang.org/x/sys/unix"

// MediumOf says what a folder that exists lies on.
func MediumOf(dir string) Medium {
	var on unix.Statfs_t
	var here, root unix.Stat_t
	switch {
	case unix.Statfs(dir, &on) != nil || unix.Stat(dir, &here) != nil || unix.Stat("/", &root) != nil:
		return Root
	case on.Type == unix.TMPFS_MAGIC || on.Type == unix.RAMFS_MAGIC:
		return Memory
	case here.Dev != root.Dev:
		return Mounted
	}
	return Root
}
