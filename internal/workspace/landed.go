package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// landing is how far the messages of commits were read for delegations that they finish. It can be thrown away: what was
// recorded because of a commit has an id that follows from the commit.
type landing struct {
	Tips []git.Hash `json:"tips"`
	IDs  []string   `json:"ids"` // delegations that were looked for
}

// skew is how wrong clocks may be: a commit that finishes an offer may seem to be older than it.
const skew = 48 * time.Hour

// Landed finishes the delegations that commits on the checked-out branch or the upstream's default branch say they finish
// ("Closes T-7K3QXM"), in the name of the commit's author, and notes where such a commit was taken back. It reads only what
// is new since the last time, and nothing where nothing was delegated.
func (w *Workspace) Landed(ctx context.Context) error {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" || w.history == nil || stores.Events.ReadOnly() {
		return nil
	}
	tips, err := w.landingTips()
	open := s.landable()
	if err != nil || len(tips) == 0 || len(open) == 0 {
		return err
	}
	name := "landed " + filepath.Base(CacheDir(w.options.Dirs, w.Repository)) // clones stand at different commits
	text, err := stores.Lead.Noted(ctx, s.Repo, name)
	if err != nil {
		return err
	}
	var before landing
	if json.Unmarshal([]byte(text), &before) != nil {
		before = landing{}
	}
	now := landing{Tips: tips}
	for _, e := range open {
		now.IDs = append(now.IDs, e.ID)
	}
	slices.Sort(now.IDs)
	if sameTips(before.Tips, tips) && subset(now.IDs, before.IDs) {
		return nil
	}
	found, err := w.mentioning(ctx, before, now, open)
	if err != nil {
		return fmt.Errorf("cannot look for commits that finish delegations: %w", err)
	}
	if err := w.land(ctx, found); err != nil {
		return err
	}
	noted, err := json.Marshal(now)
	if err != nil {
		return err
	}
	return stores.Lead.Note(ctx, s.Repo, name, string(noted))
}

// landingTips are the commits from which everything that has landed is reachable.
func (w *Workspace) landingTips() ([]git.Hash, error) {
	head, err := w.Repository.Head()
	if err != nil {
		return nil, err
	}
	var tips []git.Hash
	if !head.Unborn {
		tips = append(tips, head.Hash)
	}
	if _, upstream, ok := w.Repository.DefaultUpstream(); ok && !slices.Contains(tips, upstream) {
		tips = append(tips, upstream)
	}
	slices.Sort(tips)
	return tips, nil
}

// landable are the delegations that a commit may finish, or whose commit may be taken back.
func (s *Snapshot) landable() []*ledger.Entry {
	var out []*ledger.Entry
	for _, e := range s.Ledger.All(ledger.TypeDelegation) {
		if e.State != ledger.Done && e.Delegation.ReplacedBy == "" || e.Delegation.Commit != "" {
			out = append(out, e)
		}
	}
	return out
}

func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(id string) bool { _, found := slices.BinarySearch(b, id); return !found })
}

// mentioning are the commits that may say something about the delegations, oldest first: those since the last time, or, where
// some delegations were not known then, those since the first of them was offered.
func (w *Workspace) mentioning(ctx context.Context, before, now landing, open []*ledger.Entry) ([]git.Hash, error) {
	q := git.MentionQuery{Tips: now.Tips, Not: before.Tips, Pattern: ledger.MentionPattern}
	since := time.Time{}
	for _, e := range open {
		if since.IsZero() || e.At.Before(since) {
			since = e.At
		}
	}
	q.Since = since.Add(-skew).Unix()
	if !subset(now.IDs, before.IDs) {
		q.Not = nil
	}
	found, err := w.history.Mentioning(ctx, q)
	if errors.Is(err, git.ErrMissingObject) && len(q.Not) > 0 { // what was seen last is gone
		q.Not = nil
		found, err = w.history.Mentioning(ctx, q)
	}
	return found, err
}

// land records what commits say, oldest first.
func (w *Workspace) land(ctx context.Context, commits []git.Hash) error {
	var events []eventlog.Event
	book := w.Snapshot().Ledger
	finished := map[string][]string{} // commit → delegations, recorded or about to be
	reverted := map[string]string{}   // commit that takes back → the one that it takes back
	done := map[string]bool{}
	for _, e := range book.All(ledger.TypeDelegation) {
		done[e.ID] = e.State == ledger.Done && e.Delegation.Reverted == ""
		if d := e.Delegation; d.Commit != "" {
			finished[d.Commit] = append(finished[d.Commit], e.ID)
			if d.Reverted != "" {
				reverted[d.Reverted] = d.Commit
			}
		}
	}
	for t, err := range w.history.Texts(ctx, commits) {
		if err != nil {
			return fmt.Errorf("cannot read the messages of commits: %w", err)
		}
		m := ledger.ReadMessage(t.Message)
		for _, id := range m.Finishes {
			if e, ok := book.Find(id); ok && e.Delegation != nil && !done[id] {
				done[id] = true
				finished[string(t.Hash)] = append(finished[string(t.Hash)], id)
				events = append(events, landed(t, e, ledger.TodoDone, ledger.Landing{Commit: string(t.Hash)}))
			}
		}
		for _, hash := range m.Reverts {
			commit, by := hash, string(t.Hash)
			if was := reverted[hash]; was != "" { // what was taken back is back
				commit, by = was, ""
			}
			for _, id := range finished[commit] {
				if e, ok := book.Find(id); ok {
					reverted[string(t.Hash)] = commit
					done[id] = by == "" // a later commit may finish it again
					events = append(events, landed(t, e, ledger.TodoReverted, ledger.Reversal{Commit: commit, By: by}))
				}
			}
		}
	}
	return w.witness(ctx, events)
}

// landed is what a commit says about a delegation, as an event in its author's name. Its id follows from both: whoever sees
// the commit records the same event, and the store keeps one.
func landed(t git.CommitText, e *ledger.Entry, kind ledger.Kind, body any) eventlog.Event {
	said := time.Unix(t.At, 0).UTC()
	if said.Before(e.At) { // rebased, or a clock that goes wrong
		said = e.At
	}
	raw, _ := json.Marshal(body) // of strings alone
	sum := sha256.Sum256([]byte(strings.Join([]string{string(kind), e.Repo, e.ID, string(t.Hash)}, "\n")))
	var id ulid.ULID
	_ = id.SetTime(min(ulid.Timestamp(said), ulid.MaxTime()))
	_ = id.SetEntropy(sum[:10]) // of the right length
	author := t.Author
	if author.Name == "" && author.Email == "" {
		author.Name = "somebody"
	}
	return eventlog.Event{
		ID: id.String(), V: ledger.Version, Repo: e.Repo, ActorName: author.Name, ActorEmail: author.Email, At: said,
		Kind: string(kind), Subject: e.ID, Visibility: ledger.Team, Body: raw,
	}
}

// witness records what others did, and shows it.
func (w *Workspace) witness(ctx context.Context, events []eventlog.Event) error {
	if len(events) == 0 {
		return nil
	}
	if _, err := w.stores.Load().Events.Append(ctx, events...); err != nil {
		return fmt.Errorf("cannot record what commits finished: %w", err)
	}
	if err := w.loadLedger(ctx); err != nil {
		return err
	}
	w.changed(w.Snapshot())
	return nil
}
