package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) plate() *cobra.Command {
	var markdown bool
	c := &cobra.Command{
		Use: "plate", Short: "My own plate: what is asked of me and what I put there, sorted by me; nobody else sees it",
		Long: "What is asked of you, and what you put there, as an Eisenhower matrix. Whether something is urgent or important is\n" +
			"yours to say; the program only says what speaks for it. Your plate stays on this machine and enters no table that\n" +
			"others read. A TODO comment comes onto it only when you claim it.",
		Args: a.noSuchCommand,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.showPlate(ctx, s, markdown) })
		},
	}
	c.Flags().BoolVar(&markdown, "markdown", false, "as a Markdown page")
	c.AddCommand(a.plateAdd(), a.plateSet(), a.plateClaim(), a.plateBlock(), a.plateHandOn(),
		a.plateOff("done", "Take an own task off the plate: it is done", true),
		a.plateOff("drop", "Take an own task off the plate: it is not going to be done", false))
	return c
}

// vanished are the reader's promises whose comments are gone.
func (s *session) vanished(ctx context.Context) []workspace.Vanished {
	gone, err := s.Vanished(ctx)
	if err != nil {
		s.app.note("%s; going on without it", err)
	}
	return gone
}

// asking is the reader's plate, and asks of promises whose comments are gone whether they are done.
func (s *session) asking(ctx context.Context) plate.Matrix {
	m := s.matrix(ctx)
	hint.AskIfDone(&m, s.vanished(ctx))
	return m
}

// matrix is the reader's plate.
func (s *session) matrix(ctx context.Context) plate.Matrix {
	return hint.Plate(s.Snapshot(), func(paths []string) []string {
		lively, err := s.Lively(ctx, paths)
		if err != nil {
			s.app.note("%s; going on without it", err)
		}
		return lively
	})
}

func (a *app) showPlate(ctx context.Context, s *session, markdown bool) error {
	m := s.asking(ctx)
	switch {
	case a.json:
		return a.answer(plateOf(m))
	case markdown:
		v := s.voice()
		v.Style = phrase.Markdown()
		return a.print(v.PagePlate(m))
	}
	return a.print(a.plateText(s.voice(), m))
}

// plateText lays a plate out: as four fields where there is room, else one after the other.
func (a *app) plateText(v phrase.Voice, m plate.Matrix) string {
	var b strings.Builder
	if len(m.Kept) > 0 {
		b.WriteString(v.Style.Strong(phrase.KeptTitle) + " · only you see it\n")
		for _, k := range m.Kept {
			b.WriteString("  " + v.KeptTime(k) + "\n")
		}
		b.WriteString("\n")
	}
	if len(m.Items) == 0 {
		return b.String() + phrase.EmptyPlate + "\n"
	}
	b.WriteString(v.Style.Strong(phrase.PlateTitle) + "\n\n")
	if width := a.width(); width >= gridWidth {
		b.WriteString(grid(v, m, width))
	} else {
		for _, q := range plate.Quadrants() {
			if field := a.field(v, m.In(q), q); field != "" {
				b.WriteString(field + "\n")
			}
		}
	}
	if shape := phrase.Shape(m.Shape()); shape != "" {
		b.WriteString(shape + "\n\n")
	}
	for _, line := range phrase.PlateHelp(m) {
		b.WriteString(v.Style.Code(line) + "\n")
	}
	return b.String()
}

// field is one quadrant; empty when nothing stands there.
func (a *app) field(v phrase.Voice, items []plate.Item, q plate.Quadrant) string {
	if len(items) == 0 {
		return ""
	}
	name, meaning := phrase.Quadrant(q)
	return v.Style.Strong(name) + " · " + meaning + "\n" + strings.Join(itemLines(v, items, a.width()), "\n") + "\n"
}

// onPlateFlags are what can be said about something on the plate.
type onPlateFlags struct {
	text, by, urgent, important string
	notUrgent, notImportant     bool
}

func (f *onPlateFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.by, "by", "", "the `day` by which it is wanted, such as fri; empty for none")
	c.Flags().StringVar(&f.urgent, "urgent", "", "is it urgent? yes, =no or =unset")
	c.Flags().StringVar(&f.important, "important", "", "is it important? yes, =no or =unset")
	c.Flags().Lookup("urgent").NoOptDefVal = plate.Yes
	c.Flags().Lookup("important").NoOptDefVal = plate.Yes
	c.Flags().BoolVar(&f.notUrgent, "not-urgent", false, "the same as --urgent=no")
	c.Flags().BoolVar(&f.notImportant, "not-important", false, "the same as --important=no")
}

// said is what was given on the command line.
func (f *onPlateFlags) said(c *cobra.Command) (action.OnPlate, error) {
	var o action.OnPlate
	no := plate.No
	for _, x := range []struct {
		name string
		from *string
		to   **string
		not  bool
	}{
		{"text", &f.text, &o.Text, false},
		{"by", &f.by, &o.By, false},
		{"urgent", &f.urgent, &o.Urgent, f.notUrgent},
		{"important", &f.important, &o.Important, f.notImportant},
	} {
		given := c.Flags().Changed(x.name)
		switch {
		case x.not && given:
			return o, usagef("--%s and --not-%s say the opposite; give one of them", x.name, x.name)
		case x.not:
			*x.to = &no
		case given:
			*x.to = x.from
		}
	}
	return o, nil
}

