package index_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// TestMain also is the other process: with LEADLINE_TEST_INDEX it builds that index of the
// repository LEADLINE_TEST_REPO, and with LEADLINE_TEST_HANG stops in the middle. With
// LEADLINE_TEST_FAKE it builds it of so many commits of no repository, and with LEADLINE_TEST_HOLD
// it holds that folder of a cache until it is killed.
func TestMain(m *testing.M) {
	path, fake, hold := os.Getenv("LEADLINE_TEST_INDEX"), os.Getenv("LEADLINE_TEST_FAKE"), os.Getenv("LEADLINE_TEST_HOLD")
	var err error
	switch {
	case hold != "":
		err = holdForEver(hold)
	case fake != "":
		err = buildFake(path, fake)
	case path != "":
		err = otherProcess(path)
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func otherProcess(path string) error {
	ctx := context.Background()
	r, err := git.Find(os.Getenv("LEADLINE_TEST_REPO"))
	if err != nil {
		return err
	}
	head, err := r.Head()
	if err != nil {
		return err
	}
	s, err := git.OpenStore(ctx, filepath.Join(filepath.Dir(path), fmt.Sprint("git", os.Getpid())), r)
	if err != nil {
		return err
	}
	x, err := index.Open(ctx, path)
	if err != nil {
		return err
	}
	var source index.Source = s
	if os.Getenv("LEADLINE_TEST_HANG") != "" {
		source = hanging{s}
	}
	changed, err := x.Refresh(ctx, source, []git.Hash{head.Hash}, nil)
	if err != nil {
		return err
	}
	fmt.Println("changed:", changed)
	return x.Close()
}

// hanging stops after the first commit, for ever.
type hanging struct{ index.Source }

func (h hanging) Log(ctx context.Context, q git.LogQuery) iter.Seq2[*git.Commit, error] {
	return func(yield func(*git.Commit, error) bool) {
		for c, err := range h.Source.Log(ctx, q) {
			if !yield(c, err) {
				return
			}
			fmt.Println("hanging")
			select {}
		}
	}
}

func child(t *testing.T, repository, path string, more ...string) *exec.Process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	env := append(more, "LEADLINE_TEST_INDEX="+path, "LEADLINE_TEST_REPO="+repository, "PATH="+os.Getenv("PATH"))
	p, err := exec.Command{Path: self, Dir: t.TempDir(), Env: env, Timeout: time.Minute}.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const three = `
commit main 2026-01-01T10:00:00Z One <1@x>
add
+ a.go
<<<
1
>>>
commit main 2026-01-02T10:00:00Z Two <2@x>
change
+ a.go
<<<
2
>>>
commit main 2026-01-03T10:00:00Z Three <3@x>
change
+ a.go
<<<
3
>>>
`

func TestProcessesAtOnce(t *testing.T) {
	dir, s := history(t, three)
	path := filepath.Join(t.TempDir(), "index.db")
	var children []*exec.Process
	for range 3 {
		children = append(children, child(t, dir, path))
	}
	for _, p := range children {
		out, err := io.ReadAll(p.Stdout)
		if err := errors.Join(err, p.Wait()); err != nil {
			t.Errorf("another process: %v\n%s", err, out)
		}
	}
	x, err := index.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if got := x.State(); !got.Complete || got.Generation != 1 || got.Commits != 3 {
		t.Errorf("state %+v, want one build of 3 commits", got)
	}
	if refresh(t, x, s, tip(t, dir, "main")) {
		t.Error("what others built is built again")
	}
	expect(t, x, map[string]string{"a.go": "Three 1+0, Two 1+0, One 1+0"})
}

func TestKilledBuild(t *testing.T) {
	dir, s := history(t, three)
	path := filepath.Join(t.TempDir(), "index.db")
	p := child(t, dir, path, "LEADLINE_TEST_HANG=1")
	if line, err := bufio.NewReader(p.Stdout).ReadString('\n'); line != "hanging\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}

	x, err := index.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	if _, err := x.Refresh(ctx, s, []git.Hash{tip(t, dir, "main")}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting for the other process ends with %v, want it cancelled", err)
	}
	p.Stop()
	_ = p.Wait() // killed by us
	if got := x.State(); got.Complete || knows(t, x, "a.go") != "" {
		t.Errorf("half an index is served: %+v", got)
	}
	refresh(t, x, s, tip(t, dir, "main"))
	expect(t, x, map[string]string{"a.go": "Three 1+0, Two 1+0, One 1+0"})
}

// TestWaiting lets two handles refresh at once, and readers read all the while.
func TestWaiting(t *testing.T) {
	f, r := newFake(), rand.New(rand.NewPCG(1, 2))
	var all []git.Hash
	for range 2000 {
		all = append(all, f.grow(r, all))
	}
	path := filepath.Join(t.TempDir(), "index.db")
	var running sync.WaitGroup
	for range 4 {
		x, err := index.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		running.Go(func() {
			source := &fake{commits: f.commits, gone: f.gone}
			for _, n := range []int{500, 1999} {
				if _, err := x.Refresh(t.Context(), source, all[n:n+1], func(int, int) {}); err != nil {
					t.Error(err)
				}
			}
		})
		running.Go(func() {
			for range 50 {
				if _, err := x.Contributions(t.Context(), "a/"); err != nil {
					t.Error(err)
				}
				x.State()
			}
		})
	}
	running.Wait()
	fresh := openIndex(t)
	refresh(t, fresh, f, all[1999])
	x, err := index.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	refresh(t, x, f, all[1999])
	if diff := cmp.Diff(dump(t, fresh), dump(t, x)); diff != "" {
		t.Errorf("after many at once (-fresh +shared):\n%.2000s", diff)
	}
}

func TestDamagedAndForeignFiles(t *testing.T) {
	dir, s := history(t, three)
	built := filepath.Join(t.TempDir(), "built.db")
	x, err := index.Open(t.Context(), built)
	if err != nil {
		t.Fatal(err)
	}
	refresh(t, x, s, tip(t, dir, "main"))
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(built)
	if err != nil {
		t.Fatal(err)
	}
	foreign := append([]byte(nil), whole...)
	copy(foreign[68:], "\x01\x02\x03\x04") // application_id
	holed := append([]byte(nil), whole...)
	for i := 4096; i < len(holed); i++ {
		holed[i] = 0xa5
	}
	for name, content := range map[string][]byte{
		"text": []byte(strings.Repeat("not a database\n", 1000)), "foreign": foreign, "holed": holed, "cut": whole[:len(whole)/2], "empty": {},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "index.db")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			x, err := index.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			_, _ = x.Contributions(t.Context(), "a.go") // may find the damage
			refresh(t, x, s, tip(t, dir, "main"))
			expect(t, x, map[string]string{"a.go": "Three 1+0, Two 1+0, One 1+0"})
		})
	}
}

