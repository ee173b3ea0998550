package workspace

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/ledger"
)

// Limits of checks while people type, and over a tree.
const (
	mostRules     = 1000 // of a repository
	mostModules   = 500
	mostModule    = 64 << 10 // bytes of a go.mod
	typingEach    = 20 * time.Millisecond
	typingAll     = 100 * time.Millisecond
	mostCandidate = 500 // files that may be the companion
)

// Guards are the checks that accepted decisions carry, compiled. They are immutable.
type Guards struct {
	// Faults are the checks that cannot be compiled, which are left out.
	Faults []GuardFault

	set        *guard.Set
	entries    map[string]*ledger.Entry
	attributes *lang.Attributes
	base       map[string]git.Hash // what the files that companions speak of were, where the work began
	tracked    map[string]git.Tracked

	key    string
	ledger *ledger.Book
	files  []*ledger.Entry
	head   git.Hash
	main   git.Hash
}

// GuardFault is a check that cannot be compiled.
type GuardFault struct {
	Entry   *ledger.Entry
	Message string // what to do about it
}

// guards keeps the latest ones.
type guards struct {
	mu     sync.Mutex
	latest *Guards
}

// Entry is the decision that a rule is from.
func (g *Guards) Entry(r *guard.Rule) *ledger.Entry { return g.entries[r.ID] }

// Guards are the checks of a snapshot's decisions. They are compiled anew when these, or HEAD, have changed.
func (w *Workspace) Guards(ctx context.Context, s *Snapshot) (*Guards, error) {
	if s.Ledger == nil && len(s.Records) == 0 {
		return &Guards{}, nil
	}
	w.guards.mu.Lock()
	defer w.guards.mu.Unlock()
	last := w.guards.latest
	same := last != nil && last.ledger == s.Ledger && slices.Equal(last.files, s.Records) && last.head == s.Head.Hash
	if same && !last.set.Accompanies() {
		return last, nil
	}
	_, main, _ := w.Repository.DefaultUpstream()
	if same && last.main == main {
		return last, nil
	}
	g := &Guards{ledger: s.Ledger, files: s.Records, head: s.Head.Hash, main: main, entries: map[string]*ledger.Entry{}}
	rules := g.compile(s)
	if last != nil && last.key == g.key && last.head == g.head && last.main == g.main {
		// What was found before can be gone on from.
		g.set, g.attributes, g.base, g.tracked = last.set, last.attributes, last.base, last.tracked
		w.guards.latest = g
		return g, nil
	}
	var err error
	if len(rules) > 0 {
		err = w.surround(ctx, s, g, rules)
	}
	w.guards.latest = g
	return g, err
}

// compile reads the checks: those of the ledger first, since the first have their time first.
func (g *Guards) compile(s *Snapshot) []*guard.Rule {
	var rules []*guard.Rule
	var key strings.Builder
	for _, e := range s.Decisions() {
		d := e.Decision
		if d == nil || e.Retracted || d.Status != "accepted" {
			continue
		}
		for i, c := range d.Checks {
			if i >= guard.MostChecks || len(rules) >= mostRules {
				break
			}
			r, err := guard.Compile(c)
			if err != nil {
				g.Faults = append(g.Faults, GuardFault{Entry: e, Message: err.Error()})
				continue
			}
			r.ID = e.ID
			g.entries[e.ID] = e
			rules = append(rules, r)
			fmt.Fprintf(&key, "%q %q\n", e.ID, r.Check)
		}
	}
	g.key = key.String()
	return rules
}

// surround reads what checks need to know of the repository: modules, attributes, and where the work began.
func (w *Workspace) surround(ctx context.Context, s *Snapshot, g *Guards, rules []*guard.Rule) error {
	tracked, err := w.Repository.Tracked()
	if err != nil { // then nothing is known of attributes and modules
		tracked = nil
	}
	g.attributes = w.attributes(tracked)
	var modules []guard.Module
	for _, f := range tracked {
		if path.Base(f.Path) != "go.mod" || len(modules) >= mostModules {
			continue
		}
		if text, err := w.Repository.ReadWorktreeFile(f.Path, mostModule); err == nil {
			if name := moduleOf(string(text)); name != "" {
				modules = append(modules, guard.Module{Prefix: name, Dir: strings.TrimPrefix(path.Dir(f.Path), ".")})
			}
		}
	}
	g.set = guard.NewSet(rules, modules)
	concerned := func(path string) bool {
		return slices.ContainsFunc(rules, func(r *guard.Rule) bool {
			return r.Check.Companion != "" && (r.Speaks(path) || r.IsCompanion(path))
		})
	}
	if !slices.ContainsFunc(rules, func(r *guard.Rule) bool { return r.Check.Companion != "" }) || w.history == nil || s.Head.Hash == "" {
		return nil
	}
	base, tip := s.Head.Hash, g.main
	if tip != "" && tip != base {
		if b, ok, err := w.history.MergeBase(ctx, tip, base); err == nil && ok {
			base = b
		}
	}
	g.base, g.tracked = map[string]git.Hash{}, map[string]git.Tracked{}
	for e, err := range w.history.Tree(ctx, base) {
		if err != nil {
			g.base = nil
			return fmt.Errorf("cannot see what changed since %.12s: %w", base, err)
		}
		if concerned(e.Path) {
			g.base[e.Path] = e.Hash
		}
	}
	for _, f := range tracked {
		if concerned(f.Path) {
			g.tracked[f.Path] = f
		}
	}
	return nil
}

