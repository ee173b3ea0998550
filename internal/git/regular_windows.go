package git

import (
	"errors"
	"syscall"
)

// openGuard is empty: readChecked compares what was seen with what was opened.
const openGuard = 0

func isNotDirectory(err error) bool { return errors.Is(err, syscall.ENOTDIR) }

// isRemote reports whether merely opening path would call another machine: a UNC
// path from a stranger's file would hand over this user's credentials.
func isRemote(path string) bool {
	return len(path) > 1 && (path[0] == '\\' || path[0] == '/') && (path[1] == '\\' || path[1] == '/')
}
