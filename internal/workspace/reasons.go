package workspace

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/store/index"
)

// reasons are what history says about why the lines of a committed version are there. They never change; what is learned
// later makes new ones.
type reasons struct {
	version *blame.Version
	indexed int64 // generation of the index that they are from
	told    map[git.Hash]*history.Told
	arrived map[git.Hash]index.Arrival
	past    map[history.Line]history.Past
	dug     bool // past has been looked for
}

// mostTold bounds the messages kept for one file.
const mostTold = 5000

// Why says why a line of an open document is there, nil until that is known and for lines that are not committed. It reads
// the snapshot alone.
func (s *Snapshot) Why(path string, line int) *history.Account {
	lines, r := s.Lines(path), s.reasons[path]
	if lines == nil || r == nil || r.version != lines.Version() {
		return nil
	}
	spot, committed, ok := lines.Spot(line)
	if !ok {
		return nil
	}
	return s.explain(r, spot, committed)
}

func (s *Snapshot) explain(r *reasons, spot blame.Spot, committed int) *history.Account {
	at := lineOf(spot)
	e := history.Evidence{Host: s.Host, Cut: spot.Commit.Cut, Text: r.version.Text(committed)}
	if past, ok := r.past[at]; ok {
		at, e.Passed, e.How = past.Line, past.Passed, past.How
	}
	e.Commit, e.At = r.told[at.Commit], at.Spot
	if e.Commit == nil {
		return nil
	}
	return history.Explain(r.arrival(e))
}

// arrival adds to the evidence how the commit came into this history.
func (r *reasons) arrival(e history.Evidence) history.Evidence {
	arrived, known := r.arrived[e.Commit.Hash]
	e.Files, e.Along = arrived.Files, arrived.Along
	e.Foreign = arrived.Foreign || !known // until that is known, no link is better than a wrong one
	for _, m := range arrived.Merges {
		if told := r.told[m]; told != nil {
			e.Merges = append(e.Merges, told)
		}
	}
	return e
}

// Remark is what a comment at a line of an open document says about its reason; nil for nothing.
func (s *Snapshot) Remark(path string, line int) *history.Remark {
	d := s.documents[path]
	if d == nil || len(d.Text) > MostText || Binary(d.Text) {
		return nil
	}
	return history.RemarkAt(path, d.split(), line)
}

func lineOf(s blame.Spot) history.Line {
	return history.Line{Commit: s.Commit.Hash, Spot: history.Spot{Path: s.Path, Line: s.Line}}
}

// readReasons finds out why the lines of a version are there, and shows it as it becomes known: first what the commits
// say that brought the lines, then what those say that are hidden behind moves and reformatting. Nobody is told: it stands
// in hovers, which no editor can be asked to draw again.
func (w *Workspace) readReasons(ctx context.Context, path string, v *blame.Version) {
	before := w.Snapshot().reasons[path]
	if v == nil || before != nil && before.version == v && before.dug && before.indexed == w.Snapshot().indexed {
		return
	}
	r, err := w.tell(ctx, v, before)
	if err == nil && w.showReasons(path, r) && w.Snapshot().Indexed { // without an index there is more urgent work
		w.why.digging.Lock()
		defer w.why.digging.Unlock()
		if ctx.Err() != nil {
			return
		}
		if r, err = w.dig(ctx, r, before); err == nil {
			w.showReasons(path, r)
		}
	}
	if err != nil && ctx.Err() == nil {
		w.options.Log(err)
	}
}

// showReasons puts them into the snapshot, unless the document has another version by now, or was closed.
func (w *Workspace) showReasons(path string, r *reasons) (shown bool) {
	w.update(func(s *Snapshot) {
		if shown = s.documents[path] != nil && s.versions[path] == r.version; shown {
			s.reasons = with(s.reasons, path, r)
		}
	})
	return shown
}

// reasoning is what goes on about reasons.
type reasoning struct {
	digging sync.Mutex // one search for the past of lines at a time

	mu    sync.Mutex
	again map[string]chan struct{} // by path: closed when its reasons have been read again
}

// rereadReasons reads the reasons of all open documents again, when the index has changed: merges are known from it.
func (w *Workspace) rereadReasons() {
	for path, v := range w.Snapshot().versions {
		done := make(chan struct{})
		w.why.mu.Lock()
		if w.why.again == nil {
			w.why.again = map[string]chan struct{}{}
		}
		w.why.again[path] = done
		w.why.mu.Unlock()
		w.background.Go(func() {
			defer close(done)
			w.readReasons(w.ctx, path, v)
			w.why.mu.Lock()
			defer w.why.mu.Unlock()
			if w.why.again[path] == done {
				delete(w.why.again, path)
			}
		})
	}
}

