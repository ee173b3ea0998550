package workspace

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/sourcegraph/conc/pool"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/todo"
	"github.com/leadline/leadline/internal/tour"
)

// Tour is a way through a folder, or through everything, for somebody who is new there.
type Tour struct {
	Area  string // a folder, "." for everything
	Files int    // tracked there, and how many of them are code, see package tour
	Code  int
	// Commits is how many commits changed something there lately, at least since Since: for a year, or, where that is
	// little, of the newest commits. Whole says that these are all that the history has.
	Commits int
	Since   time.Time
	Whole   bool
	Read    []string // what introduces it
	Places  []Stop
	Pairs   []tour.Pair
	Records []Record        // decision records in the tree, the newest first
	More    int             // records that were left out
	Decided []*ledger.Entry // decisions of the ledger, newest first
	Todos   []todo.Todo     // small ones in code that was changed lately
	Ask     []ownership.Knower
	Nearest *ownership.Near
}

// Stop is a place on the way, with whom to ask there.
type Stop struct {
	tour.Place
	Line    int    // where the code begins
	About   string // what the file says of itself; "" for nothing
	Ask     []ownership.Knower
	Nearest *ownership.Near // where nobody is to be asked
}

// Record is a decision record.
type Record struct{ Path, Title string }

const (
	lately      = 365 * 24 * time.Hour
	fewChanges  = 300    // in lately, below which the newest so many count
	mostChanges = 8_000  // commits that a tour looks at
	mostRead    = 500    // messages of them that it reads
	mostAsked   = 2      // people for a place
	enoughToAsk = 0.05   // share of the knowledge
	mostRecords = 6      // shown
	mostDecided = 5      // likewise
	mostTodos   = 5      // likewise
	mostTried   = 400    // files that are searched for small notes
	mostShown   = 64_000 // bytes of a file that are looked at for its beginning
)

// Tour makes a tour of a folder, or of "." for everything. Without a history that says something it has fewer stops. Before the
// index is ready it knows the tree alone.
func (w *Workspace) Tour(ctx context.Context, area string) (*Tour, error) {
	s := w.Snapshot()
	t, f, err := w.survey(ctx, s, area, true)
	if err != nil {
		return nil, err
	}
	area = t.Area
	// What is left needs nothing of each other.
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError()
	p.Go(func(ctx context.Context) (err error) {
		t.Todos, err = w.firstTasks(ctx, s, f)
		return err
	})
	p.Go(func(ctx context.Context) error {
		for _, p := range tour.Places(f) {
			stop, err := w.stop(ctx, s, p)
			if err != nil {
				return err
			}
			t.Places = append(t.Places, stop)
		}
		return nil
	})
	p.Go(func(context.Context) error {
		t.Pairs, t.Read = tour.Together(f), tour.ReadFirst(f)
		w.records(t, tour.Records(f))
		return nil
	})
	for _, e := range s.Ledger.All(ledger.TypeDecision) {
		there := area == "."
		for _, a := range e.Anchors {
			there = there || strings.HasPrefix(a.Path, area+"/")
		}
		if there && len(t.Decided) < mostDecided {
			t.Decided = append(t.Decided, e)
		}
	}
	if err := p.Wait(); err != nil {
		return nil, err
	}
	return t, nil
}

// Outline is a tour that reads no text and no message: whom to ask, places to know without what stands there, and areas that change
// together.
func (w *Workspace) Outline(ctx context.Context, area string) (*Tour, error) {
	t, f, err := w.survey(ctx, w.Snapshot(), area, false)
	if err != nil {
		return nil, err
	}
	for _, p := range tour.Places(f) {
		t.Places = append(t.Places, Stop{Place: p, Line: 1})
	}
	t.Pairs = tour.Together(f)
	return t, nil
}

// survey lists a folder and reads what history says of it, with the reasons that messages give or without.
func (w *Workspace) survey(ctx context.Context, s *Snapshot, area string, why bool) (*Tour, tour.Facts, error) {
	t, f := &Tour{Area: path.Clean(area)}, tour.Facts{Area: path.Clean(area)}
	tracked, err := w.list()
	if err != nil {
		return nil, f, fmt.Errorf("cannot list the files of %s: %w", w.Repository.Top, err)
	}
	there := func(p string) bool { return f.Area == "." || p == f.Area || strings.HasPrefix(p, f.Area+"/") }
	f.Files, f.Code = only(tracked.all, there), only(tracked.code(), there)
	t.Files, t.Code = len(f.Files), len(f.Code)
	return t, f, w.tourFacts(ctx, s, t, &f, why)
}

// tourFacts reads what history says of a folder, and who is to be asked about it as a whole.
func (w *Workspace) tourFacts(ctx context.Context, s *Snapshot, t *Tour, f *tour.Facts, why bool) error {
	var old []tour.Old
	p := pool.New().WithContext(ctx).WithCancelOnError().WithFirstError()
	files := slices.Clone(f.Code)
	p.Go(func(ctx context.Context) (err error) {
		old, err = w.abandoned(ctx, s, files)
		return err
	})
	p.Go(func(ctx context.Context) (err error) {
		t.Ask, t.Nearest, err = w.whomToAsk(ctx, s, t.Area)
		return err
	})
	p.Go(func(ctx context.Context) error { return w.tourChanges(ctx, s, t, f, why) })
	err := p.Wait()
	f.Old = old
	return err
}

