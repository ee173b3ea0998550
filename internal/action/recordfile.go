package action

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/adr"
	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// defaultRecords is where MADR keeps decision records.
const defaultRecords = "docs/decisions"

// kept says that a decision is in a file alone.
func kept(e *ledger.Entry) bool { return e.Record != nil && e.Event == "" }

// ids names some entries, the first few of them.
func ids(entries []*ledger.Entry) string {
	var out []string
	for _, e := range entries[:min(len(entries), 5)] {
		out = append(out, e.ID)
	}
	return strings.Join(out, ", ")
}

// RecordFolder is where a new decision record belongs: the folder of the settings, else the one of the repository that has
// most of them, else MADR's own.
func RecordFolder(s *workspace.Snapshot) string {
	if folder := s.Settings.Decisions.Folder; folder != "" {
		return path.Clean(folder)
	}
	best, most := "", -1
	for _, folder := range s.RecordFolders() {
		n := 0
		for _, r := range s.Collection().Records {
			if r.Folder == folder {
				n++
			}
		}
		if n > most || n == most && len(folder) < len(best) {
			best, most = folder, n
		}
	}
	if best == "" {
		return defaultRecords
	}
	return best
}

// Export writes a decision of the ledger as a MADR 4.0 file into a folder, "" for [RecordFolder], and answers its path. From
// then on the file is the truth about what it holds. A decision that a file has already stays there: again is true.
func Export(ctx context.Context, w *workspace.Workspace, e *ledger.Entry, folder string) (file string, again bool, err error) {
	if e.Decision == nil {
		return "", false, fmt.Errorf("%s is a %s, no decision", e.ID, e.Type)
	}
	if e.Record != nil {
		return e.Record.Path, true, nil
	}
	s := w.Snapshot()
	if folder == "" {
		folder = RecordFolder(s)
	}
	if !w.FollowsRecords(folder) {
		return "", false, fmt.Errorf("no decision records are looked for in %s, and what is changed there would not be seen: set decisions.folder to %q in .leadline.toml, or name the folder in a file %s", folder, folder, adr.DirFile)
	}
	var beside []*adr.Record
	if c := s.Collection(); c != nil {
		for _, r := range c.Records {
			if path.Dir(r.Path) == folder {
				beside = append(beside, r)
			}
		}
	}
	content := adr.Write(recordOf(w, s, e))
	taken := s.RecordNumbers(folder)
	for range 100 { // somebody else may take the number at the same moment
		file = path.Join(folder, adr.NewName(beside, taken, e.Decision.Title, s.Local(e.At)))
		err = w.CreateRecord(ctx, file, content)
		if !errors.Is(err, fs.ErrExist) {
			break
		}
		n := adr.NumberOf(file)
		if n < 0 {
			return "", false, fmt.Errorf("%s is there already; name another folder with --folder, or give the decision another title", file)
		}
		taken = append(taken, n)
	}
	if err != nil {
		return "", false, fmt.Errorf("cannot write the file of %s: %w", e.ID, err)
	}
	return file, false, nil
}

// recordOf is an entry as the content of a file. Its places are where the code stands now.
func recordOf(w *workspace.Workspace, s *workspace.Snapshot, e *ledger.Entry) *adr.Record {
	d := e.Decision
	r := &adr.Record{
		ID: e.ID, Title: d.Title, Status: d.Status, Date: s.Local(e.At).Format(time.DateOnly), Consulted: d.Consulted, Informed: d.Informed,
		ReviewBy: d.ReviewBy, Undo: string(d.Undo), Confidence: d.Confidence, DecidedBy: d.DecidedBy, Source: d.Source, IfWrong: d.IfWrong,
		Saves: d.Saves, Costs: d.Costs, Tags: d.Tags, Checks: d.Checks, Context: d.Context, Options: d.Options, Decision: d.Because,
	}
	switch d.DecidedBy {
	case "team", "outside":
	case "":
		r.Deciders = []string{reference(s.Actor(e.By))}
	default:
		r.Deciders = []string{d.DecidedBy}
	}
	if d.Status == ledger.Superseded && d.SupersededBy != "" {
		r.Said = "superseded by " + d.SupersededBy
	}
	for _, id := range d.Supersedes {
		r.Links = append(r.Links, adr.Link{Relation: adr.Supersedes, Target: id})
	}
	for _, id := range d.RelatesTo {
		r.Links = append(r.Links, adr.Link{Relation: adr.Relates, Target: id})
	}
	places := w.PlacesOf(s, e)
	for i, a := range e.Anchors {
		p := adr.Place{Path: a.Path, Line: a.Line, EndLine: a.EndLine, Text: firstLines(a.Text), Commit: a.Commit}
		if i < len(places) && places[i].Place.State == anchor.Moved {
			now := places[i].Place
			p.Path, p.Line, p.EndLine, p.Commit = now.Path, now.Line, now.EndLine, ""
		}
		r.Anchors = append(r.Anchors, p)
	}
	return r
}

