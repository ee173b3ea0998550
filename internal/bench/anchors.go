package main

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/trail"
)

// How the anchors of the back-test are drawn.
const (
	anchorsEnough  = 1000
	anchorsAFile   = 4
	filesAPair     = 6    // of commits
	anchorsNearest = 200  // commits of the first-parent line that an anchor is carried across, at least
	anchorsApart   = 2000 // and at most
	anchorsLongest = 40   // lines
)

// anchors carries anchors across history and holds the outcome against `git blame --reverse -w`, which is asked in the
// repository itself and knows nothing of us: for each line of a file the last commit that had it, and where.
//
// Two commits are drawn that lie 200 to 2,000 apart on the first-parent line, files that were changed in between, and places in
// them as people would mark them: blocks with what is indented below, paragraphs, single lines with something on them.
func (b *bench) anchors() error {
	r, err := git.Find(b.repo)
	if err != nil {
		return err
	}
	head, err := r.Head()
	if err != nil {
		return err
	}
	history, err := git.OpenStore(b.ctx, filepath.Join(b.home, "anchors"), r)
	if err != nil {
		return err
	}
	x, err := index.Open(b.ctx, filepath.Join(b.home, "anchors.db"))
	if err != nil {
		return err
	}
	defer x.Close()
	if _, err := x.Refresh(b.ctx, history, []git.Hash{head.Hash}, nil); err != nil {
		return err
	}
	t := &carrying{
		bench: b, history: history, follower: trail.Follower{History: history, Index: x},
		random: rand.New(rand.NewPCG(b.sample.seed, 5)),
	}
	return t.run()
}

type carrying struct {
	*bench
	history  *git.Store
	follower trail.Follower
	random   *rand.Rand

	anchors             int
	lines, found        int // that survive; of these covered by the place given
	linesMoved          int // the same with what blame -M takes for moved within the file, copies that were there before among it
	foundMoved          int
	given, right        int // places said to be ok or moved
	unsupported, astray int // of the wrong ones: those of which the truth has no line, and has one elsewhere
	copied              int // places in another copy of the file than that which blame follows, with the same origin
	seconded            int // of the right ones: those that the second opinion alone speaks for
	changed, near       int // places said to be changed, of these with a surviving line in them
	orphaned, gone      int // of these without any surviving line
	direct, directRight int // the same by one search for the text, without following
	directFound         int
	took                time.Duration
}

func (t *carrying) run() error {
	line, err := t.git("rev-list", "--first-parent", "HEAD")
	if err != nil {
		return err
	}
	commits := strings.Fields(line)
	if len(commits) < 2*anchorsNearest {
		return fmt.Errorf("%s has too few commits for anchors to be carried across", t.repo)
	}
	for tries := 0; t.anchors < anchorsEnough && tries < 400; tries++ {
		apart := anchorsNearest + t.random.IntN(min(anchorsApart, len(commits)-anchorsNearest)-anchorsNearest+1)
		end := t.random.IntN(min(len(commits)-apart, 4*anchorsApart))
		if err := t.pair(commits[end+apart], commits[end]); err != nil {
			return err
		}
	}
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	say("anchors", "%d, carried across %d to %d commits of the first-parent line; %.1f ms each", t.anchors, anchorsNearest, anchorsApart,
		float64(t.took.Milliseconds())/float64(max(t.anchors, 1)))
	say("anchored lines found", "%.2f %% of %d that survive unchanged (target: 97 %%), %.2f %% of %d with those that blame -M finds; %.2f %% by a search for the text alone",
		share(t.found, t.lines), t.lines, share(t.foundMoved, t.linesMoved), t.linesMoved, share(t.directFound, t.lines))
	say("anchors ok or moved", "%.2f %% of %d are right (target: 99.5 %%), %d by their origin alone, %d in another copy; wrong: %d elsewhere, %d of text that did not survive; %.2f %% of %d by a search alone",
		share(t.right, t.given), t.given, t.seconded, t.copied, t.astray, t.unsupported, share(t.directRight, t.direct), t.direct)
	say("anchors changed", "%d, %d of them with a surviving line in their place", t.changed, t.near)
	say("anchors orphaned", "%d, %d of them without any surviving line", t.orphaned, t.gone)
	return nil
}

func (t *carrying) git(args ...string) (string, error) {
	out, err := exec.Command{Path: "git", Args: append([]string{"-C", t.repo}, args...), Env: t.env, OutputLimit: 1 << 30}.Output(t.ctx)
	return string(out), err
}

