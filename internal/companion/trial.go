package companion

import (
	"slices"

	"github.com/leadline/leadline/internal/store/index"
)

const (
	// Promise is the share of hints that must have been right in a back-test for hints to be given.
	Promise = 0.6
	// aim is what a threshold has to reach: who picks the best of several on few commits is somewhat too sure of it.
	aim = 0.65
	// enough is how often something must have been said for its precision to mean anything.
	enough = 10
	// Commits are the latest ones that a back-test looks at.
	Commits = 200
)

// Trial is a back-test: for each file that one of the latest commits changed, the first companion, as it was known before
// that commit. It was right if the commit changed it too. The commits are those of two files or more that are neither
// merges nor bulk; what was changed alone between them is counted apart, since a hint there would have been wrong.
type Trial struct {
	Commits int // of two files or more
	Asked   int // files that they changed
	Alone   int // commits of one file between them
	said    []saying
}

// saying is one answer.
type saying struct {
	score float64
	right bool
	alone bool // the commit changed nothing else
}

// Outcome is how a trial went from a threshold on.
type Outcome struct {
	Threshold float64
	Said      int // times a companion had that score
	Right     int // and changed in the same commit
	// Alone is how often something would have been said of a file that was then changed alone.
	Alone int
	Asked int
}

// Precision is how often a companion that was named changed, 0 when nothing was said.
func (o Outcome) Precision() float64 { return ratio(o.Right, o.Said) }

// Strict is the precision where what was changed alone counts as wrong too.
func (o Outcome) Strict() float64 { return ratio(o.Right, o.Said+o.Alone) }

// Coverage is for how many of the changed files a companion was named.
func (o Outcome) Coverage() float64 { return ratio(o.Said, o.Asked) }

func ratio(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// Thresholds are those that are tried, ascending.
func Thresholds() []float64 {
	return []float64{0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9}
}

// At is the outcome from a threshold on.
func (t *Trial) At(threshold float64) Outcome {
	o := Outcome{Threshold: threshold, Asked: t.Asked}
	for _, s := range t.said {
		switch {
		case s.score < threshold:
		case s.alone:
			o.Alone++
		default:
			o.Said++
			if s.right {
				o.Right++
			}
		}
	}
	return o
}

// Threshold is the least score from which on the promise holds, with something to spare; ok is false where the trial
// supports none: then nothing should be called next.
func (t *Trial) Threshold() (threshold float64, ok bool) {
	for _, threshold := range Thresholds() {
		if o := t.At(threshold); o.Said >= enough && o.Strict() >= aim {
			return threshold, true
		}
	}
	return 0, false
}

// Replay reads a history and tries on its latest commits, last of them, what would have been said. before leaves out so
// many of the latest ones: a trial of what was known then.
func Replay(sets *index.ChangeSets, rules Rules, leftOut func(path string) bool, last, before int) (*Book, *Trial) {
	b, t := NewBook(sets.Paths, rules, leftOut), &Trial{}
	from, to := latest(sets.Sets, last, before)
	for i := range sets.Sets {
		if i >= from && i < to {
			b.examine(&sets.Sets[i], t)
		}
		b.Learn(&sets.Sets[i])
	}
	b.settle()
	return b, t
}

// latest finds where the last commits of several files are, behind so many left out.
func latest(sets []index.ChangeSet, last, before int) (from, to int) {
	to = -1
	from = len(sets)
	for n := 0; from > 0 && n < before+last; {
		if n == before && to < 0 {
			to = from
		}
		from--
		if sets[from].Whole && sets[from].Files > 1 {
			n++
		}
	}
	if to < 0 {
		to = len(sets)
		if before > 0 {
			to = from
		}
	}
	return from, to
}

// examine asks about each file of a commit that the book has not learned yet.
func (b *Book) examine(set *index.ChangeSet, t *Trial) {
	if !set.Whole || set.Files == 0 {
		return
	}
	alone := set.Files == 1
	if alone {
		t.Alone++
	} else {
		t.Commits++
	}
	changed := b.changedBy(set)
	for _, touch := range set.Touches {
		if touch.Kind == index.Deleted || touch.Kind == index.MovedAway || b.isLeftOut(touch.Path) {
			continue
		}
		if !alone {
			t.Asked++
		}
		f := b.before(touch)
		if f < 0 {
			continue
		}
		c, ok := b.first(f)
		if !ok {
			continue
		}
		t.said = append(t.said, saying{score: c.companion().Score(), right: slices.Contains(changed, c.file), alone: alone})
	}
}

// before is the file that a touch is about, as the book knows it before the commit; -1 for a new one.
func (b *Book) before(t index.PathTouch) int32 {
	switch {
	case t.Kind == index.Moved:
		return b.whose[t.From]
	case t.Kind == index.Added && b.moved[t.Path]:
		return -1
	}
	return b.whose[t.Path]
}

// changedBy are the files that a commit changed, as the book knows them before it.
func (b *Book) changedBy(set *index.ChangeSet) []int32 {
	var out []int32
	for _, t := range set.Touches {
		if f := b.before(t); f >= 0 && t.Kind != index.MovedAway {
			out = append(out, f)
		}
	}
	return out
}

// first is the companion that would be named, of the files that are there as far as the book was read.
func (b *Book) first(f int32) (candidate, bool) {
	for _, c := range b.candidates(f) {
		names := b.files[c.file].names
		if !b.files[c.file].gone && !b.isLeftOut(names[len(names)-1]) {
			return c, true
		}
	}
	return candidate{}, false
}
