package index

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
)

// Contribution is what one raw identity did to a file, or to the files of a folder.
type Contribution struct {
	Who         git.Identity
	Changes     int       // commits, as author or co-author
	Reviews     int       // commits of others, by trailer or by merging them
	Weight      float64   // see Weighing; only comparable with weights of the same Weighing
	First, Last time.Time // of changes and reviews, by the commits' author time
}

// Weighing says how much a commit tells about what somebody knows: a change and a review
// alike 2^((t−Epoch)/HalfLife), t the author time, times min(1, Bulk/n) in a commit that
// touched n paths. Since all weights grow alike as time goes by, their shares are those of
// 2^(−age/HalfLife).
type Weighing struct {
	HalfLife time.Duration
	Bulk     int               // commits that touch more paths count less, per path
	Ignore   map[git.Hash]bool // commits that tell nothing: .git-blame-ignore-revs

	// Person tells who is behind an identity; those with equal answers are one person,
	// whom a commit counts for once: a squashed commit often names its author again, by
	// another address, as a co-author. Nil: every identity is somebody else.
	Person func(git.Identity) any

	// Reviews are those that messages do not tell of; nil for none.
	Reviews *Reviews
}

// Epoch is the moment whose commits weigh 1: 2020-01-01, in unix seconds.
const Epoch = 1577836800

// Usual is how commits are weighed without settings: knowledge halves in 180 days, and
// who touches more than 20 paths at once knows each less well.
func Usual() Weighing { return Weighing{HalfLife: 180 * 24 * time.Hour, Bulk: 20} }

// Of returns the weight of a commit that touched n paths at t, in unix seconds.
func (w Weighing) Of(t int64, n uint32) float64 {
	weight := math.Exp2(float64(t-Epoch) / w.HalfLife.Seconds())
	if w.Bulk > 0 && n > uint32(w.Bulk) {
		weight *= float64(w.Bulk) / float64(n)
	}
	return weight
}

// Contributions tells who changed and reviewed path, heaviest first, weighed as Usual. A
// path with a slash at its end, or that no commit touched, is a folder; "" is everything.
// A commit counts once, however many files of the folder it touched.
//
// Of a file its lineage counts, through renames and those copies that are known, see Origins. Of a folder everything counts
// that ever happened there, and the lineages of what came in from elsewhere. Commits dated
// in the future count as made now. Before the first build has ended the answer is empty.
func (x *Index) Contributions(ctx context.Context, path string) ([]Contribution, error) {
	return x.ContributionsBy(ctx, path, Usual())
}

// ContributionsBy is Contributions weighed otherwise.
func (x *Index) ContributionsBy(ctx context.Context, path string, w Weighing) ([]Contribution, error) {
	var out []Contribution
	now := x.now().Unix()
	err := x.viewing(ctx, func(v *view) error {
		ids, err := v.commitsOf(ctx, path)
		if err != nil || len(ids) == 0 {
			return err
		}
		people, err := v.identities(ctx)
		if err != nil {
			return err
		}
		people = w.Reviews.among(people)
		r := v.room(len(people))
		out, err = v.tally(ctx, ids, people, standIns(people, w.Person, r.known), w, now, r)
		v.rooms.Put(r)
		return err
	})
	return out, err
}

// commitsOf returns the commits in the lineage of a file or of a folder's files, some of
// them several times.
func (v *view) commitsOf(ctx context.Context, path string) (ids []uint32, err error) {
	visit := func(e event) { ids = append(ids, e.commit) }
	folder := strings.TrimSuffix(path, "/")
	if folder == path && path != "" && path != "." {
		events, err := v.events(ctx, path)
		if err != nil {
			return nil, err
		}
		if events != nil {
			ids = make([]uint32, 0, len(events))
			_, err := v.throughCopies(ctx, path, events, visit)
			return ids, err
		}
	}
	if folder == "." || folder == "" {
		return v.touching(ctx)
	}
	within := func(path string) bool {
		return strings.HasPrefix(path, folder) && strings.HasPrefix(path[len(folder):], "/")
	}
	var arrivals []touch
	err = eachPath(ctx, v.tx, folder, func(_, row []byte) error {
		return eachTouch(row, func(id uint32, kind touchKind, other []byte) {
			if kind == renamedTo {
				return
			}
			ids = append(ids, id)
			if (kind == renamedFrom || kind == copiedFrom) && !within(string(other)) {
				arrivals = append(arrivals, touch{id, kind, string(other)})
			}
		})
	})
	if err == nil && len(ids) > many {
		err = v.all(ctx)
	}
	if err != nil {
		return nil, err
	}
	var from []origin
	for _, t := range arrivals {
		c, hash, err := v.commit(ctx, t.commit)
		if err != nil {
			return nil, err
		}
		from = append(from, origin{t.other, moment{c.generation, hash}, t.kind == copiedFrom})
	}
	err = v.follow(ctx, from, within, visit)
	return ids, err
}

// touching returns all commits that touched a path, in order of their ids.
func (v *view) touching(ctx context.Context) ([]uint32, error) {
	if err := v.all(ctx); err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	ids := make([]uint32, 0, v.st.Commits)
	for n, ch := range v.chunks {
		for i := range ch.commits {
			if c := &ch.commits[i]; c.present() && c.files > 0 {
				ids = append(ids, n*chunkSize+uint32(i))
			}
		}
	}
	return ids, nil
}

