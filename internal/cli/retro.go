package cli

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// retroJSON is an observation about an area. by is null where its author gave no name.
type retroJSON struct {
	ID   string  `json:"id"`
	Text string  `json:"text"`
	Area string  `json:"area"`
	Line *int    `json:"line"`
	By   *string `json:"by"`
	At   instant `json:"at"` // only the day where no name was given
}

func retroOf(s *workspace.Snapshot, e *ledger.Entry) retroJSON {
	out := retroJSON{ID: e.ID, Text: e.Retro.Text, Area: e.Retro.Area, At: at(e.At)}
	if len(e.Anchors) > 0 {
		out.Line = some(e.Anchors[0].Line)
	}
	if !e.Unsigned() {
		out.By = some(by(s, e.By))
	}
	return out
}

func (a *app) retro() *cobra.Command {
	return a.group("retro", "Keep observations about areas for the next retrospective", a.retroNote(), a.retroList())
}

func (a *app) retroNote() *cobra.Command {
	var where atFlags
	var unsigned bool
	c := &cobra.Command{
		Use: "note TEXT", Short: "Note something about an area, never about a person, with or without your name", Args: a.exactly(1),
		Long: "Note something about a file or a folder for the next retrospective. Speak of the area, never of a person.\n\n" +
			"--anonymous leaves your name out for good: it is written nowhere, nor is the time of day. In a store that you share,\n" +
			"nobody can tell who it was except by its place among the events of that day. In a store that only you write to, or once\n" +
			"it is synchronised from there, whoever sees the store knows whose it is. Such a note is about a whole file or folder.",
	}
	where.add(c)
	c.Flags().BoolVar(&unsigned, "anonymous", false, "without your name")
	c.RunE = func(c *cobra.Command, args []string) error {
		return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
			in := action.Input{Values: action.Values{"text": args[0]}}
			if unsigned {
				in.Values["anonymous"] = "yes"
			}
			var err error
			if in.Where, err = where.where(c, s); err != nil {
				return err
			}
			if in.Where.Path != "" {
				if in.Where.Path, err = s.area(ctx, where.path); err != nil {
					return err
				}
			}
			if unsigned && in.Where.Line > 0 {
				a.note("a note without a name is about the whole file: the text of lines may tell whose they are")
			}
			return a.record(ctx, s, saying{form: action.Retro}, in)
		})
	}
	return c
}

func (a *app) retroList() *cobra.Command {
	var since string
	c := &cobra.Command{
		Use: "list", Short: "List the notes for the retrospective, newest first", Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error {
				var from time.Time
				if since != "" {
					var err error
					if from, err = sinceDay(since, s.Snapshot().Now()); err != nil {
						return usagef("--since: %w", err)
					}
				}
				return a.listNotes(s, from)
			})
		},
	}
	c.Flags().StringVar(&since, "since", "", "only those since a `day`, such as 2026-11-01, or 2w (weeks) or 10d (days)")
	return c
}

// sinceDay is when a day in the past began: a date, or a number of days or weeks ago.
func sinceDay(text string, now time.Time) (time.Time, error) {
	if t, err := time.ParseInLocation(time.DateOnly, text, now.Location()); err == nil {
		return t, nil
	}
	days := 0
	for unit, length := range map[string]int{"d": 1, "w": 7} {
		if n, ok := strings.CutSuffix(text, unit); ok {
			if count, err := strconv.Atoi(n); err == nil && count >= 0 && count < 10_000 {
				days = count*length + 1
			}
		}
	}
	if days == 0 {
		return time.Time{}, errors.New("give a date such as 2026-11-01, or 2w or 10d")
	}
	y, m, d := now.Date()
	return time.Date(y, m, d-days+1, 0, 0, 0, 0, now.Location()), nil
}

func (a *app) listNotes(s *session, from time.Time) error {
	snapshot, v := s.Snapshot(), s.voice()
	// One without a name has a day and no time: it counts where any of its day does.
	late := func(e *ledger.Entry) bool {
		return !e.At.Before(from) || e.Unsigned() && e.At.Add(24*time.Hour).After(from)
	}
	out := []retroJSON{}
	rows := [][]string{{"ID", "AREA", "NOTE", "WHEN", "WHO"}}
	for _, e := range snapshot.Ledger.All(ledger.TypeRetro) {
		if !late(e) {
			continue
		}
		note := retroOf(snapshot, e)
		out = append(out, note)
		area := phrase.Clean(note.Area, 200)
		if note.Line != nil {
			area += ":" + strconv.Itoa(*note.Line)
		}
		rows = append(rows, []string{e.ID, area, phrase.Clean(note.Text, 500), phrase.Ago(e.At, v.Now), v.Signed(e)})
	}
	if a.json {
		return a.answer(out)
	}
	if len(out) == 0 {
		return a.print("Nothing is noted for the retro. Note what you see: leadline retro note \"…\" --path FOLDER\n")
	}
	return a.print(a.table(true, rows))
}
