//go:build unix && !race

package hostile_test

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/gittest"
)

// victim is a user with a repository that somebody else prepared. Everything lies below base: the repository, the user's home,
// a remote on this machine, and what is outside and must stay as it is.
type victim struct {
	t            testing.TB
	base         string
	dir, dotgit  string
	home         string
	outside      string // a folder that is not the repository's, with a secret
	canary       string
	run          string // a command that touches the canary, for settings and scripts
	script       string // the path of a program that does
	port         string // host:port on this machine where nobody must call
	calls        *atomic.Int64
	file         string // what is opened first, below dir
	alsoOpen     []string
	files        []string // what commands are asked about; file alone where it is empty
	number       int      // which repository of all it is
	thorough     bool     // every command is run as text and as JSON
	asked        bool     // .leadline.toml asks for something
	queries      []string // saved queries that are asked besides
	searched     string   // the folder that commands start in
	fileIn       string   // file as commands name it, from the folder that they start in
	remoteFolder string
}

// newVictim copies the harmless repository from template to a place of its own.
func newVictim(t testing.TB, template string) *victim {
	t.Helper()
	base, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	v := &victim{
		t: t, base: base, dir: filepath.Join(base, "repo"), home: filepath.Join(base, "home"),
		outside: filepath.Join(base, "outside"), canary: filepath.Join(base, "canary"), script: filepath.Join(base, "bin", "evil"),
		file: "pay/bill.go", calls: new(atomic.Int64), remoteFolder: filepath.Join(base, "remote.git"),
	}
	v.dotgit, v.searched = filepath.Join(v.dir, ".git"), v.dir
	v.run = "touch " + v.canary + ";:"
	if err := os.CopyFS(v.base, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []string{"home", "tmp", "usage"} {
		if err := os.MkdirAll(filepath.Join(base, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	v.program(v.script)
	v.write(filepath.Join(v.outside, "secret.txt"), "SECRETTEXT\n")
	v.config("[remote \"origin\"]\n\turl = " + v.remoteFolder + "\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n")
	v.listen()
	return v
}

// listen counts who calls.
func (v *victim) listen() {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		v.t.Fatal(err)
	}
	v.port = l.Addr().String()
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			v.calls.Add(1)
			c.Close()
		}
	}()
	v.t.Cleanup(func() { l.Close(); <-done })
}

// template builds the harmless repository and a bare one beside it.
func template(t testing.TB) string {
	t.Helper()
	base := t.TempDir()
	gittest.Repo(t, filepath.Join(base, "repo"), story)
	gittest.Git(t, base, "init", "-q", "--bare", "-b", "main", "remote.git")
	return base
}

func (v *victim) must(err error) {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
}

// write makes a file and its folders. A relative path is one in the repository.
func (v *victim) write(path, text string) {
	v.t.Helper()
	path = v.at(path)
	v.must(os.MkdirAll(filepath.Dir(path), 0o755))
	if st, err := os.Lstat(path); err == nil && !st.Mode().IsRegular() {
		v.must(os.Remove(path))
	}
	v.must(os.WriteFile(path, []byte(text), 0o644))
}

// add writes at the end of a file, new or not.
func (v *victim) add(path, text string) {
	v.t.Helper()
	before, err := os.ReadFile(v.at(path))
	if !errors.Is(err, fs.ErrNotExist) {
		v.must(err)
	}
	v.write(path, string(before)+text)
}

func (v *victim) at(path string) string {
	if filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(v.dir, path)
}

// program writes a script that leaves its name in the canary.
func (v *victim) program(path string) {
	v.t.Helper()
	v.write(path, "#!/bin/sh\necho \"$0\" >"+v.canary+"\n")
	v.must(os.Chmod(v.at(path), 0o755))
}

func (v *victim) remove(path string) {
	v.t.Helper()
	v.must(os.RemoveAll(v.at(path)))
}

func (v *victim) move(from, to string) {
	v.t.Helper()
	v.must(os.MkdirAll(filepath.Dir(v.at(to)), 0o755))
	v.must(os.Rename(v.at(from), v.at(to)))
}

// fifo puts a pipe where a file may be.
func (v *victim) fifo(path string) {
	v.t.Helper()
	path = v.at(path)
	v.must(os.MkdirAll(filepath.Dir(path), 0o755))
	v.must(os.RemoveAll(path))
	v.must(syscall.Mkfifo(path, 0o644))
}

func (v *victim) link(to, path string) {
	v.t.Helper()
	path = v.at(path)
	v.must(os.MkdirAll(filepath.Dir(path), 0o755))
	v.must(os.RemoveAll(path))
	v.must(os.Symlink(to, path))
}

// config adds to .git/config, as it stands.
func (v *victim) config(text string) {
	v.t.Helper()
	f, err := os.OpenFile(filepath.Join(v.dotgit, "config"), os.O_APPEND|os.O_WRONLY, 0)
	v.must(err)
	_, err = f.WriteString(text)
	v.must(errors.Join(err, f.Close()))
}

// git runs git as whoever prepares the repository does.
func (v *victim) git(args ...string) string {
	v.t.Helper()
	return gittest.Git(v.t, v.dir, args...)
}

// plain runs git as somebody does who knows of no danger. What it says and whether it fails does not matter: only what it
// does; once it has done it, it is stopped, since many of these commands then wait for an answer. Of a folder that git calls
// dubious they said that it is theirs.
func (v *victim) plain(limit time.Duration, in, stdin string, args ...string) (hangs bool) {
	v.t.Helper()
	c := exec.Command{
		Path: "git", Args: append([]string{"-c", "safe.directory=*"}, args...), Dir: in, Stdin: strings.NewReader(stdin), Timeout: limit, OutputLimit: 64 << 20, MemoryLimit: 2 << 30,
		Env: append(v.environment(), "GIT_TERMINAL_PROMPT=0"),
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan error, 1)
	go func() {
		_, err := c.Output(ctx)
		done <- err
	}()
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err := <-done:
			return errors.Is(err, exec.ErrTimeout) || errors.Is(err, exec.ErrOutputLimit)
		case <-look.C:
			if v.touched() || v.calls.Load() > 0 {
				stop()
			}
		}
	}
}

