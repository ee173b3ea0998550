package workspace

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/slot"
)

// standing is what people said about themselves, with the people behind the actors. The zero value says nothing.
type standing struct {
	source  *ledger.Standing
	leftOut map[string]bool // every address of those who want to be named nowhere
	words   map[*people.Person]map[string]ledger.Knowledge
	wishes  map[*people.Person]map[string]ledger.Wish
	limits  map[*people.Person]int // of reviews open at once
	aways   map[*people.Person]ledger.Away
	shared  map[*people.Person]ledger.Shared
	sharing func() map[*people.Person]slot.Person        // the time of those who share
	out     func() map[*people.Person]map[string]Absence // by what they share
}

// resolve finds out who said what.
func resolve(source *ledger.Standing, d *people.Directory) standing {
	s := standing{source: source}
	who := func(a ledger.Actor) *people.Person { return d.Resolve(git.Identity{Name: a.Name, Email: a.Email}) }
	for _, p := range source.Presence() {
		if s.leftOut == nil {
			s.leftOut = map[string]bool{}
		}
		for _, address := range who(p.By).Emails {
			s.leftOut[address] = p.Left
		}
	}
	for _, k := range source.Knowledge() {
		if s.words == nil {
			s.words = map[*people.Person]map[string]ledger.Knowledge{}
		}
		p := who(k.By)
		if s.words[p] == nil {
			s.words[p] = map[string]ledger.Knowledge{}
		}
		s.words[p][k.Area] = k
		if k.Kind == ledger.KnowledgeUnsaid {
			delete(s.words[p], k.Area)
		}
	}
	for _, l := range source.Limits() {
		if s.limits == nil {
			s.limits = map[*people.Person]int{}
		}
		s.limits[who(l.By)] = l.Open
	}
	for _, a := range source.Absences() {
		if s.aways == nil {
			s.aways = map[*people.Person]ledger.Away{}
		}
		s.aways[who(a.By)] = a.Away
	}
	for _, a := range source.Shared() {
		if s.shared == nil {
			s.shared = map[*people.Person]ledger.Shared{}
		}
		s.shared[who(a.By)] = a
	}
	if len(s.shared) > 0 {
		s.sharing = sync.OnceValue(func() map[*people.Person]slot.Person { return sharingOf(s.shared) })
		s.out = sync.OnceValue(func() map[*people.Person]map[string]Absence { return awayByShared(s.shared, s.sharing()) })
	}
	for _, wish := range source.Wishes() {
		if s.wishes == nil {
			s.wishes = map[*people.Person]map[string]ledger.Wish{}
		}
		p := who(wish.By)
		if s.wishes[p] == nil {
			s.wishes[p] = map[string]ledger.Wish{}
		}
		s.wishes[p][wish.Area] = wish
		if wish.Kind == ledger.WishNone {
			delete(s.wishes[p], wish.Area)
		}
	}
	return s
}

// LeftOut says whether a person asked to be named nowhere here. Only what they said or were asked under their name stays
// theirs.
func (s *Snapshot) LeftOut(p *people.Person) bool {
	return p != nil && len(s.standing.leftOut) > 0 && slices.ContainsFunc(p.Emails, func(e string) bool { return s.standing.leftOut[e] })
}

// Limit is how many reviews a person wants open at once, as they said; ok is false where they set no limit.
func (s *Snapshot) Limit(p *people.Person) (open int, ok bool) {
	open = s.standing.limits[p]
	return open, open > 0
}

// Away is when a person is not there, as they said; ok is false where they said nothing, or it is over.
func (s *Snapshot) Away(p *people.Person) (away ledger.Away, ok bool) {
	away = s.standing.aways[p]
	return away, away.From != "" && (away.To == "" || away.To >= s.today())
}

// Here says whether a person is there today, as far as they said or what they share of their calendar tells: see [Snapshot.Absent].
func (s *Snapshot) Here(p *people.Person) bool {
	_, absent := s.Absent(p, s.today())
	return !absent
}

func (s *Snapshot) today() string { return s.Now().Format(time.DateOnly) }

// MyKnowledge is what the reader said of their own knowledge and has not taken back, by area.
func (s *Snapshot) MyKnowledge() []ledger.Knowledge {
	var out []ledger.Knowledge
	for _, k := range s.standing.words[s.Me] {
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b ledger.Knowledge) int { return strings.Compare(a.Area, b.Area) })
	return out
}

// Merges are the pairs of addresses, lower-cased, of which one said that the other is theirs too.
func (s *Snapshot) Merges() [][2]string { return s.standing.source.Merges() }

// Asked is what the reader answered when asked whether somebody is them too.
func (s *Snapshot) Asked(p *people.Person) (answer ledger.Asked, ok bool) {
	for _, e := range p.Emails {
		if answer, ok = s.asked[e]; ok {
			return answer, true
		}
	}
	return answer, false
}

// Word is what a person said last about the nearest area around a path; ok is false where they said nothing.
func (s *Snapshot) Word(p *people.Person, path string) (word ledger.Knowledge, ok bool) {
	for area, k := range s.standing.words[p] {
		covers := ledger.Covers(area, path) || slices.Contains(s.moved[path], area)
		if covers && (!ok || len(area) > len(word.Area)) {
			word, ok = k, true
		}
	}
	return word, ok
}

// corrected applies what people said of themselves to what history says about a path.
func (s *Snapshot) corrected(path string, knowers []ownership.Knower) []ownership.Knower {
	if len(s.standing.words) == 0 {
		return knowers
	}
	words := map[*people.Person]ownership.Word{}
	for p := range s.standing.words {
		if k, ok := s.Word(p, path); ok && !s.LeftOut(p) {
			fresh := s.Active(p) || s.Now().Sub(k.At) <= s.Settings.Knowledge.Inactive
			words[p] = ownership.Word{Knows: k.Kind == ledger.KnowledgeClaimed, At: k.At, Fresh: fresh}
		}
	}
	return ownership.Correct(knowers, words)
}

// readStanding reads what people said about themselves, as far as the lead's store has it. It says whether that is news.
func (w *Workspace) readStanding(ctx context.Context, repo string) (said *ledger.Standing, news bool, err error) {
	events, err := w.stores.Load().Lead.Said(ctx, repo, ledger.StandingKinds())
	if err != nil {
		return nil, false, fmt.Errorf("cannot read the lead's store: %w", err)
	}
	before := w.Snapshot().standing.source
	if said = ledger.NewStanding(events); said.Same(before) {
		return before, false, nil
	}
	return said, true, nil
}

// restate shows what people said about themselves everywhere: in who is who, and in who knows the open files.
func (w *Workspace) restate(ctx context.Context, said *ledger.Standing) {
	w.update(func(s *Snapshot) { s.standing = resolve(said, s.People) })
	w.loadSettings(ctx)
	w.follow(ctx)
	w.reloadFacts(ctx)
}

// MaterialiseNames brings the tables of the lead's store that name people up to date: who they are, and who knows what.
func (w *Workspace) MaterialiseNames(ctx context.Context) error {
	s := w.Snapshot()
	if w.stores.Load() == nil || s.Repo == "" {
		return s.StoreErr
	}
	rows := s.peopleRows()
	lead := w.stores.Load().Lead
	if err := lead.ReplacePeople(ctx, s.Repo, rows); err != nil {
		return err
	}
	if err := lead.HideTodoAuthors(ctx, s.Repo, func(who string) bool { return s.LeftOut(s.Person(who)) }); err != nil {
		return err
	}
	return w.materialiseKnowledge(ctx, s, printOfPeople(rows))
}
