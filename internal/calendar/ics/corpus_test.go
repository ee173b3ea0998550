package ics

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/zone"
)

// The corpus: the shapes that programs produce, and every instance within two
// years. What is wanted was worked out with other libraries (Python's icalendar,
// dateutil and zoneinfo), or by hand where they do not know a feature. An
// archive's head says the query.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(files) < 7 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			q := query(t, string(archive.Comment))
			parts := map[string]string{}
			for _, f := range archive.Files {
				parts[f.Name] = string(f.Data)
			}
			text := strings.ReplaceAll(parts["calendar.ics"], "\n", "\r\n")
			x, err := read(t.Context(), strings.NewReader(text), q)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(parts["want"], listed(x)); d != "" {
				t.Error(d)
			}
			var faults strings.Builder
			for _, f := range x.faults.list {
				fmt.Fprintf(&faults, "%d ×%d %s\n", f.Line, f.Times, f.Text)
			}
			if d := cmp.Diff(parts["faults"], faults.String()); d != "" {
				t.Error(d)
			}
		})
	}
}

func query(t *testing.T, head string) (q Query) {
	t.Helper()
	for line := range strings.Lines(head) {
		words := strings.Fields(line)
		switch {
		case len(words) == 3 && words[0] == "window":
			for i, to := range []*time.Time{&q.Window.Start, &q.Window.End} {
				at, err := time.Parse(time.RFC3339, words[i+1])
				if err != nil {
					t.Fatal(err)
				}
				*to = at
			}
		case len(words) == 2 && words[0] == "zone":
			in, err := zone.Load(words[1])
			if err != nil {
				t.Fatal(err)
			}
			q.Zone = in
		case len(words) == 2 && words[0] == "owner":
			q.Owner = append(q.Owner, words[1])
		}
	}
	return q
}

func listed(x *expander) string {
	var lines []string
	add := func(kind string, list []calendar.Interval) {
		for _, i := range list {
			const minute = "2006-01-02T15:04Z"
			lines = append(lines, fmt.Sprintf("%s %s %s\n", kind, i.Start.Format(minute), i.End.Format(minute)))
		}
	}
	add("busy", x.busy)
	add("tentative", x.tentative)
	slices.SortFunc(lines, func(a, b string) int {
		_, a, _ = strings.Cut(a, " ")
		_, b, _ = strings.Cut(b, " ")
		return strings.Compare(a, b)
	})
	return strings.Join(lines, "")
}
