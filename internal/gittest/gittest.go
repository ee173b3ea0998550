// Package gittest builds small git repositories from a readable history, for tests.
//
// A history is text, one directive a line; blank lines and lines that begin with #
// between commits mean nothing. Leading blanks of directives do not matter.
//
//	me Dev Three <dev3@example.com>          user.name and user.email in .git/config
//	config remote.origin.url=https://…       any other setting
//	ref refs/remotes/origin/main main        a ref at a branch's tip (or refs/x @HASH)
//	head feature                             what HEAD names; main by default
//	format sha256                            object format; first line only
//
//	commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
//	retry must never bill twice (#412)
//	| a line of the message's body, for instance
//	| Reviewed-by: Dev Two <dev2@example.com>
//	from other-branch                        first parent (from nothing: a new root)
//	merge other-branch                       one more parent
//	+ pay/charge.go                          add or change a file (+x: executable)
//	<<<
//	text of the file, to the letter; without this block the file is empty
//	>>>
//	R old/path new/path                      rename
//	- gone.txt                               delete a file or folder
//	link name target                         a symbolic link
//
// Without a from line, a branch that exists goes on from its tip and a new branch
// starts at the commit before it in the text. A path with blanks is written as a
// Go string ("a b.txt"). Committer and author are the same; hashes depend on the
// history alone.
package gittest

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

// Repo builds a repository with a work tree in dir, which is made if needed. A
// repository that is already there is continued, and its branches move.
func Repo(t testing.TB, dir, history string) {
	t.Helper()
	h, err := parse(history)
	if err != nil {
		t.Fatalf("gittest: %v", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Lstat(filepath.Join(dir, ".git")); err != nil {
		args := []string{"init", "-q", "-b", "main"}
		if h.format != "" {
			args = append(args, "--object-format="+h.format)
		}
		Git(t, dir, args...)
		Git(t, dir, "config", "core.autocrlf", "false")
	}
	for _, s := range h.settings {
		Git(t, dir, "config", s[0], s[1])
	}
	known := strings.Fields(Git(t, dir, "for-each-ref", "--format=%(refname)"))
	stream := h.stream(known)
	if len(stream) > 0 {
		run(t, dir, stream, "fast-import", "--quiet", "--force", "--done")
	}
	for _, r := range h.refs {
		target := strings.TrimPrefix(r[1], "@")
		if target == r[1] {
			target = "refs/heads/" + target
		}
		Git(t, dir, "update-ref", r[0], target)
	}
	if h.head != "" {
		Git(t, dir, "symbolic-ref", "HEAD", "refs/heads/"+h.head)
	}
	if len(stream) > 0 || h.head != "" {
		Git(t, dir, "reset", "-q", "--hard")
	}
}

// Git runs git in dir, cut off from this machine's settings, and returns what it
// printed without the last newline. A failure ends the test.
func Git(t testing.TB, dir string, args ...string) string {
	t.Helper()
	return strings.TrimSuffix(string(run(t, dir, nil, args...)), "\n")
}

// Hash returns the full hash of a revision.
func Hash(t testing.TB, dir, rev string) string {
	t.Helper()
	return Git(t, dir, "rev-parse", "--verify", rev)
}

func run(t testing.TB, dir string, stdin []byte, args ...string) []byte {
	t.Helper()
	abs, err := filepath.Abs(dir)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command{
		Path: "git", Args: args, Dir: abs, Stdin: bytes.NewReader(stdin), Timeout: 2 * time.Minute,
		Env: []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + os.DevNull, "XDG_CONFIG_HOME=" + os.DevNull,
			"LC_ALL=C", "TZ=UTC", "GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=" + os.DevNull, "GIT_ATTR_NOSYSTEM=1",
			"GIT_TERMINAL_PROMPT=0", "GIT_CEILING_DIRECTORIES=" + filepath.Dir(abs),
			"GIT_AUTHOR_NAME=Test", "GIT_AUTHOR_EMAIL=test@example.com", "GIT_AUTHOR_DATE=2026-01-01T00:00:00Z",
			"GIT_COMMITTER_NAME=Test", "GIT_COMMITTER_EMAIL=test@example.com", "GIT_COMMITTER_DATE=2026-01-01T00:00:00Z",
		},
	}
	out, err := c.Output(context.Background())
	if err != nil {
		t.Fatalf("gittest: git %s: %v", strings.Join(args, " "), err)
	}
	return out
}
