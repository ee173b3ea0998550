package store

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// network is the kind of the network file system that a folder lies on, "" for one on this machine.
func network(dir string) string {
	volume := filepath.VolumeName(dir)
	if volume == "" {
		return ""
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	if err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE {
		return "smb"
	}
	return ""
}
