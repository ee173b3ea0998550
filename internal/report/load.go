package report

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/workspace"
)

// Carrying is somebody for whom too much waits now: more than they said they want at once, or so much that others could help.
type Carrying struct {
	Who   string  `json:"who"` // handle or address
	Open  int     `json:"open"`
	Load  float64 `json:"load"`
	Limit *int    `json:"limit"` // that they set themselves
}

// Room is somebody who said how many reviews they want open at once, and has fewer.
type Room struct {
	Who   string `json:"who"`
	Open  int    `json:"open"`
	Limit int    `json:"limit"`
}

// Learner is somebody who asked to learn an area in which reviews wait: a review is a way to.
type Learner struct {
	Who  string `json:"who"`
	Area string `json:"area"`
}

// TakeOver is an open request that somebody else could take. Nobody was asked yet.
type TakeOver struct {
	Item
	From  string    `json:"from"`
	To    string    `json:"to"`
	Since time.Time `json:"since"`
	// Suggested says why, and what waits for them.
	Suggested review.Suggestion `json:"-"`
	// Reasons are Suggested in words, see [LoadReport.Say].
	Reasons []string `json:"reasons"`
}

// AreaLoad is how many reviews wait in an area, and how many waited four weeks ago.
type AreaLoad struct {
	Area   string `json:"area"`
	Open   int    `json:"open"`
	Before int    `json:"before"`
}

// LoadReport is what waits for a review now, for whom that is too much, and who could help. It tells nothing of what anybody did,
// and orders nobody: people come by name.
type LoadReport struct {
	Name string `json:"name"` // of the repository's folder
	// Open counts the requests that wait; null where nothing is known about reviews.
	Open      *int       `json:"open"`
	Carrying  []Carrying `json:"carrying"`
	Room      []Room     `json:"room"`
	Learners  []Learner  `json:"learners"`
	TakeOvers []TakeOver `json:"take_overs"` // those that weigh most first
	Areas     []AreaLoad `json:"areas"`      // by name
	// Host is what the repository's host told of requests; null where it is not asked.
	Host *HostLoad `json:"host"`
}

// HostLoad is what a host told of the requests that wait there.
type HostLoad struct {
	Name     string       `json:"name"`
	AsOf     *time.Time   `json:"as_of"`   // null before it ever answered
	Problem  *string      `json:"problem"` // why it could not be asked last; null when it could
	Requests []HostedItem `json:"requests"`
}

// HostedItem is a request that waits at a host; the most recently touched first.
type HostedItem struct {
	Item
	URL    string    `json:"url"`
	Author *string   `json:"author"` // handle or address; null for somebody who is named nowhere
	Draft  bool      `json:"draft"`
	Asked  []string  `json:"asked"` // handles or addresses
	Teams  []string  `json:"teams"`
	Opened time.Time `json:"opened"`
}

// Finder finds who could take a request over, if so much waited for everybody as loads says: [workspace.Workspace] does.
type Finder interface {
	TakeOvers(ctx context.Context, e *ledger.Entry, loads map[*people.Person]review.Load) ([]review.Suggestion, error)
	HostedTakeOvers(ctx context.Context, r workspace.HostedRequest, loads map[*people.Person]review.Load) ([]review.Suggestion, error)
}

const (
	// tooMuch is the load that is too much for anybody, much what is too much for one who has twice as much as usual.
	tooMuch, much = 6, 3
	// mostTakeOvers are proposed.
	mostTakeOvers = 10
	// before is how far areas look back.
	before = 4 * 7 * 24 * time.Hour
)