// pair carries anchors from one commit to another.
func (t *carrying) pair(from, to string) error {
	names, err := t.git("log", "-z", "--no-merges", "--no-renames", "--name-only", "--format=", from+".."+to)
	if err != nil {
		return err
	}
	touches := map[string]int{}
	for name := range strings.SplitSeq(names, "\x00") {
		name = strings.TrimPrefix(name, "\n")
		if name != "" && lang.Known(name) && !lang.Vendored(name) {
			touches[name]++
		}
	}
	var busy []string // as often as they were touched, since those are the ones that people talk about
	for name, n := range touches {
		for range min(n, 20) {
			busy = append(busy, name)
		}
	}
	slices.Sort(busy)
	t.random.Shuffle(len(busy), func(i, j int) { busy[i], busy[j] = busy[j], busy[i] })
	done := map[string]bool{}
	for _, path := range busy {
		if len(done) == filesAPair || t.anchors >= anchorsEnough {
			break
		}
		if done[path] {
			continue
		}
		ok, err := t.file(from, to, path)
		if err != nil {
			return err
		}
		done[path] = ok
		if !ok {
			delete(done, path)
		}
	}
	return nil
}

// spot is where a line is.
type spot struct {
	path string
	line int
}

func (t *carrying) file(from, to, path string) (ok bool, err error) {
	text, err := t.git("cat-file", "blob", from+":"+path)
	if err != nil || strings.Contains(text[:min(len(text), 8000)], "\x00") {
		return false, nil // not there yet
	}
	lines := anchor.SplitLines(text)
	if len(lines) < 20 || len(lines) > 10_000 {
		return false, nil
	}
	var anchors []anchor.Anchor
	for range 10 * anchorsAFile {
		first, last := mark(t.random, lines)
		if first < 1 || len(anchors) == anchorsAFile {
			continue
		}
		anchors = append(anchors, anchor.New(path, from, lines, first, last))
	}
	if len(anchors) == 0 {
		return false, nil
	}
	truth, err := t.truth(from, to, path)
	if err != nil {
		return false, err
	}
	moved, err := t.truth(from, to, path, "-M")
	if err != nil {
		return false, err
	}
	marks := make([]trail.Mark, len(anchors))
	for i, a := range anchors {
		marks[i] = trail.Begin(a)
	}
	began := time.Now()
	followed, err := t.follower.Follow(t.ctx, marks, git.Hash(to))
	if err != nil {
		return false, err
	}
	t.took += time.Since(began)
	var now *anchor.Text
	if text, err := t.git("cat-file", "blob", to+":"+path); err == nil {
		now = anchor.NewText(anchor.SplitLines(text))
	}
	for i, a := range anchors {
		t.anchors++
		t.judge(a, followed[i].Place(a), truth, moved, from, to)
		if now != nil {
			t.compare(a, a.ResolveIn(path, now), truth)
		}
	}
	return true, nil
}

// truth is where each line of a file is in a later commit, by its number; those that are not have none.
func (t *carrying) truth(from, to, path string, more ...string) (map[int]spot, error) {
	args := append([]string{"blame", "--reverse", "-w", "--porcelain"}, more...)
	out, err := t.git(append(args, from+".."+to, "--", path)...)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	truth := map[int]spot{}
	commit, was, now := "", 0, 0
	in := bufio.NewScanner(strings.NewReader(out))
	in.Buffer(nil, 64<<20)
	for in.Scan() {
		switch line := in.Text(); {
		case strings.HasPrefix(line, "\t"):
			if commit == to {
				truth[was] = spot{names[commit], now}
			}
		case strings.HasPrefix(line, "filename "):
			names[commit] = strings.TrimPrefix(line, "filename ")
		default:
			if fields := strings.Fields(line); len(fields) >= 3 && git.Hash(fields[0]).Valid() {
				commit = fields[0]
				now, _ = strconv.Atoi(fields[1])
				was, _ = strconv.Atoi(fields[2])
			}
		}
	}
	return truth, in.Err()
}

// judge holds one place against the truth.
func (t *carrying) judge(a anchor.Anchor, p anchor.Place, truth, moved map[int]spot, from, to string) {
	alive, found, astray := score(a, p, truth)
	// A file that went to two places: blame follows one of them, we may have followed the other.
	if at, ok := truth[a.Line]; ok && astray > 0 && found == 0 && at.path != p.Path && t.sameOrigin(a, p, from, to) {
		found, astray = alive, 0
		t.copied++
	}
	t.lines, t.found = t.lines+alive, t.found+found
	withMoved, foundMoved, astrayMoved := score(a, p, moved)
	t.linesMoved, t.foundMoved = t.linesMoved+withMoved, t.foundMoved+foundMoved
	verdict := ""
	switch {
	case p.State == anchor.OK || p.State == anchor.Moved:
		t.given++
		switch {
		case astray > 0:
			t.astray++
			verdict = "astray"
		case alive == 0 && withMoved > 0 && astrayMoved == 0:
			t.right++
		case alive == 0 && !t.sameOrigin(a, p, from, to):
			t.unsupported++
			verdict = "unsupported"
		case alive == 0:
			t.right++
			t.seconded++
		default:
			t.right++
		}
	case p.State == anchor.Changed:
		t.changed++
		if found > 0 {
			t.near++
		}
		if found < alive {
			verdict = "incomplete"
		} else if found == 0 {
			verdict = "far"
		}
	default:
		t.orphaned++
		if alive == 0 {
			t.gone++
		} else {
			verdict = "lost"
		}
	}
	if t.verbose && verdict != "" {
		fmt.Printf("%-11s %-8s %d of %d alive, %d found: %.12s..%.12s %s:%d-%d → %s:%d-%d; truth %v\n\t%.100q\n", verdict, p.State, alive,
			a.EndLine-a.Line+1, found, from, to, a.Path, a.Line, a.EndLine, p.Path, p.Line, p.EndLine, truth[a.Line], a.Text)
	}
}

