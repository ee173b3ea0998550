package store

import (
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Kinds of file systems by the number that statfs gives.
var networkMagic = map[uint32]string{
	unix.NFS_SUPER_MAGIC: "nfs", unix.SMB_SUPER_MAGIC: "smb", unix.SMB2_SUPER_MAGIC: "smb", unix.CIFS_SUPER_MAGIC: "cifs",
	unix.V9FS_MAGIC: "9p", unix.AFS_SUPER_MAGIC: "afs", unix.CEPH_SUPER_MAGIC: "ceph", unix.CODA_SUPER_MAGIC: "coda",
	0x0bd00bd0: "lustre", 0x47504653: "gpfs", 0x19830326: "beegfs", 0x01161970: "gfs2", 0x7461636f: "ocfs2",
}

// network is the kind of the network file system that a folder lies on, "" for one on this machine.
func network(dir string) string {
	var stat unix.Statfs_t
	if unix.Statfs(dir, &stat) != nil {
		return ""
	}
	if kind := networkMagic[uint32(stat.Type)]; kind != "" {
		return kind
	}
	if uint32(stat.Type) != unix.FUSE_SUPER_MAGIC {
		return ""
	}
	var at unix.Stat_t
	if unix.Stat(dir, &at) != nil {
		return ""
	}
	mounts, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer mounts.Close()
	const most = 4 << 20
	text, err := io.ReadAll(io.LimitReader(mounts, most))
	if err != nil {
		return ""
	}
	return fuseOver(string(text), unix.Major(at.Dev), unix.Minor(at.Dev))
}

// fuseOver finds out what stands behind a FUSE file system of this device, from /proc/self/mountinfo (see proc(5)): "" unless
// it is known to reach over a network.
func fuseOver(mountinfo string, major, minor uint32) string {
	device := strconv.FormatUint(uint64(major), 10) + ":" + strconv.FormatUint(uint64(minor), 10)
	for line := range strings.Lines(mountinfo) {
		before, after, found := strings.Cut(line, " - ")
		fields := strings.Fields(before)
		if !found || len(fields) < 3 || fields[2] != device {
			continue
		}
		kind, _, _ := strings.Cut(strings.TrimSpace(after), " ")
		switch kind = strings.TrimPrefix(kind, "fuse."); kind {
		case "sshfs", "rclone", "s3fs", "gcsfuse", "glusterfs", "ceph", "ceph-fuse", "davfs", "curlftpfs", "smbnetfs", "blobfuse", "blobfuse2", "goofys", "juicefs", "mount.s3", "nfs":
			return kind
		}
	}
	return ""
}
