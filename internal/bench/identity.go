package main

import (
	"bufio"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/todo"
)

const (
	identityCommits = 20_000 // of the first-parent line, the newest
	identityEnough  = 3000   // that touch files with TODO comments
	identityChunk   = 200    // whose files are read at once
	identityFiles   = 400    // of a commit that comments are followed between
)

// identity walks the first-parent line forward and holds what todo follows against what git's own diff says. A
// comment whose line is outside of all hunks of its file is the same one; so is one whose line was taken away in one
// place and put in another by the same commit, if it stood only once in each. A false merge is a comment that has
// the identity of one that, by this, is elsewhere; or of one that is there as well.
func (b *bench) identity() error {
	r, err := git.Find(b.repo)
	if err != nil {
		return err
	}
	history, err := git.OpenStore(b.ctx, filepath.Join(b.home, "identity"), r)
	if err != nil {
		return err
	}
	t := &backtest{bench: b, history: history, rolls: map[string]todo.Roll{}}
	args := []string{
		"-C", b.repo, "log", "--first-parent", "--diff-merges=first-parent", "-M", "-p", "-U0", "--no-color", "--no-ext-diff", "--no-textconv",
		"--diff-algorithm=histogram", "--format=commit %H %P", "--reverse", "-n", strconv.Itoa(identityCommits),
	}
	p, err := exec.Command{Path: "git", Args: args, Env: b.env, OutputLimit: 64 << 30}.Start(b.ctx)
	if err != nil {
		return err
	}
	whole, err := t.read(bufio.NewReaderSize(p.Stdout, 1<<20))
	if !whole || err != nil {
		p.Stop()
		_ = p.Wait() // killed by us
	} else if err := p.Wait(); err != nil {
		fmt.Printf("git gave up after %d commits, objects may be missing: %v\n", t.walked, err)
	}
	if err != nil {
		return err
	}
	t.report()
	return nil
}

// fileDiff is what one commit did to one file. Lines count from 1.
type fileDiff struct {
	old, new       string // "" where it was not there
	hunks          [][4]int
	removed, added map[int]string // lines by their number, without white space at their ends
	before, after  []todo.Todo
}

type commitDiff struct {
	hash, parent git.Hash
	files        []*fileDiff
}

type backtest struct {
	*bench
	history *git.Store
	rolls   map[string]todo.Roll

	walked, commits         int // commits, those with comments among them
	persisted, kept         int // comments, as the next ones
	moved, movedKept        int
	followed, merged, twice int
	reworded, shown         int
}

// read judges commits until there is enough, or no more: then it answers whole.
func (t *backtest) read(in *bufio.Reader) (whole bool, err error) {
	var chunk []*commitDiff
	var c *commitDiff
	var f *fileDiff
	oldLine, newLine := 0, 0
	for t.commits < identityEnough {
		line, err := in.ReadString('\n')
		text := strings.TrimRight(line, "\r\n")
		switch {
		case strings.HasPrefix(text, "commit "):
			if len(chunk) == identityChunk {
				if err := t.judge(chunk); err != nil {
					return false, err
				}
				chunk = nil
			}
			fields := strings.Fields(text)
			c, f = &commitDiff{hash: git.Hash(fields[1])}, nil
			if len(fields) > 2 {
				c.parent = git.Hash(fields[2])
			}
			chunk = append(chunk, c)
		case strings.HasPrefix(text, "diff --git ") && c != nil:
			f, oldLine, newLine = &fileDiff{removed: map[int]string{}, added: map[int]string{}}, 0, 0
			c.files = append(c.files, f)
		case f == nil:
		case strings.HasPrefix(text, "rename from ") && oldLine == 0:
			f.old = strings.TrimPrefix(text, "rename from ")
		case strings.HasPrefix(text, "rename to ") && oldLine == 0:
			f.new = strings.TrimPrefix(text, "rename to ")
		case strings.HasPrefix(text, "--- ") && oldLine == 0:
			f.old = named(text[4:], "a/")
		case strings.HasPrefix(text, "+++ ") && oldLine == 0:
			f.new = named(text[4:], "b/")
		case strings.HasPrefix(text, "@@ -"):
			var h [4]int
			h[0], h[1], h[2], h[3] = span(text)
			f.hunks = append(f.hunks, h)
			oldLine, newLine = max(h[0], 1), h[2]
		case strings.HasPrefix(text, "-"):
			f.removed[oldLine] = strings.TrimSpace(text[1:])
			oldLine++
		case strings.HasPrefix(text, "+"):
			f.added[newLine] = strings.TrimSpace(text[1:])
			newLine++
		}
		if err != nil {
			return true, t.judge(chunk)
		}
	}
	return false, nil
}

