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
	const length = 40 * time.Minute
	for name, c := range map[string]struct {
		at   func(int) figures
		want []string
	}{
		"nothing": {func(i int) figures {
			return figures{resident: 50<<20 + int64(i%7)<<20, heap: 20 << 20, goroutines: 30 + i%9, descriptors: 20 + i%5, children: i % 2}
		}, nil},
		"the beginning does not count": {func(i int) figures { return figures{resident: int64(min(i, 10)) << 20, goroutines: min(i, 10)} }, nil},
		"memory":                       {func(i int) figures { return figures{resident: int64(50+i) << 20} }, []string{"resident memory grew from 65.0 to 85.0 MB"}},
		"goroutines": {func(i int) figures {
			return figures{goroutines: 10 + i/4, where: map[string]int{"main": 10, "leak": i / 4}}
		}, []string{"goroutines grew from 12 to 17", "leak: 7, before 2"}},
		"all else": {func(i int) figures {
			return figures{descriptors: i, children: i, heap: int64(i) << 20}
		}, []string{"live heap", "descriptors grew from 10 to 30", "child processes"}},
	} {
		err := growth(seen(40, c.at), length)
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
	if err := growth(nil, length); err == nil {
		t.Error("nothing was seen, and nothing was wrong")
	}
}