// mostAnchorText is how much of an anchored text a file is burdened with, in bytes.
const mostAnchorText = 400

// firstLines are the whole lines of a text that are worth keeping in a file.
func firstLines(text string) string {
	if len(text) <= mostAnchorText {
		return text
	}
	if i := strings.LastIndexByte(text[:mostAnchorText], '\n'); i > 0 {
		return text[:i]
	}
	return ""
}

// Imported is a decision record that became one of the ledger's too.
type Imported struct {
	Entry *ledger.Entry
	// Unfollowed says that the file lies where no records are looked for: what is changed in it later is not seen.
	Unfollowed bool
}

// Import makes a decision record one of the ledger's, so that it can be questioned, looked at again and shared: it gets an id
// there, which is written into its front matter and stays whatever number the file has. file is relative to the
// repository's top. It refuses what the ledger has already.
func Import(ctx context.Context, w *workspace.Workspace, file string) (Imported, error) {
	if err := w.CatchUp(ctx); err != nil {
		return Imported{}, err
	}
	s := w.Snapshot()
	r, followed := s.Record(file), true
	if r == nil {
		text, err := w.Repository.ReadWorktreeFile(file, adr.MaxSize)
		if err != nil {
			return Imported{}, fmt.Errorf("cannot read %s: %w", file, err)
		}
		r, followed = adr.Parse(path.Dir(file), file, text), false
		if !r.IsRecord() {
			return Imported{}, fmt.Errorf("%s does not look like a decision record: it has no status, and no section Context or Decision", file)
		}
	}
	var body ledger.Decision
	var anchors []anchor.Anchor
	if e := entryAt(s, file); e != nil {
		if !kept(e) {
			return Imported{}, fmt.Errorf("%s is in the ledger already, as %s", file, e.ID)
		}
		body, anchors = *e.Decision, e.Anchors
	} else {
		body = ledger.Decision{Title: r.Title, Status: r.Status, Because: r.Decision, Context: r.Context, Options: r.Options, ReviewBy: r.ReviewBy, Undo: ledger.Undo(r.Undo)}
	}
	id := strings.ToUpper(r.ID)
	if c, ok := ledger.CitationOf(id); !ok || c.Type() != ledger.TypeDecision || c.Number != "" || w.Taken(ctx, id) {
		var err error
		if id, err = ledger.NewID(w.Random(), ledger.TypeDecision, func(id string) bool { return w.Taken(ctx, id) }); err != nil {
			return Imported{}, fmt.Errorf("cannot make an id: %w", err)
		}
	}
	write := func(r *adr.Record) ([]adr.Edit, error) { return r.Set("id", id) }
	if _, err := write(r); err != nil { // before anything is recorded that the file could not follow
		return Imported{}, err
	}
	raw, err := json.Marshal(struct {
		ledger.Decision
		Anchors []anchor.Anchor `json:"anchors,omitempty"`
	}{body, anchors})
	if err != nil {
		return Imported{}, fmt.Errorf("cannot write the decision of %s: %w", file, err)
	}
	if _, err := w.Append(ctx, eventlog.Event{V: ledger.Version, Kind: string(ledger.DecisionLogged), Subject: id, Visibility: ledger.Team, Body: raw}); err != nil {
		return Imported{}, err
	}
	out := Imported{Unfollowed: !followed}
	out.Entry, _ = w.Snapshot().Ledger.Find(id)
	if err := w.EditRecord(ctx, file, write); err != nil {
		return out, fmt.Errorf("%s is in the ledger as %s, but its file does not say so: %w. Add the line `id: %s` to its front matter", file, id, err, id)
	}
	out.Entry, _ = w.Snapshot().Ledger.Find(id)
	return out, nil
}