// moduleOf reads the module line of a go.mod.
func moduleOf(text string) string {
	for line := range strings.Lines(text) {
		if name, ok := strings.CutPrefix(strings.TrimSpace(line), "module "); ok {
			name, _, _ = strings.Cut(name, "//")
			return strings.Trim(strings.TrimSpace(name), `"`)
		}
	}
	return ""
}

// guarded says whether checks are about a file at all: not where others wrote it, or a program.
func (g *Guards) guarded(path string, text string) bool {
	if !g.set.Speaks(path) {
		return false
	}
	return g.written(path, []byte(text[:min(len(text), headRead)]))
}

func (g *Guards) written(path string, head []byte) bool {
	vendored, said := g.attributes.Vendored(path)
	generated, told := g.attributes.Generated(path)
	return !vendored && !generated && (said || !lang.Vendored(path)) && (told || !lang.Generated(path, head))
}

// Guarded is what an open document does that decisions forbid. It takes milliseconds after an edit, and is bounded where a
// check would take long.
func (w *Workspace) Guarded(ctx context.Context, s *Snapshot, g *Guards, path string) []guard.Hit {
	d := s.documents[path]
	if d == nil || g.set.Len() == 0 || !g.guarded(path, d.Text) {
		return nil
	}
	return d.check(ctx, g.set, path, guard.Limits{Now: w.options.Now, Each: typingEach, All: typingAll}).Hits
}

// check evaluates the text, from what was found in the one before it.
func (d *Document) check(ctx context.Context, set *guard.Set, path string, l guard.Limits) *guard.Result {
	d.checking.Lock()
	defer d.checking.Unlock()
	d.checked = set.EvalAfter(ctx, d.checked, path, d.Text, l)
	return d.checked
}

// lastCheck is what was found in the text, or in one before it; nil for nothing.
func (d *Document) lastCheck() *guard.Result {
	if d == nil || !d.checking.TryLock() { // typing does not wait for what is under way
		return nil
	}
	defer d.checking.Unlock()
	return d.checked
}

// Lagging are the rules by which something must change with a file that has changed, saved or not, since the work began,
// and has not.
func (w *Workspace) Lagging(s *Snapshot, g *Guards, path string) []*guard.Rule {
	return w.lagging(s, g, path, map[*guard.Rule]bool{})
}

// lagging keeps in known which companions have changed.
func (w *Workspace) lagging(s *Snapshot, g *Guards, path string, known map[*guard.Rule]bool) []*guard.Rule {
	rules := g.set.Companions(path)
	if len(rules) == 0 || g.base == nil || !w.differs(s, g, path) {
		return nil
	}
	return slices.DeleteFunc(rules, func(r *guard.Rule) bool {
		kept, ok := known[r]
		if !ok {
			kept = w.kept(s, g, r)
			known[r] = kept
		}
		return kept
	})
}

// kept says whether a companion has changed.
func (w *Workspace) kept(s *Snapshot, g *Guards, r *guard.Rule) bool {
	candidates := map[string]bool{}
	if exact, ok := r.Exact(); ok {
		candidates[exact] = true
	}
	add := func(path string) {
		if len(candidates) <= mostCandidate && r.IsCompanion(path) {
			candidates[path] = true
		}
	}
	for path := range g.base {
		add(path)
	}
	for path := range g.tracked {
		add(path)
	}
	for path := range s.documents {
		add(path)
	}
	if len(candidates) > mostCandidate {
		return true // too many to say
	}
	for path := range candidates {
		if w.differs(s, g, path) {
			return true
		}
	}
	return false
}

// differs says whether a file is another than where the work began: changed, new or gone.
func (w *Workspace) differs(s *Snapshot, g *Guards, path string) bool {
	blob, had := g.base[path]
	if d := s.documents[path]; d != nil {
		if had && len(d.Text) <= mostCompared && (committedText{blob: blob}).is(d.Text) {
			return false
		}
		if text, err := w.Repository.ReadWorktreeFile(path, mostCompared); err != nil || string(text) != d.Text {
			return true
		}
	}
	if t, ok := g.tracked[path]; ok && w.isAsTracked(t) {
		return t.Hash != blob
	}
	text, err := w.Repository.ReadWorktreeFile(path, mostCompared)
	if err != nil {
		return had && !w.exists(path)
	}
	return !had || !(committedText{blob: blob}).is(string(text))
}
