package share

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sourcegraph/conc"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Refusal is something of another writer that was not taken in, and why.
type Refusal struct {
	Writer string  `json:"writer"`
	Who    string  `json:"who"` // a name or address that this writer's events have; "" when none is known
	Reason Refused `json:"reason"`
	Detail string  `json:"detail,omitempty"`
}

// Refused is why something was not taken in.
type Refused string

// The reasons.
const (
	Rewritten Refused = "rewritten" // the ref does not go on from what was seen of it
	WentBack  Refused = "went-back" // a former generation took the place of a later one
	Unread    Refused = "unread"    // a batch is none that this program reads; what follows it waits
	Clashed   Refused = "clashed"   // one event that cannot be what it says; the others were taken in
	Elsewhere Refused = "elsewhere" // the identity that it gives the repository is another one's here
)

// Held is a writer whose clock is too far ahead: what it dates so waits.
type Held struct {
	Writer string    `json:"writer"`
	Who    string    `json:"who"`
	Until  time.Time `json:"until"` // the moment that it claims
}

// mostLines bounds the lines that one sync reads, and mostTold what it tells of them: a remote may have any number.
const (
	mostLines = 1000
	mostTold  = 200
)

// A window bounds what is held in memory before it is stored: one is read while the one before it is stored.
const (
	windowEvents = 25_000
	windowBytes  = 32 << 20
)

// receiver takes in what others sent.
type receiver struct {
	Channel
	limit int64
	out   *Outcome

	waiting []eventlog.Event
	size    int
	upto    map[string]git.Hash // refs to move once waiting is stored

	storing conc.WaitGroup // the window before
	failed  error          // of it, once that is over
}

// receive takes in the news of foreign lines, given with their former generations. seen are the lines as they were taken in before.
func (r *receiver) receive(ctx context.Context, arrived, seen []line) (err error) {
	r.upto = map[string]git.Hash{}
	defer func() { err = errors.Join(err, r.stored()) }()
	looked := 0
	for _, l := range newest(arrived) {
		before, known := of(seen, l.writer)
		if known && before.generation == l.generation && before.tip == l.tip {
			continue
		}
		if looked++; looked > mostLines { // the others' turn comes with the next sync
			break
		}
		if known && before.generation > l.generation {
			r.refuse(ctx, l.writer, WentBack, "")
			continue
		}
		if err := r.take(ctx, l, before); err != nil {
			return err
		}
		for _, old := range arrived { // or what was taken back would stay in the store
			if old.writer == l.writer && old.generation < l.generation {
				r.upto[r.in()+old.folder()+old.path()] = ""
			}
		}
	}
	return r.flush(ctx)
}

// take reads what is new of one line.
func (r *receiver) take(ctx context.Context, l, before line) error {
	commits, ok, err := r.fresh(ctx, l, before)
	if err != nil {
		return err
	}
	if !ok {
		r.refuse(ctx, l.writer, Rewritten, "")
		return nil
	}
	if l.generation != before.generation && before.tip != "" {
		r.upto[r.seen()+before.path()] = ""
		r.out.pruning = true
	}
	ref := r.seen() + l.path()
	if len(commits) == 0 { // a generation without what the last batches of the one before said
		r.upto[ref] = l.tip
		return nil
	}
	err = r.Exchange.Batches(ctx, commits, mostBatch, func(commit git.Hash, content []byte) error {
		events, err := parseBatch(l.writer, content)
		if err != nil {
			r.refuse(ctx, l.writer, Unread, err.Error())
			return errEnough
		}
		if ahead := slices.IndexFunc(events, func(e eventlog.Event) bool { return e.HLC > r.limit }); ahead >= 0 {
			r.out.Held = append(r.out.Held, Held{l.writer, whoOf(events[ahead]), moment(events[ahead].HLC)})
			return errEnough
		}
		for _, e := range events {
			r.size += len(e.Body) + len(e.Subject) + 400
		}
		r.waiting = append(r.waiting, events...)
		r.upto[ref] = commit
		if len(r.waiting) >= windowEvents || r.size >= windowBytes {
			return r.flush(ctx)
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// errEnough ends the reading of one line.
var errEnough = errors.New("enough")

// fresh are the commits of a line that were not taken in yet. A new generation may share its first batches with the one before.
func (r *receiver) fresh(ctx context.Context, l, before line) (commits []git.Hash, ok bool, err error) {
	if before.tip == "" || before.generation == l.generation {
		return r.history(ctx, l.tip, before.tip)
	}
	parents, err := r.Exchange.Parents(ctx, []git.Hash{l.tip}, []git.Hash{before.tip})
	if err != nil {
		return nil, false, err
	}
	known := git.Hash("")
	for at := l.tip; ; { // where it meets the former generation
		above, here := parents[at]
		if !here {
			known = at
			break
		}
		if len(above) != 1 {
			break
		}
		at = above[0]
	}
	commits, ok = chain(parents, l.tip, known)
	return commits, ok, nil
}

// flush begins to store what waits, once the window before is stored.
func (r *receiver) flush(ctx context.Context) error {
	if err := r.stored(); err != nil {
		return err
	}
	events, upto := r.waiting, r.upto
	r.waiting, r.size, r.upto = nil, 0, map[string]git.Hash{}
	r.storing.Go(func() { r.failed = r.store(ctx, events, upto) })
	return nil
}

// stored waits for the window before, and says whether it could be stored. It says so once.
func (r *receiver) stored() error {
	r.storing.Wait()
	err := r.failed
	r.failed = nil
	return err
}

// store stores a window, and remembers how far each line was taken in. Of what came of it nobody else writes to the same fields.
func (r *receiver) store(ctx context.Context, events []eventlog.Event, upto map[string]git.Hash) error {
	for i := range events { // whatever it calls it: it is about the repository that this channel is for
		events[i].Repo = r.Repo
	}
	slices.SortFunc(events, func(a, b eventlog.Event) int { return cmp.Or(cmp.Compare(a.HLC, b.HLC), cmp.Compare(a.ID, b.ID)) })
	got, err := r.Log.Ingest(ctx, events)
	if err != nil {
		return err
	}
	r.out.Received += len(got.Added)
	r.out.Blanked += got.Blanked
	for _, c := range got.Clashes[:min(len(got.Clashes), mostTold)] {
		r.out.Clashes = append(r.out.Clashes, Refusal{c.Event.Writer, whoOf(c.Event), Clashed, c.Event.ID + ": " + c.Why})
	}
	r.out.added = append(r.out.added, got.Added[max(0, len(got.Added)-mostContested):]...)
	return r.Exchange.SetRefs(ctx, upto)
}

// mostContested are the newest arrivals that are looked at for what they take the place of.
const mostContested = 2000

func (r *receiver) refuse(ctx context.Context, writer string, why Refused, detail string) {
	r.Channel.refuse(ctx, r.out, writer, why, detail)
}

func (c Channel) refuse(ctx context.Context, out *Outcome, writer string, why Refused, detail string) {
	if len(out.Refused) >= mostTold {
		return
	}
	out.Refused = append(out.Refused, Refusal{writer, c.who(ctx, writer), why, detail})
}

// who is the name of whoever spoke last as a writer.
func (c Channel) who(ctx context.Context, writer string) string {
	events, err := c.Log.LastBy(ctx, writer, 20)
	if err != nil {
		return ""
	}
	for _, e := range events {
		if name := whoOf(e); name != "" {
			return name
		}
	}
	return ""
}

func whoOf(e eventlog.Event) string { return cmp.Or(e.ActorName, e.ActorEmail) }
