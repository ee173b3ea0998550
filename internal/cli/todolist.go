package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// How long a list waits for history: what is found is kept, so that the next one says more.
const (
	followed      = time.Second
	authorsShown  = time.Second
	authorsNeeded = 30 * time.Second // where nothing could be answered without
)

// todoFlags are what somebody asks for, as written.
type todoFlags struct {
	mine         bool
	person, area string
	older        string
	tags, states []string
}

func (a *app) todoList() *cobra.Command {
	var f todoFlags
	c := &cobra.Command{
		Use: "list", Short: "List the TODO comments of this repository, with what became of them",
		Long: "List the TODO comments of this repository, with what became of them. Vendored and generated files are left out.\n" +
			"Flags can be combined: what is listed meets all of them.\n\n" +
			"A TODO is with whom it is offered to; if it is offered to nobody, with whom it names; if it names nobody, with whoever\n" +
			"wrote it. Who wrote it, and when, is looked up by blame little by little, and kept.",
		Example: "  leadline todo list --mine\n  leadline todo list --path pay --older-than '6 months' --state open\n" +
			"  leadline todo list --person @dev2 --tag FIXME,HACK --json",
		Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.listTodos(ctx, s, f) })
		},
	}
	flags := c.Flags()
	flags.BoolVar(&f.mine, "mine", false, "those that are with you")
	flags.StringVar(&f.person, "person", "", "those that are with `WHO` (handle, address or name)")
	flags.StringVar(&f.area, "path", "", "those in a `FILE` or folder")
	flags.StringVar(&f.older, "older-than", "", "those written longer ago than an `AGE`: 90 days, 6w, 3 months, 1y")
	flags.StringSliceVar(&f.states, "state", nil, "those in a `STATE`: "+strings.Join(todoStates(), ", ")+"; several with commas")
	flags.StringSliceVar(&f.tags, "tag", nil, "those marked by a `WORD`, such as TODO; several with commas")
	return c
}

func todoStates() []string {
	var out []string
	for _, s := range []ledger.State{
		workspace.Unoffered, ledger.Offered, ledger.Taken, ledger.Later, ledger.Declined, ledger.HandedBack, ledger.Done,
	} {
		out = append(out, string(s))
	}
	return out
}

func (a *app) listTodos(ctx context.Context, s *session, flags todoFlags) error {
	f, err := s.todoFilter(flags)
	if err != nil {
		return err
	}
	all, unfollowed, err := s.TodosWithin(ctx, followed)
	if err != nil {
		return err
	}
	if unfollowed > 0 {
		a.note("the comments of %s are not followed through history yet, so their ids may change; ask again to go on, or leave an editor open", phrase.Count(unfollowed, "file"))
	}
	snapshot := s.Snapshot()
	if f.With != "" && snapshot.Person(f.With) == nil && !snapshot.Names(all, f.With) {
		return fmt.Errorf("nobody in this history is known as %s, and no TODO names them; name a handle, an address or a full name", phrase.Clean(f.With, 80))
	}
	found := len(all)
	if f.Area != "" && !s.there(f.Area, all) {
		return fmt.Errorf("nothing here is called %s; check the name", phrase.Clean(f.Area, 200))
	}
	shown := snapshot.Filter(all, f.Narrow())
	patience := authorsShown
	if f.NeedsAuthors() {
		patience = authorsNeeded
	}
	waiting, stop := context.WithTimeout(ctx, patience)
	unknown, err := s.TodoAuthors(waiting, shown)
	stop()
	if err != nil {
		a.note("%s", err)
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if unknown > 0 && f.NeedsAuthors() {
		a.note("who wrote %s is not known yet; ask again for a fuller answer, or leave an editor open", phrase.Count(unknown, "TODO"))
	}
	shown = snapshot.Filter(shown, f)
	if a.json {
		return a.answerTodos(shown, a.Now())
	}
	switch {
	case found == 0:
		return a.print("No TODO comments are in the files of this repository.\n")
	case len(shown) == 0:
		return a.print("No TODO comment is like that; " + phrase.Count(found, "other") + ".\n")
	}
	return a.print(a.table(true, todoTable(s.voice(), shown)))
}

// there says whether a file or folder is in the work tree, or has comments.
func (s *session) there(area string, todos []workspace.TrackedTodo) bool {
	_, err := os.Lstat(filepath.Join(s.Repository.Top, filepath.FromSlash(area)))
	return err == nil || slices.ContainsFunc(todos, func(t workspace.TrackedTodo) bool { return ledger.Covers(area, t.Path) })
}

func todoTable(v phrase.Voice, todos []workspace.TrackedTodo) [][]string {
	rows := [][]string{{"TODO", "STATE", "WITH", "WRITTEN", "ID", "WHERE"}}
	name := map[string]string{"": ""}
	for _, t := range todos {
		for _, who := range []string{t.Assignee, t.Author} {
			if _, ok := name[who]; !ok {
				name[who] = v.NameOf(who)
			}
		}
		id := t.Delegation
		if id == "" {
			id = t.ID
		}
		written := ""
		if !t.Wrote.IsZero() {
			written = phrase.Ago(t.Wrote, v.Now)
			if t.Author != "" {
				written += ", " + name[t.Author]
			}
		}
		with := name[t.Assignee]
		if t.State == ledger.Declined || t.State == ledger.HandedBack { // it is nobody's: who said no is no line in a list
			with = ""
		}
		rows = append(rows, []string{
			t.Tag + " " + phrase.Clean(t.Text, 60), string(t.State), with, written, id, fmt.Sprintf("%s:%d", t.Path, t.Line),
		})
	}
	return rows
}

// todoFilter understands the flags.
func (s *session) todoFilter(flags todoFlags) (f workspace.TodoFilter, err error) {
	f = workspace.TodoFilter{Mine: flags.mine, With: strings.TrimSpace(flags.person), Tags: flags.tags}
	if f.Mine && f.With != "" {
		return f, usagef("--mine and --person exclude each other; leave one of them out")
	}
	if f.Mine && s.Snapshot().Me == nil {
		return f, workspace.ErrNobody
	}
	if flags.area != "" {
		if _, f.Area, err = s.locate(flags.area); err != nil {
			return f, err
		}
	}
	if flags.older != "" {
		if f.OlderThan, err = calendar.ParseAge(flags.older); err != nil {
			return f, usagef("--older-than: %w", err)
		}
	}
	for _, state := range flags.states {
		state = strings.ToLower(strings.TrimSpace(state))
		if !slices.Contains(todoStates(), state) {
			return f, usagef("--state: %q is none; write %s", phrase.Clean(state, 40), strings.Join(todoStates(), ", "))
		}
		f.States = append(f.States, ledger.State(state))
	}
	words := s.Snapshot().Settings.Todo.Words
	for _, tag := range f.Tags {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.EqualFold(w, tag) }) {
			return f, usagef("--tag: %q marks no TODO here; write one of %s, or add it to todo.words in the settings",
				phrase.Clean(tag, 40), phrase.Clean(strings.Join(words, ", "), 200))
		}
	}
	return f, nil
}
