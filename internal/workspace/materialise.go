package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/sourcegraph/conc"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/leadstore"
)

const (
	// worthARow is the share of knowledge below which a person is not listed for a path.
	worthARow = 0.05
	// mostRows is how many people are listed for a path.
	mostRows = 5
)

// Materialise writes what the lead's questions need besides the ledger into the lead's store: the
// repository, its people, who knows which area, TODO comments, and where entries stand now. What has not
// changed is not written again.
func (w *Workspace) Materialise(ctx context.Context) error { return w.materialise(ctx, true) }

// MaterialiseFor is Materialise as far as a query may ask for it: one that does not name the view of TODO comments needs no look
// at every file of the work tree, unless a file that something was said about has changed.
func (w *Workspace) MaterialiseFor(ctx context.Context, query string) error {
	return w.materialise(ctx, strings.Contains(strings.ToLower(query), "todos"))
}

func (w *Workspace) materialise(ctx context.Context, todos bool) error {
	s := w.Snapshot()
	if w.stores.Load() == nil || s.Repo == "" {
		return s.StoreErr
	}
	lead := w.stores.Load().Lead
	row := leadstore.RepoRow{Repo: s.Repo, Name: filepath.Base(s.Top), Path: s.Top}
	if urls := w.remotes(ctx); len(urls) > 0 {
		row.Remote = remoteName(urls[0])
	}
	var beside conc.WaitGroup
	freshen := sync.OnceValue(func() error {
		_, _, err := w.freshenTodos(ctx, s, nil)
		return err
	})
	if todos {
		beside.Go(func() { _ = freshen() }) // its error is asked for below
	}
	people := s.peopleRows()
	print := printOfPeople(people)
	err := errors.Join(
		lead.PutRepo(ctx, row),
		lead.ReplaceLeftOut(ctx, s.Repo, s.leftOutNames()),
		lead.ReplacePeople(ctx, s.Repo, people),
		w.materialiseKnowledge(ctx, s, print),
		w.materialiseSilos(ctx, s, print),
		w.materialiseOwners(ctx, s),
		w.materialiseCompanions(ctx, s),
		w.materialisePairs(ctx, s, print),
		w.materialiseRecords(ctx, s),
		w.materialiseLoad(ctx, s),
	)
	beside.Wait()
	if todos {
		err = errors.Join(err, freshen())
	}
	return errors.Join(err, w.materialiseAnchors(ctx, s, freshen))
}

// printOfPeople is equal for the same people.
func printOfPeople(people []leadstore.PersonRow) string {
	sum := sha256.New()
	_ = json.NewEncoder(sum).Encode(people) // texts, which cannot fail
	return hex.EncodeToString(sum.Sum(nil))
}

// materialiseAnchors finds out where entries stand now, unless no entry and none of their files has changed. What went along with
// the comment that names it is where the rows about comments have that, which freshen brings up to date.
func (w *Workspace) materialiseAnchors(ctx context.Context, s *Snapshot, freshen func() error) error {
	sum := sha256.New()
	put(sum, strconv.FormatInt(s.said, 10), s.Top, string(s.Head.Hash))
	current := s.currentPaths()
	for _, e := range s.Records {
		put(sum, e.ID, e.Record.Path, fmt.Sprint(e.Anchors))
	}
	for _, path := range s.anchoredPaths() {
		if moved := current[path]; moved != "" {
			path = moved
		}
		stamp := ""
		if d, ok := s.Document(path); ok {
			stamp = "open " + d.Text
		} else if at, err := os.Lstat(filepath.Join(s.Top, filepath.FromSlash(path))); err == nil {
			stamp = fmt.Sprint(at.Mode(), at.Size(), at.ModTime().UnixNano())
		}
		put(sum, path, stamp)
	}
	const what = "place"
	from := hex.EncodeToString(sum.Sum(nil))
	lead := w.stores.Load().Lead
	if same, err := lead.ReplacedFor(ctx, s.Repo, what, from); err != nil || same {
		return err
	}
	if err := freshen(); err != nil {
		return err
	}
	rows, err := w.anchorRows(ctx, s.Repo)
	if err != nil {
		return err
	}
	if err := lead.ReplaceAnchors(ctx, s.Repo, rows); err != nil {
		return err
	}
	return lead.SetReplacedFor(ctx, s.Repo, what, from)
}

// materialiseKnowledge asks who knows which area, unless nothing has changed that the answer depends on.
func (w *Workspace) materialiseKnowledge(ctx context.Context, s *Snapshot, people string) error {
	if !s.Indexed {
		return nil
	}
	sum := sha256.New()
	state := w.index.State()
	if err := json.NewEncoder(sum).Encode([]any{
		state.Tips, state.Generation, s.Settings.Knowledge, people, s.standing.source.Fingerprint(), s.ignored, s.Hosted.fingerprint(),
	}); err != nil {
		return err
	}
	const what = "ownership"
	from := hex.EncodeToString(sum.Sum(nil))
	lead := w.stores.Load().Lead
	if same, err := lead.ReplacedFor(ctx, s.Repo, what, from); err != nil || same {
		return err
	}
	rows, err := w.knowledge(ctx, s)
	if err != nil {
		return err
	}
	if err := lead.ReplaceOwnership(ctx, s.Repo, rows); err != nil {
		return err
	}
	return lead.SetReplacedFor(ctx, s.Repo, what, from)
}

func (s *Snapshot) peopleRows() []leadstore.PersonRow {
	var rows []leadstore.PersonRow
	for _, p := range s.People.All() {
		if s.LeftOut(p) {
			continue
		}
		rows = append(rows, leadstore.PersonRow{Name: p.Name, Email: p.Email, Handle: p.Handle, Active: s.Active(p), Bot: p.Bot})
	}
	return rows
}

