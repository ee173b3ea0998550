package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// What a long file with a long history is, and what is taken where a repository has too few of these.
var long = []struct{ lines, commits int }{{2000, 100}, {1000, 60}, {300, 20}}

const (
	fewestLong = 30
	mostLong   = 40
)

// storied is a file of HEAD with a history.
type storied struct {
	path           string
	lines, commits int
}

// longFiles are the files with the longest histories, and what was asked of their length.
func (b *bench) longFiles() (files []storied, lines, commits int, err error) {
	out, err := exec.Command{Path: "git", Args: []string{"-C", b.repo, "log", "-z", "--no-merges", "--no-renames", "--name-only", "--format=", "HEAD"}, Env: b.env}.Output(b.ctx)
	if err != nil {
		return nil, 0, 0, err
	}
	touched := map[string]int{}
	for name := range bytes.SplitSeq(out, []byte{0}) {
		touched[strings.TrimPrefix(string(name), "\n")]++
	}
	var busy []storied
	for path, n := range touched {
		if path != "" && n >= long[len(long)-1].commits {
			busy = append(busy, storied{path: path, commits: n})
		}
	}
	slices.SortFunc(busy, func(a, b storied) int {
		return cmp.Or(cmp.Compare(b.commits, a.commits), cmp.Compare(a.path, b.path))
	})
	for _, want := range long {
		files = nil
		for i, f := range busy {
			if f.commits < want.commits || len(files) == mostLong {
				break
			}
			if f.lines == 0 {
				f.lines = b.count(f.path)
				busy[i] = f
			}
			if f.lines >= want.lines {
				files = append(files, f)
			}
		}
		if lines, commits = want.lines, want.commits; len(files) >= fewestLong {
			break
		}
	}
	return files, lines, commits, nil
}

// count is the number of lines of a text file of HEAD, -1 for anything else.
func (b *bench) count(path string) int {
	out, err := exec.Command{Path: "git", Args: []string{"-C", b.repo, "cat-file", "blob", "HEAD:" + path}, Env: b.env, OutputLimit: 16 << 20}.Output(b.ctx)
	if err != nil || bytes.IndexByte(out[:min(len(out), 8000)], 0) >= 0 || bytes.IndexByte(out, '\r') >= 0 {
		return -1
	}
	return bytes.Count(out, []byte{'\n'})
}

