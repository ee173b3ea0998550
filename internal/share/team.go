package share

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// RepoAdopted is the kind of the private event that says that a repository took on the identity by which a team knows it.
const RepoAdopted = "repo.adopted"

// look reads the last batches of lines that have news: which identity they give the repository, each with one writer who does,
// and what they take for the present.
func (c Channel) look(ctx context.Context, arrived, seen []line, clocks map[string]int64) (teams map[string]string, err error) {
	var tips []git.Hash
	var writers []string
	for _, l := range arrived {
		if before, ok := of(seen, l.writer); !ok || before.path() != l.path() || before.tip != l.tip {
			tips, writers = append(tips, l.tip), append(writers, l.writer)
		}
	}
	teams = map[string]string{}
	i := -1
	err = c.Exchange.Batches(ctx, tips, mostBatch, func(_ git.Hash, content []byte) error {
		i++
		events, err := parseBatch(writers[i], content)
		if err != nil {
			return nil // reading the line says so
		}
		last := events[len(events)-1]
		teams[last.Repo] = last.Writer
		clocks[last.Writer] = max(clocks[last.Writer], last.HLC)
		return nil
	})
	return teams, err
}

// choices are the identities that a repository should take on, the best first. One that nobody else can know gives way to any;
// of several that are in use the smallest becomes everybody's.
func choices(mine string, shared bool, teams map[string]string) []string {
	var better []string
	for id := range teams {
		if id != mine && (!shared || id < mine) {
			better = append(better, id)
		}
	}
	slices.Sort(better)
	if _, used := teams[mine]; used && !shared { // as another clone on this machine told the team
		return slices.DeleteFunc(better, func(id string) bool { return id > mine })
	}
	return better
}

// shared says whether others may know the repository by the identity that it has here.
func (c Channel) shared(ctx context.Context, own []line) (bool, error) {
	me, err := c.Log.CurrentWriter(ctx)
	if err != nil {
		return false, err
	}
	_, before, err := c.Log.Identities(ctx, c.Repo)
	if err != nil {
		return false, err
	}
	_, here := of(own, me)
	return here || len(before) > 0 || c.sharedElsewhere(), nil
}

// join takes over the identity by which the team knows the repository; out then has it.
func (c Channel) join(ctx context.Context, teams map[string]string, own []line, out *Outcome) error {
	_, before, err := c.Log.Identities(ctx, c.Repo)
	if err != nil {
		return err
	}
	for _, id := range before { // one that was interrupted
		if err := errors.Join(c.Log.Adopt(ctx, id, c.Repo), c.Private.Adopt(ctx, id, c.Repo)); err != nil {
			return err
		}
	}
	if len(teams) == 0 {
		return nil
	}
	shared, err := c.shared(ctx, own)
	if err != nil {
		return err
	}
	for _, id := range choices(c.Repo, shared, teams) {
		err := c.adopt(ctx, id)
		if err == nil {
			out.Adopted, out.Repo = append(out.Adopted, c.Repo), id
			return nil
		}
		if !errors.Is(err, eventlog.ErrKnown) {
			return err
		}
		if now, _, err := c.Log.Identities(ctx, id); err != nil || now != c.Repo { // else it is a former one of ours
			c.refuse(ctx, out, teams[id], Elsewhere, "")
		}
	}
	return nil
}

// adopt takes an identity over, and notes so for oneself.
func (c Channel) adopt(ctx context.Context, team string) error {
	if err := c.Log.Adopt(ctx, c.Repo, team); err != nil {
		return err
	}
	if err := c.Private.Adopt(ctx, c.Repo, team); err != nil {
		return err
	}
	_, err := c.Private.Append(ctx, eventlog.Event{
		Kind: RepoAdopted, Repo: team, Subject: team, Body: fmt.Appendf(nil, `{"from":%q}`, c.Repo),
	})
	return err
}
