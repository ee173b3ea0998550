//go:build unix

package git_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

// everything does all that this package can do with a repository, and answers the
// subjects of its history, or the first error.
func everything(ctx context.Context, dir, store string) (subjects []string, err error) {
	r, err := git.Find(dir)
	if err != nil {
		return nil, err
	}
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	r.DefaultUpstream()
	for _, step := range []func() error{
		func() error { _, err := r.Config(ctx); return err },
		func() error { _, _, err := r.User(ctx); return err },
		func() error { _, err := r.Tracked(); return err },
		func() error { _, err := r.ReadWorktreeFile("pay/bill.go", 1<<20); return err },
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	s, err := git.OpenStore(ctx, store, r)
	if err != nil {
		return nil, err
	}
	if err := s.WriteCommitGraph(ctx, []git.Hash{head.Hash}, nil); err != nil {
		return nil, err
	}
	for c, err := range s.Log(ctx, git.LogQuery{Tips: []git.Hash{head.Hash}}) {
		if err != nil {
			return nil, err
		}
		subjects = append(subjects, c.Subject)
	}
	for _, err := range s.Blame(ctx, git.BlameQuery{Commit: head.Hash, Path: "pay/bill.go"}) {
		if err != nil {
			return nil, err
		}
	}
	for _, err := range s.Tree(ctx, head.Hash) {
		if err != nil {
			return nil, err
		}
	}
	if _, err := s.Blob(ctx, head.Hash, "pay/bill.go", 1<<20); err != nil {
		return nil, err
	}
	_, err = s.Roots(ctx, head.Hash)
	return subjects, err
}

func TestHostileRepository(t *testing.T) {
	calm := []string{"drop notes", "Merge branch feature", "say more", "retry must never bill twice (#412)", "charge customers"}
	fifo := func(t *testing.T, path string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if err := syscall.Mkfifo(path, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// run is a setting's value that leaves the canary behind when it is executed.
	type repo struct {
		dir, dotgit, canary, run string
	}
	cases := []struct {
		name    string
		harm    func(t *testing.T, r repo)
		refused bool // a *RefusedError, else everything works as if nothing were there
	}{
		{"programs in the settings", func(t *testing.T, r repo) {
			for key, value := range map[string]string{
				"core.fsmonitor": r.run, "core.pager": r.run, "core.sshCommand": r.run, "core.editor": r.run, "core.askPass": r.run,
				"core.gitProxy": r.run, "core.alternateRefsCommand": r.run, "credential.helper": "!" + r.run,
				"diff.external": r.run, "diff.evil.textconv": r.run, "diff.evil.command": r.run, "gpg.program": r.run, "log.showSignature": "true",
				"filter.evil.clean": r.run, "filter.evil.smudge": r.run, "filter.evil.process": r.run, "filter.evil.required": "true",
				"alias.log": "!" + r.run, "alias.config": "!" + r.run, "pager.log": r.run, "merge.evil.driver": r.run,
				"core.hooksPath": filepath.Dir(r.canary), "uploadpack.packObjectsHook": r.run, "blame.ignoreRevsFile": "/dev/zero",
				"mailmap.file": "/dev/zero", "core.attributesFile": "/dev/zero", "core.excludesFile": "/dev/zero", "core.worktree": "/",
			} {
				gittest.Git(t, r.dir, "config", key, value)
			}
			write(t, filepath.Join(r.dotgit, "info", "attributes"), "* diff=evil filter=evil merge=evil\n")
			write(t, filepath.Join(r.dir, ".gitattributes"), "* diff=evil filter=evil merge=evil\n")
		}, false},
		{"included settings", func(t *testing.T, r repo) {
			fifo(t, filepath.Join(r.dir, "pipe"))
			gittest.Git(t, r.dir, "config", "zz.last", "x")
			f, err := os.OpenFile(filepath.Join(r.dotgit, "config"), os.O_APPEND|os.O_WRONLY, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteString("[include]\n\tpath = " + filepath.Join(r.dir, "pipe") + "\n[includeIf \"gitdir:/\"]\n\tpath = /dev/zero\n"); err != nil {
				t.Fatal(err)
			}
		}, false},
		{"hooks", func(t *testing.T, r repo) {
			for _, hook := range []string{"post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc"} {
				write(t, filepath.Join(r.dotgit, "hooks", hook), "#!/bin/sh\ntouch "+r.canary+"\n")
				if err := os.Chmod(filepath.Join(r.dotgit, "hooks", hook), 0o755); err != nil {
					t.Fatal(err)
				}
			}
		}, false},
		{"a partial clone that would fetch", func(t *testing.T, r repo) {
			for key, value := range map[string]string{
				"core.repositoryformatversion": "1", "extensions.partialClone": "origin", "remote.origin.promisor": "true",
				"remote.origin.url": "ext::" + r.run, "protocol.ext.allow": "always", "core.sshCommand": r.run,
			} {
				gittest.Git(t, r.dir, "config", key, value)
			}
		}, false},
		{"pipe as .mailmap", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dir, ".mailmap")) }, false},
		{"pipe as info/attributes", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "info", "attributes")) }, false},
		{"pipe as info/grafts", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "info", "grafts")) }, false},
		{"pipe as description", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "description")) }, false},
		{"pipe as commit-graph", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "objects", "info", "commit-graph")) }, false},
		{"pipe as multi-pack-index", func(t *testing.T, r repo) {
			fifo(t, filepath.Join(r.dotgit, "objects", "pack", "multi-pack-index"))
		}, true},
		{"pipe as pack index", func(t *testing.T, r repo) {
			fifo(t, filepath.Join(r.dotgit, "objects", "pack", "pack-"+strings.Repeat("a", 40)+".idx"))
		}, true},
		{"pipe as object", func(t *testing.T, r repo) {
			fifo(t, filepath.Join(r.dotgit, "objects", "aa", strings.Repeat("a", 38)))
		}, true},
		{"pipe as HEAD", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "HEAD")) }, true},
		{"pipe as branch", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "refs", "heads", "main")) }, true},
		{"pipe as index", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "index")) }, true},
		{"pipe as settings", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "config")) }, true},
		{"pipe as shallow", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "shallow")) }, true},
		{"pipe as alternates", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dotgit, "objects", "info", "alternates")) }, true},
		{"pipe as work-tree file", func(t *testing.T, r repo) { fifo(t, filepath.Join(r.dir, "pay", "bill.go")) }, true},
		{"pipe as packed-refs", func(t *testing.T, r repo) {
			fifo(t, filepath.Join(r.dotgit, "packed-refs"))
			if err := os.Remove(filepath.Join(r.dotgit, "refs", "heads", "main")); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"alternates to a pipe", func(t *testing.T, r repo) {
			fifo(t, filepath.Join(r.dir, "pipe"))
			write(t, filepath.Join(r.dotgit, "objects", "info", "alternates"), filepath.Join(r.dir, "pipe")+"\n/dev/zero\n")
		}, false},
		{"alternates in a circle", func(t *testing.T, r repo) {
			other := filepath.Join(r.dir, "other")
			write(t, filepath.Join(other, "info", "alternates"), filepath.Join(r.dotgit, "objects")+"\n")
			write(t, filepath.Join(r.dotgit, "objects", "info", "alternates"), "\""+other+"\"\n../objects\n")
		}, false},
		{"forged commit-graph", func(t *testing.T, r repo) {
			forgeGraph(t, r.dir)
		}, false},
		{"replaced commits", func(t *testing.T, r repo) {
			gittest.Git(t, r.dir, "replace", "main~1", "main~3")
		}, false},
		{"branch called like an option", func(t *testing.T, r repo) {
			write(t, filepath.Join(r.dotgit, "refs", "heads", "--output="+filepath.Base(r.canary)), gittest.Hash(t, r.dir, "main")+"\n")
			write(t, filepath.Join(r.dotgit, "HEAD"), "ref: refs/heads/--output="+filepath.Base(r.canary)+"\n")
		}, false},
		{"branch outside the repository", func(t *testing.T, r repo) {
			write(t, filepath.Join(r.dir, "outside"), gittest.Hash(t, r.dir, "main")+"\n")
			write(t, filepath.Join(r.dotgit, "HEAD"), "ref: refs/heads/../../../outside\n")
		}, true},
		{"branch through a link", func(t *testing.T, r repo) {
			write(t, filepath.Join(r.dir, "outside", "main"), gittest.Hash(t, r.dir, "main")+"\n")
			if err := os.Symlink(filepath.Join(r.dir, "outside"), filepath.Join(r.dotgit, "refs", "heads", "evil")); err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(r.dotgit, "HEAD"), "ref: refs/heads/evil/main\n")
		}, true},
		{"refs in a circle", func(t *testing.T, r repo) {
			write(t, filepath.Join(r.dotgit, "refs", "heads", "main"), "ref: refs/heads/main\n")
		}, true},
		{"HEAD is a link", func(t *testing.T, r repo) {
			head := filepath.Join(r.dotgit, "HEAD")
			if err := os.Remove(head); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("/dev/zero", head); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"HEAD is rubbish", func(t *testing.T, r repo) { write(t, filepath.Join(r.dotgit, "HEAD"), "\x1b]0;rubbish\a\n") }, true},
		{"HEAD is huge", func(t *testing.T, r repo) {
			if err := os.Truncate(filepath.Join(r.dotgit, "HEAD"), 1<<40); err != nil {
				t.Fatal(err)
			}
		}, true},
		{"packed-refs is huge", func(t *testing.T, r repo) {
			write(t, filepath.Join(r.dotgit, "packed-refs"), "")
			if err := os.Truncate(filepath.Join(r.dotgit, "packed-refs"), 1<<40); err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(filepath.Join(r.dotgit, "refs", "heads", "main")); err != nil {
				t.Fatal(err)
			}
		}, true},
		{".git is a link", func(t *testing.T, r repo) {
			if err := os.Rename(r.dotgit, r.dotgit+"2"); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(r.dotgit+"2", r.dotgit); err != nil {
				t.Fatal(err)
			}
		}, true},
		{".git file names rubbish", func(t *testing.T, r repo) {
			if err := os.Rename(r.dotgit, r.dotgit+"2"); err != nil {
				t.Fatal(err)
			}
			write(t, r.dotgit, "gitdir: \x00/etc\n")
		}, true},
		{"index is rubbish", func(t *testing.T, r repo) {
			write(t, filepath.Join(r.dotgit, "index"), "DIRC\x00\x00\x00\x02\xff\xff\xff\xff"+strings.Repeat("\x00", 200))
		}, true},
		{"work-tree file behind a link", func(t *testing.T, r repo) {
			if err := os.RemoveAll(filepath.Join(r.dir, "pay")); err != nil {
				t.Fatal(err)
			}
			outside := t.TempDir()
			write(t, filepath.Join(outside, "bill.go"), "secret")
			if err := os.Symlink(outside, filepath.Join(r.dir, "pay")); err != nil {
				t.Fatal(err)
			}
		}, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			base := physical(t)
			r := repo{dir: filepath.Join(base, "repo"), canary: filepath.Join(base, "canary")}
			r.dotgit = filepath.Join(r.dir, ".git")
			r.run = "touch " + r.canary + ";:"
			gittest.Repo(t, r.dir, payStory)
			c.harm(t, r)
			before := listing(t, r.dir)

			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
			defer cancel()
			subjects, err := everything(ctx, r.dir, filepath.Join(base, "store"))
			var refused *git.RefusedError
			if isRefused := errors.As(err, &refused); isRefused != c.refused || !isRefused && err != nil {
				t.Errorf("got %v, want a refusal: %v", err, c.refused)
			}
			if !c.refused {
				if diff := cmp.Diff(calm, subjects); diff != "" {
					t.Errorf("history (-want +got):\n%s", diff)
				}
			}
			if _, err := os.Lstat(r.canary); err == nil {
				t.Error("the repository's code ran")
			}
			if diff := cmp.Diff(before, listing(t, r.dir)); diff != "" {
				t.Errorf("the repository was written to:\n%s", diff)
			}
		})
	}
}