func (a *app) plateAdd() *cobra.Command {
	var f onPlateFlags
	var at atFlags
	c := &cobra.Command{
		Use: "add TEXT", Short: "Put a task of my own onto my plate", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			o, err := f.said(c)
			if err != nil {
				return err
			}
			o.Text = &args[0]
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				where, err := at.where(c, s)
				if err != nil {
					return err
				}
				id, err := action.AddToPlate(ctx, s.Workspace, o, where)
				return a.plated(ctx, s, id, "On your plate:", err)
			})
		},
	}
	f.add(c)
	at.add(c)
	return c
}

func (a *app) plateSet() *cobra.Command {
	var f onPlateFlags
	c := &cobra.Command{
		Use: "set ID", Short: "Say whether something on my plate is urgent and important", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			o, err := f.said(c)
			if err != nil {
				return err
			}
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				return a.plated(ctx, s, args[0], "Sorted:", action.SortOnPlate(ctx, s.Workspace, args[0], o))
			})
		},
	}
	f.add(c)
	c.Flags().StringVar(&f.text, "text", "", "other `words` for a task of my own")
	return c
}

func (a *app) plateClaim() *cobra.Command {
	return &cobra.Command{
		Use: "claim TODO-ID", Short: "Put a TODO comment onto my plate; only I see that", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				return a.plated(ctx, s, args[0], "On your plate:", action.ClaimForPlate(ctx, s.Workspace, args[0]))
			})
		},
	}
}

func (a *app) plateOff(word, short string, done bool) *cobra.Command {
	return &cobra.Command{
		Use: word + " ID", Short: short, Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				if err := action.TakeOffPlate(ctx, s.Workspace, args[0], done); err != nil {
					return err
				}
				if a.json {
					return a.answer(plateOf(s.matrix(ctx)))
				}
				return a.print(fmt.Sprintf("%s is off your plate.\n", phrase.Clean(strings.ToUpper(args[0]), 40)))
			})
		},
	}
}

func (a *app) plateBlock() *cobra.Command {
	var when, span, file string
	c := &cobra.Command{
		Use: "block ID --at WHEN --ics FILE", Short: "Make a block of time for something on my plate, as a file for my calendar", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			if when == "" || file == "" {
				return usagef("say when and into which file, as in `leadline plate block ID --at \"thu 14:00\" --for 60m --ics block.ics`")
			}
			return a.withLedger(c.Context(), func(_ context.Context, s *session) error {
				out, err := a.beginFile(file)
				if err != nil {
					return err
				}
				defer out.drop()
				start, length, ics, err := action.BlockForPlate(s.Workspace, args[0], when, span)
				if err != nil {
					return err
				}
				if err := out.finish(ics); err != nil {
					return fmt.Errorf("cannot write %s: %w", file, err)
				}
				if a.json {
					return a.answer(blockJSON{ID: strings.ToUpper(args[0]), Start: at(start), End: at(start.Add(length)), ICS: file})
				}
				return a.print(fmt.Sprintf("A block on %s is in %s: open it to put it into your calendar.\n", phrase.When(start, s.voice().Now), file))
			})
		},
	}
	c.Flags().StringVar(&when, "at", "", "`when`, such as \"thu 14:00\"")
	c.Flags().StringVar(&span, "for", "60m", "how `long`")
	c.Flags().StringVar(&file, "ics", "", "the `FILE` to write")
	return c
}

func (a *app) plateHandOn() *cobra.Command {
	c := &cobra.Command{Use: "hand-on ID --to WHO --why WHY", Short: "Offer a task of my own to somebody, and take it off my plate", Args: a.exactly(1)}
	addFields(c, action.Delegation)
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			id := args[0]
			for _, i := range s.matrix(ctx).Items {
				if !strings.EqualFold(i.ID, id) || i.Source.Asked() {
					continue
				}
				in := action.Input{Values: values(c, action.Delegation), Where: action.Where{Path: i.Path, Line: i.Line, EndLine: i.Line}}
				if _, given := in.Values["what"]; !given {
					in.Values["what"] = i.Title
				}
				if i.Source == plate.Claimed {
					in.Todo = i.ID
				}
				if err := a.record(ctx, s, saying{form: action.Delegation}, in); err != nil {
					return err
				}
				return action.TakeOffPlate(ctx, s.Workspace, i.ID, false)
			}
			// What was asked of one is handed back or declined, so that whoever asked knows.
			return action.TakeOffPlate(ctx, s.Workspace, id, false)
		})
	}
	return c
}

// plated prints one thing on the plate after it changed.
func (a *app) plated(ctx context.Context, s *session, id, done string, err error) error {
	if err != nil {
		return err
	}
	for _, i := range s.matrix(ctx).Items {
		if !strings.EqualFold(i.ID, id) {
			continue
		}
		if a.json {
			return a.answer(plateItemOf(i))
		}
		name, meaning := phrase.Quadrant(i.Quadrant())
		return a.print(fmt.Sprintf("%s %s %s · %s (%s)\n", done, i.ID, s.voice().PlateItem(i), strings.TrimSuffix(name, "?"), meaning))
	}
	return nil
}
