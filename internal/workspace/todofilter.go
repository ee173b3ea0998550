package workspace

import (
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
)

// TodoFilter picks TODO comments; what is not set lets all pass, what is set must all be met.
type TodoFilter struct {
	// With picks those that are with somebody: offered to them; offered to nobody and naming them; or, naming nobody
	// either, written by them. Who asks for the reader's own sets Mine.
	With string
	Mine bool
	// Area is a file or folder, "" for all.
	Area   string
	Tags   []string
	States []ledger.State
	// OlderThan is in days.
	OlderThan int
}

// NeedsAuthors says whether it takes who wrote the comments, and when, to tell.
func (f TodoFilter) NeedsAuthors() bool { return f.Mine || f.With != "" || f.OlderThan > 0 }

// Narrow is the filter without what takes authors: what it leaves out need not be looked up.
func (f TodoFilter) Narrow() TodoFilter {
	return TodoFilter{Area: f.Area, Tags: f.Tags, States: f.States}
}

// Filter answers the comments that pass, in their order. They stand in todos, which is the caller's no more: comments are large,
// and there may be tens of thousands.
func (s *Snapshot) Filter(todos []TrackedTodo, f TodoFilter) []TrackedTodo {
	is := s.meaning(f)
	before := s.Now().Add(-time.Duration(f.OlderThan) * 24 * time.Hour)
	passes := func(t *TrackedTodo) bool {
		switch {
		case f.Area != "" && f.Area != "." && !ledger.Covers(f.Area, t.Path):
		case len(f.Tags) > 0 && !slices.ContainsFunc(f.Tags, func(tag string) bool { return strings.EqualFold(tag, t.Tag) }):
		case len(f.States) > 0 && !slices.Contains(f.States, t.State):
		case f.OlderThan > 0 && (t.Wrote.IsZero() || t.Wrote.After(before)):
		case (f.Mine || f.With != "") && !t.with(is):
		default:
			return true
		}
		return false
	}
	n := 0
	for i := range todos {
		if passes(&todos[i]) {
			if n < i {
				todos[n] = todos[i]
			}
			n++
		}
	}
	return todos[:n:n]
}

// Names says whether any of the comments names somebody, or was offered to them, whether or not anybody knows them.
func (s *Snapshot) Names(todos []TrackedTodo, who string) bool {
	is := s.meaning(TodoFilter{With: who})
	return slices.ContainsFunc(todos, func(t TrackedTodo) bool { return slices.ContainsFunc(t.named(), is) })
}

// meaning says whether a text names whom the filter is after. The answers are kept: few people stand in many comments.
func (s *Snapshot) meaning(f TodoFilter) func(who string) bool {
	known := map[string]bool{}
	wanted := s.Person(f.With)
	if f.Mine {
		wanted = s.Me
	}
	return func(who string) bool {
		same, ok := known[who]
		if !ok {
			switch p := s.Person(who); {
			case who == "":
			case f.Mine:
				same = s.IsMe(who)
			case p != nil || wanted != nil:
				same = p == wanted
			default:
				same = strings.EqualFold(strings.TrimPrefix(who, "@"), strings.TrimPrefix(f.With, "@"))
			}
			known[who] = same
		}
		return same
	}
}

func (t *TrackedTodo) with(is func(string) bool) bool {
	named := t.named()
	if len(named) == 0 {
		return is(t.Author)
	}
	return slices.ContainsFunc(named, is)
}

// named are those whom a comment is with: to whom it is offered, else whom it names. An offer that came back is nobody's.
func (t *TrackedTodo) named() []string {
	if t.Delegation != "" {
		if t.State == ledger.Declined || t.State == ledger.HandedBack {
			return nil
		}
		return []string{t.Assignee}
	}
	return Assignees(t.Todo)
}

// Assignees are those whom a TODO comment names, as written, beside its word and in its option line.
func Assignees(t todo.Todo) []string {
	if t.Assignee == "" && t.Assignees == "" {
		return nil
	}
	out := strings.FieldsFunc(t.Assignees, func(r rune) bool { return r == ',' || r == ' ' || r == ';' })
	if t.Assignee != "" && !slices.Contains(out, t.Assignee) {
		out = append([]string{t.Assignee}, out...)
	}
	return out
}