// sameOrigin is a second opinion on lines that blame loses on its way forward, since they went to another file, or by another
// branch: whether an ordinary `git blame -w -M10 -C20 -C20` of both commits says of most lines, in their order, that the same line of
// the same commit and file brought them.
func (t *carrying) sameOrigin(a anchor.Anchor, p anchor.Place, from, to string) bool {
	one, err := t.origins(from, a.Path, a.Line, a.EndLine)
	if err != nil {
		return false
	}
	two, err := t.origins(to, p.Path, p.Line, p.EndLine)
	if err != nil || len(one) != len(two) {
		return false
	}
	same := 0
	for i := range one {
		if one[i] == two[i] {
			same++
		}
	}
	return 2*same > len(one)
}

func (t *carrying) origins(commit, path string, first, last int) ([]string, error) {
	ask := func(copies ...string) (string, error) {
		args := append([]string{"blame", "-w", "-M10", "--porcelain", "-L", fmt.Sprintf("%d,%d", first, last)}, copies...)
		return t.git(append(args, commit, "--", path)...)
	}
	out, err := ask("-C20", "-C20")
	if err != nil { // a clone that lacks some files
		out, err = ask("-C20")
	}
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	var origins []string
	at, line := "", ""
	for text := range strings.SplitSeq(out, "\n") {
		switch {
		case strings.HasPrefix(text, "\t"):
			origins = append(origins, at+" "+line+" "+names[at])
		case strings.HasPrefix(text, "filename "):
			names[at] = text
		default:
			if fields := strings.Fields(text); len(fields) >= 3 && git.Hash(fields[0]).Valid() {
				at, line = fields[0], fields[1]
			}
		}
	}
	return origins, nil
}

// score counts the surviving lines of an anchor, those of them that its place covers, and those that it puts elsewhere line by line.
func score(a anchor.Anchor, p anchor.Place, truth map[int]spot) (alive, found, astray int) {
	for line := a.Line; line <= a.EndLine; line++ {
		at, ok := truth[line]
		if !ok {
			continue
		}
		alive++
		if at.path == p.Path && at.line >= p.Line && at.line <= p.EndLine {
			found++
		}
		if at.path != p.Path || at.line-p.Line != line-a.Line {
			astray++
		}
	}
	return alive, found, astray
}

// compare is what a search for the text alone would have given.
func (t *carrying) compare(a anchor.Anchor, p anchor.Place, truth map[int]spot) {
	alive, found, astray := score(a, p, truth)
	t.directFound += found
	if p.State == anchor.OK || p.State == anchor.Moved {
		t.direct++
		if astray == 0 && alive > 0 {
			t.directRight++
		}
	}
}

// mark picks lines of a file as people would; 0 for none.
func mark(random *rand.Rand, lines []string) (first, last int) {
	at := random.IntN(len(lines))
	if letters(lines[at]) < 8 {
		return 0, 0
	}
	switch random.IntN(3) {
	case 0: // what is indented below the line that begins it
		for at > 0 && (letters(lines[at]) == 0 || indent(lines[at]) > 0) {
			at--
		}
		if letters(lines[at]) < 8 {
			return 0, 0
		}
		end := at
		for i := at + 1; i < len(lines); i++ {
			if letters(lines[i]) > 0 && indent(lines[i]) <= indent(lines[at]) {
				break
			}
			if strings.TrimSpace(lines[i]) != "" {
				end = i
			}
		}
		if end+1 < len(lines) && end > at && strings.TrimSpace(lines[end+1]) != "" && letters(lines[end+1]) <= 3 {
			end++ // what closes it
		}
		return at + 1, min(end, at+anchorsLongest-1) + 1
	case 1: // a paragraph
		end := at
		for at > 0 && strings.TrimSpace(lines[at-1]) != "" {
			at--
		}
		for end+1 < len(lines) && strings.TrimSpace(lines[end+1]) != "" {
			end++
		}
		return at + 1, min(end, at+anchorsLongest-1) + 1
	}
	return at + 1, at + 1
}

func letters(line string) (n int) {
	for _, r := range line {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }
