package plate

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// The kinds of private events that a plate is made of; the subject is the item's id. They are stored for ever: add, never
// rename.
const (
	Added    = "plate.added"   // body: [Task]; an own task, or a TODO comment that was claimed
	Sorted   = "plate.sorted"  // body: a [Task] of which the keys that are there hold from now on
	Finished = "plate.done"    // it is done
	Dropped  = "plate.dropped" // it is off the plate
)

// Task is the body of [Added] and [Sorted].
type Task struct {
	Text *string `json:"text,omitempty"`
	Due  *string `json:"due,omitempty"` // a date, 2006-01-02; "" for none
	Path *string `json:"path,omitempty"`
	Line *int    `json:"line,omitempty"`
	Todo *bool   `json:"todo,omitempty"` // it is a TODO comment that was claimed
	// Urgent and Important are yes, no, or unset.
	Urgent    *string `json:"urgent,omitempty"`
	Important *string `json:"important,omitempty"`
}

// The answers to the two questions.
const (
	Yes   = "yes"
	No    = "no"
	Unset = "unset"
)

// Book is what the owner put on the plate and said about what is on it. It never changes; a nil one is empty.
type Book struct {
	tasks   []Item
	answers map[string][2]*bool
	blocks  []Block
}

// Fold adds up the owner's private events about one repository. Own tasks are kept wherever they were said: they are about
// the owner, not about a repository. Events of other kinds are passed over.
func Fold(events []eventlog.Event, repo string) *Book {
	b := &Book{answers: map[string][2]*bool{}}
	tasks := map[string]*Item{}
	var ids []string
	events = slices.Clone(events)
	slices.SortFunc(events, func(a, b eventlog.Event) int {
		return cmp.Or(cmp.Compare(a.HLC, b.HLC), strings.Compare(a.ID, b.ID))
	})
	for _, e := range events {
		if !Kind(e.Kind) || e.Visibility != "private" {
			continue
		}
		if e.Kind == BlockPlanned || e.Kind == BlockDropped || e.Kind == BlockStands {
			b.foldBlock(e)
			continue
		}
		var t Task
		if json.Unmarshal(e.Body, &t) != nil {
			continue
		}
		switch e.Kind {
		case Added:
			claimed := t.Todo != nil && *t.Todo
			if claimed && e.Repo != repo || t.Text == nil {
				continue
			}
			if tasks[e.Subject] == nil {
				ids = append(ids, e.Subject)
			}
			tasks[e.Subject] = &Item{ID: e.Subject, Source: Own, Since: e.At}
			if claimed {
				tasks[e.Subject].Source = Claimed
			}
		case Finished, Dropped:
			delete(tasks, e.Subject)
			delete(b.answers, e.Subject)
			ids = slices.DeleteFunc(ids, func(id string) bool { return id == e.Subject })
			continue
		}
		if i := tasks[e.Subject]; i != nil {
			set(&i.Title, t.Text)
			set(&i.Due, t.Due)
			if e.Repo == repo { // elsewhere a path says nothing
				set(&i.Path, t.Path)
				set(&i.Line, t.Line)
			}
		}
		answers := b.answers[e.Subject]
		answer(&answers[0], t.Urgent)
		answer(&answers[1], t.Important)
		b.answers[e.Subject] = answers
	}
	for _, id := range ids {
		b.tasks = append(b.tasks, *tasks[id])
	}
	return b
}

// Kind says whether events of a kind are about a plate.
func Kind(kind string) bool {
	switch kind {
	case Added, Sorted, Finished, Dropped, BlockPlanned, BlockDropped, BlockStands:
		return true
	}
	return false
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

func answer(to **bool, word *string) {
	if word == nil {
		return
	}
	switch *word {
	case Yes, No:
		yes := *word == Yes
		*to = &yes
	case Unset:
		*to = nil
	}
}

// Tasks are the owner's own tasks and claimed TODO comments, as they came.
func (b *Book) Tasks() []Item {
	if b == nil {
		return nil
	}
	return slices.Clone(b.tasks)
}

// Task finds one of them.
func (b *Book) Task(id string) (Item, bool) {
	for _, i := range b.Tasks() {
		if i.ID == id {
			return i, true
		}
	}
	return Item{}, false
}

// Answers are what the owner said about an item; nil for what they have not said.
func (b *Book) Answers(id string) (urgent, important *bool) {
	if b == nil {
		return nil, nil
	}
	a := b.answers[id]
	return a[0], a[1]
}

// Late says whether an item's date is past.
func (i Item) Late(today time.Time) bool {
	days, ok := daysTo(i.Due, today)
	return ok && days < 0
}