// Load reports what waits for a review now. Without a finder nobody is proposed for anything.
func Load(ctx context.Context, s *workspace.Snapshot, finder Finder) (LoadReport, error) {
	r := LoadReport{Name: base(s.Top), Carrying: []Carrying{}, Room: []Room{}, Learners: []Learner{}, TakeOvers: []TakeOver{}, Areas: []AreaLoad{}}
	r.Host = hostLoad(s)
	loads := s.Loads()
	for _, p := range s.People.All() {
		if limit, ok := s.Limit(p); ok && !s.LeftOut(p) && s.Here(p) && loads[p].Open < limit {
			r.Room = append(r.Room, Room{Who: written(p), Open: loads[p].Open, Limit: limit})
		}
	}
	slices.SortFunc(r.Room, func(a, b Room) int { return strings.Compare(a.Who, b.Who) })
	if loads == nil {
		return r, nil
	}
	open := 0
	for _, l := range loads {
		open += l.Open
	}
	for _, e := range s.Ledger.All(ledger.TypeReview) {
		open += count(e.Open() && s.Reviewer(e) == nil)
	}
	r.Open = &open
	r.Areas, r.Learners = areaLoads(s), learnersOf(s)
	usual := usualLoad(s, loads)
	var carrying []*people.Person
	for p, l := range loads {
		if !s.LeftOut(p) && !p.Bot && carriesTooMuch(s, p, l, usual) {
			carrying = append(carrying, p)
		}
	}
	slices.SortFunc(carrying, func(a, b *people.Person) int { return strings.Compare(written(a), written(b)) })
	for _, p := range carrying {
		c := Carrying{Who: written(p), Open: loads[p].Open, Load: loads[p].Number}
		if limit, ok := s.Limit(p); ok {
			c.Limit = &limit
		}
		r.Carrying = append(r.Carrying, c)
	}
	if finder == nil {
		return r, nil
	}
	return r, r.propose(ctx, s, carrying, maps.Clone(loads), usual, finder)
}

// carriesTooMuch says whether more waits for somebody than they want, or so much that it is too much for anybody, or much more
// than for others.
func carriesTooMuch(s *workspace.Snapshot, p *people.Person, l review.Load, usual float64) bool {
	limit, set := s.Limit(p)
	return set && l.Open > limit || l.Number >= tooMuch || !set && l.Number >= much && l.Open > 1 && l.Number >= 2*usual
}

// usualLoad is the median of those who are here and were ever asked.
func usualLoad(s *workspace.Snapshot, loads map[*people.Person]review.Load) float64 {
	asked := map[*people.Person]bool{}
	for p := range loads {
		asked[p] = true
	}
	for _, e := range s.Ledger.All(ledger.TypeReview) {
		if p := s.Reviewer(e); p != nil && s.Active(p) {
			asked[p] = true
		}
	}
	var numbers []float64
	for p := range asked {
		numbers = append(numbers, loads[p].Number)
	}
	slices.Sort(numbers)
	if len(numbers) == 0 {
		return 0
	}
	return numbers[(len(numbers)-1)/2]
}

// propose finds for the requests of those who carry too much somebody who carries less, the heaviest requests first, as if each
// proposal were followed. What somebody took is theirs and is not proposed to others.
func (r *LoadReport) propose(ctx context.Context, s *workspace.Snapshot, carrying []*people.Person, loads map[*people.Person]review.Load, usual float64, finder Finder) error {
	type burden struct {
		from *people.Person
		part review.Part
	}
	var all []burden
	for _, p := range carrying {
		for _, part := range loads[p].Parts {
			all = append(all, burden{p, part})
		}
	}
	slices.SortStableFunc(all, func(a, b burden) int { return cmp.Compare(b.part.Weight(), a.part.Weight()) })
	for _, b := range all {
		if len(r.TakeOvers) == mostTakeOvers || !carriesTooMuch(s, b.from, loads[b.from], usual) {
			continue // what was proposed already is enough
		}
		item, could, err := movable(ctx, s, b.part.Request, loads, finder)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(could, func(one review.Suggestion) bool {
			after := loads[one.Person]
			after.Number, after.Open = after.Number+b.part.Weight(), after.Open+1
			return after.Number < loads[b.from].Number && !carriesTooMuch(s, one.Person, after, usual)
		})
		if i < 0 {
			continue
		}
		to := could[i]
		r.TakeOvers = append(r.TakeOvers, TakeOver{
			Item: item, From: written(b.from), To: written(to.Person), Since: b.part.Asked.UTC(), Suggested: to, Reasons: []string{},
		})
		move(loads, b.from, to.Person, b.part)
	}
	return nil
}