// entryAt is the decision that a file holds; nil for none.
func entryAt(s *workspace.Snapshot, file string) *ledger.Entry {
	for _, e := range s.Decisions() {
		if e.Record != nil && e.Record.Path == file {
			return e
		}
	}
	return nil
}

// moveRecord takes another step with a decision that a file alone has: the file says so, and nothing else of it changes.
func moveRecord(ctx context.Context, w *workspace.Workspace, e *ledger.Entry, word, because string) (Receipt, error) {
	status := steps[word]
	switch {
	case because != "":
		return Receipt{}, Faults{{"because", "belongs into " + e.Record.Path + ", which is the record; write it there"}}
	case status == "":
		return Receipt{}, fmt.Errorf("%q is no step of a decision; say accept, reject, deprecate or propose", word)
	case e.Decision.Status == status && w.Snapshot().Record(e.Record.Path).Said != "":
		return Receipt{}, fmt.Errorf("%s is %s already; nothing was changed", e.ID, status)
	}
	err := w.EditRecord(ctx, e.Record.Path, func(r *adr.Record) ([]adr.Edit, error) { return r.SetStatus(status) })
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{ID: e.ID, Entry: entryAt(w.Snapshot(), e.Record.Path)}, nil
}

// supersedeRecord has another decision take the place of one that a file alone has.
func supersedeRecord(ctx context.Context, w *workspace.Workspace, old, heir *ledger.Entry) (Receipt, error) {
	s := w.Snapshot()
	if old.Record.Path == recordPath(heir) {
		return Receipt{}, fmt.Errorf("%s cannot take its own place", old.ID)
	}
	stands := &adr.Record{ID: heir.ID}
	if heir.Record != nil {
		stands = s.Record(heir.Record.Path)
	}
	err := w.EditRecord(ctx, old.Record.Path, func(r *adr.Record) ([]adr.Edit, error) {
		if heir.Record == nil {
			return r.SetStatus("superseded by " + heir.ID)
		}
		return r.SetStatus(r.SupersededStatus(stands))
	})
	if err == nil && heir.Record != nil {
		gone := s.Record(old.Record.Path)
		err = w.EditRecord(ctx, heir.Record.Path, func(r *adr.Record) ([]adr.Edit, error) { return r.AddLink(adr.Supersedes, gone) })
		if err != nil {
			err = fmt.Errorf("%s says that %s took its place, but %s does not say so yet: %w", old.Record.Path, heir.ID, heir.Record.Path, err)
		}
	}
	if err != nil {
		return Receipt{}, err
	}
	return Receipt{ID: old.ID, Entry: entryAt(w.Snapshot(), old.Record.Path)}, nil
}

func recordPath(e *ledger.Entry) string {
	if e.Record == nil {
		return ""
	}
	return e.Record.Path
}

// keepAsFile makes a decision that was just logged a file, where the settings want that, and has the files of what it
// supersedes say so.
func keepAsFile(ctx context.Context, w *workspace.Workspace, before *workspace.Snapshot, r *Receipt) error {
	if r.Entry == nil || r.Again {
		return nil
	}
	var err error
	if w.Snapshot().Settings.Decisions.Files {
		if r.File, _, err = Export(ctx, w, r.Entry, ""); err != nil {
			err = fmt.Errorf("%s is logged, but did not become a file: %w. `leadline decision export %s` tries again", r.ID, err, r.ID)
		} else if e, ok := w.Snapshot().Ledger.Find(r.ID); ok {
			r.Entry = e
		}
	}
	errs := []error{err, follow(ctx, w, before, r.Entry.Decision.Supersedes...)}
	for _, id := range r.Entry.Decision.Supersedes {
		old, ok := known(w.Snapshot(), id)
		if !ok || !kept(old) || old.Decision.SupersededBy == r.ID {
			continue
		}
		if _, err := supersedeRecord(ctx, w, old, r.Entry); err != nil {
			errs = append(errs, fmt.Errorf("%s is logged, but %s does not say so yet: %w", r.ID, old.Record.Path, err))
		}
	}
	return errors.Join(errs...)
}

