package cli

import (
	"encoding/json"
	"path"
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// The shapes of what commands print with --json. They are a contract: keys are added, never renamed or
// removed. Lines are 1-based and inclusive, paths relative to the repository's top, shares fractions of
// one, times RFC 3339 in UTC. What is not known is null; lists are never null.

// instant is a moment in UTC, to the second.
type instant struct{ time.Time }

func at(t time.Time) instant { return instant{t.UTC().Truncate(time.Second)} }

// MarshalJSON writes null for a moment that is not known.
func (t instant) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return json.Marshal(t.Format(time.RFC3339))
}

type ruleJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Pattern string `json:"pattern"`
}

type knowerJSON struct {
	Name   string   `json:"name"`
	Email  string   `json:"email"`
	Handle *string  `json:"handle"`
	Share  float64  `json:"share"`
	Last   *instant `json:"last"`
	Active bool     `json:"active"`
	Claims bool     `json:"claims"` // they said so themselves: "ask me"
}

type companionJSON struct {
	Path  string `json:"path"`
	Times int    `json:"times"`
	Of    int    `json:"of"`
}

type whoJSON struct {
	Path       string          `json:"path"`
	Owners     []string        `json:"owners"`
	Rule       *ruleJSON       `json:"rule"`
	Knowers    []knowerJSON    `json:"knowers"`
	Nearest    *nearestJSON    `json:"nearest"`     // null where nobody who is named is gone, or nobody is here
	CopiedFrom *string         `json:"copied_from"` // whose knowers are among these; as it was called then
	Silo       *ownSiloJSON    `json:"silo"`
	Why        *string         `json:"why"`
	Companions []companionJSON `json:"companions"`
	Decisions  []decisionJSON  `json:"decisions"`
	Todos      []todoJSON      `json:"todos"`
}

type anchorJSON struct {
	Path    string `json:"path"`
	Line    *int   `json:"line"`
	EndLine *int   `json:"end_line"`
	State   string `json:"state"`
}

type todoJSON struct {
	ID         string  `json:"id"`
	Path       string  `json:"path"`
	Line       int     `json:"line"`
	Tag        string  `json:"tag"`
	Text       string  `json:"text"`
	Author     *string `json:"author"`
	AgeDays    *int    `json:"age_days"`
	State      string  `json:"state"`
	Assignee   *string `json:"assignee"`
	Delegation *string `json:"delegation"`
}

type delegationJSON struct {
	ID        string       `json:"id"`
	To        string       `json:"to"`
	What      string       `json:"what"`
	Why       string       `json:"why"`
	Outcome   *string      `json:"outcome"`
	Authority *string      `json:"authority"`
	CheckIn   *string      `json:"check_in"`
	Tracking  *string      `json:"tracking"` // how whoever took it wants it followed
	State     string       `json:"state"`
	Anchors   []anchorJSON `json:"anchors"`
	By        string       `json:"by"`
	At        instant      `json:"at"`
}

// messageJSON is a message for one person, for the reader to send. It is stored nowhere.
type messageJSON struct {
	To      string  `json:"to"`
	Subject string  `json:"subject"`
	Text    string  `json:"text"`
	Mailto  *string `json:"mailto"`
}

// messagedJSON is a delegation with a message about it; null where there is none to send.
type messagedJSON struct {
	delegationJSON
	Message *messageJSON `json:"message"`
}

// candidateJSON is somebody to whom work could be offered.
type candidateJSON struct {
	personJSON
	Group    string  `json:"group"` // knows or learns
	Reason   string  `json:"reason"`
	Less     bool    `json:"less"` // they asked for less of this
	With     *string `json:"with"` // who could help them learn it
	Promises *int    `json:"promises"`
	Reviews  *int    `json:"reviews"`
}

func candidateOf(v phrase.Voice, c hint.Candidate, group string) candidateJSON {
	out := candidateJSON{
		personJSON: personJSON{Name: c.Person.Name, Email: c.Person.Email, Handle: some(c.Person.Handle)},
		Group:      group, Reason: v.Candidate(c), Less: c.Less, Promises: c.Promises, Reviews: c.Reviews,
	}
	if c.With != nil {
		out.With = some(c.With.Person.Display())
	}
	return out
}

type answerJSON struct {
	Who   string `json:"who"`
	State string `json:"state"`
}

