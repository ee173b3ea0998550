package store

import "golang.org/x/sys/unix"

// network is the kind of the network file system that a folder lies on, "" for one on this machine.
func network(dir string) string {
	var stat unix.Statfs_t
	if unix.Statfs(dir, &stat) != nil {
		return ""
	}
	switch kind := unix.ByteSliceToString(stat.Fstypename[:]); kind {
	case "nfs", "smbfs", "afpfs", "webdav", "ftp":
		return kind
	}
	return ""
}
