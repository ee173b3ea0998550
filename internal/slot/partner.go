package slot

import (
	"cmp"
	"slices"
	"time"
)

// Purpose is what people sit down together for.
type Purpose string

// The purposes.
const (
	Spread         Purpose = "spread"  // knowledge that one has goes to another
	Unblock        Purpose = "unblock" // somebody is stuck
	ReviewTogether Purpose = "review"
	Onboard        Purpose = "onboard" // somebody is new
)

// Asker is the one who looks for a partner.
type Asker struct {
	Handle string
	Knows  float64 // how well they know the place, from 0 to 1; the most that anybody knows who is already in the session
	// Recorded says that pairings are recorded at all; else nothing is made of who has paired with whom.
	Recorded bool
}

// Colleague is somebody who could be asked, with what is known of them. What is not known counts neither for nor against them,
// and is in no reason.
type Colleague struct {
	Handle   string
	Knows    float64        // as for Asker
	Wishes   bool           // said that they would like to learn this
	Helps    bool           // said that they may be asked about this
	Together time.Time      // when they last paired with the one who asks; zero: never
	Overlap  *time.Duration // working hours that both have in a week, see Overlap; nil: not known
	Open     *int           // what others ask of them and is not done; nil: not known
	Out      bool           // away, opted out, or said "less of this"
}

// Ground is what speaks for a partner.
type Ground string

// The grounds.
const (
	KnowsIt    Ground = "knows"       // they know the place
	Offered    Ground = "helps"       // they said that they may be asked
	Wished     Ground = "wished"      // they said that they would like to learn it
	CouldLearn Ground = "could-learn" // the one who asks knows it better
	NotLately  Ground = "not-lately"  // they have not paired for long; Since is when last, zero for never
	Overlaps   Ground = "hours"       // Overlap of their working hours is shared
	HasRoom    Ground = "room"        // Open is low
)

// Reason is a ground with what it rests on.
type Reason struct {
	Ground  Ground
	Since   time.Time
	Overlap time.Duration
	Open    int
}

// Partner is a suggestion, for the one who asks and nobody else.
type Partner struct {
	Handle string
	// Teaches says that the partner is the one who knows; else it is the one who asks.
	Teaches bool
	Reasons []Reason // the strongest first, never empty
}

// weights of the parts of a suggestion. Each part is from 0 to 1, half where nothing is known.
type weights struct{ fit, rotation, overlap, room float64 }

func (p Purpose) weights() weights {
	switch p {
	case Unblock:
		return weights{6, 0, 2, 1} // whoever is stuck needs the one who knows, soon
	case ReviewTogether:
		return weights{4, 1, 1, 2}
	case Onboard:
		return weights{4, 1, 2, 1}
	}
	return weights{4, 2, 1, 1}
}

const (
	noticeable  = 0.1 // difference in knowledge from which on somebody has something to teach
	longAgo     = 90 * 24 * time.Hour
	wellShared  = 20 * time.Hour
	barelyShare = time.Hour
	littleOpen  = 1
)

// Partners says whom the one who asks could sit down with, best first, at most so many. Nobody is in it without a ground in
// what they know, offered or wished; whoever is not, is not told of, nor why. The order is not meant as a measure of people,
// so no figure of it is given. An unknown purpose is as Spread.
func Partners(purpose Purpose, asker Asker, colleagues []Colleague, now time.Time, most int) []Partner {
	w := purpose.weights()
	type scored struct {
		Partner
		score    float64
		together time.Time
	}
	var found []scored
	seen := map[string]bool{asker.Handle: true, "": true}
	for _, c := range colleagues {
		if c.Out || seen[c.Handle] {
			continue
		}
		seen[c.Handle] = true
		p := Partner{Handle: c.Handle}
		fit := p.match(purpose, asker, c)
		if fit == 0 {
			continue
		}
		score := w.fit*fit + w.rotation*p.rotation(asker, c, now) + w.overlap*p.overlap(c) + w.room*p.room(c)
		found = append(found, scored{p, score, c.Together})
	}
	slices.SortFunc(found, func(a, b scored) int {
		return cmp.Or(-cmp.Compare(a.score, b.score), a.together.Compare(b.together), cmp.Compare(a.Handle, b.Handle))
	})
	var out []Partner
	for _, s := range found[:min(len(found), max(most, 0))] {
		out = append(out, s.Partner)
	}
	return out
}

// match says how well knowing and learning meet, from 0 for not at all to 1, and sets who teaches.
func (p *Partner) match(purpose Purpose, asker Asker, c Colleague) float64 {
	ahead := share(c.Knows) - share(asker.Knows)
	switch {
	case ahead >= noticeable || c.Helps && ahead > -noticeable:
		p.Teaches = true
		fit := max(ahead, noticeable)
		if ahead >= noticeable {
			p.add(Reason{Ground: KnowsIt})
		}
		if c.Helps {
			p.add(Reason{Ground: Offered})
			fit = (1 + fit) / 2
		}
		return fit
	case ahead <= -noticeable && (purpose == Spread || purpose == Onboard):
		if c.Wishes {
			p.add(Reason{Ground: Wished})
			return (1 - ahead) / 2
		}
		p.add(Reason{Ground: CouldLearn})
		return -ahead / 2
	case (purpose == Unblock || purpose == ReviewTogether) && share(c.Knows) >= noticeable:
		// Two who know it equally well can help each other, and one who knows it less can still review.
		p.Teaches = true
		p.add(Reason{Ground: KnowsIt})
		return share(c.Knows) / 2
	}
	return 0
}

func (p *Partner) rotation(asker Asker, c Colleague, now time.Time) float64 {
	if !asker.Recorded {
		return 0.5
	}
	past := now.Sub(c.Together)
	if c.Together.IsZero() {
		past = longAgo
	}
	if past >= longAgo {
		p.add(Reason{Ground: NotLately, Since: c.Together})
	}
	return part(past, longAgo)
}

func (p *Partner) overlap(c Colleague) float64 {
	if c.Overlap == nil {
		return 0.5
	}
	if *c.Overlap >= barelyShare {
		p.add(Reason{Ground: Overlaps, Overlap: *c.Overlap})
	}
	return part(*c.Overlap, wellShared)
}

func (p *Partner) room(c Colleague) float64 {
	if c.Open == nil {
		return 0.5
	}
	open := max(*c.Open, 0)
	if open <= littleOpen {
		p.add(Reason{Ground: HasRoom, Open: open})
	}
	return 1 / float64(1+open)
}

func (p *Partner) add(r Reason) { p.Reasons = append(p.Reasons, r) }

func part(of, whole time.Duration) float64 {
	return float64(min(max(of, 0), whole)) / float64(whole)
}

// share is a share that was given, whatever it was.
func share(f float64) float64 {
	if !(f > 0) { // NaN too
		return 0
	}
	return min(f, 1)
}

// Overlap is how long everybody works at the same time in a window, lunch and days off not counted. It fails with an
// *[InputError].
func Overlap(people []Person, from, to time.Time) (time.Duration, error) {
	e, err := prepare(Query{People: people, Length: minLength, From: from, To: to, Now: from})
	if err != nil {
		return 0, err
	}
	all := []span{e.window}
	for i := range e.people {
		all = common(all, e.people[i].shifts)
	}
	var sum time.Duration
	for _, s := range all {
		sum += s.length()
	}
	return sum, nil
}
