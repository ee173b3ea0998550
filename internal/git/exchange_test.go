package git_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func exchange(t *testing.T) *git.Exchange {
	t.Helper()
	x, err := git.OpenExchange(filepath.Join(t.TempDir(), "sync.git"), "sha1")
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// meetingPlace is a bare repository, and a clone's configuration that names it.
func meetingPlace(t *testing.T) (bare string, r *git.Repository) {
	t.Helper()
	t.Setenv("HOME", t.TempDir())
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	dir := t.TempDir()
	bare = filepath.Join(dir, "team.git")
	gittest.Git(t, dir, "init", "-q", "--bare", bare)
	gittest.Git(t, bare, "config", "receive.fsckObjects", "true") // as large hosts have it
	gittest.Repo(t, filepath.Join(dir, "clone"), "commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>\nfirst\n+ a.go\n")
	r, err := git.Find(filepath.Join(dir, "clone"))
	if err != nil {
		t.Fatal(err)
	}
	return bare, r
}

func to(t *testing.T, r *git.Repository, address string) git.Destination {
	t.Helper()
	d, err := git.DestinationOf(r, address)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func batches(texts ...string) []git.Batch {
	out := make([]git.Batch, len(texts))
	for i, text := range texts {
		out[i] = git.Batch{Content: []byte(text), At: time.Unix(int64(i), 0)}
	}
	return out
}

func readAll(t *testing.T, x *git.Exchange, tip git.Hash) []string {
	t.Helper()
	parents, err := x.Parents(t.Context(), []git.Hash{tip}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var chain []git.Hash
	for at := tip; at != ""; {
		chain = append([]git.Hash{at}, chain...)
		next := parents[at]
		at = ""
		if len(next) == 1 {
			at = next[0]
		}
	}
	var out []string
	if err := x.Batches(t.Context(), chain, 1<<20, func(_ git.Hash, content []byte) error {
		out = append(out, string(content))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestWhatIsSentArrives(t *testing.T) {
	bare, r := meetingPlace(t)
	d := to(t, r, bare)
	one, two := exchange(t), exchange(t)
	const mine, there = "refs/own/w/1", "refs/leadline/v1/w/1"
	first, err := one.Append(t.Context(), mine, "", batches("a\n", "b\nc"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := two.Append(t.Context(), mine, "", batches("a\n", "b\nc"))
	if err != nil || again != first {
		t.Errorf("the same batches made %s and %s, %v", first, again, err)
	}
	push := func(want ...git.Pushed) {
		t.Helper()
		got, err := one.Push(t.Context(), d, map[string]string{there: mine})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
	}
	push(git.Pushed{Ref: there, OK: true})
	tip, err := one.Append(t.Context(), mine, first, batches(strings.Repeat("d", 1000)))
	if err != nil {
		t.Fatal(err)
	}
	push(git.Pushed{Ref: there, OK: true})
	push(git.Pushed{Ref: there, OK: true})
	for range 2 {
		if err := two.Fetch(t.Context(), d, "refs/in/*", []string{"+refs/leadline/v1/*:refs/in/*"}); err != nil {
			t.Fatal(err)
		}
	}
	refs, err := two.Refs(t.Context(), "refs/in/")
	if diff := cmp.Diff(map[string]git.Hash{"refs/in/w/1": tip}, refs); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if diff := cmp.Diff([]string{"a\n", "b\nc", strings.Repeat("d", 1000)}, readAll(t, two, tip)); diff != "" {
		t.Error(diff)
	}

	// Nothing is forced: a ref that was rewritten here is refused there.
	if _, err := one.Append(t.Context(), mine, "", batches("other")); err != nil {
		t.Fatal(err)
	}
	push(git.Pushed{Ref: there, Why: "[rejected] (non-fast-forward)"})

	if got, err := one.Push(t.Context(), d, map[string]string{there: ""}); err != nil || len(got) != 1 || !got[0].OK {
		t.Errorf("deleting: %v, %v", got, err)
	}
	if err := two.SetRefs(t.Context(), map[string]git.Hash{"refs/in/w/1": "", mine: ""}); err != nil {
		t.Fatal(err)
	}
	if err := two.Prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := two.Parents(t.Context(), []git.Hash{tip}, nil); err == nil {
		t.Error("what no ref leads to was kept")
	}
}

func TestBatchesThatAreNone(t *testing.T) {
	_, r := meetingPlace(t)
	x := exchange(t)
	gittest.Git(t, r.Top, "push", "-q", x.Dir(), "HEAD:refs/in/x")
	refs, err := x.Refs(t.Context(), "refs/in/")
	if err != nil {
		t.Fatal(err)
	}
	large, err := x.Append(t.Context(), "refs/own/w/1", "", batches("12345"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	err = x.Batches(t.Context(), []git.Hash{refs["refs/in/x"], large}, 4, func(_ git.Hash, content []byte) error {
		n++
		if content != nil {
			t.Errorf("read %q", content)
		}
		return nil
	})
	if n != 2 || err != nil {
		t.Errorf("%d looked at, %v", n, err)
	}
	stop := errors.New("enough")
	if err := x.Batches(t.Context(), []git.Hash{large, large}, 10, func(git.Hash, []byte) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
}

func TestAddresses(t *testing.T) {
	bare, r := meetingPlace(t)
	for address, want := range map[string]string{
		"https://dev:secret@example.com/a/b.git": "https://dev@example.com/a/b.git",
		"git@example.com:a/b.git":                "git@example.com:a/b.git",
		"ssh://git@example.com:22/a/b":           "ssh://git@example.com:22/a/b",
		bare:                                     bare,
		"file://" + bare:                         bare,
		"../team.git":                            bare,
	} {
		if runtime.GOOS == "windows" && !strings.Contains(want, "example") {
			continue
		}
		if got, err := git.DestinationOf(r, address); got.String() != want || err != nil {
			t.Errorf("%s is %s, %v", address, got, err)
		}
	}
	for _, address := range []string{
		"", "-oProxyCommand=touch", "ext::sh -c touch", "http://example.com/a", "git://example.com/a", "ssh://-oProxyCommand=touch/a",
		"https:///a", "-x:y", "a\nb", ".", ".git", r.CommonDir, "file://" + r.Top, "file://host/a", "ftp://example.com/a", "foo://bar", "user@-host:a",
	} {
		if d, err := git.DestinationOf(r, address); !errors.Is(err, git.ErrDestination) {
			t.Errorf("%q is used as %s, %v", address, d, err)
		}
	}
}

// A folder that is given as a remote may have hooks and settings; none of them runs.
func TestNoHookOfTheOtherSideRuns(t *testing.T) {
	bare, r := meetingPlace(t)
	canary := filepath.Join(t.TempDir(), "canary")
	for _, hook := range []string{"pre-receive", "update", "post-receive", "post-update", "reference-transaction", "pre-push"} {
		path := filepath.Join(bare, "hooks", hook)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("#!/bin/sh\ntouch "+canary+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	gittest.Git(t, bare, "config", "core.fsmonitor", "touch "+canary)
	gittest.Git(t, bare, "config", "uploadpack.packObjectsHook", "touch "+canary)
	x := exchange(t)
	if _, err := x.Append(t.Context(), "refs/own/w/1", "", batches("a")); err != nil {
		t.Fatal(err)
	}
	d := to(t, r, bare)
	if got, err := x.Push(t.Context(), d, map[string]string{"refs/leadline/v1/w/1": "refs/own/w/1"}); err != nil || !got[0].OK {
		t.Fatal(got, err)
	}
	if err := x.Fetch(t.Context(), d, "refs/in/*", []string{"+refs/leadline/v1/*:refs/in/*"}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(canary); err == nil {
		t.Error("something of the remote ran")
	}
	gittest.Git(t, r.Top, "push", "-q", bare, "HEAD:refs/heads/x")
	if _, err := os.Stat(canary); err != nil {
		t.Error("plain git runs nothing either: the test proves nothing")
	}
}

func TestMeetingFails(t *testing.T) {
	bare, r := meetingPlace(t)
	x := exchange(t)
	fetch := func(ctx context.Context, d git.Destination) error {
		return x.Fetch(ctx, d, "refs/in/*", []string{"+refs/leadline/v1/*:refs/in/*"})
	}
	var unmet *git.UnmetError
	if err := fetch(t.Context(), to(t, r, bare+"-gone")); !errors.As(err, &unmet) || unmet.Reason != git.UnmetAbsent {
		t.Errorf("a folder that is not there: %v", err)
	}
	if err := fetch(t.Context(), to(t, r, "https://127.0.0.1:1/a.git")); !errors.As(err, &unmet) || unmet.Reason != git.UnmetOffline {
		t.Errorf("nobody listens: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if err := fetch(gone, to(t, r, bare)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	gittest.Git(t, bare, "config", "transfer.hideRefs", "refs/leadline")
	if _, err := x.Append(t.Context(), "refs/own/w/1", "", batches("a")); err != nil {
		t.Fatal(err)
	}
	got, err := x.Push(t.Context(), to(t, r, bare), map[string]string{"refs/leadline/v1/w/1": "refs/own/w/1"})
	if err != nil || len(got) != 1 || got[0].OK || !strings.Contains(got[0].Why, "hidden ref") {
		t.Errorf("a host that refuses: %v, %v", got, err)
	}
}

func TestMeetingInSHA256(t *testing.T) {
	_, r := meetingPlace(t)
	dir := t.TempDir()
	gittest.Git(t, dir, "init", "-q", "--bare", "--object-format=sha256", "team.git")
	x, err := git.OpenExchange(filepath.Join(dir, "sync.git"), "sha256")
	if err != nil {
		t.Fatal(err)
	}
	tip, err := x.Append(t.Context(), "refs/own/w/1", "", batches("a\n"))
	if err != nil || len(tip) != 64 {
		t.Fatal(tip, err)
	}
	d := to(t, r, filepath.Join(dir, "team.git"))
	if got, err := x.Push(t.Context(), d, map[string]string{"refs/leadline/v1/w/1": "refs/own/w/1"}); err != nil || !got[0].OK {
		t.Fatal(got, err)
	}
	if err := x.Fetch(t.Context(), d, "refs/in/*", []string{"+refs/leadline/v1/*:refs/in/*"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"a\n"}, readAll(t, x, tip)); diff != "" {
		t.Error(diff)
	}
}
