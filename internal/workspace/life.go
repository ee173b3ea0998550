package workspace

import (
	"context"
	"fmt"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/store/index"
)

// Life is what became of some neighbouring lines that came together.
type Life struct {
	Line, EndLine int
	// Steps are the commits of it, the newest first: see history.Tracer.Chain, and renames of the file.
	Steps []LifeStep
	// Account is why they are there.
	Account *history.Account
}

// LifeStep is one commit in a life, and what it says by itself.
type LifeStep struct {
	history.Step
	Account *history.Account
}

// mostLives bounds the stretches of a selection whose lives are told.
const mostLives = 6

// Lives tells the lives of lines of an open document whose lines are known, in their order; not of those that are in no
// commit yet. It runs git, some tens of milliseconds for each commit of a life. more counts the stretches left out.
func (w *Workspace) Lives(ctx context.Context, path string, line, end int) (lives []Life, more int, err error) {
	s := w.Snapshot()
	lines := s.Lines(path)
	if lines == nil {
		return nil, 0, nil
	}
	var last git.Hash
	for n := max(line, 1); n <= min(end, lines.Len()); n++ {
		spot, _, ok := lines.Spot(n)
		if !ok {
			last = ""
			continue
		}
		a := s.Why(path, n)
		origin := spot.Commit.Hash
		if a != nil {
			origin += a.Commit.Hash // what only was reformatted together did not come together
		}
		if origin == last {
			lives[len(lives)-1].EndLine = n
			continue
		}
		last = origin
		if len(lives) == mostLives {
			more++
			last = ""
			continue
		}
		life := Life{Line: n, EndLine: n, Account: a}
		at := lineOf(spot)
		steps, err := w.tracer().Chain(ctx, at.Commit, at.Spot)
		if err != nil {
			return lives, more, fmt.Errorf("cannot follow line %d of %s through history: %w", n, path, err)
		}
		if steps, err = w.withRenames(ctx, path, steps); err != nil {
			return lives, more, err
		}
		if life.Steps, err = w.explained(ctx, steps); err != nil {
			return lives, more, err
		}
		lives = append(lives, life)
	}
	return lives, more, nil
}

// withRenames puts the renames of the file between the steps, where the line went on under another name.
func (w *Workspace) withRenames(ctx context.Context, path string, steps []history.Step) ([]history.Step, error) {
	if w.index == nil {
		return steps, nil
	}
	var out []history.Step
	now := path
	for _, step := range steps {
		if step.At.Path != now {
			renames, err := w.index.Renames(ctx, now)
			if err != nil {
				return nil, err
			}
			var between []history.Step
			for _, r := range renames {
				told, err := w.tracer().Tell(ctx, []git.Hash{r.Commit})
				if err != nil {
					return nil, err
				}
				if t := told[r.Commit]; t != nil {
					between = append(between, history.Step{
						Told: t, How: history.Renamed, At: history.Spot{Path: r.To}, From: history.Spot{Path: r.From},
					})
				}
				if r.From == step.At.Path {
					out = append(out, between...)
					break
				}
			}
		}
		out = append(out, step)
		now = step.At.Path
		if step.From.Path != "" {
			now = step.From.Path
		}
	}
	return out, nil
}

// explained weighs what each step says by itself, with the merge that brought it.
func (w *Workspace) explained(ctx context.Context, steps []history.Step) ([]LifeStep, error) {
	r := &reasons{told: map[git.Hash]*history.Told{}, arrived: map[git.Hash]index.Arrival{}}
	commits := make([]git.Hash, len(steps))
	for i, s := range steps {
		commits[i] = s.Hash
	}
	if err := w.learn(ctx, r, commits); err != nil {
		return nil, err
	}
	out := make([]LifeStep, len(steps))
	for i, s := range steps {
		e := history.Evidence{Commit: s.Told, At: s.At, Text: s.Text, Cut: s.Cut, Host: w.Snapshot().Host}
		out[i] = LifeStep{s, history.Explain(r.arrival(e))}
	}
	return out, nil
}