func named(path, prefix string) string {
	path = strings.TrimSuffix(path, "\t")
	if path == "/dev/null" || strings.HasPrefix(path, `"`) { // names that git quotes are left out
		return ""
	}
	return strings.TrimPrefix(path, prefix)
}

// span reads "@@ -a,b +c,d @@".
func span(text string) (a, b, c, d int) {
	fields := strings.Fields(text)
	one := func(s string) (int, int) {
		start, count, ok := strings.Cut(s[1:], ",")
		x, _ := strconv.Atoi(start)
		n := 1
		if ok {
			n, _ = strconv.Atoi(count)
		}
		return x, n
	}
	if len(fields) > 2 {
		a, b = one(fields[1])
		c, d = one(fields[2])
	}
	return a, b, c, d
}

// now is where a line outside of all hunks is after them; ok is false inside of one.
func (f *fileDiff) now(line int) (int, bool) {
	shift := 0
	for _, h := range f.hunks {
		first := h[0]
		if h[1] == 0 {
			first++ // nothing of the old: it begins after that line
		}
		if line < first {
			break
		}
		if line < first+h[1] {
			return 0, false
		}
		shift += h[3] - h[1]
	}
	return line + shift, true
}

func (t *backtest) judge(chunk []*commitDiff) error {
	var wanted []git.FileAt
	var into []*[]todo.Todo
	for _, c := range chunk {
		for _, f := range c.files {
			if f.old != "" && lang.Known(f.old) && !lang.Vendored(f.old) {
				wanted, into = append(wanted, git.FileAt{Commit: c.parent, Path: f.old}), append(into, &f.before)
			}
			if f.new != "" && lang.Known(f.new) && !lang.Vendored(f.new) {
				wanted, into = append(wanted, git.FileAt{Commit: c.hash, Path: f.new}), append(into, &f.after)
			}
		}
	}
	for i, text := range t.history.Contents(t.ctx, wanted, 2<<20) {
		if text.Err != nil {
			return text.Err
		}
		*into[i] = todo.Scan(wanted[i].Path, text.Text)
	}
	for _, c := range chunk {
		t.walked++
		if c.parent != "" {
			t.commit(c)
		}
	}
	return nil
}

// place is one comment of a commit: the file and its number there.
type place struct{ file, note int }

func (t *backtest) commit(c *commitDiff) {
	with := slices.ContainsFunc(c.files, func(f *fileDiff) bool { return len(f.before) > 0 })
	if with {
		t.commits++
	}
	before := make([][]todo.Todo, len(c.files)) // with the identities they have had
	after := make([][]todo.Todo, len(c.files))
	rolls := make([]todo.Roll, len(c.files))
	var born, went []todo.Known
	var bornAt []place
	for i, f := range c.files {
		roll, ok := t.rolls[f.old]
		if !ok { // not met yet in this walk
			roll = todo.Roll{}.Next(f.before)
		}
		before[i] = roll.Follow(f.before)
		after[i] = slices.Clone(roll.Follow(f.after))
		rolls[i] = roll
		next := roll.Next(after[i])
		for _, k := range roll.Live {
			if slices.ContainsFunc(next.Gone, func(g todo.Known) bool { return g.ID == k.ID }) {
				went = append(went, k)
			}
		}
		for _, n := range roll.Born(after[i]) {
			born, bornAt = append(born, todo.Sketch(after[i][n])), append(bornAt, place{i, n})
		}
	}
	if len(c.files) <= identityFiles {
		for i, j := range todo.Moved(went, born) {
			if j >= 0 {
				after[bornAt[i].file][bornAt[i].note].ID = went[j].ID
			}
		}
	}
	t.hold(c, before, after)
	for i, f := range c.files {
		delete(t.rolls, f.old)
		if f.new != "" {
			t.rolls[f.new] = rolls[i].Next(after[i])
		}
	}
}

