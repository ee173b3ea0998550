package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	// mostCompany people are shown and proposed for settings: a list of hundreds helps nobody.
	mostCompany = 20
	// mostNameless people without a handle are proposed to be given one; where there are more, a team has other ways.
	mostNameless = 10
)

// company are the people around the reader: whoever was here within the time after which one counts as gone.
type company struct {
	all      int
	nameless int // without a handle
	// named are those seen last, the reader among them, by name: not by how much anybody does.
	named []*people.Person
}

func recent(s *workspace.Snapshot) company {
	var c company
	for _, p := range s.People.All() {
		if p.Bot || s.LeftOut(p) || p != s.Me && (s.Hosted.Alone(p) || !s.Active(p)) {
			continue
		}
		c.all++
		if p.Handle == "" {
			c.nameless++
		}
		c.named = append(c.named, p)
	}
	slices.SortStableFunc(c.named, func(a, b *people.Person) int {
		if me := s.Me; a == me || b == me {
			return cmp.Compare(isTrue(b == me), isTrue(a == me))
		}
		return s.LastSeen(b).Compare(s.LastSeen(a))
	})
	c.named = c.named[:min(len(c.named), mostCompany)]
	slices.SortStableFunc(c.named, func(a, b *people.Person) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.Email, b.Email))
	})
	return c
}

func isTrue(b bool) int {
	if b {
		return 1
	}
	return 0
}

// span says how long a time is: a year, 90 days.
func span(d time.Duration) string {
	days := int(d.Hours() / 24)
	switch days {
	case 365, 366:
		return "a year"
	case 1:
		return "a day"
	}
	return fmt.Sprintf("%d days", days)
}