// lines measures how long it takes to find out who wrote each line of a file, against a bare git blame in the repository
// itself, in turn; and checks that both say the same.
func (b *bench) lines(rounds int) error {
	files, lines, commits, err := b.longFiles()
	if err != nil || len(files) == 0 {
		return err
	}
	repository, err := git.Find(b.repo)
	if err != nil {
		return err
	}
	head, err := repository.Head()
	if err != nil {
		return err
	}
	dir := filepath.Join(b.home, "lines")
	history, err := git.OpenStore(b.ctx, dir, repository)
	if err != nil {
		return err
	}
	if err := history.WriteCommitGraph(b.ctx, []git.Hash{head.Hash}, nil); err != nil {
		return err
	}
	before, err := b.former(head.Hash)
	if err != nil {
		return err
	}
	ignored := b.ignored()
	var first, again, after, longest []float64
	var firstTook, againTook, afterTook, bareTook []time.Duration
	wrong, checked, skipped := 0, 0, 0
	for _, f := range files {
		var one, two, three, bare []time.Duration
		var answer *blame.Version
		for range rounds {
			took, err := b.time("git", "-C", b.repo, "blame", "--porcelain", string(head.Hash), "--", f.path)
			if err != nil {
				return err
			}
			bare = append(bare, took)
			if err := os.RemoveAll(filepath.Join(dir, "blame")); err != nil {
				return err
			}
			began := time.Now()
			answer, err = blame.NewReader(history).Read(b.ctx, head.Hash, f.path, nil)
			if errors.Is(err, git.ErrMissingObject) {
				break
			}
			if err != nil {
				return err
			}
			one = append(one, time.Since(began))
			began = time.Now()
			if _, err = blame.NewReader(history).Read(b.ctx, head.Hash, f.path, nil); err != nil {
				return err
			}
			two = append(two, time.Since(began))
		}
		if len(one) < rounds {
			skipped++
			continue
		}
		for range rounds { // as after a pull: known as of some commits ago
			if err := os.RemoveAll(filepath.Join(dir, "blame")); err != nil {
				return err
			}
			if _, err := blame.NewReader(history).Read(b.ctx, before, f.path, nil); err != nil {
				break // not there yet
			}
			began := time.Now()
			pulled, err := blame.NewReader(history).Read(b.ctx, head.Hash, f.path, nil)
			if err != nil {
				return err
			}
			three = append(three, time.Since(began))
			if !slices.Equal(commitsOf(pulled), commitsOf(answer)) {
				wrong++
			}
		}
		g := quantile(bare, 0.5)
		bareTook = append(bareTook, g)
		first, firstTook = append(first, quantile(one, 0.5).Seconds()/g.Seconds()), append(firstTook, quantile(one, 0.5))
		again, againTook = append(again, quantile(two, 0.5).Seconds()/g.Seconds()), append(againTook, quantile(two, 0.5))
		if len(three) > 0 {
			after, afterTook = append(after, quantile(three, 0.5).Seconds()/g.Seconds()), append(afterTook, quantile(three, 0.5))
		}
		if f.lines >= 4000 {
			longest = append(longest, first[len(first)-1])
		}
		if b.verbose {
			say("  "+f.path, "%d lines, %d commits: git %s, first %s (%.2f), again %s", f.lines, f.commits, g, quantile(one, 0.5), first[len(first)-1], quantile(two, 0.5))
		}
		for _, ignore := range [][]git.Hash{nil, ignored} {
			same, err := b.same(history, head.Hash, f.path, ignore)
			if err != nil {
				return err
			}
			checked++
			if !same {
				wrong++
				say("who wrote the lines", "NOT as git says: %s, ignoring %d commits", f.path, len(ignore))
			}
		}
	}
	what := fmt.Sprintf("%d files of at least %d lines and %d commits", len(first), lines, commits)
	if skipped > 0 {
		what += fmt.Sprintf(" (%d more lack objects)", skipped)
	}
	say("who wrote the lines", "%s; commit-graph there, nothing else known:", what)
	say("  opened first", "%.2f × bare git blame --porcelain there (target: at most 0.5); worst %.2f; medians %s and %s", middle(first), slices.Max(first), quantile(firstTook, 0.5), quantile(bareTook, 0.5))
	if len(longest) > 0 {
		say("  … 4,000 lines and more", "%.2f ×, %d files", middle(longest), len(longest))
	}
	if len(after) > 0 {
		say("  … 200 commits later", "%.2f ×, median %s", middle(after), quantile(afterTook, 0.5))
	}
	say("  opened again", "%.2f ×, median %s, by another process at the same commit", middle(again), quantile(againTook, 0.5))
	say("  exactly as git", "%d of %d, with and without commits to look past, no textconv, no mailmap", checked-wrong, checked)
	return b.typing(files)
}

func middle(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}

// former is a commit that HEAD had some time ago.
func (b *bench) former(head git.Hash) (git.Hash, error) {
	out, err := exec.Command{Path: "git", Args: []string{"-C", b.repo, "rev-list", "--first-parent", "--max-count=200", string(head)}, Env: b.env}.Output(b.ctx)
	all := strings.Fields(string(out))
	if err != nil || len(all) == 0 {
		return head, err
	}
	return git.Hash(all[len(all)-1]), nil
}

// ignored are some commits to look past: every hundredth of the last ones.
func (b *bench) ignored() []git.Hash {
	out, _ := exec.Command{Path: "git", Args: []string{"-C", b.repo, "rev-list", "--no-merges", "--max-count=20000", "HEAD"}, Env: b.env}.Output(b.ctx)
	var some []git.Hash
	for i, h := range strings.Fields(string(out)) {
		if i%100 == 0 {
			some = append(some, git.Hash(h))
		}
	}
	return some
}

func commitsOf(v *blame.Version) []git.Hash {
	lines := v.Lines(v.Texts())
	out := make([]git.Hash, lines.Len())
	for i := range out {
		if c := lines.At(i + 1); c != nil {
			out[i] = c.Hash
		}
	}
	return out
}

// same holds what we say against git in the repository itself.
func (b *bench) same(history *git.Store, head git.Hash, path string, ignore []git.Hash) (bool, error) {
	v, err := blame.NewReader(history).Read(b.ctx, head, path, ignore)
	if err != nil {
		return false, err
	}
	list := filepath.Join(b.home, "ignored")
	var text strings.Builder
	for _, h := range ignore {
		text.WriteString(string(h) + "\n")
	}
	if err := os.WriteFile(list, []byte(text.String()), 0o600); err != nil {
		return false, err
	}
	out, err := exec.Command{
		Path: "git", Env: append(slices.Clone(b.env), "GIT_CONFIG_GLOBAL="+os.DevNull),
		Args: []string{"-C", b.repo, "blame", "--porcelain", "--no-textconv", "--ignore-revs-file=", "--ignore-revs-file=" + list, string(head), "--", path},
	}.Output(b.ctx)
	if err != nil {
		return false, err
	}
	var said []git.Hash
	var now git.Hash
	in := bufio.NewReader(bytes.NewReader(out))
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			break
		}
		if strings.HasPrefix(line, "\t") {
			said, now = append(said, now), ""
		} else if h, _, ok := strings.Cut(line, " "); ok && now == "" && git.Hash(h).Valid() {
			now = git.Hash(h)
		}
	}
	return slices.Equal(said, commitsOf(v)), nil
}

