package workspace

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// requests is how far it was looked whether the changes that people asked to have reviewed have landed. It can be thrown away.
type requests struct {
	Upstream git.Hash            `json:"upstream"`
	Tips     map[string]git.Hash `json:"tips"` // by id: where the branch of a request was seen last
}

const (
	// mostLanding open requests are looked at, the newest; mostLandingPaths files of a change.
	mostLanding, mostLandingPaths = 200, 200
	// mostLandingCommits of a branch, and of the upstream since then, are compared; mostLandingTexts versions of files.
	mostLandingCommits, mostLandingTexts = 300, 3000
)

// LandedReviews closes the requests for reviews whose change has come to the upstream's default branch: as the very commits,
// squashed or rebased. Only what is certain is closed; see [Workspace.Doubts] for what is not. It looks again only when the
// upstream or a branch that is asked about has moved.
func (w *Workspace) LandedReviews(ctx context.Context) error {
	s, stores := w.Snapshot(), w.stores.Load()
	if stores == nil || s.Repo == "" || w.history == nil || stores.Events.ReadOnly() {
		return nil
	}
	_, upstream, ok := w.Repository.DefaultUpstream()
	open := s.askedChanges()
	if !ok || len(open) == 0 {
		return nil
	}
	name := "requests " + filepath.Base(CacheDir(w.options.Dirs, w.Repository))
	text, err := stores.Lead.Noted(ctx, s.Repo, name)
	if err != nil {
		return err
	}
	var before requests
	if json.Unmarshal([]byte(text), &before) != nil {
		before = requests{}
	}
	now := requests{Upstream: upstream, Tips: map[string]git.Hash{}}
	branches := w.branchTips()
	for _, e := range open {
		now.Tips[e.ID] = git.Hash(e.Review.Head)
		if seen := before.Tips[e.ID]; seen.Valid() {
			now.Tips[e.ID] = seen
		}
		if tip := branches[e.Review.Branch]; tip != "" {
			now.Tips[e.ID] = tip
		}
	}
	if before.Upstream == upstream && maps.Equal(before.Tips, now.Tips) {
		return nil
	}
	var events []eventlog.Event
	for _, e := range open {
		if before.Upstream == upstream && before.Tips[e.ID] == now.Tips[e.ID] {
			continue
		}
		commit, err := w.landedAs(ctx, s, e, now.Tips[e.ID], upstream)
		if errors.Is(err, git.ErrMissingObject) { // of another clone
			continue
		}
		if err != nil {
			return fmt.Errorf("cannot tell whether the change of %s has landed: %w", e.ID, err)
		}
		if commit != "" {
			events = append(events, w.requestLanded(ctx, s, e, commit))
		}
	}
	if err := w.witness(ctx, events); err != nil {
		return err
	}
	noted, err := json.Marshal(now)
	if err != nil {
		return err
	}
	return stores.Lead.Note(ctx, s.Repo, name, string(noted))
}

// askedChanges are the open requests that are about a change, newest first.
func (s *Snapshot) askedChanges() []*ledger.Entry {
	var out []*ledger.Entry
	for _, e := range s.Ledger.All(ledger.TypeReview) {
		r := e.Review
		if e.Open() && git.Hash(r.Head).Valid() && git.Hash(r.From).Valid() && len(out) < mostLanding {
			out = append(out, e)
		}
	}
	return out
}

// branchTips are where branches stand, by their full name in the clone of whoever made them: those of this clone, else those of
// a remote under the same name.
func (w *Workspace) branchTips() map[string]git.Hash {
	const most = 10_000
	out := map[string]git.Hash{}
	for _, b := range w.Repository.Branches(most) {
		if h, ok, err := w.Repository.Ref("refs/heads/" + b.Name); err == nil && ok {
			out["refs/heads/"+b.Name] = h
		} else if _, name, remote := strings.Cut(b.Name, "/"); remote && out["refs/heads/"+name] == "" {
			out["refs/heads/"+name] = b.Tip
		}
	}
	return out
}

// landedAs is the commit with which a change that stood at tip came to the upstream; "" where it did not, or nobody can be sure.
func (w *Workspace) landedAs(ctx context.Context, s *Snapshot, e *ledger.Entry, tip, upstream git.Hash) (git.Hash, error) {
	from, head := git.Hash(e.Review.From), git.Hash(e.Review.Head)
	gone, err := w.history.Missing(ctx, []git.Hash{tip, from, head})
	if err != nil {
		return "", err
	}
	if slices.Contains(gone, tip) || slices.Contains(gone, from) {
		return "", nil
	}
	if tip == from { // nothing is committed yet
		return "", nil
	}
	there, err := w.history.Contains(ctx, upstream, tip)
	if err != nil {
		return "", err
	}
	if !there {
		return w.landedOtherwise(ctx, tip, upstream)
	}
	if head == from || slices.Contains(gone, head) {
		return w.ownCommit(ctx, s, e, from, tip)
	}
	if there, err = w.history.Contains(ctx, upstream, head); err != nil || there {
		return tip, err
	}
	return w.landedOtherwise(ctx, head, upstream) // the branch was moved to the upstream
}

