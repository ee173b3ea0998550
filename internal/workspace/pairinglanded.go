package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/index"
)

const (
	// settleTime is how long after a block what its people commit together is taken to come of it.
	settleTime = 3 * 24 * time.Hour
	// mostPairingCommits of a block are named.
	mostPairingCommits = 20
	// mostSettling blocks are looked at, the latest.
	mostSettling = 200
)

// LandedPairings marks blocks as done that commits show to have taken place: two or more of their people, as authors and
// co-authors of one commit, in the block or in the three days after it. In what they committed together nobody looks for the
// subject of the block: they met. It looks again only when history or the blocks have changed.
func (w *Workspace) LandedPairings(ctx context.Context) error {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" || w.index == nil || !s.Indexed || stores.Events.ReadOnly() {
		return nil
	}
	open := s.settling()
	if len(open) == 0 {
		return nil
	}
	name := "pairings " + filepath.Base(CacheDir(w.options.Dirs, w.Repository))
	key := strconv.FormatInt(w.index.State().Generation, 10)
	since, until := open[0].Pairing.Start, time.Time{}
	for _, e := range open {
		key += " " + e.ID + "@" + e.Pairing.Start.UTC().Format(time.RFC3339)
		if e.Pairing.Start.Before(since) {
			since = e.Pairing.Start
		}
		if end := e.Pairing.End().Add(settleTime); end.After(until) {
			until = end
		}
	}
	if looked, err := stores.Lead.Noted(ctx, s.Repo, name); err != nil || looked == key {
		return err
	}
	commits, err := w.index.Joint(ctx, index.JointQuery{Since: since, Until: until})
	if err != nil {
		return fmt.Errorf("cannot tell who wrote commits together: %w", err)
	}
	var events []eventlog.Event
	for _, e := range open {
		if came := s.cameOf(e, commits); len(came) > 0 {
			events = append(events, pairingLanded(s, e, came))
		}
	}
	if err := w.witness(ctx, events); err != nil {
		return err
	}
	return stores.Lead.Note(ctx, s.Repo, name, key)
}

// settling are the blocks that have begun and that nobody has said anything of, the latest first. What nobody settled in time
// stays as it is: commits of later show nothing.
func (s *Snapshot) settling() []*ledger.Entry {
	var out []*ledger.Entry
	now := s.Now()
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		if e.State == ledger.Planned && !e.Retracted && e.Pairing.Start.Before(now) && len(e.Pairing.People) > 1 {
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(a, b *ledger.Entry) int { return b.Pairing.Start.Compare(a.Pairing.Start) })
	return out[:min(len(out), mostSettling)]
}

// cameOf are the commits that at least two of a block's people wrote together in time, oldest first.
func (s *Snapshot) cameOf(e *ledger.Entry, commits []index.Joint) []index.Joint {
	comers := s.Comers(e)
	var out []index.Joint
	for _, c := range commits {
		if c.At.Before(e.Pairing.Start) || c.At.After(e.Pairing.End().Add(settleTime)) || len(c.Who) > mostAtOnce {
			continue
		}
		var wrote []*people.Person
		for _, who := range c.Who {
			wrote = append(wrote, s.People.Resolve(who))
		}
		wrote = slices.DeleteFunc(several(wrote), func(p *people.Person) bool { return !slices.Contains(comers, p) })
		if len(wrote) > 1 {
			out = append(out, c)
		}
	}
	return out[:min(len(out), mostPairingCommits)]
}

// pairingLanded marks a block as done. Its id follows from the block's time and the first commit: of several processes and clones
// that see it, one says so.
func pairingLanded(s *Snapshot, e *ledger.Entry, came []index.Joint) eventlog.Event {
	body := ledger.Closure{How: ledger.HowCommits}
	for _, c := range came {
		body.Commits = append(body.Commits, string(c.Commit))
	}
	said := came[0].At
	if now := s.Now(); said.After(now) { // a clock that goes wrong
		said = now
	}
	if said.Before(e.At) {
		said = e.At
	}
	raw, _ := json.Marshal(body) // of strings alone
	start := e.Pairing.Start.UTC().Format(time.RFC3339)
	sum := sha256.Sum256([]byte(strings.Join([]string{string(ledger.PairingDone), e.Repo, e.ID, start, body.Commits[0]}, "\n")))
	var id ulid.ULID
	_ = id.SetTime(min(ulid.Timestamp(said), ulid.MaxTime()))
	_ = id.SetEntropy(sum[:10]) // of the right length
	return eventlog.Event{
		ID: id.String(), V: ledger.Version, Repo: e.Repo, ActorName: e.By.Name, ActorEmail: e.By.Email, At: said,
		Kind: string(ledger.PairingDone), Subject: e.ID, Visibility: ledger.Team, Body: raw,
	}
}
