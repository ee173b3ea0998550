package report

import (
	"context"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

// Step is one of the ways in which an area goes from one person to another: the other watches, both do it together, the other
// does it alone.
type Step struct {
	How string `json:"how"` // watch, together or alone
	On  string `json:"on"`  // a working day of the one who leaves, 2006-01-02
}

// Passing is an area that goes to somebody else.
type Passing struct {
	Resting
	To    *string `json:"to"`    // who could take it: who asked to learn it, else who is next to it; null where nobody is
	Steps []Step  `json:"steps"` // none where nobody is, or no days are left
}

// HandoverReport is what rests on the reader, who leaves, and how it could go to others. It is for them alone: it becomes a plan
// when they tell it.
type HandoverReport struct {
	Name  string     `json:"name"` // of the repository's folder
	Who   string     `json:"who"`  // handle or address
	Until string     `json:"until"`
	Days  int        `json:"days"`  // working days from tomorrow to Until
	Areas []Passing  `json:"areas"` // worst first
	Waits []Awaiting `json:"waits"` // what they promised, were asked or have to decide, newest first
}

// Handover reports what goes to others until a day, the last on which the reader is there.
func Handover(ctx context.Context, s *workspace.Snapshot, from Knowledge, until string) (HandoverReport, error) {
	r := HandoverReport{Name: base(s.Top), Until: until, Areas: []Passing{}, Waits: []Awaiting{}}
	if s.Me == nil {
		return r, workspace.ErrNobody
	}
	r.Who = written(s.Me)
	areas, err := lackingWithout(ctx, s, from, s.Me)
	if err != nil {
		return r, err
	}
	days := workingDays(s.Working(s.Me), s.Now(), until)
	r.Days = len(days)
	for _, a := range areas {
		r.Areas = append(r.Areas, Passing{Resting: a, To: heir(s, a, s.Me), Steps: []Step{}})
	}
	planned := 0
	for _, a := range r.Areas {
		planned += count(a.To != nil)
	}
	nth := 0
	for i := range r.Areas {
		if a := &r.Areas[i]; a.To != nil {
			a.Steps = steps(days, nth, planned)
			nth++
		}
	}
	r.Waits = append(r.Waits, awaitingOf(s, s.Me)...)
	return r, nil
}

// heir is who could take an area over: whoever asked to learn it comes first, those who are away come last.
func heir(s *workspace.Snapshot, a Resting, from *people.Person) *string {
	var may []string
	may = append(may, a.Learners...)
	if a.Next != nil && *a.NextArea != "." {
		may = append(may, *a.Next)
	}
	may = slices.DeleteFunc(may, func(who string) bool { return s.Person(who) == from })
	for _, who := range may {
		if s.Here(s.Person(who)) {
			return &who
		}
	}
	if len(may) > 0 {
		return &may[0]
	}
	return nil
}

// workingDays are those on which somebody works, from tomorrow to a day; at most a hundred.
func workingDays(w calendar.Working, now time.Time, until string) []string {
	const most = 100
	var out []string
	y, m, d := now.Date()
	for i := 1; len(out) < most; i++ {
		day := time.Date(y, m, d+i, 12, 0, 0, 0, now.Location())
		date := day.Format(hint.DateLayout)
		if date > until {
			break
		}
		off := slices.ContainsFunc(w.Off, func(d config.Dates) bool { return d.From <= date && date <= d.To })
		if w.Days[day.Weekday()] && !off {
			out = append(out, date)
		}
	}
	return out
}

// steps spreads the three steps of the nth of some areas over the days: the first third is for watching, the second for doing it
// together, the last for doing it alone. Of fewer than three days the later steps go first.
func steps(days []string, nth, of int) []Step {
	hows := []string{"watch", "together", "alone"}
	switch len(days) {
	case 0:
		return []Step{}
	case 1:
		return []Step{{"together", days[0]}}
	case 2:
		return []Step{{"watch", days[0]}, {"together", days[1]}}
	}
	var out []Step
	for i, how := range hows {
		first, last := i*len(days)/3, (i+1)*len(days)/3
		out = append(out, Step{how, days[first+nth*(last-first)/of]})
	}
	return out
}

// promised are those of the waiting that are promises.
func promised(list []Awaiting) []Awaiting {
	return slices.DeleteFunc(slices.Clone(list), func(a Awaiting) bool { return a.Type != string(ledger.TypeDelegation) })
}