// ownCommit is the newest commit by whoever asked that changes what they asked about. A branch that had none when they asked may
// have been moved on by others.
func (w *Workspace) ownCommit(ctx context.Context, s *Snapshot, e *ledger.Entry, from, tip git.Hash) (git.Hash, error) {
	if len(e.Review.Paths) == 0 {
		return "", nil
	}
	q := git.LogQuery{Tips: []git.Hash{tip}, Not: []git.Hash{from}, Paths: e.Review.Paths, NoMerges: true, Limit: mostLandingCommits}
	for c, err := range w.history.Log(ctx, q) {
		if err != nil {
			return "", err
		}
		if s.People.Resolve(c.Author) == s.Actor(e.By) {
			return c.Hash, nil
		}
	}
	return "", nil
}

// landedOtherwise is the commit of the upstream that brought a change that it has not got as such: squashed or rebased. It has
// the texts that the change led to, or its words.
func (w *Workspace) landedOtherwise(ctx context.Context, tip, upstream git.Hash) (git.Hash, error) {
	base, ok, err := w.history.MergeBase(ctx, tip, upstream)
	if err != nil || !ok || base == tip {
		return "", err
	}
	mine, paths, err := w.commitsOf(ctx, git.LogQuery{Tips: []git.Hash{tip}, Not: []git.Hash{upstream}, NoMerges: true, Limit: mostLandingCommits})
	if err != nil || len(mine) == 0 || len(mine) == mostLandingCommits || len(paths) > mostLandingPaths {
		return "", err
	}
	net, err := w.netChange(ctx, base, tip, paths)
	if err != nil || len(net) == 0 {
		return "", err
	}
	changed := slices.Sorted(maps.Keys(net))
	theirs, _, err := w.commitsOf(ctx, git.LogQuery{Tips: []git.Hash{upstream}, Not: []git.Hash{tip}, Paths: changed, NoMerges: true, Limit: mostLandingCommits})
	if err != nil || len(theirs) == 0 {
		return "", err
	}
	if commit, err := w.sameTexts(ctx, net, changed, theirs); err != nil || commit != "" {
		return commit, err
	}
	return w.samePatches(ctx, mine, theirs, net)
}

// commitsOf are commits, newest first, and the paths that they change.
func (w *Workspace) commitsOf(ctx context.Context, q git.LogQuery) (commits []git.Hash, paths []string, err error) {
	seen := map[string]bool{}
	for c, err := range w.history.Log(ctx, q) {
		if err != nil {
			return nil, nil, err
		}
		commits = append(commits, c.Hash)
		for _, ch := range c.Changes {
			for _, path := range []string{ch.Path, ch.OldPath} {
				if path != "" && !seen[path] {
					seen[path] = true
					paths = append(paths, path)
				}
			}
		}
	}
	slices.Sort(paths)
	return commits, paths, nil
}

// requestLanded closes a request. Its id follows from the commit: of several clones that see it, one says so.
func (w *Workspace) requestLanded(ctx context.Context, s *Snapshot, e *ledger.Entry, commit git.Hash) eventlog.Event {
	said := e.At
	for t, err := range w.history.Texts(ctx, []git.Hash{commit}) {
		if at := time.Unix(t.At, 0).UTC(); err == nil && at.After(said) {
			said = at
		}
	}
	if now := s.Now(); said.After(now) { // a clock that goes wrong
		said = now
		if e.At.After(now) {
			said = e.At
		}
	}
	raw, _ := json.Marshal(ledger.Landing{Commit: string(commit)}) // of strings alone
	sum := sha256.Sum256([]byte(strings.Join([]string{string(ledger.ReviewLanded), e.Repo, e.ID, string(commit)}, "\n")))
	var id ulid.ULID
	_ = id.SetTime(min(ulid.Timestamp(said), ulid.MaxTime()))
	_ = id.SetEntropy(sum[:10]) // of the right length
	return eventlog.Event{
		ID: id.String(), V: ledger.Version, Repo: e.Repo, ActorName: e.By.Name, ActorEmail: e.By.Email, At: said,
		Kind: string(ledger.ReviewLanded), Subject: e.ID, Visibility: ledger.Team, Body: raw,
	}
}