// hold holds the identities of one commit against what its diff says.
func (t *backtest) hold(c *commitDiff, before, after [][]todo.Todo) {
	truly := map[place]place{} // of the old the new
	from := map[place]place{}
	for i, f := range c.files {
		at := map[int]int{}
		for n, x := range after[i] {
			at[x.Line] = n
		}
		for n, x := range before[i] {
			line, ok := f.now(x.Line)
			if !ok || f.new == "" {
				continue
			}
			m, ok := at[line]
			if !ok {
				continue // it is no comment any more
			}
			truly[place{i, n}], from[place{i, m}] = place{i, m}, place{i, n}
			t.persisted++
			if before[i][n].ID == after[i][m].ID {
				t.kept++
			} else if t.verbose {
				fmt.Printf("lost %.10s %s:%d %q\n", c.hash, f.new, after[i][m].Line, after[i][m].Text)
			}
		}
	}
	t.holdMoved(c, before, after, truly, from)
	had := map[string]place{}
	for i := range c.files {
		for n, x := range before[i] {
			had[x.ID] = place{i, n}
		}
	}
	seen := map[string]bool{}
	for i, f := range c.files {
		for n, x := range after[i] {
			if seen[x.ID] {
				t.twice++
			}
			seen[x.ID] = true
			was, known := had[x.ID]
			if !known {
				continue
			}
			t.followed++
			next, isTo := truly[was]
			came, isFrom := from[place{i, n}]
			switch {
			case isTo && next != place{i, n} || isFrom && came != was:
				t.merged++
				if t.verbose {
					fmt.Printf("merged %.10s %s:%d %q\n", c.hash, f.new, x.Line, x.Text)
				}
			case !isTo && !isFrom:
				t.reworded++
				if t.shown < t.sample.show && before[was.file][was.note].Key != x.Key {
					t.shown++
					fmt.Printf("%.10s %s:%d\n\t- %s\n\t+ %s\n", c.hash, f.new, x.Line, before[was.file][was.note].Text, x.Text)
				}
			}
		}
	}
}

// holdMoved adds the comments whose line one commit took away in one place and put in another, standing once in each.
func (t *backtest) holdMoved(c *commitDiff, before, after [][]todo.Todo, truly, from map[place]place) {
	old, now := map[string][]place{}, map[string][]place{}
	for i, f := range c.files {
		for n, x := range before[i] {
			if line, ok := f.removed[x.Line]; ok && truly[place{i, n}] == (place{}) {
				old[line] = append(old[line], place{i, n})
			}
		}
		for n, x := range after[i] {
			if line, ok := f.added[x.Line]; ok {
				now[line] = append(now[line], place{i, n})
			}
		}
	}
	for line, were := range old {
		are := now[line]
		if len(were) != 1 || len(are) != 1 || len(line) < 20 {
			continue
		}
		truly[were[0]], from[are[0]] = are[0], were[0]
		t.moved++
		if before[were[0].file][were[0].note].ID == after[are[0].file][are[0].note].ID {
			t.movedKept++
		} else if t.verbose {
			fmt.Printf("lost in moving %.10s %s %q\n", c.hash, c.files[are[0].file].new, line)
		}
	}
}

func (t *backtest) report() {
	in := map[string]bool{}
	twice := 0
	live := 0
	for _, r := range t.rolls {
		for _, k := range r.Live {
			if in[k.ID] {
				twice++
			}
			in[k.ID] = true
			live++
		}
	}
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	say("TODO identity", "%.3f %% of %d comments keep it where git's diff leaves their line alone (target: 99 %%); %d commits that touch files with TODOs, %d walked",
		share(t.kept, t.persisted), t.persisted, t.commits, t.walked)
	say("TODO identity, moved", "%.2f %% of %d comments whose line was taken out in one place and put in another", share(t.movedKept, t.moved), t.moved)
	say("TODO false merges", "%.3f %% of %d that were followed (target: under 0.5 %%); %d shared in one commit, %d of %d shared in the last tree",
		share(t.merged, t.followed), t.followed, t.twice, twice, live)
	say("TODO reworded", "%d followed of which the diff says nothing; -show N prints some", t.reworded)
}
