package ledger

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// Standing is what people said about themselves in one repository: what they know, what they would like to learn or to do less
// of, how much they want to review, when they are away or busy, whether they want to be named, and which addresses are theirs too.
// Nobody can say any of it about another: every statement is about its actor, and one that names somebody else as its
// subject has no effect.
//
// A statement holds until the same person says otherwise about the same subject. Actors are raw; whoever reads a Standing
// decides which of them are one person. It is immutable, and a nil one is empty.
type Standing struct {
	knowledge []Knowledge
	wishes    []Wish
	absent    []Presence
	limits    []Limited
	aways     []Absence
	shared    []Shared
	merges    [][2]string
	actors    []Actor
	upTo      string
}

// Knowledge is what somebody said about an area.
type Knowledge struct {
	By   Actor
	Area string // relative to the repository's top, without a slash at its end; "." is everything
	Kind Kind   // KnowledgeClaimed, KnowledgeDisclaimed or KnowledgeUnsaid
	At   time.Time
}

// Wish is what somebody said they would like of an area: to learn it, or less of it. It is never inferred.
type Wish struct {
	By   Actor
	Area string // as in [Knowledge]
	Kind Kind   // WishLearn, WishLess or WishNone
	At   time.Time
}

// Limited is how many reviews somebody wants open at once.
type Limited struct {
	By Actor
	Limit
}

// Absence is when somebody is not there, as they said.
type Absence struct {
	By Actor
	Away
}

// Presence is whether somebody wants to be named.
type Presence struct {
	By   Actor
	Left bool
}

// StandingKinds are the kinds of events that a Standing is made of.
func StandingKinds() []string {
	var out []string
	for _, k := range []Kind{
		KnowledgeClaimed, KnowledgeDisclaimed, KnowledgeUnsaid, WishLearn, WishLess, WishNone,
		PersonLeftOut, PersonReturned, PersonLimited, PersonAway, AvailabilityShared, PersonMerged, PersonSeparated,
	} {
		out = append(out, string(k))
	}
	return out
}

// NewStanding adds up events of one repository; others than team events of [StandingKinds] are passed over. The order of
// their clocks counts, not that of the slice.
func NewStanding(events []eventlog.Event) *Standing {
	events = slices.Clone(events)
	slices.SortFunc(events, func(a, b eventlog.Event) int {
		return cmp.Or(cmp.Compare(a.HLC, b.HLC), cmp.Compare(a.ID, b.ID))
	})
	s := &Standing{}
	joined := map[[2]string]bool{}
	var pairs [][2]string
	for _, e := range events {
		by := Actor{Name: e.ActorName, Email: e.ActorEmail}
		if e.Visibility != Team || by.Email == "" {
			continue
		}
		s.upTo += e.ID + "\n"
		if !slices.Contains(s.actors, by) {
			s.actors = append(s.actors, by)
		}
		switch kind := Kind(e.Kind); kind {
		case KnowledgeClaimed, KnowledgeDisclaimed, KnowledgeUnsaid:
			if area := Area(e.Subject); area != "" {
				s.knowledge = append(s.knowledge, Knowledge{By: by, Area: area, Kind: kind, At: e.At})
			}
		case WishLearn, WishLess, WishNone:
			if area := Area(e.Subject); area != "" {
				s.wishes = append(s.wishes, Wish{By: by, Area: area, Kind: kind, At: e.At})
			}
		case PersonLeftOut, PersonReturned:
			if strings.EqualFold(e.Subject, by.Email) {
				s.absent = append(s.absent, Presence{by, kind == PersonLeftOut})
			}
		case PersonLimited:
			var l Limit
			if strings.EqualFold(e.Subject, by.Email) && json.Unmarshal(e.Body, &l) == nil && l.Open >= 0 {
				s.limits = append(s.limits, Limited{by, l})
			}
		case PersonAway:
			var a Away
			if strings.EqualFold(e.Subject, by.Email) && json.Unmarshal(e.Body, &a) == nil {
				s.aways = append(s.aways, Absence{by, a})
			}
		case AvailabilityShared:
			if a, ok := availability(e.Body); ok && strings.EqualFold(e.Subject, by.Email) {
				s.shared = append(s.shared, Shared{by, e.At, a})
			}
		case PersonMerged, PersonSeparated:
			pair := pairOf(by.Email, e.Subject)
			if pair[0] == "" || pair[0] == pair[1] {
				continue
			}
			if _, known := joined[pair]; !known {
				pairs = append(pairs, pair)
			}
			joined[pair] = kind == PersonMerged
		}
	}
	for _, pair := range pairs {
		if joined[pair] {
			s.merges = append(s.merges, pair)
		}
	}
	return s
}

func pairOf(a, b string) [2]string {
	a, b = strings.ToLower(strings.TrimSpace(a)), strings.ToLower(strings.TrimSpace(b))
	if b < a {
		a, b = b, a
	}
	return [2]string{a, b}
}

// Area is a path as a statement about knowledge names it: "" for one that leaves the repository.
func Area(path string) string {
	path = strings.TrimSuffix(strings.TrimPrefix(path, "./"), "/")
	switch {
	case path == "" || path == ".":
		return "."
	case len(path) > 4096 || strings.HasPrefix(path, "/") || slices.Contains(strings.Split(path, "/"), ".."):
		return ""
	}
	return path
}

// Covers says whether a path lies in an area.
func Covers(area, path string) bool {
	return area == "." || area == path || strings.HasPrefix(path, area) && strings.HasPrefix(path[len(area):], "/")
}

// Actors are those who said something, each once.
func (s *Standing) Actors() []Actor {
	if s == nil {
		return nil
	}
	return s.actors
}

// Knowledge lists what was said about areas, oldest first: the last word of a person about an area holds.
func (s *Standing) Knowledge() []Knowledge {
	if s == nil {
		return nil
	}
	return s.knowledge
}

// Wishes lists what people said they would like of areas, oldest first: the last word of a person about an area holds.
func (s *Standing) Wishes() []Wish {
	if s == nil {
		return nil
	}
	return s.wishes
}

// Limits lists how many reviews people want open at once, oldest first: the last word of a person holds.
func (s *Standing) Limits() []Limited {
	if s == nil {
		return nil
	}
	return s.limits
}

// Absences lists when people are not there, oldest first: the last word of a person holds.
func (s *Standing) Absences() []Absence {
	if s == nil {
		return nil
	}
	return s.aways
}

// Shared lists what people shared of when they are busy, oldest first: the last word of a person holds.
func (s *Standing) Shared() []Shared {
	if s == nil {
		return nil
	}
	return s.shared
}

// Presence lists who wanted to be left out, and who came back, oldest first.
func (s *Standing) Presence() []Presence {
	if s == nil {
		return nil
	}
	return s.absent
}

// Merges are pairs of addresses, lower-cased, of which one said that the other is theirs too, oldest first.
func (s *Standing) Merges() [][2]string {
	if s == nil {
		return nil
	}
	return s.merges
}

// Same says whether two are made of the same statements.
func (s *Standing) Same(o *Standing) bool { return s.Fingerprint() == o.Fingerprint() }

// Fingerprint is equal for two that are made of the same statements.
func (s *Standing) Fingerprint() string {
	if s == nil {
		return ""
	}
	return s.upTo
}
