package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// saying is a command that records what somebody says in a form.
type saying struct {
	use, short string
	long       string // "" for no more than short
	form       *action.Form
	// paths says that arguments are paths of the form's field "paths".
	paths bool
	// prepare completes the input from what the place holds; nil for nothing.
	prepare func(ctx context.Context, s *session, in *action.Input)
}

func (a *app) say(w saying) *cobra.Command {
	var where atFlags
	var block blockFlags
	c := &cobra.Command{Use: w.use, Short: w.short, Long: w.long, Args: a.exactly(0)}
	if w.paths {
		c.Args = cobra.ArbitraryArgs
	}
	addFields(c, w.form)
	where.add(c)
	if w.form == action.Pairing {
		block.add(c, "write the invitation to `FILE`, for calendars to import and mail to carry; - for standard output")
	}
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			in := action.Input{Values: values(c, w.form)}
			var err error
			if in.Where, err = where.where(c, s); err != nil {
				return err
			}
			if in.Where.Path != "" && tied(w.form) {
				if err := s.isThere(in.Where); err != nil {
					return err
				}
			}
			if err := alone(c); err != nil {
				return err
			}
			if err := s.addPaths(&in, args); err != nil {
				return err
			}
			if err := s.addPlaces(&in, w.form); err != nil {
				return err
			}
			if w.prepare != nil {
				w.prepare(ctx, s, &in)
			}
			if w.form == action.Pairing {
				return a.recordBlock(ctx, s, block, func() (action.Receipt, error) { return action.Record(ctx, s.Workspace, w.form, in) }, w.form.Done)
			}
			return a.record(ctx, s, w, in)
		})
	}
	return c
}

// tied says whether a form is about places that stay: decisions, questions and risks.
func tied(f *action.Form) bool {
	return slices.ContainsFunc(f.Fields, func(x action.Field) bool { return x.Sort == action.Places })
}

// isThere refuses a place that no file has: whoever mistyped it would find their words nowhere.
func (s *session) isThere(at action.Where) error {
	full := filepath.Join(s.Repository.Top, filepath.FromSlash(at.Path))
	if !exists(full) {
		return usagef("there is no file %s in the work tree; check the path", at.Path)
	}
	if at.Line == 0 {
		return nil
	}
	text, err := s.Repository.ReadWorktreeFile(at.Path, workspace.MostText)
	if err != nil {
		return nil // whoever anchors it says so
	}
	lines := len(workspace.SplitLines(strings.TrimSuffix(string(text), "\n")))
	if last := max(at.Line, at.EndLine); last > lines {
		return usagef("%s has %s, no line %d", at.Path, phrase.Count(lines, "line"), last)
	}
	return nil
}

func (s *session) addPaths(in *action.Input, args []string) error {
	var paths []string
	if given, ok := in.Values["paths"].([]string); ok {
		args = append(given, args...)
	}
	for _, arg := range args {
		p, err := s.place(arg)
		if err != nil {
			return err
		}
		paths = append(paths, p.Path)
	}
	if len(paths) > 0 {
		in.Values["paths"] = paths
	}
	return nil
}

// addPlaces makes the other places that something is about paths from the repository's top.
func (s *session) addPlaces(in *action.Input, f *action.Form) error {
	for _, field := range f.Fields {
		given, ok := in.Values[field.Key].([]string)
		if field.Sort != action.Places || !ok {
			continue
		}
		var out []string
		for _, arg := range given {
			p, err := s.place(arg)
			if err == nil && exists(filepath.Join(s.Repository.Top, filepath.FromSlash(p.Path))) {
				err = s.isThere(p.where()) // what is no file at all is a fault of the field
			}
			if err != nil {
				return err
			}
			text := p.Path
			if p.Line > 0 {
				text = fmt.Sprintf("%s:%d-%d", p.Path, p.Line, p.EndLine)
			}
			out = append(out, text)
		}
		in.Values[field.Key] = out
	}
	return nil
}

func (a *app) record(ctx context.Context, s *session, w saying, in action.Input) error {
	r, err := action.Record(ctx, s.Workspace, w.form, in)
	if err != nil {
		return err
	}
	a.asks(r.ID, in.Values.Asks(w.form))
	for _, who := range r.Unknown {
		a.note("nobody in this history is known as %s; it was recorded as written, `leadline amend %s` corrects it", who, r.ID)
	}
	a.named(s, r)
	if a.json {
		return a.answer(a.entry(s, r.Entry))
	}
	text := w.form.Done + " " + a.sentence(s, r.Entry)
	if r.File != "" {
		text += " · file " + phrase.Clean(r.File, 200)
	}
	return a.print(text + "\n")
}

// longestSentence is room for a title and a path.
const longestSentence = 1000

// sentence says an entry in one line, as a hover does.
func (a *app) sentence(s *session, e *ledger.Entry) string {
	label, text := s.voice().Mark(hint.Mark{Entry: e})
	if e.Decision != nil && label != "Decided" { // what the label of a hover says
		text += " · " + e.Decision.Status
	}
	if len(e.Anchors) > 0 {
		at := e.Anchors[0]
		p := hint.Mark{Entry: e}.Place
		p.Path, p.Line, p.EndLine = at.Path, at.Line, at.EndLine
		text += " · " + spot(p)
	}
	return phrase.Clean(text, longestSentence)
}
