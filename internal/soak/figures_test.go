package main

import (
	"strings"
	"testing"
	"time"
)

// seen are figures once a minute.
func seen(minutes int, at func(int) figures) []figures {
	var all []figures
	for i := range minutes {
		f := at(i)
		f.at = time.Duration(i) * time.Minute
		all = append(all, f)
	}
	return all
}

func TestWhatGrows(t *testing.T) {
	const length, warmed = 40 * time.Minute, 5 * time.Minute
	for name, c := range map[string]struct {
		at   func(int) figures
		want []string
	}{
		"nothing": {func(i int) figures {
			return figures{resident: 50<<20 + int64(i%7)<<20, heap: 20<<20 + int64(i%5)<<20, goroutines: 30 + i%9, descriptors: 20 + i%5, children: i % 2}
		}, nil},
		"warming up does not count": {func(i int) figures {
			return figures{resident: int64(min(i, 5)) << 20, heap: int64(min(i, 5)) << 20, goroutines: min(i, 5)}
		}, nil},
		"memory by a tenth": {func(i int) figures { return figures{resident: 50<<20 + int64(i)<<17} }, nil},
		"memory":            {func(i int) figures { return figures{resident: int64(50+i) << 20} }, []string{"resident memory grew from 57.0 to 87.0 MB"}},
		"memory soon after warm-up, and never again": {func(i int) figures {
			return figures{resident: 50<<20 + int64(min(max(i-9, 0), 6))<<20}
		}, []string{"resident memory grew from 50.0 to 56.0 MB"}},
		"resident memory, however much is said": {func(i int) figures {
			return figures{resident: int64(50+i) << 20, entries: 1000 * i}
		}, []string{"resident memory grew"}},
		"heap with the ledger": {func(i int) figures { return figures{heap: 2<<20 + int64(i)*60<<10, entries: 30 * i} }, nil},
		"heap faster than the ledger": {func(i int) figures {
			return figures{heap: 2<<20 + int64(i)*100<<10, entries: 30 * i}
		}, []string{"live heap grew from 2.5 to 5.4 MB while 900 entries were said"}},
		"heap at busy moments alone": {func(i int) figures { return figures{heap: 2<<20 + int64(i%2)<<20*int64(i/10)} }, nil},
		"goroutines": {func(i int) figures {
			return figures{goroutines: 10 + i/4, where: map[string]int{"main": 10, "leak": i / 4}}
		}, []string{"goroutines grew from 11 to 18", "leak: 8, before 1"}},
		"all else": {func(i int) figures {
			return figures{descriptors: i, children: i, heap: int64(i) << 20}
		}, []string{"live heap", "descriptors grew from 5 to 35", "child processes"}},
	} {
		err := growth(seen(40, c.at), warmed, length)
		if (err == nil) != (len(c.want) == 0) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v does not say %q", name, err, want)
			}
		}
	}
	still := seen(40, func(int) figures { return figures{resident: 50 << 20} })
	for name, err := range map[string]error{
		"nothing was seen":        growth(nil, warmed, length),
		"it never was warm":       growth(still, 0, length),
		"it was warm at half":     growth(still, length/2+time.Minute, length),
		"nobody looked when warm": growth(still[15:], warmed, length),
	} {
		if err == nil {
			t.Errorf("%s, and nothing was wrong", name)
		}
	}
}

// What was done and what came of it is told apart, and what nobody does is refused.
func TestThings(t *testing.T) {
	all, err := things("")
	if err != nil || len(all) != 22 {
		t.Errorf("%d things, %v", len(all), err)
	}
	some, err := things("branch switch,edit")
	if err != nil || len(some) != 14 {
		t.Errorf("%d things, %v", len(some), err)
	}
	for _, no := range []string{"edits", "edit,", "edit,edit"} {
		if _, err := things(no); err == nil {
			t.Errorf("%q is done by somebody", no)
		}
	}
	m := machine{done: map[string]int{"edit": warm, "branch switch": warm - 1}}
	if m.warm(some) {
		t.Error("warm before each thing was done often enough")
	}
	if m.done["branch switch"]++; !m.warm(some) {
		t.Error("not warm when each thing was done often enough")
	}
}
