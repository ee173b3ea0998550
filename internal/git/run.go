package git

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

// Limits on git processes. A blame takes 100 to 240 MB, a step of the commit-graph
// 250 MB, a walk over a very large history somewhat over a GB.
const (
	quickTimeout = time.Minute
	blameTimeout = 5 * time.Minute
	walkTimeout  = 30 * time.Minute
	memoryLimit  = 4 << 30
	// cautious is the limit while a history is not known to be honest. A walk over 100,000 commits takes less than 200 MB.
	cautious    = 320 << 20
	smallOutput = 64 << 20
	walkOutput  = 16 << 30
)

// baseEnvironment is everything git gets to know of this machine. Nothing here may
// name a file that somebody else writes.
func baseEnvironment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"),
		"HOME=/nonexistent",
		"XDG_CONFIG_HOME=/nonexistent",
		"LC_ALL=C",
		"TZ=UTC",
		"GIT_CONFIG_NOSYSTEM=1",
		"GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_CONFIG_GLOBAL=/dev/null",
		"GIT_ATTR_NOSYSTEM=1",
		"GIT_NO_LAZY_FETCH=1",
		"GIT_ALLOW_PROTOCOL=none",
		"GIT_NO_REPLACE_OBJECTS=1",
		"GIT_OPTIONAL_LOCKS=0",
		"GIT_TERMINAL_PROMPT=0",
		"GIT_LITERAL_PATHSPECS=1",
		"GIT_PAGER=cat",
	}
}

// allocation keeps glibc from giving memory back to the system and taking it again for every file that git unpacks, which is a
// quarter of the time of a blame (54,771 page faults become 10,517) and does not make its peak higher. Other C libraries do
// not look at it.
const allocation = "GLIBC_TUNABLES=glibc.malloc.mmap_threshold=33554432:glibc.malloc.trim_threshold=1073741824:glibc.malloc.top_pad=16777216"

// buffering has git write when its buffer is full, and not once for every commit, as it does into a pipe: all that runs here is
// read to its end. A walk of all history takes a quarter less time.
const buffering = "GIT_FLUSH=0"

// nowhere are a folder and an environment in which git is in no repository. The
// folder must exist, since conditional includes resolve GIT_DIR, and only the
// system's owner may write to it.
func nowhere(environment []string) (dir string, env []string) {
	dir = string(filepath.Separator)
	if runtime.GOOS == "windows" {
		dir = os.Getenv("SystemRoot")
	}
	return dir, append(environment, "GIT_DIR="+dir)
}

// command is a run of git in the private store.
func (s *Store) command(timeout time.Duration, output int64, stdin []byte, args ...string) exec.Command {
	return exec.Command{
		Path:        "git",
		Args:        append([]string{"--no-pager"}, args...),
		Dir:         s.dir,
		Env:         append(baseEnvironment(), allocation, buffering, "GIT_DIR="+s.dir),
		Stdin:       bytes.NewReader(stdin),
		Timeout:     timeout,
		MemoryLimit: s.memory(),
		OutputLimit: output,
	}
}

// memory is what git may take: see [Store.Vouch].
func (s *Store) memory() int64 {
	if s.trusted.Load() {
		return memoryLimit
	}
	return cautious
}

// patient is command for what nobody waits for at a keyboard: whoever types comes first.
func (s *Store) patient(timeout time.Duration, output int64, stdin []byte, args ...string) exec.Command {
	c := s.command(timeout, output, stdin, args...)
	c.Patient = true
	return c
}

// output runs a short command in the store, once more when git says that something
// is wrong: a repack by the user can take a pack away under a running command.
func (s *Store) output(ctx context.Context, stdin []byte, args ...string) ([]byte, error) {
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	out, err := s.command(quickTimeout, smallOutput, stdin, args...).Output(ctx)
	if code(err) == fatal {
		out, err = s.command(quickTimeout, smallOutput, stdin, args...).Output(ctx)
	}
	return out, noGit(err)
}

// fatal is the code with which git ends when it cannot go on.
const fatal = 128

// code is the exit code of a git that ran and failed, else 0.
func code(err error) int {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.Code
	}
	return 0
}

// noGit names the one thing that the user can mend.
func noGit(err error) error {
	if errors.Is(err, exec.ErrNotFound) {
		return ErrNoGit
	}
	return err
}

// unreadable reports whether git ended because it lacked an object.
func unreadable(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.Code != fatal {
		return false
	}
	for _, text := range []string{"unable to read", "bad object", "bad tree object", "could not get object info", "Could not read", "missing", "unable to parse", "not a tree object", "revision walk setup failed", "no such path", "Cannot read blob"} {
		if strings.Contains(exit.Stderr, text) {
			return true
		}
	}
	return false
}

// Version answers git's version, such as 2.39.5. ErrNoGit says that there is none.
func Version(ctx context.Context) (string, error) {
	dir, env := nowhere(baseEnvironment())
	out, err := exec.Command{Path: "git", Args: []string{"version"}, Dir: dir, Env: env, Timeout: quickTimeout, OutputLimit: 1 << 10}.Output(ctx)
	if err != nil {
		return "", fmt.Errorf("asking git for its version: %w", noGit(err))
	}
	text := strings.TrimPrefix(strings.TrimSpace(string(out)), "git version ")
	version, _, _ := strings.Cut(text, " ")
	return version, nil
}
