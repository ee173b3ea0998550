package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// figures are what a server held on to at one moment. What is not known is 0.
type figures struct {
	at                                time.Duration // since the beginning
	resident, heap                    int64         // bytes
	goroutines, descriptors, children int
	where                             map[string]int // goroutines by the function that they began with
}

// look reads the figures of a server that has nothing to do.
func (e *editor) look(ctx context.Context, at time.Duration) (figures, error) {
	raw, err := e.Call(ctx, "leadline/held", nil)
	if err != nil {
		return figures{}, err
	}
	var h struct {
		Process, Goroutines int
		Heap                int64
		Where               map[string]int
	}
	if err := json.Unmarshal(raw, &h); err != nil {
		return figures{}, err
	}
	f := figures{at: at, heap: h.Heap, goroutines: h.Goroutines, where: h.Where}
	proc := filepath.Join("/proc", strconv.Itoa(h.Process))
	f.resident = resident(proc)
	if open, err := os.ReadDir(filepath.Join(proc, "fd")); err == nil {
		f.descriptors = len(open)
	}
	if tasks, err := filepath.Glob(filepath.Join(proc, "task", "*", "children")); err == nil {
		for _, name := range tasks {
			if text, err := os.ReadFile(name); err == nil {
				f.children += len(strings.Fields(string(text)))
			}
		}
	}
	return f, nil
}

func resident(proc string) int64 {
	text, err := os.ReadFile(filepath.Join(proc, "status"))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return kb << 10
		}
	}
	return 0
}

// How much more there may be at the end: of memory, and of what is counted, which differs by a timer or a connection.
const (
	grown = 0.10
	few   = 2
)

// quarters are the figures that are compared: of the second quarter of the time and of the last.
func quarters(all []figures, length time.Duration) (before, after []figures) {
	for _, f := range all {
		switch q := 4 * f.at / max(length, 1); {
		case q == 1:
			before = append(before, f)
		case q >= 3:
			after = append(after, f)
		}
	}
	return before, after
}

// growth says what there was more of in the last quarter than in the second.
func growth(all []figures, length time.Duration) error {
	before, after := quarters(all, length)
	if len(before) == 0 || len(after) == 0 {
		return fmt.Errorf("it was looked at %d times, too rarely to judge: take longer", len(all))
	}
	var wrong []error
	tenth := int64(grown * float64(middle(before, func(f figures) int64 { return f.resident })))
	for _, m := range []struct {
		what string
		of   func(figures) int64
	}{
		{"resident memory", func(f figures) int64 { return f.resident }},
		{"live heap", func(f figures) int64 { return f.heap }}, // a small part of it, which grows with what was said meanwhile
	} {
		was, is := middle(before, m.of), middle(after, m.of)
		if is > was+tenth {
			wrong = append(wrong, fmt.Errorf("%s grew from %.1f to %.1f MB", m.what, megabytes(was), megabytes(is)))
		}
	}
	for _, c := range []struct {
		what string
		of   func(figures) int
	}{
		{"goroutines", func(f figures) int { return f.goroutines }},
		{"descriptors", func(f figures) int { return f.descriptors }},
		{"child processes", func(f figures) int { return f.children }},
	} {
		was, is := least(before, c.of), least(after, c.of)
		if c.of(is) > c.of(was)+few {
			wrong = append(wrong, fmt.Errorf("%s grew from %d to %d%s", c.what, c.of(was), c.of(is), more(was, is, c.what)))
		}
	}
	return errors.Join(wrong...)
}

// more names the functions of which more goroutines run.
func more(was, is figures, what string) string {
	if what != "goroutines" {
		return ""
	}
	var out strings.Builder
	for _, name := range slices.Sorted(maps.Keys(is.where)) {
		if is.where[name] > was.where[name] {
			fmt.Fprintf(&out, "; %s: %d, before %d", name, is.where[name], was.where[name])
		}
	}
	return out.String()
}

func middle(of []figures, value func(figures) int64) int64 {
	all := make([]int64, len(of))
	for i, f := range of {
		all[i] = value(f)
	}
	slices.Sort(all)
	return all[len(all)/2]
}

func least(of []figures, value func(figures) int) figures {
	return slices.MinFunc(of, func(a, b figures) int { return cmp.Compare(value(a), value(b)) })
}

func megabytes(bytes int64) float64 { return float64(bytes) / (1 << 20) }

// table is what was seen in each eighth of the time.
func table(name string, all []figures, length time.Duration) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-16s %10s %10s %11s %12s %9s\n", name, "resident", "live heap", "goroutines", "descriptors", "children")
	for eighth := range 8 {
		var some []figures
		for _, f := range all {
			if min(int(8*f.at/max(length, 1)), 7) == eighth {
				some = append(some, f)
			}
		}
		if len(some) == 0 {
			continue
		}
		fmt.Fprintf(&out, "%-16s %7.1f MB %7.1f MB %11d %12d %9d\n", "  from "+(length*time.Duration(eighth)/8).Round(time.Second).String(),
			megabytes(middle(some, func(f figures) int64 { return f.resident })), megabytes(middle(some, func(f figures) int64 { return f.heap })),
			least(some, func(f figures) int { return f.goroutines }).goroutines, least(some, func(f figures) int { return f.descriptors }).descriptors,
			least(some, func(f figures) int { return f.children }).children)
	}
	return out.String()
}

// left are the processes that still run on one of the homes.
func left(dir string) error {
	environments, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return err
	}
	var wrong []error
	for _, name := range environments {
		text, err := os.ReadFile(name)
		if err != nil || !strings.Contains(string(text), dir) {
			continue
		}
		command, _ := os.ReadFile(filepath.Join(filepath.Dir(name), "cmdline"))
		if len(command) > 0 {
			wrong = append(wrong, fmt.Errorf("a process is left: %s", strings.ReplaceAll(strings.TrimRight(string(command), "\x00"), "\x00", " ")))
		}
	}
	return errors.Join(wrong...)
}