// AwaitTold waits until all has been found out that is looked for when a document is opened, or ctx ends. No hint waits for
// that; tests and `leadline peek` do.
func (w *Workspace) AwaitTold(ctx context.Context, path string) {
	f := w.Snapshot().facts[path]
	if f == nil {
		return
	}
	select {
	case <-f.told:
	case <-ctx.Done():
	}
	w.AwaitReasons(ctx, path)
	w.AwaitBeside(ctx, path)
	w.AwaitChange(ctx)
}

// AwaitReasons waits until it is known why the lines of an open document are there, as far as it can be now, or ctx ends.
// No hint waits for that; tests and `leadline peek` do.
func (w *Workspace) AwaitReasons(ctx context.Context, path string) {
	w.AwaitLines(ctx, path)
	w.why.mu.Lock()
	again := w.why.again[path]
	w.why.mu.Unlock()
	if again == nil {
		return
	}
	select {
	case <-again:
	case <-ctx.Done():
	}
}

// tell reads what the commits of a version say, and the merges that brought them in.
func (w *Workspace) tell(ctx context.Context, v *blame.Version, before *reasons) (*reasons, error) {
	r := &reasons{version: v, indexed: w.Snapshot().indexed, told: map[git.Hash]*history.Told{}, arrived: map[git.Hash]index.Arrival{}}
	if before != nil { // old commits say what they said
		r.told, r.past = maps.Clone(before.told), before.past
	}
	var commits []git.Hash
	for _, c := range v.Commits() {
		commits = append(commits, c.Hash)
	}
	for _, p := range r.past {
		commits = append(commits, p.Commit)
	}
	return r, w.learn(ctx, r, commits)
}

// learn adds what commits say and how they came.
func (w *Workspace) learn(ctx context.Context, r *reasons, commits []git.Hash) error {
	commits = commits[:min(len(commits), mostTold)]
	if w.index != nil {
		arrived, err := w.index.Arrivals(ctx, w.Snapshot().Head.Hash, commits)
		if err != nil {
			return err
		}
		maps.Copy(r.arrived, arrived)
	}
	wanted := map[git.Hash]bool{}
	for _, h := range commits {
		wanted[h] = true
		for _, m := range r.arrived[h].Merges {
			wanted[m] = true
		}
	}
	maps.DeleteFunc(wanted, func(h git.Hash, _ bool) bool { return r.told[h] != nil })
	told, err := w.tracer().Tell(ctx, slices.Sorted(maps.Keys(wanted)))
	maps.Copy(r.told, told)
	return err
}

// dig looks behind the commits that only moved lines. What was found for lines of an earlier version stays found.
func (w *Workspace) dig(ctx context.Context, r, before *reasons) (*reasons, error) {
	known := map[history.Line]bool{}
	if before != nil && before.dug {
		for _, s := range before.version.Spots() {
			known[lineOf(s)] = true
		}
	}
	deeper := *r
	deeper.told, deeper.arrived, deeper.past, deeper.dug = maps.Clone(r.told), maps.Clone(r.arrived), map[history.Line]history.Past{}, true
	var lines []history.Line
	for i, s := range r.version.Spots() {
		at := lineOf(s)
		if past, ok := r.past[at]; ok {
			deeper.past[at] = past
		}
		if !known[at] && !s.Commit.Cut && strings.TrimSpace(r.version.Text(i+1)) != "" {
			lines = append(lines, at)
		}
	}
	past, err := w.tracer().Past(ctx, lines, deeper.told)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		w.options.Log(err) // what was found all the same holds
	}
	maps.Copy(deeper.past, past)
	var commits []git.Hash
	for _, p := range past {
		commits = append(commits, p.Commit)
	}
	return &deeper, w.learn(ctx, &deeper, commits)
}

func (w *Workspace) tracer() history.Tracer {
	return history.Tracer{History: w.history, Ignore: slices.Sorted(maps.Keys(w.Snapshot().ignored))}
}

// hostOf picks the host of a repository's issues among its remotes: where work is sent to from a fork, else where it was
// cloned from.
func hostOf(remotes []git.Remote) history.Host {
	var host history.Host
	for _, name := range [...]string{"origin", "upstream"} {
		for _, r := range remotes {
			if r.Name != name {
				continue
			}
			if h := history.HostOf(r.URL); h.Kind != "" || name == "origin" {
				host = h
			}
		}
	}
	return host
}
