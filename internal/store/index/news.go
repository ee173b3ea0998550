package index

import (
	"cmp"
	"container/heap"
	"context"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// NewsQuery says what is news to a reader.
type NewsQuery struct {
	// Path is a file, whose lineage counts, a folder, or "." for everything.
	Path string
	// Head is what the reader has now.
	Head git.Hash
	// Seen are commits that the reader had: they and what they reach are no news. Those that the index does not hold, since
	// history was rewritten or is cut off, say nothing; when none is left Since decides.
	Seen []git.Hash
	// Since is when news begins where no commit says so, by [Touching.Committed]; zero for never.
	Since time.Time
	// Mine says who the reader is. Their own commits are no news, and their newest one there is as good as seen, unless
	// Always asks for the time alone.
	Mine   func(git.Identity) bool
	Always bool
	// Named is how many of the newest commits are told with their paths, and Bulk how many paths one may touch for that.
	Named, Bulk int
}

// News is what others did to a path.
type News struct {
	// Commits are those of others, newest first, the first of them with paths.
	Commits []Touching
	// Own is the reader's newest commit there; nil for none.
	Own *Touching
	// Known says that some commit told what is news, not a time.
	Known bool
	// Before are the authors of Commits who had done something there before, raw.
	Before map[git.Identity]bool
}

// News answers what others did since the reader was there. Before the first build has ended there is none. It goes through
// what is new and through the touches of the path, not through all of history.
func (x *Index) News(ctx context.Context, q NewsQuery) (News, error) {
	var out News
	err := x.viewing(ctx, func(v *view) error {
		people, err := v.identities(ctx)
		if err != nil {
			return err
		}
		head, _, known, err := v.find(ctx, q.Head)
		if err != nil || !known {
			return err
		}
		n := newsOf{view: v, q: q, mine: make([]byte, len(people)), people: people}
		if q.Path == "." || q.Path == "" {
			n.seenIn, err = v.seenIn(ctx)
		} else {
			n.ids, err = v.commitsOf(ctx, q.Path)
			slices.Sort(n.ids)
			n.ids = slices.Compact(n.ids)
		}
		if err != nil {
			return err
		}
		own, found, err := n.own(ctx)
		if err != nil {
			return err
		}
		var seen []uint32
		if found {
			told, err := v.changes(ctx, []uint32{own}, people)
			if err != nil {
				return err
			}
			out.Own = &told[0]
			seen = append(seen, own)
		}
		for _, h := range q.Seen {
			id, _, known, err := v.find(ctx, h)
			if err != nil {
				return err
			}
			if known {
				seen = append(seen, id)
			}
		}
		if q.Always {
			seen = nil
		}
		out.Known = len(seen) > 0
		if !out.Known && q.Since.IsZero() {
			return nil
		}
		oldest := int64(-1)
		if !out.Known {
			oldest = q.Since.Unix()
		}
		fresh, err := v.beyond(ctx, head, seen, oldest)
		if err != nil {
			return err
		}
		return n.tell(ctx, fresh, &out)
	})
	return out, err
}

// newsOf is one question under way.
type newsOf struct {
	*view
	q      NewsQuery
	people []git.Identity
	mine   []byte // by identity: 0 unknown, 1 the reader, 2 somebody else

	ids    []uint32             // commits that touched the path
	seenIn map[uint32][]inChunk // instead, where the path is everything: by identity, in which chunks they were seen
}

// inChunk says that somebody was seen in a chunk, last in a commit of this generation.
type inChunk struct {
	chunk      uint32
	generation int64
}

// seenIn answers where everybody was seen, which spares unpacking all commits. Chunks are in order of who was seen last.
func (v *view) seenIn(ctx context.Context) (map[uint32][]inChunk, error) {
	out := map[uint32][]inChunk{}
	err := eachSeen(ctx, v.tx, func(n uint32, _ int64, row []byte) error {
		return eachSight(row, func(s sight) {
			if s.touched {
				out[s.who] = append(out[s.who], inChunk{n, s.generation})
			}
		})
	})
	for _, in := range out {
		slices.SortFunc(in, func(a, b inChunk) int { return cmp.Compare(b.generation, a.generation) })
	}
	return out, err
}

// authored are the commits of a chunk that somebody wrote and that touched a path.
func (n *newsOf) authored(ctx context.Context, chunk, who uint32) (ids []uint32, err error) {
	ch, err := n.chunk(ctx, chunk)
	if err != nil {
		return nil, err
	}
	for i := range ch.commits {
		if c := &ch.commits[i]; c.present() && c.files > 0 && c.author == who {
			ids = append(ids, chunk*chunkSize+uint32(i))
		}
	}
	return ids, nil
}

func (n *newsOf) isMine(who uint32) (bool, error) {
	if int(who) >= len(n.people) {
		return false, damaged("no identity %d", who)
	}
	if n.mine[who] == 0 {
		n.mine[who] = 2
		if n.q.Mine != nil && n.q.Mine(n.people[who]) {
			n.mine[who] = 1
		}
	}
	return n.mine[who] == 1, nil
}

// own is the reader's newest commit there.
func (n *newsOf) own(ctx context.Context) (newest uint32, found bool, err error) {
	latest := int64(-1)
	see := func(ids []uint32) error {
		for _, id := range ids {
			c, _, err := n.commit(ctx, id)
			if err != nil {
				return err
			}
			if c.generation <= latest {
				continue
			}
			mine, err := n.isMine(c.author)
			if err != nil {
				return err
			}
			if mine {
				newest, latest, found = id, c.generation, true
			}
		}
		return nil
	}
	if n.seenIn == nil {
		err = see(n.ids)
		return newest, found, err
	}
	for who, in := range n.seenIn {
		mine, err := n.isMine(who)
		if err != nil {
			return 0, false, err
		}
		for _, at := range in {
			if !mine || at.generation <= latest {
				break
			}
			ids, err := n.authored(ctx, at.chunk, who)
			if err == nil {
				err = see(ids)
			}
			if err != nil {
				return 0, false, err
			}
		}
	}
	return newest, found, nil
}

// tell tells the fresh ones among the commits, and who of their authors was there before.
func (n *newsOf) tell(ctx context.Context, fresh map[uint32]bool, out *News) error {
	var news []uint32
	by := map[uint32]bool{} // authors of news: whether they were there before
	for id := range fresh {
		if n.seenIn == nil {
			if _, there := slices.BinarySearch(n.ids, id); !there {
				continue
			}
		}
		c, _, err := n.commit(ctx, id)
		if err != nil {
			return err
		}
		mine, err := n.isMine(c.author)
		if err != nil {
			return err
		}
		if !mine && c.files > 0 {
			news = append(news, id)
			by[c.author] = false
		}
	}
	if err := n.before(ctx, fresh, by); err != nil {
		return err
	}
	out.Before = map[git.Identity]bool{}
	for who, before := range by {
		if before {
			out.Before[n.people[who]] = true
		}
	}
	news, err := n.newest(ctx, news)
	if err != nil {
		return err
	}
	if out.Commits, err = n.changes(ctx, news, n.people); err != nil {
		return err
	}
	named := min(len(news), n.q.Named)
	return n.name(ctx, news[:named], out.Commits[:named], n.q.Bulk)
}

// before finds out who wrote something there that is not fresh.
func (n *newsOf) before(ctx context.Context, fresh, by map[uint32]bool) error {
	for who := range by {
		for _, at := range n.seenIn[who] {
			ids, err := n.authored(ctx, at.chunk, who)
			if err != nil {
				return err
			}
			if by[who] = slices.ContainsFunc(ids, func(id uint32) bool { return !fresh[id] }); by[who] {
				break
			}
		}
	}
	if len(by) == 0 {
		return nil
	}
	for _, id := range n.ids {
		if fresh[id] {
			continue
		}
		c, _, err := n.commit(ctx, id)
		if err != nil {
			return err
		}
		if _, asked := by[c.author]; asked {
			by[c.author] = true
		}
	}
	return nil
}

// beyond are the commits that head reaches and seen does not, not older than a generation. Colours go from the youngest
// commits to their ancestors, so that it ends where all that is left was seen.
func (v *view) beyond(ctx context.Context, head uint32, seen []uint32, oldest int64) (map[uint32]bool, error) {
	w := walk{view: v, ctx: ctx, colour: map[uint32]byte{}}
	w.add(head, unseen)
	for _, id := range seen {
		w.add(id, known)
	}
	fresh := map[uint32]bool{}
	for w.open > 0 && w.err == nil {
		at := heap.Pop(&w).(queuedCommit)
		colour := w.colour[at.id]
		if colour == unseen {
			w.open--
		}
		w.colour[at.id] = colour | walked
		if colour&known == 0 {
			if at.generation < oldest {
				continue
			}
			fresh[at.id] = true
		} else {
			delete(fresh, at.id)
		}
		c, _, err := v.commit(ctx, at.id)
		if err != nil {
			return nil, err
		}
		for _, p := range c.parents {
			w.add(p, colour)
		}
	}
	return fresh, w.err
}

// Colours of a walk.
const (
	unseen = 1 << iota
	known
	walked
)

// walk goes from commits to their ancestors, the youngest first.
type walk struct {
	*view
	ctx    context.Context
	colour map[uint32]byte
	queue  []queuedCommit
	open   int // in the queue and unseen alone
	err    error
}

type queuedCommit struct {
	generation int64
	id         uint32
}

func (w *walk) Len() int           { return len(w.queue) }
func (w *walk) Less(i, j int) bool { return w.queue[i].generation > w.queue[j].generation }
func (w *walk) Swap(i, j int)      { w.queue[i], w.queue[j] = w.queue[j], w.queue[i] }
func (w *walk) Push(c any)         { w.queue = append(w.queue, c.(queuedCommit)) }

func (w *walk) Pop() any {
	last := len(w.queue) - 1
	c := w.queue[last]
	w.queue = w.queue[:last]
	return c
}

// add gives a commit a colour. One that was walked over is not walked over again: of a commit that is younger than all its
// ancestors everything is known by then.
func (w *walk) add(id uint32, colour byte) {
	was, met := w.colour[id]
	if was&walked != 0 || was|colour == was {
		return
	}
	w.colour[id] = was | colour
	switch {
	case met && was == unseen:
		w.open-- // it is known too
	case !met:
		c, _, err := w.commit(w.ctx, id)
		if err != nil {
			w.err = err
			return
		}
		heap.Push(w, queuedCommit{c.generation, id})
		if colour == unseen {
			w.open++
		}
	}
}
