package config

import "strings"

// Where finds the line, 1-based, on which a settings file first speaks of a person or a team: section is
// "people" or "teams", name a handle or a team's name in any case, without @. ok is false when the file
// says nothing of it.
func Where(file []byte, section, name string) (line int, ok bool) {
	d := readTOML(Source{Bytes: file})
	consider := func(path []string, at place) {
		if len(path) >= 2 && path[0] == section && strings.EqualFold(strings.TrimPrefix(path[1], "@"), name) && (!ok || at.line < line) {
			line, ok = at.line, true
		}
	}
	for _, h := range d.headers {
		consider(h.path, h.place)
	}
	for _, a := range d.assignments {
		consider(a.path, a.place)
	}
	return line, ok
}
