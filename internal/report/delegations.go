package report

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Handed is a delegation in a report. With names somebody only where that helps: who asks for help, and whoever the reader
// themself offered it to or has it from.
type Handed struct {
	Item
	With  *string   `json:"with"` // handle or address
	Since time.Time `json:"since"`
	Path  *string   `json:"path"`
}

// Kept is something that the reader still holds and others said they would like to learn: reason to offer it to them.
type Kept struct {
	ID    *string  `json:"id"`    // of the delegation; null for an area
	Title *string  `json:"title"` // likewise
	Area  string   `json:"area"`
	Would []string `json:"would_like"` // handles or addresses, by name
}

// DelegationsReport is what became of what was handed on. What is declined and what is only kept for later is no news about
// anybody and is not in it.
type DelegationsReport struct {
	Name string    `json:"name"` // of the repository's folder
	From time.Time `json:"from"` // what was done since then, UTC
	// Offered wait for an answer, HelpWanted for help, HandedBack to be offered again; all newest first, whenever they were said.
	Offered    []Handed `json:"offered"`
	HelpWanted []Handed `json:"help_wanted"`
	HandedBack []Handed `json:"handed_back"`
	Done       []Handed `json:"done"` // since From
	// Reverted are done because of a commit that was taken back.
	Reverted []Handed `json:"reverted"`
	// YouHold is about the reader alone, and for them alone.
	YouHold []Kept `json:"you_hold"`
	// Empty says that nothing was ever handed on here.
	Empty bool `json:"empty"`
}

// lately is how far back a report looks for what was done.
const lately = 30 * 24 * time.Hour

// Delegations reports on what was handed on. knowers finds out who knows an area; nil where that is not known.
func Delegations(ctx context.Context, s *workspace.Snapshot, knowers func(ctx context.Context, area string) ([]ownership.Knower, error)) (DelegationsReport, error) {
	all := s.Ledger.All(ledger.TypeDelegation)
	r := DelegationsReport{
		Name: base(s.Top), From: s.Now().Add(-lately).UTC(), Empty: len(all) == 0,
		Offered: []Handed{}, HelpWanted: []Handed{}, HandedBack: []Handed{}, Done: []Handed{}, Reverted: []Handed{}, YouHold: []Kept{},
	}
	again := againOffered(all)
	for _, e := range all {
		d := e.Delegation
		switch {
		case e.State == ledger.Offered || e.State == ledger.Later:
			r.Offered = append(r.Offered, handed(s, e, d.To, s.IsMine(e) || s.IsMe(d.To)))
		case e.State == ledger.Taken && d.LastCheckIn != nil && d.LastCheckIn.Answer == "help":
			r.HelpWanted = append(r.HelpWanted, handed(s, e, holder(s, e), true))
		case e.State == ledger.HandedBack && !again[e.ID]:
			r.HandedBack = append(r.HandedBack, handed(s, e, "", false))
		case e.State == ledger.Done && d.Reverted != "":
			r.Reverted = append(r.Reverted, handed(s, e, "", false))
		case e.State == ledger.Done && !e.Changed.Before(r.From):
			r.Done = append(r.Done, handed(s, e, "", false))
		}
	}
	var err error
	r.YouHold, err = kept(ctx, s, knowers)
	return r, err
}

// againOffered are the delegations whose comment was offered anew since.
func againOffered(all []*ledger.Entry) map[string]bool {
	newest, out := map[string]bool{}, map[string]bool{}
	for _, e := range all { // newest first
		todo := e.Delegation.Todo
		out[e.ID] = e.Delegation.ReplacedBy != "" || todo != "" && newest[todo]
		newest[todo] = true
	}
	return out
}

func handed(s *workspace.Snapshot, e *ledger.Entry, with string, named bool) Handed {
	h := Handed{Item: itemOf(e), Since: e.Changed.UTC()}
	if named {
		h.With = some(with)
	}
	if len(e.Anchors) > 0 {
		h.Path = some(e.Anchors[0].Path)
	}
	return h
}

func holder(s *workspace.Snapshot, e *ledger.Entry) string {
	if who, ok := e.Holder(); ok {
		return written(s.Actor(who))
	}
	return e.Delegation.To
}

// written is how a person is written: handle or address.
func written(p *people.Person) string {
	if p.Handle != "" {
		return "@" + p.Handle
	}
	return p.Email
}

// kept is what the reader holds and others would like to learn: what they took, what they offered and nobody has, and the
// areas that they know best of all who are here.
func kept(ctx context.Context, s *workspace.Snapshot, knowers func(context.Context, string) ([]ownership.Knower, error)) ([]Kept, error) {
	out := []Kept{}
	if s.Me == nil {
		return out, nil
	}
	promises := hint.PromisesOf(s)
	for _, e := range slices.Concat(promises.Taken, promises.Free) {
		if len(e.Anchors) == 0 {
			continue
		}
		path := e.Anchors[0].Path
		if would := learners(s, s.Wishers(path)); len(would) > 0 {
			out = append(out, Kept{ID: some(e.ID), Title: some(e.Title()), Area: path, Would: would})
		}
	}
	if knowers == nil {
		return out, nil
	}
	areas := map[string][]workspace.Wisher{}
	for _, w := range s.Wishes() {
		if w.Wish.Area != "." { // of everything nobody is the one who holds it
			areas[w.Wish.Area] = append(areas[w.Wish.Area], w)
		}
	}
	for area, wishers := range areas {
		would := learners(s, wishers)
		if len(would) == 0 {
			continue
		}
		known, err := knowers(ctx, area)
		if err != nil {
			return out, err
		}
		if i := slices.IndexFunc(known, func(k ownership.Knower) bool { return k.Active }); i >= 0 && known[i].Person == s.Me {
			out = append(out, Kept{Area: area, Would: would})
		}
	}
	slices.SortStableFunc(out, func(a, b Kept) int {
		return cmp.Or(cmp.Compare(count(a.ID == nil), count(b.ID == nil)), strings.Compare(a.Area, b.Area))
	})
	return out, nil
}

// learners are those besides the reader who would like to learn it, and are here.
func learners(s *workspace.Snapshot, wishers []workspace.Wisher) []string {
	var out []string
	for _, w := range wishers {
		if w.Wish.Kind == ledger.WishLearn && w.Here && w.Person != s.Me {
			out = append(out, written(w.Person))
		}
	}
	return out
}
