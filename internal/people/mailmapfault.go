package people

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MailmapFault is a line of a .mailmap that does not do what it seems to.
type MailmapFault struct {
	Line    int // 1-based; 0 means the whole file
	Message string
}

const (
	mostMailmapFaults = 200
	// binaryHead is how far into a file a zero byte makes it binary, as for git.
	binaryHead = 8000
)

// MailmapFaults are the faults of a .mailmap, in its order, at most 200. It takes time in the length of the text.
func MailmapFaults(text []byte) []MailmapFault {
	switch {
	case len(text) > MailmapLimit:
		return []MailmapFault{{0, fmt.Sprintf("this file is larger than %d MB and is not read; shorten it", MailmapLimit>>20)}}
	case bytes.IndexByte(text[:min(len(text), binaryHead)], 0) >= 0:
		return []MailmapFault{{0, "this file is binary, so that it says nothing about anybody; save it as UTF-8 text"}}
	}
	var out []MailmapFault
	add := func(line int, message string) {
		if len(out) < mostMailmapFaults {
			out = append(out, MailmapFault{line, message})
		}
	}
	mapped := map[string]int{} // the line that leads on from an address
	proper := map[int]string{} // the address that a line leads to
	n := 0
	for line := range bytes.Lines(text) {
		n++
		trimmed := bytes.TrimSpace(line)
		switch {
		case len(trimmed) == 0 || line[0] == '#':
			continue
		case len(line) > maxMailmapLine:
			add(n, fmt.Sprintf("this line is longer than %d bytes and is not read; shorten it", maxMailmapLine))
			continue
		}
		name, first, rest, ok := nameAndAddress(string(line))
		if !ok {
			add(n, "this line says nothing: it has no address in < >; write Name <address>, or Name <address> <other address>")
			continue
		}
		other, second, _, two := nameAndAddress(rest)
		switch {
		case !two && strings.TrimSpace(rest) != "" && strings.TrimSpace(rest)[0] != '#':
			add(n, "what follows the first address is not read: it has no address in < >")
		case !two && name == "":
			add(n, "this line says nothing: it gives neither a name nor another address")
		case two && strings.EqualFold(first, second) && name == "":
			add(n, "this line says nothing: both addresses are the same")
		}
		if two && other == "" && !strings.EqualFold(first, second) {
			mapped[fold(second)] = n
			proper[n] = fold(first)
		}
	}
	// Of a chain git takes one step: who is sent on from an address that somebody is sent to goes two ways.
	for _, line := range slices.Sorted(maps.Keys(proper)) {
		address := proper[line]
		if on, ok := mapped[address]; ok && on != line {
			add(line, fmt.Sprintf("line %d leads on from %s, and git does not follow it; lead both lines to one address", on, cleanAddress(address)))
		}
	}
	slices.SortStableFunc(out, func(a, b MailmapFault) int { return a.Line - b.Line })
	return out
}
