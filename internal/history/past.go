package history

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/leadline/leadline/internal/git"
)

// Limits on looking for the past of a whole file's lines.
const (
	mostRounds = 4    // moves on moves
	mostAsked  = 60   // blames of older versions
	mostLooked = 3000 // commits whose patches are read
)

// Line is a line of a commit, from 1: what does not change, however the file goes on.
type Line struct {
	Commit git.Hash
	Spot
}

// Past is where a line was before the commits that only moved it, reformatted it or brought it back.
type Past struct {
	Line
	// Passed are the commits gone past, the newest first, and How what the newest of them did.
	Passed []git.Hash
	How    How
}

// Past looks for the past of many lines at once, which the commits that brought them as they are would hide. It answers
// for those that have one. told must have the lines' commits, and gets those that are found. What takes too long is left
// out: this is an answer for hints, [Tracer.Chain] tells more of one line.
func (t Tracer) Past(ctx context.Context, lines []Line, told map[git.Hash]*Told) (map[Line]Past, error) {
	d := dig{Tracer: t, told: told, found: map[Line]Past{}}
	left := make([]digLine, len(lines))
	for i, l := range lines {
		left[i] = digLine{l, l}
	}
	for range mostRounds {
		if len(left) == 0 || d.asked >= mostAsked {
			break
		}
		older, err := d.before(ctx, left)
		if err != nil {
			return d.found, err
		}
		if left, err = d.ask(ctx, older); err != nil {
			return d.found, err
		}
	}
	return d.found, nil
}

// dig is one search on its way.
type dig struct {
	Tracer
	told  map[git.Hash]*Told
	found map[Line]Past
	asked int
}

// digLine is a line asked about, and where it comes from as far as is known.
type digLine struct{ asked, Line Line }

// version is a file of a commit.
type version struct {
	commit git.Hash
	path   string
}

// older is a line that goes on in an older version.
type older struct {
	digLine
	line int
	how  How
}

// learn reads the messages of commits that are not known yet.
func (d *dig) learn(ctx context.Context, commits []git.Hash) error {
	commits = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(commits))), func(h git.Hash) bool { return d.told[h] != nil })
	more, err := d.Tell(ctx, commits)
	maps.Copy(d.told, more)
	return err
}

// before finds the lines that their commits moved, reformatted or brought back, by the version where they were.
func (d *dig) before(ctx context.Context, lines []digLine) (map[version][]older, error) {
	by := map[git.Hash][]digLine{}
	for _, l := range lines {
		by[l.Line.Commit] = append(by[l.Line.Commit], l)
	}
	commits := slices.SortedFunc(maps.Keys(by), func(a, b git.Hash) int {
		return cmp.Or(cmp.Compare(len(by[b]), len(by[a])), cmp.Compare(a, b))
	})
	commits = commits[:min(len(commits), mostLooked)]
	var reverted []git.Hash
	for _, c := range commits {
		if m := d.told[c]; m != nil && m.Reverts != "" {
			reverted = append(reverted, m.Reverts)
		}
	}
	if err := d.learn(ctx, slices.Clone(reverted)); err != nil {
		return nil, err
	}
	reverted = slices.DeleteFunc(reverted, func(h git.Hash) bool { return d.told[h] == nil })
	commits = slices.DeleteFunc(commits, func(h git.Hash) bool { return slices.Contains(reverted, h) })
	undone := map[git.Hash]*Delta{}
	out := map[version][]older{}
	for p, err := range d.History.Patches(ctx, git.PatchQuery{Commits: append(slices.Clone(reverted), commits...)}) {
		if err != nil {
			return out, ignoreMissing(err)
		}
		delta := NewDelta(p)
		if slices.Contains(reverted, p.Commit) {
			undone[p.Commit] = delta
		}
		it := d.told[p.Commit]
		if it == nil || len(it.Parents) == 0 {
			continue
		}
		for _, l := range by[p.Commit] {
			k, o, ok := d.back(l, it, delta, undone[it.Reverts])
			if ok {
				out[k] = append(out[k], o)
			}
		}
	}
	return out, nil
}

// back says where one line was before its commit; undone is what that one takes back, if anything.
func (d *dig) back(l digLine, it *Told, delta, undone *Delta) (version, older, bool) {
	if undone != nil {
		text, _ := delta.text(l.Line.Spot)
		if parents := d.told[it.Reverts].Parents; len(parents) > 0 {
			if from, ok := undone.took(text, l.Line.Path); ok {
				return version{parents[0], from.Path}, older{l, from.Line, Restored}, true
			}
		}
	}
	from, how, ok := delta.Before(l.Line.Spot)
	if !ok || how == Changed {
		return version{}, older{}, false
	}
	return version{it.Parents[0], from.Path}, older{l, from.Line, how}, true
}

// ask finds the commits that brought lines of older versions, those of most lines first.
func (d *dig) ask(ctx context.Context, by map[version][]older) (left []digLine, err error) {
	versions := slices.SortedFunc(maps.Keys(by), func(a, b version) int {
		return cmp.Or(cmp.Compare(len(by[b]), len(by[a])), cmp.Compare(a.commit, b.commit), cmp.Compare(a.path, b.path))
	})
	var commits []git.Hash
	for _, k := range versions[:min(len(versions), mostAsked-d.asked)] {
		d.asked++
		at := map[int][]older{}
		var ranges [][2]int
		for _, o := range by[k] {
			at[o.line] = append(at[o.line], o)
			ranges = append(ranges, [2]int{o.line, o.line})
		}
		for c, err := range d.History.Blame(ctx, git.BlameQuery{Commit: k.commit, Path: k.path, Ignore: d.Ignore, Ranges: joined(ranges)}) {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if err != nil {
				break // then this much is not known
			}
			commits = append(commits, c.Commit)
			for n := range c.Lines {
				for _, o := range at[c.Line+n] {
					left = append(left, d.note(o, c, n))
				}
			}
		}
	}
	return left, d.learn(ctx, commits)
}

// note keeps what was found for a line, the n-th of a chunk, and answers where to go on.
func (d *dig) note(o older, c git.BlameChunk, n int) digLine {
	p, again := d.found[o.asked]
	if !again {
		p.How = o.how
	}
	p.Line = Line{c.Commit, Spot{c.OldPath, c.OldLine + n}}
	p.Passed = append(slices.Clip(p.Passed), o.digLine.Line.Commit)
	d.found[o.asked] = p
	return digLine{o.asked, p.Line}
}

// joined makes neighbouring lines one range.
func joined(lines [][2]int) [][2]int {
	slices.SortFunc(lines, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	var out [][2]int
	for _, l := range lines {
		if n := len(out) - 1; n >= 0 && out[n][1]+1 >= l[0] {
			out[n][1] = max(out[n][1], l[1])
			continue
		}
		out = append(out, l)
	}
	return out
}
