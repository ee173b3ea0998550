package workspace

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
)

// Record is the decision record that a path holds, as it stands in the editor, else on disk; nil where it holds none.
func (s *Snapshot) Record(path string) *adr.Record {
	if s.shelved().collection == nil {
		return nil
	}
	return s.shelved().collection.At(path)
}

// Logged is an entry as the ledger alone has it, without what a file says; nil where it has none.
func (s *Snapshot) Logged(id string) *ledger.Entry {
	e, ok := s.logged.Find(id)
	if !ok {
		return nil
	}
	return e
}

// RecordsCalled are the decisions whose files go by a name: a number, a path, a slug, an id.
func (s *Snapshot) RecordsCalled(name string) []*ledger.Entry {
	r := s.shelved()
	if r.collection == nil {
		return nil
	}
	var out []*ledger.Entry
	for _, x := range r.collection.Find(name, "") {
		out = append(out, r.entries[x].entry)
	}
	return out
}

// Collection is all decision records; nil before they were read.
func (s *Snapshot) Collection() *adr.Collection { return s.shelved().collection }

// RecordFolders are the folders that hold decision records, the inner ones first; ones that are there and empty too.
func (s *Snapshot) RecordFolders() []string { return s.shelved().folders }

// RecordNumbers are the numbers of records in a folder on other branches.
func (s *Snapshot) RecordNumbers(folder string) []int {
	var out []int
	for _, e := range s.shelved().elsewhere {
		if path.Dir(e.Path) == folder {
			out = append(out, adr.NumberOf(e.Path))
		}
	}
	return out
}

// RecordFaults are what is wrong with a decision record, as it stands in the editor, among the others; every record's where
// path is "". It asks the disk only where links lead, once for each answer that was yes.
func (s *Snapshot) RecordFaults(path string) []adr.Fault {
	r := s.shelved()
	if r.lint == nil {
		return nil
	}
	all, records := r.lint(), r.collection.Records
	if path != "" {
		records = nil
		if one := r.collection.At(path); one != nil {
			records = append(records, one)
		}
	}
	var out []adr.Fault
	for _, one := range records {
		found := slices.Concat(all[one.Path], r.collection.LintLinks(one, r.around(s.logged)))
		slices.SortStableFunc(found, func(a, b adr.Fault) int { return a.Line - b.Line })
		out = append(out, found...)
	}
	return out
}

func (r *records) around(book *ledger.Book) adr.Surroundings {
	return adr.Surroundings{
		Exists: r.leads, Elsewhere: r.elsewhere, Unmerged: r.unmerged,
		Known: func(id string) bool {
			_, ok := book.Find(id)
			return ok
		},
	}
}

// linting is what finds the faults of records among each other, once.
func (r *records) linting(book *ledger.Book) func() map[string][]adr.Fault {
	c, around := r.collection, r.around(book)
	return sync.OnceValue(func() map[string][]adr.Fault {
		out := map[string][]adr.Fault{}
		for _, f := range c.LintAmong(around) {
			out[f.Path] = append(out[f.Path], f)
		}
		return out
	})
}

// present answers whether files are there, and remembers those that are.
type present struct {
	mu    sync.Mutex
	known map[string]bool
}

func (p *present) forget() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known = nil
}

// leads says whether a link to a path leads somewhere.
func (w *Workspace) leads(name string) bool {
	w.present.mu.Lock()
	defer w.present.mu.Unlock()
	if w.present.known[name] {
		return true
	}
	local := filepath.FromSlash(name)
	if !filepath.IsLocal(local) {
		return true // what lies outside is nobody's business here
	}
	if _, err := os.Lstat(filepath.Join(w.Repository.Top, local)); err != nil {
		return false
	}
	if w.present.known == nil {
		w.present.known = map[string]bool{}
	}
	w.present.known[name] = true
	return true
}

// LookElsewhere finds out which records are on other branches. It asks git, so it is for the background, and for commands
// that are about just this.
func (w *Workspace) LookElsewhere(ctx context.Context) error {
	s := w.Snapshot()
	if w.history == nil || s.shelved().collection == nil || len(s.shelved().collection.Records) == 0 {
		return nil
	}
	var tips []git.Hash
	var names []string
	for _, b := range w.Repository.Branches(mostBranches) {
		if b.Tip != s.Head.Hash && !slices.Contains(tips, b.Tip) {
			tips, names = append(tips, b.Tip), append(names, b.Name)
		}
	}
	var dirs []string
	for _, r := range s.shelved().collection.Records {
		if dir := path.Dir(r.Path); !slices.Contains(dirs, dir) && len(dirs) < mostRecordFolders {
			dirs = append(dirs, dir)
		}
	}
	key := fmt.Sprint(s.Head.Hash, tips, dirs)
	w.shelf.mu.Lock()
	defer w.shelf.mu.Unlock()
	if key == w.shelf.branches {
		return nil
	}
	var found []adr.Elsewhere
	for _, dir := range dirs {
		files, err := w.history.FilesIn(ctx, tips, dir)
		if err != nil {
			return fmt.Errorf("cannot read the decision records of other branches: %w", err)
		}
		for i, in := range files {
			for _, name := range in {
				if full := dir + "/" + name; adr.MayBe(full) && s.Record(full) == nil {
					found = append(found, adr.Elsewhere{Branch: names[i], Path: full})
				}
			}
		}
	}
	unmerged := map[string]bool{}
	for _, branch := range s.shelved().collection.Suspects(found) {
		tip := tips[slices.Index(names, branch)]
		if merged, err := w.history.Contains(ctx, s.Head.Hash, tip); err == nil && !merged {
			unmerged[branch] = true
		}
	}
	w.shelf.branches = key
	w.update(func(s *Snapshot) {
		next := *s.records
		next.elsewhere, next.unmerged = found, unmerged
		next.lint = nil
		s.records = &next
		s.compose()
	})
	w.changed(w.Snapshot())
	return nil
}
