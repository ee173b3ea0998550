package trail

import (
	"bytes"
	"context"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/git"
)

const (
	mostChanged = 400 // files of a commit that a lost text is looked for in: larger ones bring code in
	worthMoving = 24  // characters below which a text is not looked for in other files
)

// elsewhere looks for what a commit took out of the file in the other files that it changed.
func (w *walk) elsewhere(ctx context.Context, commit git.Hash, lost []*marked) error {
	lost = slices.DeleteFunc(lost, func(m *marked) bool { return len(strings.TrimSpace(m.Anchor.Text)) < worthMoving })
	if len(lost) == 0 {
		return nil
	}
	var files, before []git.FileAt
	for c, err := range w.History.Log(ctx, git.LogQuery{Tips: []git.Hash{commit}, Alone: true}) {
		if err != nil {
			return err
		}
		if len(c.Parents) != 1 || len(c.Changes) > mostChanged || c.Truncated {
			return nil
		}
		for _, change := range c.Changes {
			if change.Status == 'D' || change.Path == w.path {
				continue
			}
			was := change.OldPath
			if was == "" {
				was = change.Path
			}
			files = append(files, git.FileAt{Commit: commit, Path: change.Path})
			before = append(before, git.FileAt{Commit: c.Parents[0], Path: was})
		}
	}
	telling := make([][]byte, len(lost))
	for i, m := range lost {
		telling[i] = longestLine(m.Anchor.Text)
	}
	var likely []int
	texts := map[int]*anchor.Text{}
	for i, c := range w.History.Contents(ctx, files, Most) {
		if c.Err != nil {
			return c.Err
		}
		if slices.ContainsFunc(telling, func(l []byte) bool { return bytes.Contains(c.Text, l) }) {
			likely, texts[i] = append(likely, i), textOf(c.Text)
		}
	}
	var were []git.FileAt
	for _, i := range likely {
		were = append(were, before[i])
	}
	found, common := make([][]candidate, len(lost)), make([]bool, len(lost))
	for n, c := range w.History.Contents(ctx, were, Most) {
		if c.Err != nil {
			return c.Err
		}
		i := likely[n]
		if texts[i] == nil {
			continue
		}
		old := textOf(c.Text)
		if old == nil {
			old = anchor.NewText(nil)
		}
		step := anchor.NewStep(old, texts[i])
		for j, m := range lost {
			span, same, ok := step.Arrival(m.Anchor)
			if !ok && same {
				common[j] = true
			}
			if ok {
				found[j] = append(found[j], candidate{texts[i].Anchor(files[i].Path, string(commit), span), same})
			}
		}
	}
	for j, m := range lost {
		// What another file has had all along, such as a licence, tells nothing of where it went.
		if a, ok := only(found[j]); ok && !common[j] {
			m.Mark = Mark{Anchor: a, At: commit, Path: a.Path, State: Here, Unsure: m.Unsure || !a.Speaks()}
			m.left = true
			w.part(m, commit)
		}
	}
	return nil
}

// candidate is a place in another file.
type candidate struct {
	anchor.Anchor
	same bool // the text is the same
}

// only is the one place among candidates: the one with the same text, else the one there is.
func only(all []candidate) (anchor.Anchor, bool) {
	same := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !c.same })
	if len(same) > 0 {
		all = same
	}
	if len(all) != 1 {
		return anchor.Anchor{}, false
	}
	return all[0].Anchor, true
}

func (w *walk) part(m *marked, commit git.Hash) {
	at := slices.Index(w.marks, m)
	if w.parted[m.Path] == nil {
		w.parted[m.Path] = map[git.Hash][]int{}
	}
	w.parted[m.Path][commit] = append(w.parted[m.Path][commit], at)
}

func longestLine(text string) []byte {
	longest := ""
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.TrimSpace(l); len(l) > len(longest) {
			longest = l
		}
	}
	return []byte(longest)
}
