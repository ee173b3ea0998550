package workspace

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/history"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/todo"
)

// Snapshot is a repository as it was known at one moment. It never changes and holds no open
// transaction; whoever has one may keep it as long as they like. The fields are read-only.
type Snapshot struct {
	// Generation grows by one with every snapshot of a workspace.
	Generation uint64
	// Clock is this machine's, see [Snapshot.Now].
	Clock func() time.Time

	Top      string // absolute path of the work tree
	Repo     string // identity of the repository in the ledger; "" while the store cannot be read
	Head     git.Head
	Settings config.Settings
	// Faults are the mistakes in settings files, Proposals what the repository's settings ask for and
	// the user has not agreed to.
	Faults    []config.Fault
	Proposals []config.Proposal

	People *people.Directory
	Me     *people.Person      // nil when git does not say who the user is
	Owners *codeowners.Ruleset // nil without a CODEOWNERS file
	Ledger *ledger.Book
	said   int64 // the generation of the lead's store that Ledger is of
	// Records are the decisions that the repository keeps as files, in the order of their paths, see [Snapshot.Decisions].
	Records []*ledger.Entry
	// Indexed says whether answers come from the whole history or from the open files' alone.
	Indexed bool
	// Elsewhere is what the team is known to have said that is not here, where nothing is; it is found out beside all else, and is
	// the zero value until then.
	Elsewhere Unfetched
	// Excess says why history is not read here, but for what the files themselves say; nil where it is.
	Excess *git.Excess
	// Host is where the repository's issues are; the zero Host where that is not known.
	Host history.Host
	// Hosted is what the repository's host told of requests for review, if the settings let it be asked; nil before settings
	// are read.
	Hosted *Hosted
	// Calendars are the reader's own; nil where their settings name none.
	Calendars *Calendars
	// StoreErr says why nothing can be recorded; nil when all is well.
	StoreErr error

	logged  *ledger.Book // Ledger before records were shown in it
	records *records
	settled uint64 // grows when settings, owners and people are read
	// peoplePrint is equal for snapshots whose People are made of the same; nil before there are any.
	peoplePrint func() string
	indexed     int64 // generation of the index that the facts are from, or an older one
	documents   map[string]*Document
	facts       map[string]*facts
	versions    map[string]*blame.Version // of open documents, once it is known who wrote their lines
	reasons     map[string]*reasons       // of open documents, once it is known why their lines are there
	beside      map[string]*beside        // of open documents, once it is known what changes with them
	rolls       map[string]*todo.Roll     // of open documents, once it is known what became of their TODO comments in the past
	trails      *trails                   // where anchors are in HEAD, once that is known
	moved       map[string][]string       // current path → earlier paths that entries are anchored to
	snoozed     map[string]ledger.Snooze
	asked       map[string]ledger.Asked // by address: whether it is the reader's too
	plate       *plate.Book             // what the reader put on it; nobody else's
	here        map[string]lastHere     // by path: when the reader was there; nobody else's
	session     ledger.Session          // whom the reader sits with, or sat
	kept        map[string]ledger.Kept  // by id of a pairing block: how it stands in the reader's calendar
	missed      map[string]*Missed      // of open documents, once it is known what others did there
	standing    standing
	change      *Change               // at hand, once it is known
	ignored     map[git.Hash]bool     // commits that tell nothing about who knows what
	machine     func() *time.Location // the zone of this machine's clocks, see [Snapshot.Working]
	zone        *time.Location        // that the reader's own settings name, nil for none; see [Snapshot.Local]
	seen        activity
	spellings   func() map[string][]*people.Person // see spell

	calendarStates map[string]CalendarState // what is kept of calendars, by key, also of those that were named before
	sharing        int                      // see [Snapshot.Sharing]
}

// Decisions are all that are known, those of the ledger first, newest first, then those that only files record.
func (s *Snapshot) Decisions() []*ledger.Entry {
	logged := s.Ledger.All(ledger.TypeDecision)
	return append(logged[:len(logged):len(logged)], s.Records...)
}

// Placed is an entry at its place in a document's text.
type Placed struct {
	Entry *ledger.Entry
	Place anchor.Place
}

// Await waits until the history of an open document is loaded, or ctx ends; it returns at once for any
// other path.
func (s *Snapshot) Await(ctx context.Context, path string) {
	f := s.facts[path]
	if f == nil {
		return
	}
	select {
	case <-f.done:
	case <-ctx.Done():
	}
}

// Knowers are the people who know an open document, best first; none until its history is loaded.
func (s *Snapshot) Knowers(path string) []ownership.Knower {
	f := s.facts[path]
	if f == nil {
		return nil
	}
	select {
	case <-f.done:
		return f.knowers
	default:
		return nil
	}
}

