package store

import "testing"

func TestFuseOver(t *testing.T) {
	const mounts = `22 27 0:20 / /sys rw,nosuid - sysfs sysfs rw
30 27 0:44 / /home/dev/far rw,nosuid,nodev shared:3 - fuse.sshfs dev@example.com:/srv rw,user_id=1000
31 27 0:45 / /media/disk rw - fuseblk /dev/sdb1 rw
32 27 0:46 / /home/dev/vault rw - fuse.gocryptfs /home/dev/cipher rw
33 27 0:47 / /home/dev/\040odd rw master:1 - fuse.rclone cloud: rw
torn line
`
	for minor, want := range map[uint32]string{44: "sshfs", 45: "", 46: "", 47: "rclone", 48: ""} {
		if got := fuseOver(mounts, 0, minor); got != want {
			t.Errorf("device 0:%d is %q, want %q", minor, got, want)
		}
	}
}
