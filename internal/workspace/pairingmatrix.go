package workspace

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// Pair is when two people last worked on something together. How often is nobody's business.
type Pair struct {
	A, B *people.Person // A before B by name
	Last time.Time
	How  string // ledger.HowCommits or ledger.HowSaid, of a block
}

// Pairs are who of those who are here paired with whom and when last, in an area ("" or "." for everywhere), by name: as commits
// with co-authors and blocks that took place say. Programs, and whoever wants to be named nowhere, are in none;
// two who may be one under two names or addresses are none for a commit.
func (w *Workspace) Pairs(ctx context.Context, area string) ([]Pair, error) {
	s := w.Snapshot()
	type two struct{ a, b *people.Person }
	found := map[two]Pair{}
	met := func(who []*people.Person, at time.Time, how string) {
		who = slices.DeleteFunc(several(who), func(p *people.Person) bool { return s.LeftOut(p) || s.Gone(p) })
		slices.SortFunc(who, byName)
		for i, a := range who {
			for _, b := range who[i+1:] {
				if at.After(found[two{a, b}].Last) {
					found[two{a, b}] = Pair{a, b, at, how}
				}
			}
		}
	}
	if s.Indexed && w.index != nil {
		commits, err := w.index.Joint(ctx, index.JointQuery{Path: area})
		if err != nil {
			return nil, fmt.Errorf("cannot tell who wrote commits together: %w", err)
		}
		for _, c := range commits {
			if len(c.Who) > mostAtOnce {
				continue
			}
			var who []*people.Person
			for _, one := range c.Who {
				who = append(who, s.People.Resolve(one))
			}
			met(who, c.At, ledger.HowCommits)
		}
	}
	current := s.currentPaths()
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if e.State == ledger.Done && !e.Retracted && isIn(e, area, current) {
			met(s.Comers(e), metAt(e), cmp.Or(e.Pairing.How, ledger.HowSaid))
		}
	}
	out := make([]Pair, 0, len(found))
	for _, p := range found {
		// A commit by two who may be one under two addresses shows that they are one rather than that they sat together.
		if p.How == ledger.HowCommits && s.People.MayBeOne(p.A, p.B) != "" {
			continue
		}
		out = append(out, p)
	}
	slices.SortFunc(out, func(a, b Pair) int { return cmp.Or(byName(a.A, b.A), byName(a.B, b.B)) })
	return out, nil
}

func byName(a, b *people.Person) int {
	return cmp.Or(strings.Compare(strings.ToLower(a.Display()), strings.ToLower(b.Display())), strings.Compare(a.Email, b.Email))
}

// isIn says whether a block is about a file, or about something in a folder; current are the paths of today by those of then.
func isIn(e *ledger.Entry, area string, current map[string]string) bool {
	for _, a := range e.Anchors {
		if ledger.Covers(area, cmp.Or(current[a.Path], a.Path)) {
			return true
		}
	}
	return area == "" || area == "."
}

// AreaOf is the folder that a block is about, by its first place; "." for files at the top, "" where it is about none.
func (s *Snapshot) AreaOf(e *ledger.Entry) string {
	if len(e.Anchors) == 0 {
		return ""
	}
	at := e.Anchors[0].Path
	return path.Dir(cmp.Or(s.currentPaths()[at], at))
}

// PairedIn are the blocks that took place about an area, or what is in it, the latest first.
func (s *Snapshot) PairedIn(area string) []*ledger.Entry {
	return s.blocks(area, func(e *ledger.Entry) bool { return e.State == ledger.Done })
}

// PlannedIn are the blocks to come about an area, the next first.
func (s *Snapshot) PlannedIn(area string) []*ledger.Entry {
	out := s.blocks(area, func(e *ledger.Entry) bool { return e.State == ledger.Planned && e.Pairing.End().After(s.Now()) })
	slices.Reverse(out)
	return out
}

func (s *Snapshot) blocks(area string, which func(*ledger.Entry) bool) []*ledger.Entry {
	area = path.Clean(area)
	var out []*ledger.Entry
	current := s.currentPaths()
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if !e.Retracted && which(e) && isIn(e, area, current) {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b *ledger.Entry) int { return b.Pairing.Start.Compare(a.Pairing.Start) })
	return out
}

// materialisePairs stores when two people last paired, from the side of each.
func (w *Workspace) materialisePairs(ctx context.Context, s *Snapshot, people string) error {
	if !s.Indexed {
		return nil
	}
	from := []any{w.index.State().Generation, s.said, people, s.standing.source.Fingerprint(), s.Settings.Knowledge.Inactive}
	return w.unlessSame(ctx, s, "paired", from, func() error {
		pairs, err := w.Pairs(ctx, "")
		if err != nil {
			return err
		}
		rows := make([]leadstore.PairRow, 0, 2*len(pairs))
		for _, p := range pairs {
			for _, who := range [][2]string{{Address(p.A), Address(p.B)}, {Address(p.B), Address(p.A)}} {
				rows = append(rows, leadstore.PairRow{Person: who[0], Partner: who[1], Last: p.Last, How: p.How})
			}
		}
		slices.SortFunc(rows, func(a, b leadstore.PairRow) int {
			return cmp.Or(strings.Compare(a.Person, b.Person), strings.Compare(a.Partner, b.Partner))
		})
		return w.stores.Load().Lead.ReplacePairs(ctx, s.Repo, rows)
	})
}
