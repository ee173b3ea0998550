package workspace

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/pattern"
)

// records are the decision records of a repository, as one snapshot has them: those on disk, with the open documents in
// their place. It never changes.
type records struct {
	saved   map[string]*adr.Record // by path
	folders []string
	// elsewhere are files of the same folders on other branches.
	elsewhere []adr.Elsewhere
	unmerged  map[string]bool // branches of them

	leads      func(path string) bool // whether a file is there
	opened     map[string]openRecord  // by path
	collection *adr.Collection
	entries    map[*adr.Record]shown
	shownIn    *ledger.Book
	kept       map[string]*ledger.Entry // by id: those that the ledger has too
	at         map[string][]*ledger.Entry
	lint       func() map[string][]adr.Fault // of the collection; nil before anybody asked
}

type openRecord struct {
	document *Document
	record   *adr.Record // nil where the text is no record
}

var ledgerID = pattern.New(`^D-[0-9A-HJKMNP-TV-Z]{6,12}$`)

// recordFolder is the folder of records that a path lies in; ok is false for what can be no record.
func (r *records) recordFolder(path string) (folder string, ok bool) {
	if !adr.MayBe(path) {
		return "", false
	}
	if r != nil {
		for _, f := range r.folders {
			if strings.HasPrefix(path, f+"/") && len(f) > len(folder) {
				folder = f
			}
		}
	}
	if folder == "" {
		folder = adr.FolderOf(path)
	}
	return folder, folder != ""
}

// shelved are the records of a snapshot; a snapshot that no workspace made has none.
func (s *Snapshot) shelved() *records {
	if s.records == nil {
		return &records{}
	}
	return s.records
}

// recompose follows an edit of a document, if that is a record.
func (s *Snapshot) recompose(path string) {
	if _, ok := s.records.recordFolder(path); ok {
		s.compose()
	}
}

// compose makes the records of a snapshot from what was saved, what is open, and what the ledger has. It reads no disk.
func (s *Snapshot) compose() {
	was := s.records
	next := *was
	next.opened = map[string]openRecord{}
	same := true
	for path, d := range s.documents {
		folder, ok := was.recordFolder(path)
		if !ok {
			continue
		}
		o := was.opened[path]
		if o.document == nil || o.document != d && o.document.Text != d.Text {
			same = false
			o = openRecord{document: d}
			if saved := was.saved[path]; saved != nil && string(saved.Text()) == d.Text {
				o.record = saved
			} else if r := adr.Parse(folder, path, []byte(d.Text)); r.IsRecord() || saved != nil {
				o.record = r
			}
		}
		o.document = d
		next.opened[path] = o
	}
	if !same || len(next.opened) != len(was.opened) || next.collection == nil {
		next.gather()
	}
	s.records = &next
	s.show()
}

// gather makes one collection of what is saved and what is open.
func (r *records) gather() {
	all := maps.Clone(r.saved)
	if all == nil {
		all = map[string]*adr.Record{}
	}
	for path, o := range r.opened {
		if o.record == nil {
			delete(all, path)
		} else {
			all[path] = o.record
		}
	}
	r.collection = adr.Collect(slices.Collect(maps.Values(all)))
	r.lint = nil
}

// shown is a record as an entry, and the ledger's own that it was made with.
type shown struct {
	entry, logged *ledger.Entry
}

// show makes the entries of the records and puts them beside, and into, those of the ledger. Entries of records that say the
// same as before stay the same ones.
func (s *Snapshot) show() {
	r := s.records
	if r.collection == nil {
		s.Ledger = s.logged
		return
	}
	next := *r
	next.entries, next.kept, next.at = map[*adr.Record]shown{}, map[string]*ledger.Entry{}, map[string][]*ledger.Entry{}
	ids := r.ids()
	var only []*ledger.Entry
	for _, x := range r.collection.Records {
		logged, _ := s.logged.Find(ids[x])
		if logged != nil && logged.Decision == nil {
			logged = nil
		}
		e := entryOf(x, ids, r.collection, logged)
		e.Repo = s.Repo
		if was := r.entries[x]; was.entry != nil && was.logged == logged && sameRelations(was.entry, e) {
			e = was.entry
		}
		next.entries[x] = shown{e, logged}
		if logged != nil {
			next.kept[e.ID] = e
			continue
		}
		only = append(only, e)
		for i, a := range e.Anchors {
			if !slices.ContainsFunc(e.Anchors[:i], func(b anchor.Anchor) bool { return a.Path == b.Path }) {
				next.at[a.Path] = append(next.at[a.Path], e)
			}
		}
	}
	s.records = &next
	if !slices.Equal(s.Records, only) {
		s.Records = only
	}
	if s.logged != r.shownIn || !maps.Equal(r.kept, next.kept) {
		s.Ledger = s.logged.Showing(next.kept)
		next.shownIn = s.logged
	}
	if next.lint == nil || s.logged != r.shownIn {
		next.lint = next.linting(s.logged)
	}
}

