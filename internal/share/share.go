// Package share carries what a team said from machine to machine, over the git remote that the team has anyway.
//
// The terms:
//
//   - A writer is a store (package eventlog), not a person: one person with two machines is two writers. Each writes to a ref of its
//     own and to no other, so that pushes never meet and nothing is ever forced: refs/leadline/v1/<writer>/<generation>, or
//     refs/heads/leadline/v1/… where a host takes no other refs than branches.
//   - A batch is one commit of that ref, with one file of lines, an event each (eventlog.Event.Line). Batches are appended.
//   - A generation is the whole of what a writer says. When something is taken back, the next generation is written without it, on
//     top of the batches before it, and the former one is deleted at the remote.
//   - A channel is one remote as seen from here.
//
// [Sync] fetches, takes in and sends, in this order. What a writer said is accepted from that writer's ref alone, where the ref
// goes on from what was seen of it before; a ref that was rewritten is refused and reported, and what was taken in from it stays.
// Events are united by their ids and ordered by their clocks, so that every machine ends with the same entries whatever the order
// of arrival (packages eventlog and leadstore). Everything that arrives is data from strangers.
//
// What is sent is what the team's log has of this repository under this store's own name, all of it and nothing else; private
// events are in another file. [Preview] gives the very bytes.
//
// A team has one identity for its repository. Whoever joins takes over the one that is there; should two have begun at once, the
// smaller one becomes both's. See [eventlog.Log.Adopt].
//
// A clock that is wrong does no harm as long as it is less than a day ahead. What is dated further ahead is held back, unseen,
// until it can be: see the function limit. The machine that dated it so sets it right once its clock is.
package share

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Channel is one repository at one remote.
type Channel struct {
	Log      *eventlog.Log // the team's
	Private  *eventlog.Log // one's own, which follows when the repository takes on another identity
	Exchange *git.Exchange
	// Repo is the identity of the repository in the log.
	Repo        string
	Destination git.Destination
	Now         func() time.Time
	// Unasked says that nobody waits: a sync that another process has just done is not done again.
	Unasked bool
	// Retell has what was taken back since the last time leave the remote now, not within a week.
	Retell bool
}

// Where refs stand, in the store and at the remote.
const (
	theirs   = "refs/leadline/v1/"
	branches = "refs/heads/leadline/v1/"
)

// name tells channels of one store apart.
func (c Channel) name() string {
	sum := sha256.Sum256([]byte(c.Destination.String()))
	return hex.EncodeToString(sum[:8])
}

func (c Channel) own() string  { return "refs/own/" + c.name() + "/" }
func (c Channel) seen() string { return "refs/seen/" + c.name() + "/" }
func (c Channel) in() string   { return "refs/in/" + c.name() + "/" }

// line is a writer's ref: of which writer and generation, and where it stands.
type line struct {
	writer     string
	generation int
	tip        git.Hash
	branch     bool // at the remote it is a branch
}

func (l line) path() string { return l.writer + "/" + strconv.Itoa(l.generation) }

// folder is where a line of the remote stands among what was fetched.
func (l line) folder() string {
	if l.branch {
		return "b/"
	}
	return "c/"
}

func (l line) there() string {
	if l.branch {
		return branches + l.path()
	}
	return theirs + l.path()
}

// mostGenerations is the highest number of a generation: each takes something back, which nobody does so often.
const mostGenerations = 100_000

// lines reads refs below a prefix; those whose names mean nothing are left out.
func lines(refs map[string]git.Hash, prefix string) []line {
	var out []line
	for name, tip := range refs {
		path, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		writer, number, ok := strings.Cut(path, "/")
		generation, err := strconv.Atoi(number)
		if !ok || err != nil || !isID(writer) || generation < 1 || generation > mostGenerations || strconv.Itoa(generation) != number {
			continue
		}
		out = append(out, line{writer: writer, generation: generation, tip: tip})
	}
	slices.SortFunc(out, func(a, b line) int {
		return cmp.Or(cmp.Compare(a.writer, b.writer), cmp.Compare(a.generation, b.generation))
	})
	return out
}

// newest are the lines of the highest generation of each writer, in the order of writers.
func newest(all []line) []line {
	var out []line
	for _, l := range all {
		if n := len(out); n > 0 && out[n-1].writer == l.writer {
			out[n-1] = l
			continue
		}
		out = append(out, l)
	}
	return out
}

// of finds the newest line of a writer.
func of(all []line, writer string) (found line, ok bool) {
	for _, l := range all {
		if l.writer == writer {
			found, ok = l, true
		}
	}
	return found, ok
}

// isID tells whether text has the form of the random ids of writers and repositories.
func isID(text string) bool {
	return len(text) == 26 && !strings.ContainsFunc(text, func(c rune) bool {
		return !strings.ContainsRune("0123456789abcdefghjkmnpqrstvwxyz", c)
	})
}

// history reads the commits of a line from its first to its tip, as far as not says that they are known. ok is false where they
// are no chain: each batch follows one other.
func (c Channel) history(ctx context.Context, tip git.Hash, known git.Hash) (commits []git.Hash, ok bool, err error) {
	var not []git.Hash
	if known != "" {
		not = []git.Hash{known}
	}
	parents, err := c.Exchange.Parents(ctx, []git.Hash{tip}, not)
	if err != nil {
		return nil, false, err
	}
	commits, ok = chain(parents, tip, known)
	return commits, ok, nil
}

// chain walks from a tip back to what is known of its line, and returns the commits after that, oldest first. ok is false where
// that is not met, or a commit has several parents.
func chain(parents map[git.Hash][]git.Hash, tip, known git.Hash) (commits []git.Hash, ok bool) {
	for at := tip; at != known; {
		above, here := parents[at]
		if !here || len(above) > 1 {
			return nil, false
		}
		commits = append(commits, at)
		if len(above) == 0 {
			if known != "" {
				return nil, false
			}
			break
		}
		at = above[0]
	}
	slices.Reverse(commits)
	return commits, true
}

// read gives the events of batches of one writer, in their order.
func (c Channel) read(ctx context.Context, writer string, commits []git.Hash) (events []eventlog.Event, ends []int, err error) {
	err = c.Exchange.Batches(ctx, commits, mostBatch, func(commit git.Hash, content []byte) error {
		batch, err := parseBatch(writer, content)
		if err != nil {
			return fmt.Errorf("batch %.12s: %w", commit, err)
		}
		events = append(events, batch...)
		ends = append(ends, len(events))
		return nil
	})
	return events, ends, err
}