func (v *victim) environment() []string {
	return []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + v.home, "TMPDIR=" + filepath.Join(v.base, "tmp"), "TZ=UTC", "LC_ALL=C.UTF-8", "TERM=xterm-256color",
		"XDG_CONFIG_HOME=" + filepath.Join(v.home, "config"), "XDG_DATA_HOME=" + filepath.Join(v.home, "data"),
		"XDG_CACHE_HOME=" + filepath.Join(v.home, "cache"), "XDG_STATE_HOME=" + filepath.Join(v.home, "state"),
		"GIT_CONFIG_NOSYSTEM=1", envRole + "=leadline", envUsage + "=" + filepath.Join(v.base, "usage"),
	}
}

func (v *victim) touched() bool {
	_, err := os.Lstat(v.canary)
	return err == nil
}

// uri of a file of the repository.
func (v *victim) uri(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(v.at(path))}).String()
}

// listing is everything below base that is not Leadline's own: path, kind, size and time, and where links lead. A remote that
// the user syncs with is left out.
func (v *victim) listing() string {
	v.t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(v.base, func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case path == v.home || path == v.remoteFolder || path == filepath.Join(v.base, "usage"):
			return filepath.SkipDir
		case path == v.base:
			return nil
		}
		st, err := e.Info()
		if err != nil {
			return err
		}
		b.WriteString(path + " " + st.Mode().String() + " " + st.ModTime().String())
		if st.Mode().IsRegular() {
			b.WriteString(" " + st.ModTime().String())
		}
		if to, err := os.Readlink(path); err == nil {
			b.WriteString(" -> " + to)
		}
		b.WriteString("\n")
		return nil
	})
	v.must(err)
	return b.String()
}