// leftOutNames are all names, handles and addresses of those who want to be named nowhere. A name that somebody else has, too, is not
// among them.
func (s *Snapshot) leftOutNames() []string {
	var out []string
	called := map[string]int{}
	for _, p := range s.People.All() {
		called[strings.ToLower(p.Name)]++
	}
	for _, p := range s.People.All() {
		if s.LeftOut(p) {
			out = append(append(out, p.Emails...), p.Handle)
			if called[strings.ToLower(p.Name)] == 1 {
				out = append(out, p.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// knowledge is who knows which area: the folders of the tracked files. The top is none: who knows most of
// a whole repository is a figure about people, not help with code.
func (w *Workspace) knowledge(ctx context.Context, s *Snapshot) ([]leadstore.OwnershipRow, error) {
	tracked, err := w.Repository.Listed()
	if err != nil {
		return nil, err
	}
	areas := map[string]bool{}
	for _, f := range tracked.Files {
		for dir := path.Dir(f.Path); dir != "." && !areas[dir]; dir = path.Dir(dir) {
			areas[dir] = true
		}
	}
	var rows []leadstore.OwnershipRow
	for area := range areas {
		contributions, err := w.index.ContributionsBy(ctx, area, w.weighing(s))
		if err != nil {
			return nil, err
		}
		knowers := s.activeIn(s.corrected(area, ownership.Knowers(contributions, s.People, s.Now())))
		for _, k := range listed(knowers) {
			rows = append(rows, leadstore.OwnershipRow{
				Path: area, Name: k.Person.Name, Email: k.Person.Email, Handle: k.Person.Handle,
				Share: k.Share, Last: k.Last, Active: k.Active,
			})
		}
	}
	slices.SortFunc(rows, func(a, b leadstore.OwnershipRow) int {
		switch {
		case a.Path != b.Path && a.Path < b.Path:
			return -1
		case a.Path != b.Path:
			return 1
		case a.Share > b.Share:
			return -1
		case a.Share < b.Share:
			return 1
		}
		return 0
	})
	return rows, nil
}

// anchorRows are the places of all entries in the saved files.
func (w *Workspace) anchorRows(ctx context.Context, repo string) ([]leadstore.AnchorRow, error) {
	placed := w.Placements()
	if err := w.foundAgain(ctx, repo, placed); err != nil {
		return nil, err
	}
	var rows []leadstore.AnchorRow
	for _, p := range placed {
		rows = append(rows, leadstore.AnchorRow{
			ID: p.Entry.ID, Kind: string(p.Entry.Type), Path: p.Place.Path,
			Line: p.Place.Line, EndLine: p.Place.EndLine, State: string(p.Place.State),
		})
	}
	return rows, nil
}

// Placements are the places of every entry that is tied to code, followed up to HEAD, against open documents and, for files
// that are not open, what is on disk. The places of one entry stand in the order of its anchors.
func (w *Workspace) Placements() []Placed {
	s := w.followed()
	return w.placements(s, s.placeable(), anywhere)
}

// placeable are the entries that may be tied to code.
func (s *Snapshot) placeable() []*ledger.Entry { return slices.Concat(s.Ledger.All(""), s.Records) }

func anywhere(string) bool { return true }

// placements are the places of some entries, as far as they are in files that want wants.
func (w *Workspace) placements(s *Snapshot, entries []*ledger.Entry, want func(path string) bool) []Placed {
	texts := map[string]*Document{}
	current := s.currentPaths()
	var out []Placed
	for _, e := range entries {
		for i, a := range e.Anchors {
			now := a.Path
			if followed := s.trails.path(e, i); followed != "" {
				now = followed
			} else if moved := current[a.Path]; moved != "" {
				now = moved
			}
			if !want(now) {
				continue
			}
			d := texts[now]
			if d == nil {
				d = w.document(s, now)
				texts[now] = d
			}
			p := anchor.Place{Path: now, State: anchor.Orphaned}
			if w.exists(now) {
				p = d.placeOne(now, e, i, s.trails)
			}
			out = append(out, referred(d.Text, []Placed{{Entry: e, Place: p}})...)
		}
	}
	return out
}

func (w *Workspace) document(s *Snapshot, path string) *Document {
	if d, ok := s.Document(path); ok {
		return d
	}
	text, err := w.Repository.ReadWorktreeFile(path, MostText)
	if err != nil {
		text = nil
	}
	return NewDocument(string(text))
}

func (s *Snapshot) currentPaths() map[string]string {
	out := map[string]string{}
	for now, earlier := range s.moved {
		for _, old := range earlier {
			out[old] = now
		}
	}
	return out
}

// Query runs the lead's question. Rows must be closed.
func (w *Workspace) Query(ctx context.Context, query string, limits leadstore.Limits) (*leadstore.Rows, error) {
	if w.stores.Load() == nil {
		return nil, w.Snapshot().StoreErr
	}
	return w.stores.Load().Lead.Query(ctx, query, limits)
}

// listed are those who know most of an area. Where all of them are gone, the nearest who is still here is listed too.
func listed(knowers []ownership.Knower) []ownership.Knower {
	n := 0
	for n < min(len(knowers), mostRows) && (knowers[n].Share >= worthARow || knowers[n].Claims) {
		n++
	}
	out := slices.Clone(knowers[:n])
	isHere := func(k ownership.Knower) bool { return k.Active }
	if i := slices.IndexFunc(knowers[n:], isHere); i >= 0 && !slices.ContainsFunc(out, isHere) {
		out = append(out, knowers[n+i])
	}
	return out
}
