package report

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// TimelineWeek is what became of decisions in one week; that of decisions without a date is null.
type TimelineWeek struct {
	Week  *string        `json:"week"` // 2026-W47, ISO 8601
	From  *string        `json:"from"` // Monday, 2006-01-02
	To    *string        `json:"to"`   // Sunday
	Steps []TimelineStep `json:"steps"`

	monday time.Time
}

// TimelineStep is one step of a decision: that it was logged, or moved to another status.
type TimelineStep struct {
	At     *time.Time `json:"at"` // UTC; null where a file does not say when
	ID     string     `json:"id"`
	Title  string     `json:"title"`
	Status string     `json:"status"` // that it was given
	First  bool       `json:"first"`  // whether it was logged then
	Undo   *string    `json:"undo"`
	Door   string     `json:"door"`

	called string
}

// Timeline groups what was decided by weeks in a place, the newest first; weeks without a decision are left out. Decisions
// without a date, which some files have, come last, in a group of their own.
func Timeline(decisions []*ledger.Entry, in *time.Location) []TimelineWeek {
	var steps, undated []TimelineStep
	for _, e := range decisions {
		d := e.Decision
		step := TimelineStep{ID: e.ID, Title: d.Title, Door: d.Undo.Door(), called: e.ID}
		if d.Undo != "" {
			undo := string(d.Undo)
			step.Undo = &undo
		}
		first := d.Status
		for _, m := range d.Moves {
			next := step
			at := m.At.UTC()
			next.At, next.Status = &at, m.Status
			steps = append(steps, next)
		}
		if len(d.Moves) > 0 {
			first = d.Moves[0].From
		}
		step.Status, step.First = first, true
		if e.At.IsZero() {
			undated = append(undated, step)
			continue
		}
		at := e.At.UTC()
		step.At = &at
		steps = append(steps, step)
	}
	slices.SortStableFunc(steps, func(a, b TimelineStep) int { return b.At.Compare(*a.At) })
	out := []TimelineWeek{}
	for _, step := range steps {
		from, to := WeekOf(step.At.In(in))
		if len(out) == 0 || !out[len(out)-1].monday.Equal(from) {
			year, week := from.ISOWeek()
			out = append(out, TimelineWeek{
				Week: some(fmt.Sprintf("%d-W%02d", year, week)), From: some(from.Format(hint.DateLayout)),
				To: some(to.AddDate(0, 0, -1).Format(hint.DateLayout)), monday: from,
			})
		}
		last := &out[len(out)-1]
		last.Steps = append(last.Steps, step)
	}
	if len(undated) > 0 {
		out = append(out, TimelineWeek{Steps: undated})
	}
	return out
}

// Heading names the week: "Week 47 · 16 to 22 November 2026".
func (w TimelineWeek) Heading() string {
	if w.Week == nil {
		return "Without a date"
	}
	sunday := w.monday.AddDate(0, 0, 6)
	from := w.monday.Format("2")
	switch {
	case w.monday.Year() != sunday.Year():
		from = w.monday.Format("2 January 2006")
	case w.monday.Month() != sunday.Month():
		from = w.monday.Format("2 January")
	}
	_, week := w.monday.ISOWeek()
	return fmt.Sprintf("Week %d · %s to %s", week, from, sunday.Format("2 January 2006"))
}

// longestID is more than the name of any file has.
const longestID = 260

// Row is a step for a table: day, id, title, status, how hard to undo.
func (t TimelineStep) Row(in *time.Location) []string {
	status := t.Status
	if !t.First {
		status = "now " + status
	}
	undo := ""
	if t.Undo != nil {
		undo = phrase.Undo(ledger.Undo(*t.Undo))
	}
	day := ""
	if t.At != nil {
		day = t.At.In(in).Format("Mon")
	}
	return []string{day, phrase.Clean(t.called, longestID), phrase.Clean(t.Title, 60), phrase.Clean(strings.TrimSpace(status), 40), undo}
}