// Nearest is the nearest person to an open document who is still here, see [Workspace.Nearest]; nil until its history is
// loaded.
func (s *Snapshot) Nearest(path string) *ownership.Near {
	f := s.facts[path]
	if f == nil {
		return nil
	}
	select {
	case <-f.done:
		return f.near
	default:
		return nil
	}
}

// Own is the reader's share of what is known of an open document, whether or not they want to be named; ok is false
// until its history is loaded.
func (s *Snapshot) Own(path string) (share float64, ok bool) {
	f := s.facts[path]
	if f == nil {
		return 0, false
	}
	select {
	case <-f.done:
		return f.own, true
	default:
		return 0, false
	}
}

// Document returns the open document at path.
func (s *Snapshot) Document(path string) (*Document, bool) {
	d, ok := s.documents[path]
	return d, ok
}

// Documents lists the paths of the open documents.
func (s *Snapshot) Documents() []string {
	out := make([]string, 0, len(s.documents))
	for path := range s.documents {
		out = append(out, path)
	}
	return out
}

// Entries are the entries anchored in the file, also under its earlier names, and those whose lines moved into it.
func (s *Snapshot) Entries(path string) []*ledger.Entry {
	former := s.moved[path]
	out := s.Ledger.At(path)
	for _, old := range former {
		out = append(out[:len(out):len(out)], s.Ledger.At(old)...)
	}
	for _, name := range append([]string{path}, former...) {
		if kept := s.shelved().at[name]; len(kept) > 0 {
			out = append(out[:len(out):len(out)], kept...)
		}
	}
	return s.comingTo(path, out)
}

// Placed resolves the entries of a file against the text of its open document; for a file that is not
// open they stand where they were put, or where history led them.
func (s *Snapshot) Placed(path string) []Placed {
	entries := s.Entries(path)
	former := s.moved[path]
	if d := s.documents[path]; d != nil {
		var placed []Placed
		if len(entries) > 0 {
			placed = d.place(path, former, entries, s.trails)
		}
		return s.alsoReferred(path, placed)
	}
	if len(entries) == 0 {
		return nil
	}
	c := scene{path: path, former: former, trails: s.trails}
	return c.place(entries)
}

// Todos are the TODO comments of an open document, in the order of their lines.
func (s *Snapshot) Todos(path string) []todo.Todo {
	d := s.documents[path]
	if d == nil {
		return nil
	}
	return d.todos(path, s.Settings, s.rolls[path])
}

// Plate is what the reader put on their own plate, and said about what is on it.
func (s *Snapshot) Plate() *plate.Book { return s.plate }

// Snoozed says whether the reader asked for no hints about the path.
func (s *Snapshot) Snoozed(path string) bool {
	z, ok := s.snoozed[path]
	return ok && (z.Always || z.Until.After(s.Now()))
}

// Asks says whether an entry asks the reader for something that they have not declined or finished: an offer, a promise of
// theirs, a review, a block of time that somebody else plans with them.
func (s *Snapshot) Asks(e *ledger.Entry) bool {
	if who, held := e.Holder(); held && e.Open() { // whoever took it has it, whomever it was offered to
		return s.Me != nil && s.Actor(who) == s.Me
	}
	if !e.Open() || !slices.ContainsFunc(e.Asked(), s.IsMe) {
		return false
	}
	if e.Type != ledger.TypePairing {
		return true
	}
	answered := slices.ContainsFunc(e.Answers, func(a ledger.Answer) bool { return s.Actor(a.By) == s.Me && a.State != ledger.Later })
	return !s.IsMine(e) && !answered && e.Pairing.End().After(s.Now())
}

// Person finds someone by handle, address or name; nil when nobody known is meant.
func (s *Snapshot) Person(who string) *people.Person {
	if s.People == nil || who == "" {
		return nil
	}
	p, _ := s.People.Find(who)
	return p
}

// Actor is the person behind a raw identity of the ledger.
func (s *Snapshot) Actor(a ledger.Actor) *people.Person {
	return s.People.Resolve(git.Identity{Name: a.Name, Email: a.Email})
}

// IsMe says whether a handle, address or name means the reader.
func (s *Snapshot) IsMe(who string) bool {
	if s.Me == nil || who == "" {
		return false
	}
	if p := s.Person(who); p != nil {
		return p == s.Me
	}
	bare := strings.TrimPrefix(who, "@")
	return s.Me.Handle != "" && strings.EqualFold(bare, s.Me.Handle) || strings.EqualFold(who, s.Me.Email)
}
