package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/report"
	"github.com/leadline/leadline/internal/workspace"
)

func said(id, title, status, day string, d ledger.Decision) *ledger.Entry {
	at, err := time.Parse(time.DateOnly, day)
	if err != nil {
		at = time.Time{}
	}
	d.Title, d.Status = title, status
	return &ledger.Entry{ID: id, Type: ledger.TypeDecision, At: at, Decision: &d}
}

func text(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

func TestTimeline(t *testing.T) {
	moved := time.Date(2027, 1, 2, 9, 0, 0, 0, time.UTC)
	weeks := report.Timeline([]*ledger.Entry{
		said("D-AAAAA1", "First", ledger.Deprecated, "2026-12-28", ledger.Decision{Undo: ledger.UndoMonths, Moves: []ledger.Move{{At: moved, From: ledger.Accepted, Status: ledger.Deprecated}}}),
		said("D-AAAAA2", "On Sunday", ledger.Accepted, "2026-11-22", ledger.Decision{}),
		said("D-AAAAA3", "On Monday", ledger.Proposed, "2026-11-16", ledger.Decision{}),
		said("ADR-20201030-a-name-that-is-long", "Undated", ledger.Accepted, "", ledger.Decision{}),
	}, time.UTC)
	var got strings.Builder
	for _, w := range weeks {
		fmt.Fprintf(&got, "%s %s %s | %s\n", text(w.Week), text(w.From), text(w.To), w.Heading())
		for _, s := range w.Steps {
			fmt.Fprintf(&got, "  %s\n", strings.Join(s.Row(time.UTC), " | "))
		}
	}
	want := `2026-W53 2026-12-28 2027-01-03 | Week 53 · 28 December 2026 to 3 January 2027
  Sat | D-AAAAA1 | First | now deprecated | hard to undo
  Mon | D-AAAAA1 | First | accepted | hard to undo
2026-W47 2026-11-16 2026-11-22 | Week 47 · 16 to 22 November 2026
  Sun | D-AAAAA2 | On Sunday | accepted |` + " " + `
  Mon | D-AAAAA3 | On Monday | proposed |` + " " + `
- - - | Without a date
   | ADR-20201030-a-name-that-is-long | Undated | accepted |` + " " + `
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := report.Timeline(nil, time.UTC); got == nil || len(got) != 0 {
		t.Errorf("%#v", got)
	}
}

func TestGraph(t *testing.T) {
	records := []*ledger.Entry{
		said("D-AAAAA1", `Say "no" to [x](y) <b> & %%{init: {}}%% #1; `+"`a`", ledger.Superseded, "", ledger.Decision{SupersededBy: "D-AAAAA2"}),
		said("D-AAAAA2", "Newer", ledger.Accepted, "", ledger.Decision{Supersedes: []string{"D-AAAAA1", "D-NOBODY"}, RelatesTo: []string{"D-AAAAA3"}}),
		said("D-AAAAA3", "Related", ledger.Accepted, "", ledger.Decision{RelatesTo: []string{"D-AAAAA2", "D-AAAAA3"}}),
		said("D-AAAAA4", "Alone", ledger.Accepted, "", ledger.Decision{}),
		said("D-AAAAA5", "A", ledger.Superseded, "", ledger.Decision{SupersededBy: "D-AAAAA6"}),
		said("D-AAAAA6", "B", ledger.Superseded, "", ledger.Decision{SupersededBy: "D-AAAAA5"}),
	}
	for _, e := range records {
		e.Record = &ledger.Record{Path: "docs/" + e.ID + ".md"}
	}
	s := &workspace.Snapshot{Records: records}
	want := `flowchart LR
  n1["D-AAAAA1<br/>Say #34;no#34; to #91;x#93;(y) #60;b#62; #38; #37;#37;#123;init: #123;#125;#125;#37;#37; #35;1#59; #96;a#96;"]
  n2["D-AAAAA2<br/>Newer"]
  n3["D-AAAAA3<br/>Related"]
  n2 -->|supersedes| n1
  n2 -.- n3
  classDef gone stroke-dasharray: 4 3
  class n1 gone
`
	if diff := cmp.Diff(want, report.GraphOf(s, records[2]).Mermaid()); diff != "" {
		t.Errorf("around one (-want +got):\n%s", diff)
	}
	all := report.GraphOf(s, nil)
	if len(all.Nodes) != 5 || len(all.Edges) != 4 {
		t.Errorf("all: %+v", all)
	}
	alone := report.GraphOf(s, records[3])
	if len(alone.Nodes) != 1 || len(alone.Edges) != 0 {
		t.Errorf("alone: %+v", alone)
	}
	if got := s.Successor(records[4]); got != nil {
		t.Errorf("a circle has an end: %s", got.ID)
	}
	if got := s.Successor(records[0]); got != records[1] {
		t.Errorf("the successor is %v", got)
	}
}