type pairingJSON struct {
	ID      string   `json:"id"`
	Topic   string   `json:"topic"`
	Purpose *string  `json:"purpose"` // spread, unblock, review, onboard
	Start   instant  `json:"start"`
	End     instant  `json:"end"`
	Zone    *string  `json:"zone"` // whose clocks it was planned on, by its name of IANA
	People  []string `json:"people"`
	ICS     *string  `json:"ics"`   // the file that was asked for
	State   string   `json:"state"` // planned, done, dropped, cancelled
	// Answers to the time that it is planned for: taken, later or declined.
	Answers  []answerJSON `json:"answers"`
	Anchors  []anchorJSON `json:"anchors"`
	Area     *string      `json:"area"`
	About    *string      `json:"about"`    // the entry that it grew from
	Sequence int          `json:"sequence"` // of its invitation
	Outcome  *string      `json:"outcome"`
	How      *string      `json:"how"` // said, commits
	Commits  []string     `json:"commits"`
	By       string       `json:"by"`
	At       instant      `json:"at"`
	Changed  instant      `json:"changed"`
	// Calendar is the reader's own, where the block was put into it or should be; else null.
	Calendar *deliveryJSON `json:"calendar"`
}

// deliveryJSON is how a block stands in a calendar.
type deliveryJSON struct {
	Shows  bool    `json:"shows"`  // the block as it stands
	Unsent *string `json:"unsent"` // why it does not
}

type reviewJSON struct {
	ID    string   `json:"id"`
	To    string   `json:"to"`
	Base  *string  `json:"base"`
	Paths []string `json:"paths"`
	Note  *string  `json:"note"`
	State string   `json:"state"`
	By    string   `json:"by"`
	At    instant  `json:"at"`
	Files int      `json:"files"` // of the change; paths names at most 200 of them
	// Holder is who took it; null while nobody has.
	Holder *string `json:"holder"`
	// Branch of the change, by its full name; Landed is the commit with which it came to where others build on it, which closed
	// the request.
	Branch *string `json:"branch"`
	Landed *string `json:"landed"`
	// Doubt is why the reader's own request may be void: branch-gone, branch-moved; else null.
	Doubt *string `json:"doubt"`
}

// knowJSON is what the reader said about themselves: about an area, or that they want to be left out.
type knowJSON struct {
	ID      string  `json:"id"` // of the event
	Area    *string `json:"area"`
	Know    *string `json:"know"` // yes, no or unsaid
	LeftOut bool    `json:"left_out"`
}

// wishJSON is what the reader would like of an area.
type wishJSON struct {
	ID      *string `json:"id"` // of the event; null in a list
	Area    string  `json:"area"`
	Wish    string  `json:"wish"` // learn, less or none
	LeftOut bool    `json:"left_out"`
}

type retractedJSON struct {
	ID        string   `json:"id"`
	Retracted bool     `json:"retracted"`
	Restored  []string `json:"restored"` // the offers whose place it had taken, which hold again
}

type indexJSON struct {
	Top          string  `json:"top"`
	Complete     bool    `json:"complete"`
	Seconds      float64 `json:"seconds"`
	GraphSeconds float64 `json:"graph_seconds"` // for the commit-graph, which makes blame faster
}

type versionJSON struct {
	Version string  `json:"version"`
	Commit  *string `json:"commit"`
	Go      string  `json:"go"`
	Schema  int     `json:"schema"`
}

type checkJSON struct {
	Check string  `json:"check"`
	State string  `json:"state"`
	Found string  `json:"found"`
	Todo  *string `json:"todo"`
}

type doctorJSON struct {
	OK     bool        `json:"ok"`
	Checks []checkJSON `json:"checks"`
}

type storedJSON struct {
	What    string `json:"what"`
	Path    string `json:"path"`
	Bytes   int64  `json:"bytes"`
	Removed bool   `json:"removed"`
	Flags   string `json:"removed_with"`
}

type initJSON struct {
	Me        *personJSON    `json:"me"`
	Elsewhere *string        `json:"elsewhere"` // my address in my own git settings, where the repository says another
	Also      []alsoJSON     `json:"also"`      // who may be me too
	People    []personJSON   `json:"people"`
	Settings  string         `json:"settings"`
	Written   bool           `json:"written"`
	Proposals []proposalJSON `json:"proposals"`
}

type alsoJSON struct {
	personJSON
	Why string `json:"why"`
}

type personJSON struct {
	Name   string  `json:"name"`
	Email  string  `json:"email"`
	Handle *string `json:"handle"`
}