// The trap must be able to spring: plain git does run what the settings say.
func TestCanaryFiresInPlainGit(t *testing.T) {
	base := physical(t)
	dir, canary := filepath.Join(base, "repo"), filepath.Join(base, "canary")
	gittest.Repo(t, dir, payStory)
	gittest.Git(t, dir, "config", "core.fsmonitor", "touch "+canary+";:")
	gittest.Git(t, dir, "status")
	if _, err := os.Lstat(canary); err != nil {
		t.Errorf("plain git did not run core.fsmonitor: %v", err)
	}
}

// listing is every path below dir with its size and time.
func listing(t testing.TB, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(path string, st os.FileInfo, err error) error {
		if err == nil {
			b.WriteString(path + " " + st.Mode().String() + " " + st.ModTime().String() + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// forgeGraph gives the repository a commit-graph that denies the tip's parents: a
// plain git reading it shows one commit.
func forgeGraph(t testing.TB, dir string) {
	t.Helper()
	gittest.Git(t, dir, "commit-graph", "write", "--reachable")
	path := filepath.Join(dir, ".git", "objects", "info", "commit-graph")
	graph, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tree := gittest.Git(t, dir, "rev-parse", "main^{tree}")
	var raw []byte
	for i := 0; i < len(tree); i += 2 {
		raw = append(raw, unhex(tree[i])<<4|unhex(tree[i+1]))
	}
	at := bytes.Index(graph, raw) // commit data: tree, two parents, generation and date
	if at < 0 {
		t.Fatal("no such commit in the graph")
	}
	copy(graph[at+20:], []byte{0x70, 0, 0, 0, 0x70, 0, 0, 0})
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, graph, 0o644); err != nil {
		t.Fatal(err)
	}
	if shown := gittest.Git(t, dir, "log", "--format=%s", "main"); shown != "drop notes" {
		t.Fatalf("the forgery does not work: %s", shown)
	}
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c - 'a' + 10
}