// tourChanges reads what was changed lately, and perhaps why.
func (w *Workspace) tourChanges(ctx context.Context, s *Snapshot, t *Tour, f *tour.Facts, why bool) error {
	if !s.Indexed || w.index == nil {
		return nil
	}
	changes, err := w.index.Lately(ctx, index.LatelyQuery{
		At: s.Head.Hash, Since: s.Now().Add(-lately), Least: fewChanges, Most: mostChanges, Bulk: tour.MostFiles,
	})
	if err != nil {
		return fmt.Errorf("cannot tell what was changed lately: %w", err)
	}
	var told []int // of changes that count
	for i, c := range changes {
		if s.ignored[c.Hash] {
			continue
		}
		one := tour.Change{At: c.At, By: s.People.Resolve(c.Author)}
		for _, p := range c.Paths {
			if f.Area == "." || p == f.Area || strings.HasPrefix(p, f.Area+"/") {
				one.Paths = append(one.Paths, p)
			}
		}
		if len(one.Paths) > 0 || f.Area == "." && c.Files > tour.MostFiles {
			f.Changes = append(f.Changes, one)
			told = append(told, i)
			t.Commits, t.Since = t.Commits+1, c.Committed
		}
	}
	t.Whole = f.Area == "." && int64(len(changes)) >= w.index.State().Commits
	if !why {
		return nil
	}
	present := setOf(f.Code)
	isCode := func(p string) bool { return present[p] }
	var hashes []git.Hash
	for n, i := range told {
		if len(hashes) < mostRead && slices.ContainsFunc(f.Changes[n].Paths, isCode) {
			hashes = append(hashes, changes[i].Hash)
		}
	}
	messages, err := w.Messages(ctx, hashes)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		w.options.Log(fmt.Errorf("cannot read why things were changed: %w", err)) // the rest is worth having
	}
	for n, i := range told {
		m := messages[changes[i].Hash]
		if m == nil {
			continue
		}
		c := &f.Changes[n]
		if first := slices.IndexFunc(c.Paths, isCode); first >= 0 {
			if why := m.Reason(history.About{Path: c.Paths[first], Files: changes[i].Files}); why != m.Subject {
				c.Reason = why // a subject says what, and needs its commit to say more
			}
		}
		if len(m.Numbers) > 0 {
			c.Number = m.Numbers[0].Text
		}
	}
	return nil
}

func (w *Workspace) stop(ctx context.Context, s *Snapshot, p tour.Place) (Stop, error) {
	stop := Stop{Place: p, Line: 1}
	if text, err := w.Repository.ReadWorktreeFile(p.Path, MostText); err == nil {
		stop.Line, stop.About = tour.Opening(p.Path, text[:min(len(text), mostShown)])
	}
	var err error
	stop.Ask, stop.Nearest, err = w.whomToAsk(ctx, s, p.Path)
	return stop, err
}

// whomToAsk names who knows a file or folder best of those who are here and are not the reader, or who is nearest.
func (w *Workspace) whomToAsk(ctx context.Context, s *Snapshot, at string) ([]ownership.Knower, *ownership.Near, error) {
	knowers, err := w.knowersOf(ctx, s, at)
	if err != nil {
		return nil, nil, err
	}
	var ask []ownership.Knower
	for _, k := range knowers {
		if k.Active && k.Person != s.Me && !s.Muted(k.Person) && (k.Share >= enoughToAsk || k.Claims) && len(ask) < mostAsked {
			ask = append(ask, k)
		}
	}
	if len(ask) > 0 {
		return ask, nil, nil
	}
	near, err := w.nearest(ctx, s, at, knowers)
	return nil, near, err
}

// records reads the titles of the first decision records.
func (w *Workspace) records(t *Tour, files []string) {
	for i, file := range files {
		if i == mostRecords {
			t.More = len(files) - i
			return
		}
		text, _ := w.Repository.ReadWorktreeFile(file, 1<<20)
		t.Records = append(t.Records, Record{Path: file, Title: tour.Title(file, text)})
	}
}

func setOf(paths []string) map[string]bool {
	set := make(map[string]bool, len(paths))
	for _, p := range paths {
		set[p] = true
	}
	return set
}

// firstTasks are small notes in code that was changed lately, which nobody was offered yet.
func (w *Workspace) firstTasks(ctx context.Context, s *Snapshot, f tour.Facts) ([]todo.Todo, error) {
	there := setOf(f.Code)
	wanted := map[string]bool{}
	for _, c := range f.Changes {
		for _, p := range c.Paths {
			if there[p] && len(wanted) < mostTried {
				wanted[p] = true
			}
		}
	}
	if len(f.Changes) == 0 || len(wanted) == 0 { // history says nothing about what is alive
		for _, p := range f.Code[:min(len(f.Code), mostTried)] {
			wanted[p] = true
		}
	}
	tracked, err := w.Repository.Listed()
	if err != nil {
		return nil, nil // no index: a bare clone has no notes to work on
	}
	attributes := w.attributes(tracked.Files)
	var files []git.Tracked
	for _, f := range tracked.Files {
		if wanted[f.Path] && scannable(f, attributes) {
			files = append(files, f)
		}
	}
	notes, err := w.scanFiles(ctx, files, attributes, s.Settings.Todo.Words, nil)
	if err != nil {
		return nil, err
	}
	notes = slices.DeleteFunc(notes, func(n todo.Todo) bool {
		return slices.ContainsFunc(s.Placed(n.Path), func(p Placed) bool { return GrewFrom(p, n) })
	})
	return tour.FirstTasks(notes, mostTodos), nil
}
