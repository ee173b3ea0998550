package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lspclient"
)

func (b *bench) server() (*lspclient.Client, error) {
	return lspclient.Start(b.ctx, exec.Command{Path: b.binary, Args: []string{"lsp"}, Dir: b.home, Env: b.env}, lspclient.Options{})
}

// idle is how long a server is left alone before its memory is read: the runtime gives memory back to
// the system little by little.
const idle = 60 * time.Second

// memory reads what the server holds on to once it has nothing to do. It is known on linux alone.
func (b *bench) memory(*lspclient.Client) error {
	pid, ok := child(b.binary)
	if !ok {
		say("idle memory", "not known on this system")
		return nil
	}
	before, _ := resident(pid)
	time.Sleep(idle)
	after, ok := resident(pid)
	if !ok {
		return fmt.Errorf("the server ended while it was idle")
	}
	say("idle memory", "%d MB resident after %s of rest (target: under 60 MB on 100,000 commits); %d MB before", after>>20, idle, before>>20)
	return nil
}

// child finds the running server by its program.
func child(binary string) (pid int, ok bool) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0, false
	}
	for _, e := range entries {
		n, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		if exe, err := os.Readlink(filepath.Join("/proc", e.Name(), "exe")); err == nil && exe == binary && parent(n) == os.Getpid() {
			return n, true
		}
	}
	return 0, false
}

func parent(pid int) int {
	for line := range strings.SplitSeq(status(pid), "\n") {
		if rest, ok := strings.CutPrefix(line, "PPid:"); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(rest))
			return n
		}
	}
	return 0
}

func resident(pid int) (bytes int64, ok bool) {
	for line := range strings.SplitSeq(status(pid), "\n") {
		if rest, found := strings.CutPrefix(line, "VmRSS:"); found {
			kb, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kb << 10, err == nil
		}
	}
	return 0, false
}

func status(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return ""
	}
	return string(text)
}

func quantile(d []time.Duration, q float64) time.Duration {
	sorted := slices.Sorted(slices.Values(d))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)].Round(10 * time.Microsecond)
}

func discard(r io.Reader) (int64, error) { return io.Copy(io.Discard, r) }

func say(what, format string, args ...any) {
	fmt.Printf("%-24s "+format+"\n", append([]any{what}, args...)...)
}
