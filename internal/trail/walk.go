package trail

import (
	"context"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/index"
)

// walk goes through the versions of one file.
type walk struct {
	*Follower
	path   string
	at     git.Hash
	text   *anchor.Text // nil where the file is not, or is no text
	marks  []*marked
	on     trip
	start  git.FileAt
	sides  int                           // followed so far
	parted map[string]map[git.Hash][]int // marks that went to other files: path → commit → which
}

// marked is one mark on the way.
type marked struct {
	Mark
	from  Mark        // as it came
	span  anchor.Span // while here
	whole bool        // the file, not lines of it
	left  bool        // for another file
}

func newWalk(f *Follower, path string, at git.Hash, marks []Mark) *walk {
	w := &walk{Follower: f, path: path, at: at, start: git.FileAt{Commit: at, Path: path}, parted: map[string]map[git.Hash][]int{}}
	for _, m := range marks {
		w.marks = append(w.marks, &marked{Mark: m, from: m, whole: m.Anchor.Line < 1})
	}
	return w
}

// textOf prepares a version; nil for none.
func textOf(content []byte) *anchor.Text {
	if content == nil {
		return nil
	}
	for _, c := range content[:min(len(content), 8000)] {
		if c == 0 {
			return nil // git's rule for what is no text
		}
	}
	return anchor.NewText(anchor.SplitLines(string(content)))
}

// begin finds the marks in the version that they are of.
func (w *walk) begin(content []byte) {
	w.text = textOf(content)
	for _, m := range w.marks {
		switch {
		case m.whole:
			if m.State = Here; content == nil {
				m.State = Unborn
			}
		case m.State == Here && (w.text == nil || !m.find(w.text)):
			m.State = Lost // what was kept is not so
		case m.State == New && w.text != nil && m.find(w.text):
			m.State = Here
		case m.State == New:
			m.State = Unborn
		}
	}
}

// find looks for the anchored text itself.
func (m *marked) find(t *anchor.Text) bool {
	p := m.Anchor.ResolveIn(m.Path, t)
	if p.State != anchor.OK && p.State != anchor.Moved || p.Line < 1 {
		return false
	}
	m.span = anchor.Span{Start: p.Line - 1, End: p.EndLine}
	return true
}

// next goes on to the next version.
func (w *walk) next(ctx context.Context, stop index.Stop, content []byte) error {
	if stop.Added {
		w.drop()
	}
	before, at := w.text, w.at
	w.text, w.path, w.at = textOf(content), stop.Path, stop.Commit
	var step *anchor.Step
	if before != nil && w.text != nil {
		step = anchor.NewStep(before, w.text)
	}
	var lost []*marked
	for _, m := range w.marks {
		switch {
		case m.left:
		case m.whole:
			if m.State, m.Path = Here, w.path; content == nil {
				m.State = Lost
			}
		case m.State == Here:
			if step != nil {
				if span, sure, ok := step.Carry(m.span); ok {
					m.span, m.Path, m.Unsure = span, w.path, m.Unsure || !sure
					continue
				}
			}
			m.Anchor, m.State = before.Anchor(m.Path, string(at), m.span), Lost
			lost = append(lost, m)
		case w.text != nil && !stop.Merge:
			w.reborn(m, step)
		}
	}
	if stop.Merge {
		if err := w.otherSides(ctx, stop); err != nil {
			return err
		}
		for _, m := range w.marks {
			if m.State != Here && !m.left && !m.whole && w.text != nil {
				w.reborn(m, step)
			}
		}
		return nil
	}
	if len(lost) == 0 {
		return nil
	}
	return w.elsewhere(ctx, stop.Commit, lost)
}

// otherSides looks whether what is lost came to a merge by another of its sides.
func (w *walk) otherSides(ctx context.Context, stop index.Stop) error {
	for _, side := range stop.Sides {
		var lost []*marked
		var from []Mark
		for _, m := range w.marks {
			if m.State == Lost && !m.left && !m.whole {
				lost, from = append(lost, m), append(from, m.from)
			}
		}
		if len(lost) == 0 || w.text == nil || w.on.side || w.sides == mostSides {
			return nil
		}
		w.sides++
		there, err := w.file(ctx, w.start.Path, w.start.Commit, side, from, trip{w.on.hops, true})
		if err != nil {
			return err
		}
		steps := map[string]*anchor.Step{}
		for i, m := range there {
			if m.State != Here || m.Path != w.path {
				continue
			}
			if steps[m.Path] == nil {
				text, err := w.read(ctx, git.FileAt{Commit: side, Path: m.Path})
				if err != nil {
					return err
				}
				if text == nil {
					continue
				}
				steps[m.Path] = anchor.NewStep(text, w.text)
			}
			if span, sure, ok := steps[m.Path].Carry(anchor.Span{Start: m.Anchor.Line - 1, End: m.Anchor.EndLine}); ok {
				lost[i].Mark, lost[i].span = m, span
				lost[i].Unsure = m.Unsure || !sure
			}
		}
	}
	return nil
}

func (w *walk) read(ctx context.Context, at git.FileAt) (text *anchor.Text, err error) {
	for _, c := range w.History.Contents(ctx, []git.FileAt{at}, Most) {
		if c.Err != nil {
			return nil, c.Err
		}
		text = textOf(c.Text)
	}
	return text, nil
}

// drop takes notice that the file has gone between two stops.
func (w *walk) drop() {
	for _, m := range w.marks {
		if m.State == Here && !m.whole && !m.left {
			m.Anchor, m.State = w.text.Anchor(m.Path, string(w.at), m.span), Lost
		}
	}
	w.text = nil
}

// reborn looks for what is lost or unborn among the lines that a version brought.
func (w *walk) reborn(m *marked, step *anchor.Step) {
	if m.find(w.text) && (step == nil || step.New(m.span)) {
		m.Unsure = m.Unsure || m.State == Lost
		m.State, m.Path = Here, w.path
	}
}

// leap goes to a version that is not reached from the one before.
func (w *walk) leap(path string, content []byte) {
	before, at := w.text, w.at
	w.text, w.path = textOf(content), path
	var step *anchor.Step
	if before != nil && w.text != nil {
		step = anchor.NewStep(before, w.text)
	}
	for _, m := range w.marks {
		switch {
		case m.whole:
			if m.State, m.Path = Here, path; content == nil {
				m.State = Lost
			}
		case m.State == Here:
			if step != nil {
				if span, sure, ok := step.Carry(m.span); ok {
					m.span, m.Path, m.Unsure = span, path, m.Unsure || !sure
					continue
				}
			}
			m.Anchor, m.State = before.Anchor(m.Path, string(at), m.span), Lost
		case w.text != nil:
			w.reborn(m, step)
		}
	}
}

// end answers the marks as they are in to, and which of them are in other files of earlier commits.
func (w *walk) end(to git.Hash) (out []Mark, moved map[string]map[git.Hash][]int) {
	for _, m := range w.marks {
		if !m.left {
			m.At = to
			switch {
			case m.whole:
				m.Anchor.Path = m.Path
			case m.State == Here && w.text != nil:
				m.Anchor = w.text.Anchor(m.Path, string(to), m.span)
			case m.State != Here:
				m.Path = w.path
			}
		}
		out = append(out, m.Mark)
	}
	return out, w.parted
}
