//go:build unix

package exec

import (
	"os/exec"
	"syscall"
)

// isolate puts the child into a process group of its own, killed as a whole.
func isolate(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		if err == syscall.ESRCH {
			return cmd.Process.Kill()
		}
		return err
	}
}