// many touches are in so many chunks that reading all at once is faster.
const many = 1000

// tally sums what each person did in the commits. Of one person's identities the
// first met stands for all: stands tells which. It works in r.
func (v *view) tally(ctx context.Context, ids []uint32, people []git.Identity, stands func(uint32) uint32, w Weighing, now int64, r *room) ([]Contribution, error) {
	ignored := ignoring(w.Ignore)
	parts, had, at := r.parts[:0], r.had, r.at
	clear(at)
	defer func() { r.parts, r.had = parts, had }()
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		c, hash, err := v.commit(ctx, id)
		if err != nil {
			return nil, err
		}
		if ignored.has(hash) {
			continue
		}
		t := min(c.at, now)
		weight := w.Of(t, c.files)
		had = roles(had[:0], c)
		had = w.Reviews.credits(had, hash, len(people))
		for i, k := range had {
			if int(k.who) >= len(people) {
				return nil, damaged("no identity %d", k.who)
			}
			who := stands(k.who)
			if i > 0 && slices.ContainsFunc(had[:i], func(o credit) bool { return stands(o.who) == who }) {
				continue
			}
			if at[who] == 0 {
				parts = append(parts, part{who: who, first: t, last: t})
				at[who] = int32(len(parts))
			}
			parts[at[who]-1].add(k.kind, t, weight)
		}
	}
	slices.SortFunc(parts, func(a, b part) int {
		if a.weight != b.weight { // nearly always
			return cmp.Compare(b.weight, a.weight)
		}
		return cmp.Or(cmp.Compare(people[a.who].Name, people[b.who].Name), cmp.Compare(people[a.who].Email, people[b.who].Email))
	})
	out := make([]Contribution, 0, len(parts))
	for _, p := range parts {
		out = append(out, Contribution{
			Who: people[p.who], Changes: p.changes, Reviews: p.reviews, Weight: p.weight,
			First: time.Unix(p.first, 0).UTC(), Last: time.Unix(p.last, 0).UTC(),
		})
	}
	return out, nil
}

// ignoring are commits that count for nothing. Few of those that are asked about begin as one of them does.
func ignoring(hashes map[git.Hash]bool) (i ignored) {
	if len(hashes) == 0 {
		return i
	}
	i.raw = make(map[string]bool, len(hashes))
	for h, is := range hashes {
		if raw := rawHash(h); is && raw != "" {
			i.raw[raw], i.first[raw[0]] = true, true
		}
	}
	return i
}

type ignored struct {
	first [256]bool
	raw   map[string]bool
}

func (i *ignored) has(hash []byte) bool { return i.first[hash[0]] && i.raw[string(hash)] }

// ids are those of the commits that the index has.
func (v *view) ids(ctx context.Context, hashes map[git.Hash]bool) (map[uint32]bool, error) {
	out := make(map[uint32]bool, len(hashes))
	for h, is := range hashes {
		id, _, ok, err := v.find(ctx, h)
		if err != nil {
			return nil, err
		}
		if ok && is {
			out[id] = true
		}
	}
	return out, nil
}

// room is where one question adds up. Much of it depends on how many people there are, and little on how many of them the
// question is about.
type room struct {
	at    []int32  // by identity: 1 + whose part it is
	known []uint32 // by identity: see standIns
	parts []part
	had   []credit
}

// room is one that nobody uses, for so many identities, to be put back.
func (c *cache) room(people int) *room {
	r, _ := c.rooms.Get().(*room)
	if r == nil {
		r = &room{}
	}
	r.at, r.known = slices.Grow(r.at[:0], people)[:people], slices.Grow(r.known[:0], people)[:people]
	return r
}

// part is a contribution under way.
type part struct {
	who              uint32
	changes, reviews int
	weight           float64
	first, last      int64
}

func (p *part) add(kind creditKind, t int64, weight float64) {
	if kind == coAuthor {
		p.changes++
	} else {
		p.reviews++
	}
	p.weight += weight
	p.first, p.last = min(p.first, t), max(p.last, t)
}

// roles appends who had a part in a commit: those who wrote it first, so that whoever also
// reviewed it counts as a writer. Indexing has put co-authors before reviewers.
func roles(had []credit, c *commit) []credit {
	return append(append(had, credit{coAuthor, c.author}), c.credits...)
}

// standIns returns a function from an identity to the one that stands for its person. known is as long as people and holds, by
// identity, 1 + what stands for it.
func standIns(people []git.Identity, person func(git.Identity) any, known []uint32) func(uint32) uint32 {
	if person == nil {
		return func(id uint32) uint32 { return id }
	}
	clear(known)
	first := map[any]uint32{}
	return func(id uint32) uint32 {
		if int(id) >= len(known) {
			return id // damaged: whoever adds up will see
		}
		if s := known[id]; s > 0 {
			return s - 1
		}
		key := person(people[id])
		s, ok := first[key]
		if !ok {
			s = id
			first[key] = id
		}
		known[id] = s + 1
		return s
	}
}
