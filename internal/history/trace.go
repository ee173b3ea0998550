package history

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// Told is a commit with what it says.
type Told struct {
	Hash    git.Hash
	Parents []git.Hash
	Author  git.Identity
	At      time.Time
	*Message
}

// Tracer asks a repository's history where lines come from. It runs git, one process at a time, and is safe for
// concurrent use.
type Tracer struct {
	History *git.Store
	// Ignore are commits to look past.
	Ignore []git.Hash
}

// Tell reads the messages of commits. Those that are not on this machine are left out.
func (t Tracer) Tell(ctx context.Context, commits []git.Hash) (map[git.Hash]*Told, error) {
	out := make(map[git.Hash]*Told, len(commits))
	for text, err := range t.History.Texts(ctx, commits) {
		if err != nil {
			return out, err
		}
		out[text.Hash] = tell(text)
	}
	return out, nil
}

func tell(text git.CommitText) *Told {
	return &Told{
		Hash: text.Hash, Parents: text.Parents, Author: text.Author, At: time.Unix(text.At, 0), Message: Read(text.Message),
	}
}

// Step is one commit in the life of a line.
type Step struct {
	*Told
	How How
	// At is the line in the commit; From is where it was before, for all but Introduced.
	At, From Spot
	// Text is the line as this commit left it; "" where it is not known.
	Text string
	// Cut says that a shallow clone ends here.
	Cut bool
}

// mostSteps bounds a chain. A line that was edited more often has told its story by then.
const mostSteps = 24

// Chain tells the life of a line, the newest commit first, the one that brought it in last: where it was moved,
// reformatted, edited, taken out and brought back. begin is the commit that brought the line as it is, at is the line
// there. Steps beyond what can be read are left out; an error comes with the steps before it.
func (t Tracer) Chain(ctx context.Context, begin git.Hash, at Spot) ([]Step, error) {
	var steps []Step
	seen := map[git.Hash]bool{}
	where := found{commit: begin, at: at}
	for len(steps) < mostSteps && !seen[where.commit] {
		seen[where.commit] = true
		step, next, err := t.step(ctx, where)
		if err != nil {
			return steps, err
		}
		steps = append(steps, step...)
		if next == nil {
			break
		}
		where = *next
	}
	return steps, nil
}

// found is a line in the commit that brought it.
type found struct {
	commit git.Hash
	at     Spot
	cut    bool
}

// step tells what a commit did to a line, and where to go on; nil where the line begins.
func (t Tracer) step(ctx context.Context, where found) ([]Step, *found, error) {
	told, err := t.Tell(ctx, []git.Hash{where.commit})
	if err != nil {
		return nil, nil, err
	}
	it := told[where.commit]
	if it == nil {
		return nil, nil, nil
	}
	this := Step{Told: it, How: Introduced, At: where.at, Cut: where.cut}
	if len(it.Parents) == 0 || where.cut {
		return []Step{this}, nil, nil
	}
	change, err := t.change(ctx, where.commit)
	if err != nil || change == nil {
		return []Step{this}, nil, ignoreMissing(err)
	}
	this.Text, _ = change.text(where.at)
	if it.Reverts != "" {
		if steps, next, err := t.restored(ctx, this); err != nil || next != nil {
			return steps, next, err
		}
	}
	from, how, ok := change.Before(where.at)
	if !ok {
		return []Step{this}, nil, nil
	}
	next, err := t.blame(ctx, it.Parents[0], from)
	if err != nil {
		return []Step{this}, nil, ignoreMissing(err)
	}
	this.How, this.From = how, from
	return []Step{this}, next, nil
}

// restored goes on before the commit that a revert takes back, if that took the line away.
func (t Tracer) restored(ctx context.Context, this Step) ([]Step, *found, error) {
	told, err := t.Tell(ctx, []git.Hash{this.Reverts})
	if err != nil {
		return nil, nil, ignoreMissing(err)
	}
	reverted := told[this.Reverts]
	if reverted == nil || len(reverted.Parents) == 0 {
		return nil, nil, nil
	}
	change, err := t.change(ctx, reverted.Hash)
	if err != nil || change == nil {
		return nil, nil, ignoreMissing(err)
	}
	from, ok := change.took(this.Text, this.At.Path)
	if !ok || strings.TrimSpace(this.Text) == "" {
		return nil, nil, nil
	}
	next, err := t.blame(ctx, reverted.Parents[0], from)
	if err != nil {
		return nil, nil, ignoreMissing(err)
	}
	this.How, this.From = Restored, from
	return []Step{this, {Told: reverted, How: Removed, At: from, From: from, Text: this.Text}}, next, nil
}

// change reads what a commit changed; nil for a merge and for a first commit.
func (t Tracer) change(ctx context.Context, commit git.Hash) (*Delta, error) {
	for p, err := range t.History.Patches(ctx, git.PatchQuery{Commits: []git.Hash{commit}}) {
		if err != nil {
			return nil, err
		}
		return NewDelta(p), nil
	}
	return nil, nil
}

// blame finds the commit that brought a line of a version. It is nil where nothing more is known.
func (t Tracer) blame(ctx context.Context, commit git.Hash, at Spot) (*found, error) {
	q := git.BlameQuery{Commit: commit, Path: at.Path, Ignore: t.Ignore, Ranges: [][2]int{{at.Line, at.Line}}}
	for c, err := range t.History.Blame(ctx, q) {
		if err != nil {
			return nil, err
		}
		return &found{commit: c.Commit, at: Spot{c.OldPath, c.OldLine}, cut: c.Cut}, nil
	}
	return nil, fmt.Errorf("git blame says nothing of line %d of %s", at.Line, at.Path)
}

// text is a line that the commit put there.
func (c *Delta) text(at Spot) (string, bool) {
	for _, f := range c.patch.Files {
		if f.Path != at.Path {
			continue
		}
		for _, h := range f.Hunks {
			if i := at.Line - h.Line; i >= 0 && i < len(h.New) {
				return h.New[i], true
			}
		}
	}
	return "", false
}

// ignoreMissing takes objects that are not on this machine for the end of history.
func ignoreMissing(err error) error {
	if errors.Is(err, git.ErrMissingObject) || errors.Is(err, git.ErrNotFound) {
		return nil
	}
	return err
}

// Origin is the first step of a chain, from its newest, that is not only a move, reformatting or a revert: the commit
// whose reason is the line's. passed are the steps before it.
func Origin(chain []Step) (origin Step, passed []Step) {
	i := slices.IndexFunc(chain, func(s Step) bool { return s.How == Introduced || s.How == Changed })
	if i < 0 {
		i = len(chain) - 1
	}
	if i < 0 {
		return Step{}, nil
	}
	return chain[i], chain[:i]
}
