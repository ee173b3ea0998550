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
	resident, program, heap           int64         // bytes: of memory, of it pages of the program's file, and of live heap
	goroutines, descriptors, children int
	events, entries                   int            // in the ledger that it reads
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
	f.resident, f.program = memory(proc)
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

// memory is what a process has in memory, and how much of that are pages of files, which the system can drop and read again.
func memory(proc string) (resident, files int64) {
	text, err := os.ReadFile(filepath.Join(proc, "status"))
	if err != nil {
		return 0, 0
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 1 {
			kb, _ := strconv.ParseInt(fields[1], 10, 64)
			switch fields[0] {
			case "VmRSS:":
				resident = kb << 10
			case "RssFile:":
				files = kb << 10
			}
		}
	}
	return resident, files
}

// What there may be more of at the end than after warm-up.
const (
	grown    = 0.10     // of resident memory, and of the live heap beside what entries take
	perEntry = 2560     // bytes of live heap for each entry that was said meanwhile: a server knows all entries of a repository
	few      = 2        // goroutines and the like: a timer, a connection
	part     = 8        // windows are so many parts of the time
	enough   = part / 2 // and so many parts have to be left after warm-up
)

// warm is how often each kind of thing is done before a machine is warm: what is loaded, learnt and opened at the first times is
// no growth, since it does not happen again. It is counted in things and not in time, so that a slow machine is not judged sooner.
const warm = 10

// windows are the figures that are compared: those of an eighth of the time that begins when the machine is warm, and those of the
// last eighth.
func windows(all []figures, warmed, length time.Duration) (before, after []figures) {
	for _, f := range all {
		switch {
		case f.at >= length-length/part:
			after = append(after, f)
		case f.at >= warmed && f.at < warmed+length/part:
			before = append(before, f)
		}
	}
	return before, after
}

// growth says what there was more of in the end than after warm-up, which ended at warmed; 0 is never.
func growth(all []figures, warmed, length time.Duration) error {
	before, after := windows(all, warmed, length)
	switch {
	case warmed == 0:
		return errors.New("not every kind of thing was done often enough for it to be warm: take longer")
	case warmed > length-enough*length/part:
		return fmt.Errorf("it was warm after %s of %s, too late to judge: take longer", warmed.Round(time.Second), length)
	case len(before) == 0 || len(after) == 0:
		return fmt.Errorf("it was looked at %d times, too rarely to judge: take longer", len(all))
	}
	var wrong []error
	// Most looks meet a server at work: the usual one is compared, so that neither a busy moment nor a lucky one decides.
	resident := func(f figures) int64 { return f.resident }
	if was, is := middle(before, resident), middle(after, resident); float64(is) > (1+grown)*float64(was) {
		wrong = append(wrong, fmt.Errorf("resident memory grew from %.1f to %.1f MB", megabytes(was), megabytes(is)))
	}
	// What is held for good is there at the least busy moment, too.
	was, is := least(before, heapOf), least(after, heapOf)
	said := max(is.entries-was.entries, 0)
	if float64(is.heap) > (1+grown)*float64(was.heap)+float64(perEntry*said) {
		wrong = append(wrong, fmt.Errorf("live heap grew from %.1f to %.1f MB while %d entries were said", megabytes(was.heap), megabytes(is.heap), said))
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

func heapOf(f figures) int { return int(f.heap) }

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

// table is what was seen in each eighth of the time, and what the judgement compares.
func table(name string, all []figures, warmed, length time.Duration) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%-24s %11s %11s %11s %11s %12s %9s %7s %8s\n", name, "resident", "of program", "live heap", "goroutines", "descriptors", "children", "events", "entries")
	row := func(what string, some []figures) {
		if len(some) == 0 {
			return
		}
		last := some[len(some)-1]
		fmt.Fprintf(&out, "  %-22s %8.1f MB %8.1f MB %8.1f MB %11d %12d %9d %7d %8d\n", what,
			megabytes(middle(some, func(f figures) int64 { return f.resident })), megabytes(middle(some, func(f figures) int64 { return f.program })),
			megabytes(least(some, heapOf).heap), least(some, func(f figures) int { return f.goroutines }).goroutines,
			least(some, func(f figures) int { return f.descriptors }).descriptors, least(some, func(f figures) int { return f.children }).children,
			last.events, last.entries)
	}
	if len(all) > 0 {
		row("at the first look", all[:1])
	}
	for eighth := range part {
		var some []figures
		for _, f := range all {
			if min(int(part*f.at/max(length, 1)), part-1) == eighth {
				some = append(some, f)
			}
		}
		row("from "+(length*time.Duration(eighth)/part).Round(time.Second).String(), some)
	}
	if before, after := windows(all, warmed, length); warmed > 0 && len(before) > 0 && len(after) > 0 {
		row("warm from "+warmed.Round(time.Second).String(), before)
		resident := func(f figures) int64 { return f.resident }
		was, is := middle(before, resident), middle(after, resident)
		held, holds := least(before, heapOf), least(after, heapOf)
		fmt.Fprintf(&out, "  resident %+.1f %% since then", 100*float64(is-was)/float64(max(was, 1)))
		if said := holds.entries - held.entries; said > 0 {
			fmt.Fprintf(&out, ", live heap %+d bytes for each of %d entries", (holds.heap-held.heap)/int64(said), said)
		}
		fmt.Fprintln(&out)
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