type proposalJSON struct {
	Key      string `json:"key"`
	Value    string `json:"value"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Sentence string `json:"sentence"`
	Agreed   bool   `json:"agreed"`
}

// answer prints a value as JSON, on one line for each element of a list.
func (a *app) answer(v any) error {
	e := json.NewEncoder(&plainJSON{out: a.Out})
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// some is nil for the zero value.
func some[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func list[T any](v []T) []T {
	if v == nil {
		return []T{}
	}
	return v
}

func ruleOf(r codeowners.Rule) *ruleJSON {
	return &ruleJSON{File: r.File, Line: r.Line, Pattern: r.Pattern}
}

func knowerOf(k ownership.Knower) knowerJSON {
	out := knowerJSON{Name: k.Person.Name, Email: k.Person.Email, Handle: some(k.Person.Handle), Share: k.Share, Active: k.Active, Claims: k.Claims}
	if !k.Last.IsZero() {
		last := at(k.Last)
		out.Last = &last
	}
	return out
}

// by is who said something, as a handle or address.
func by(s *workspace.Snapshot, a ledger.Actor) string {
	p := s.Actor(a)
	if p.Handle != "" {
		return "@" + p.Handle
	}
	return p.Email
}

func delegationOf(s *workspace.Snapshot, e *ledger.Entry, places []hint.Mark) delegationJSON {
	d := e.Delegation
	return delegationJSON{
		ID: e.ID, To: d.To, What: d.What, Why: d.Why, Outcome: some(d.Outcome), Authority: some(d.Authority),
		CheckIn: some(d.CheckIn), Tracking: some(d.Tracking), State: string(e.State), Anchors: anchorsOf(places), By: by(s, e.By), At: at(e.At),
	}
}

func pairingOf(s *workspace.Snapshot, e *ledger.Entry, places []hint.Mark) pairingJSON {
	p := e.Pairing
	out := pairingJSON{
		ID: e.ID, Topic: p.Topic, Purpose: some(string(p.Purpose)), Start: at(p.Start), End: at(p.End()), Zone: some(p.Zone),
		People: list(p.People), State: string(e.State), Answers: []answerJSON{}, Anchors: anchorsOf(places), About: some(p.About),
		Sequence: p.Sequence, Outcome: some(p.Outcome), How: some(p.How), Commits: list(p.Commits), By: by(s, e.By), At: at(e.At), Changed: at(e.Changed),
		Calendar: deliveryOf(s, e),
	}
	if len(out.Anchors) > 0 {
		out.Area = some(path.Dir(out.Anchors[0].Path))
	}
	for _, answer := range e.Answers {
		out.Answers = append(out.Answers, answerJSON{Who: by(s, answer.By), State: string(answer.State)})
	}
	return out
}

func deliveryOf(s *workspace.Snapshot, e *ledger.Entry) *deliveryJSON {
	kept, _ := s.Kept(e.ID)
	unsent := action.Unsent(s, e)
	if !kept.There() && unsent == "" {
		return nil
	}
	return &deliveryJSON{Shows: unsent == "", Unsent: some(unsent)}
}

func reviewOf(s *workspace.Snapshot, e *ledger.Entry) reviewJSON {
	r := e.Review
	out := reviewJSON{
		ID: e.ID, To: r.To, Base: some(r.Base), Paths: list(r.Paths), Note: some(r.Note),
		State: string(e.State), By: by(s, e.By), At: at(e.At),
		Files: r.Size(), Branch: some(r.Branch), Landed: some(r.Landed),
	}
	if who, held := e.Holder(); held {
		out.Holder = some(by(s, who))
	}
	return out
}

func todoOf(t workspace.TrackedTodo, now time.Time) todoJSON {
	out := todoJSON{
		ID: t.ID, Path: t.Path, Line: t.Line, Tag: t.Tag, Text: t.Text, Author: some(t.Author),
		State: string(t.State), Assignee: some(t.Assignee), Delegation: some(t.Delegation),
	}
	out.AgeDays = ageOf(&t, now)
	return out
}

// ageOf is how many days ago a comment was written; nil where that is not known.
func ageOf(t *workspace.TrackedTodo, now time.Time) *int {
	if t.Wrote.IsZero() {
		return nil
	}
	days := int(max(0, now.Sub(t.Wrote)) / (24 * time.Hour))
	return &days
}

func anchorsOf(marks []hint.Mark) []anchorJSON {
	out := []anchorJSON{}
	for _, m := range marks {
		out = append(out, anchorJSON{
			Path: m.Place.Path, Line: some(m.Place.Line), EndLine: some(m.Place.EndLine), State: string(m.Place.State),
		})
	}
	return out
}