// follow makes the files of decisions say what was just said about them in the ledger: only what has changed there, so that
// a file which somebody else edited keeps the rest of its own.
func follow(ctx context.Context, w *workspace.Workspace, before *workspace.Snapshot, ids ...string) error {
	var errs []error
	for _, id := range ids {
		e, ok := before.Ledger.Find(id)
		if !ok || e.Record == nil || e.Decision == nil {
			continue
		}
		was, now := before.Logged(id), w.Snapshot().Logged(id)
		if was == nil || was == now {
			continue
		}
		if now == nil {
			errs = append(errs, fmt.Errorf("%s is taken back, but its file %s stays and still says it: delete the file, or give it another status", id, e.Record.Path))
			continue
		}
		if err := followOne(ctx, w, e.Record.Path, was.Decision, now.Decision); err != nil {
			errs = append(errs, fmt.Errorf("this is recorded, but %s does not say so yet: %w", e.Record.Path, err))
		}
	}
	return errors.Join(errs...)
}

func followOne(ctx context.Context, w *workspace.Workspace, file string, was, now *ledger.Decision) error {
	var errs []error
	edit := func(make func(r *adr.Record) ([]adr.Edit, error)) {
		if err := w.EditRecord(ctx, file, make); err != nil {
			errs = append(errs, err)
		}
	}
	if len(was.Moves) != len(now.Moves) || was.Status != now.Status || was.SupersededBy != now.SupersededBy {
		edit(func(r *adr.Record) ([]adr.Edit, error) {
			if heir := w.Snapshot().Entry(now.SupersededBy); now.Status == ledger.Superseded && heir != nil {
				if heir.Record != nil {
					return r.SetStatus(r.SupersededStatus(w.Snapshot().Record(heir.Record.Path)))
				}
				return r.SetStatus("superseded by " + heir.ID)
			}
			return r.SetStatus(now.Status)
		})
	}
	for _, f := range []struct{ key, was, now string }{
		{"review-by", was.ReviewBy, now.ReviewBy},
		{"undo", string(was.Undo), string(now.Undo)},
		{"confidence", was.Confidence, now.Confidence},
		{"decided-by", was.DecidedBy, now.DecidedBy},
		{"source", was.Source, now.Source},
		{"if-wrong", was.IfWrong, now.IfWrong},
		{"saves", was.Saves, now.Saves},
		{"costs", was.Costs, now.Costs},
	} {
		if f.was != f.now {
			edit(func(r *adr.Record) ([]adr.Edit, error) { return r.Set(f.key, f.now) })
		}
	}
	for _, f := range []struct {
		key      string
		was, now []string
	}{
		{"consulted", was.Consulted, now.Consulted},
		{"informed", was.Informed, now.Informed},
		{"tags", was.Tags, now.Tags},
	} {
		if !slices.Equal(f.was, f.now) {
			edit(func(r *adr.Record) ([]adr.Edit, error) { return r.SetList(f.key, f.now) })
		}
	}
	for _, id := range now.Supersedes {
		if slices.Contains(was.Supersedes, id) {
			continue
		}
		if old := w.Snapshot().Entry(id); old != nil {
			gone := &adr.Record{ID: old.ID}
			if old.Record != nil {
				gone = w.Snapshot().Record(old.Record.Path)
			}
			edit(func(r *adr.Record) ([]adr.Edit, error) { return r.AddLink(adr.Supersedes, gone) })
		}
	}
	for _, id := range now.RelatesTo {
		if slices.Contains(was.RelatesTo, id) {
			continue
		}
		if other := w.Snapshot().Entry(id); other != nil {
			beside := &adr.Record{ID: other.ID}
			if other.Record != nil {
				beside = w.Snapshot().Record(other.Record.Path)
			}
			edit(func(r *adr.Record) ([]adr.Edit, error) { return r.AddLink(adr.Relates, beside) })
		}
	}
	if was.Title != now.Title {
		edit(func(r *adr.Record) ([]adr.Edit, error) { return r.SetTitle(now.Title) })
	}
	for _, f := range []struct {
		part     adr.Part
		was, now string
	}{
		{adr.Context, was.Context, now.Context},
		{adr.Options, was.Options, now.Options},
		{adr.Decision, was.Because, now.Because},
	} {
		if f.was != f.now {
			edit(func(r *adr.Record) ([]adr.Edit, error) { return r.SetPart(f.part, f.now) })
		}
	}
	if !slices.Equal(was.Checks, now.Checks) {
		edit(func(r *adr.Record) ([]adr.Edit, error) { return r.SetChecks(now.Checks) })
	}
	return errors.Join(errs...)
}