// movable is who could take over a request that nobody took yet; at a host, that nobody touched.
func movable(ctx context.Context, s *workspace.Snapshot, r review.Request, loads map[*people.Person]review.Load, finder Finder) (Item, []review.Suggestion, error) {
	if e, ok := s.Ledger.Find(r.ID); ok {
		if e.Review == nil || e.State != ledger.Offered && e.State != ledger.Later {
			return Item{}, nil, nil
		}
		could, err := finder.TakeOvers(ctx, e, loads)
		return itemOf(e), could, err
	}
	for _, at := range s.Hosted.Open() {
		if at.ID == r.ID && r.Touched.IsZero() {
			could, err := finder.HostedTakeOvers(ctx, at, loads)
			return Item{ID: at.ID, Title: at.Title}, could, err
		}
	}
	return Item{}, nil, nil
}

// hostLoad lists what waits at the host. Who wants to be named nowhere is not.
func hostLoad(s *workspace.Snapshot) *HostLoad {
	h := s.Hosted
	if h == nil || h.Server == nil {
		return nil
	}
	out := &HostLoad{Name: h.Host, Requests: []HostedItem{}}
	if h.Told() {
		at := h.State.At.UTC()
		out.AsOf = &at
	}
	if p := h.State.Problem; p != nil && !h.BrokenOff() {
		text := p.Error()
		out.Problem = &text
	}
	for _, r := range h.Open() {
		item := HostedItem{
			Item: Item{ID: r.ID, Title: r.Title}, URL: r.URL, Draft: r.Draft, Asked: []string{}, Teams: append([]string{}, r.Teams...), Opened: r.Opened.UTC(),
		}
		if r.Author != nil && !s.LeftOut(r.Author) {
			author := written(r.Author)
			item.Author = &author
		}
		for _, p := range r.Asked {
			if !s.LeftOut(p) {
				item.Asked = append(item.Asked, written(p))
			}
		}
		out.Requests = append(out.Requests, item)
	}
	return out
}

// move has somebody else carry a request.
func move(loads map[*people.Person]review.Load, from, to *people.Person, part review.Part) {
	l := loads[from]
	l.Number, l.Open = l.Number-part.Weight(), l.Open-1
	loads[from] = l
	l = loads[to]
	l.Number, l.Open = l.Number+part.Weight(), l.Open+1
	loads[to] = l
}

// learnersOf are those who asked to learn what waits for a review and was not taken, by name.
func learnersOf(s *workspace.Snapshot) []Learner {
	type asking struct {
		who  *people.Person
		area string
	}
	learning := map[string][]asking{} // by path: a thousand requests are about the same few
	found := map[asking]bool{}
	for _, e := range s.Ledger.All(ledger.TypeReview) {
		if e.State != ledger.Offered && e.State != ledger.Later {
			continue
		}
		by := s.Actor(e.By)
		for _, path := range e.Review.Paths {
			all, known := learning[path]
			if !known {
				for _, w := range s.Wishers(path) {
					if w.Wish.Kind == ledger.WishLearn && w.Here && !s.LeftOut(w.Person) {
						all = append(all, asking{w.Person, w.Wish.Area})
					}
				}
				learning[path] = all
			}
			for _, one := range all {
				if one.who != by {
					found[one] = true
				}
			}
		}
	}
	out := make([]Learner, 0, len(found))
	for one := range found {
		out = append(out, Learner{Who: written(one.who), Area: one.area})
	}
	slices.SortFunc(out, func(a, b Learner) int { return cmp.Or(strings.Compare(a.Who, b.Who), strings.Compare(a.Area, b.Area)) })
	return slices.Compact(out)
}

// areaLoads are the areas in which reviews wait or waited, as far as they have a trend.
func areaLoads(s *workspace.Snapshot) []AreaLoad {
	out := []AreaLoad{}
	now, _ := WeekOf(s.Now().UTC())
	then, _ := WeekOf(s.Now().UTC().Add(-before))
	at := map[string]int{}
	for _, w := range s.ReviewTrend() {
		if !w.Week.Equal(now) && !w.Week.Equal(then) || w.Open == 0 {
			continue
		}
		i, known := at[w.Area]
		if !known {
			i = len(out)
			at[w.Area] = i
			out = append(out, AreaLoad{Area: w.Area})
		}
		if w.Week.Equal(now) {
			out[i].Open = w.Open
		} else {
			out[i].Before = w.Open
		}
	}
	slices.SortFunc(out, func(a, b AreaLoad) int { return strings.Compare(a.Area, b.Area) })
	return out
}