// anchoredPaths lists the files that carry an entry of the ledger or of a record, sorted.
func (s *Snapshot) anchoredPaths() []string {
	paths := s.Ledger.Paths()
	for path := range s.shelved().at {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// ids are what the entries of records are called: by the stable id in the file, else by number or slug.
func (r *records) ids() map[*adr.Record]string {
	ids := make(map[*adr.Record]string, len(r.collection.Records))
	for _, x := range r.collection.Records {
		ids[x] = r.collection.Key(x)
		if id := strings.ToUpper(x.ID); ledgerID().MatchString(id) && r.collection.Find(id, "")[0] == x {
			ids[x] = id
		}
	}
	return ids
}

func sameRelations(a, b *ledger.Entry) bool {
	return a.ID == b.ID && a.Repo == b.Repo && a.Decision.SupersededBy == b.Decision.SupersededBy &&
		slices.Equal(a.Decision.Supersedes, b.Decision.Supersedes) && slices.Equal(a.Decision.RelatesTo, b.Decision.RelatesTo)
}

// entryOf is a record as an entry. What the file says is the truth; the rest is what the ledger has, if that has it too.
func entryOf(x *adr.Record, ids map[*adr.Record]string, c *adr.Collection, logged *ledger.Entry) *ledger.Entry {
	e := &ledger.Entry{ID: ids[x], Type: ledger.TypeDecision, Decision: &ledger.Decision{}}
	if logged != nil {
		own, d := *logged, *logged.Decision
		e = &own
		e.Decision = &d
	}
	e.Record = &ledger.Record{Path: x.Path, Number: x.Number, Line: x.TitleLine}
	if at, err := time.Parse(time.DateOnly, x.Date); err == nil && logged == nil {
		e.At, e.Changed = at, at
	}
	d := e.Decision
	d.Title, d.Status = x.Title, x.Status
	for _, f := range []struct {
		to   *string
		says string
	}{
		{&d.Because, x.Decision},
		{&d.Context, x.Context},
		{&d.Options, x.Options},
		{(*string)(&d.Undo), x.Undo},
		{&d.Confidence, x.Confidence},
		{&d.DecidedBy, deciderOf(x)},
		{&d.Source, x.Source},
		{&d.IfWrong, x.IfWrong},
		{&d.ReviewBy, x.ReviewBy},
		{&d.Saves, x.Saves},
		{&d.Costs, x.Costs},
	} {
		if f.says != "" {
			*f.to = f.says
		}
	}
	for _, f := range []struct {
		to   *[]string
		says []string
	}{{&d.Consulted, x.Consulted}, {&d.Informed, x.Informed}, {&d.Tags, x.Tags}} {
		if len(f.says) > 0 {
			*f.to = f.says
		}
	}
	if len(x.Checks) > 0 {
		d.Checks = x.Checks
	}
	names := func(rel adr.Relation) []string {
		found, others := c.Related(x, rel)
		var out []string
		for _, to := range found {
			out = append(out, ids[to])
		}
		return append(out, others...)
	}
	if old := names(adr.Supersedes); len(old) > 0 {
		d.Supersedes = old
	}
	if related := names(adr.Relates); len(related) > 0 {
		d.RelatesTo = related
	}
	d.SupersededBy = ""
	if x.Status == adr.Superseded {
		if heir := c.Heir(x); heir != nil {
			d.SupersededBy = ids[heir]
		} else if heirs := names(adr.SupersededBy); len(heirs) > 0 {
			d.SupersededBy = heirs[0]
		} else if logged != nil {
			d.SupersededBy = logged.Decision.SupersededBy
		}
	}
	if len(x.Anchors) > 0 {
		e.Anchors = anchorsOf(x, logged)
	}
	return e
}

// deciderOf is who decided: what the file says in our own words, else the one whom it names, and the team where it names
// several.
func deciderOf(x *adr.Record) string {
	switch {
	case x.DecidedBy != "" && !strings.EqualFold(x.DecidedBy, "me"):
		return x.DecidedBy
	case len(x.Deciders) == 1:
		return x.Deciders[0]
	case len(x.Deciders) > 1:
		return "team"
	}
	return ""
}

// anchorsOf are the places that a file names. Where the ledger knows one of them it knows more of it.
func anchorsOf(x *adr.Record, logged *ledger.Entry) []anchor.Anchor {
	var out []anchor.Anchor
	for _, p := range x.Anchors {
		a := anchor.Anchor{Path: p.Path, Line: p.Line, EndLine: p.EndLine, Text: p.Text, Commit: p.Commit}
		if logged != nil {
			if i := slices.IndexFunc(logged.Anchors, func(b anchor.Anchor) bool { return b.Path == a.Path && b.Line == a.Line }); i >= 0 {
				a = logged.Anchors[i]
			}
		}
		out = append(out, a)
	}
	return out
}