// typing measures in an editor: opening the file that is nearest to 5,000 lines with a warm index, and from an edit to the new hint.
func (b *bench) typing(files []storied) error {
	far := func(f storied) int { return max(f.lines, 5000) - min(f.lines, 5000) }
	f := slices.MinFunc(files, func(a, b storied) int { return cmp.Compare(far(a), far(b)) })
	if _, err := b.time(b.binary, "-C", b.repo, "index"); err != nil {
		return err
	}
	c, err := b.server()
	if err != nil {
		return err
	}
	if _, err := c.Initialize(b.ctx, lspclient.VSCode, string(lsp.FileURI(b.repo)), 0, nil); err != nil {
		return err
	}
	other := string(lsp.FileURI(filepath.Join(b.repo, files[0].path+".none"))) // the repository is open before the file is
	if err := c.Open(other, "", "\n"); err != nil {
		return err
	}
	if _, err := c.CodeLens(b.ctx, other); err != nil {
		return err
	}
	if err := c.Settled(b.ctx, other); err != nil {
		return err
	}
	// The files before it, one by one as a reader would open them: until an editor's first seconds are over, much is read for the first time.
	var opened []time.Duration
	for _, g := range files[:min(len(files), 10)] {
		took, err := b.open(c, g)
		if err != nil {
			return err
		}
		opened = append(opened, took)
	}
	uri := string(lsp.FileURI(filepath.Join(b.repo, f.path)))
	if err := c.CloseDocument(uri); err != nil {
		return err
	}
	began := time.Now()
	last, err := b.open(c, f)
	if err != nil {
		return err
	}
	say("file-level hints", "median %s, worst %s after opening one of %d such files, %s for one of %d lines and %d commits (target: under 20 ms)",
		quantile(opened, 0.5), quantile(opened, 1), len(opened), last.Round(10*time.Microsecond), f.lines, f.commits)
	for { // until a line that is committed is somebody's
		raw, err := c.Hover(b.ctx, uri, lspclient.Position{Line: f.lines / 2})
		if err != nil {
			return err
		}
		if bytes.Contains(raw, []byte("Here")) {
			break
		}
		time.Sleep(time.Millisecond)
	}
	say("line-level hints", "%s after opening it", time.Since(began).Round(10*time.Microsecond))
	if err := c.Settled(b.ctx, uri); err != nil {
		return err
	}
	var took []time.Duration
	for i := range 300 {
		line := (i * 37) % f.lines
		began := time.Now()
		if err := c.Change(uri, lspclient.Change{Range: &lspclient.Range{Start: lspclient.Position{Line: line}, End: lspclient.Position{Line: line}}, Text: []string{"x", "y\n", "z\n\n"}[i%3]}); err != nil {
			return err
		}
		if _, err := c.Hover(b.ctx, uri, lspclient.Position{Line: line + 2}); err != nil {
			return err
		}
		took = append(took, time.Since(began))
	}
	say("typing in it", "edit to new hover p50 %s, p99 %s (target: under 10 ms)", quantile(took, 0.5), quantile(took, 0.99))
	if err := c.Shutdown(b.ctx); err != nil {
		return err
	}
	return c.Close()
}

// open opens a file as it is in HEAD and says how long its first lens took.
func (b *bench) open(c *lspclient.Client, f storied) (time.Duration, error) {
	text, err := exec.Command{Path: "git", Args: []string{"-C", b.repo, "cat-file", "blob", "HEAD:" + f.path}, Env: b.env}.Output(b.ctx)
	if err != nil {
		return 0, err
	}
	uri := string(lsp.FileURI(filepath.Join(b.repo, f.path)))
	began := time.Now()
	if err := c.Open(uri, "", string(text)); err != nil {
		return 0, err
	}
	raw, err := c.CodeLens(b.ctx, uri)
	took := time.Since(began)
	var lenses []json.RawMessage
	if err == nil && (json.Unmarshal(raw, &lenses) != nil || len(lenses) == 0) {
		err = fmt.Errorf("opening %s gave no lens: %s", f.path, raw)
	}
	return took, err
}