func TestVanishedTips(t *testing.T) {
	f, x, r := newFake(), openIndex(t), rand.New(rand.NewPCG(3, 4))
	var all []git.Hash
	for range 50 {
		all = append(all, f.grow(r, all))
	}
	refresh(t, x, f, all[40])
	f.gone[all[40]] = true // rebased away and collected: git no longer knows it
	refresh(t, x, f, all[39])
	f.gone[all[39]] = true
	next := f.grow(r, all[:30])
	refresh(t, x, f, next)
	fresh := openIndex(t)
	refresh(t, fresh, f, next)
	if diff := cmp.Diff(dump(t, fresh), dump(t, x)); diff != "" {
		t.Errorf("after tips vanished (-fresh +got):\n%s", diff)
	}
}

func TestNoNeedlessWalks(t *testing.T) {
	f, x, r := newFake(), openIndex(t), rand.New(rand.NewPCG(5, 6))
	a := f.grow(r, nil)
	b := f.grow(r, []git.Hash{a})
	for i, step := range []struct {
		tip   git.Hash
		walks int
	}{{b, 1}, {b, 1}, {a, 1}} {
		refresh(t, x, f, step.tip)
		if f.walks != step.walks {
			t.Errorf("step %d: %d walks, want %d", i, f.walks, step.walks)
		}
	}
}

// cutting is a shallow clone whose history gets deeper.
type cutting struct {
	*fake
	cut []git.Hash
}

func (c *cutting) Cut() ([]git.Hash, error) { return c.cut, nil }

func TestDeepened(t *testing.T) {
	hash := func(c string) git.Hash { return git.Hash(strings.Repeat(c, 40)) }
	f, x := newFake(), openIndex(t)
	one, two := git.Identity{Name: "One", Email: "1@x"}, git.Identity{Name: "Two", Email: "2@x"}
	f.commits[hash("b")] = &git.Commit{Hash: hash("b"), Author: two, Changes: []git.Change{{Path: "a", Status: 'M'}}}
	s := &cutting{f, []git.Hash{hash("b")}}
	refresh(t, x, s, hash("b"))
	f.commits[hash("a")] = &git.Commit{Hash: hash("a"), Author: one, Changes: []git.Change{{Path: "a", Status: 'A'}}}
	f.commits[hash("b")].Parents, s.cut = []git.Hash{hash("a")}, nil
	if !refresh(t, x, s, hash("b")) || knows(t, x, "a") != "One 1+0, Two 1+0" {
		t.Errorf("after deepening %q know it", knows(t, x, "a"))
	}
}

func TestBadTips(t *testing.T) {
	f, x := newFake(), openIndex(t)
	for _, tips := range [][]git.Hash{{"HEAD"}, {"--output=x"}, {git.Hash(strings.Repeat("a", 40)), git.Hash(strings.Repeat("a", 64))}, {git.Hash(strings.Repeat("a", 40))}} {
		if _, err := x.Refresh(t.Context(), f, tips, nil); err == nil {
			t.Errorf("tips %v are taken", tips)
		}
	}
	if s := x.State(); s.Complete || s.Generation != 0 {
		t.Errorf("state %+v after nothing but errors", s)
	}
}

func TestClosed(t *testing.T) {
	x := openIndex(t)
	if err := errors.Join(x.Close(), x.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Contributions(t.Context(), "a"); err == nil || x.State().Complete {
		t.Error("a closed index answers")
	}
	if _, err := x.Refresh(t.Context(), newFake(), nil, nil); err == nil {
		t.Error("a closed index is refreshed")
	}
}

func TestOnePersonTwice(t *testing.T) {
	dir, s := history(t, `
commit main 2026-01-01T10:00:00Z One <1@x>
squashed
| Co-authored-by: Uno <7+one@users.noreply.github.com>
+ a.go
`)
	x := openIndex(t)
	refresh(t, x, s, tip(t, dir, "main"))
	w := index.Usual()
	w.Person = func(git.Identity) any { return "one" }
	cs, err := x.ContributionsBy(t.Context(), "a.go", w)
	if err != nil || len(cs) != 1 || cs[0].Changes != 1 {
		t.Errorf("%+v, %v; want one change by one person", cs, err)
	}
}
