package config

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// EditorFile stands for a file name in faults of the editor's settings.
const EditorFile = "the editor's settings"

// readEditor takes the editor's settings apart: the keys of the files, as
// nested objects or with dots, in kebab-case or camelCase, with or without an
// object "leadline" around them. A null means "not set".
func readEditor(raw json.RawMessage) document {
	d := document{file: EditorFile}
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return d
	}
	if len(raw) > maxSource {
		d.fault(place{}, "", "they are larger than 1 MB and were not read; make them smaller")
		return d
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		d.fault(place{}, "", "they are not valid JSON; send an object with the keys of config.toml")
		return d
	}
	if v == nil {
		return d
	}
	object, ok := v.(map[string]any)
	if !ok {
		d.fault(place{}, "", "they are not an object; send an object with the keys of config.toml")
		return d
	}
	if inner, ok := object["leadline"].(map[string]any); ok && len(object) == 1 {
		object = inner
	}
	// Client libraries keep their own switch for protocol traces in the same section.
	delete(object, "trace")
	d.object(nil, object)
	return d
}

func (d *document) object(path []string, o map[string]any) {
	if len(path) > maxDepth {
		d.fault(place{}, dotted(path[:2]), "nested too deeply; no setting needs this")
		return
	}
	names := make([]string, 0, len(o))
	for name := range o {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		at := slices.Clone(path)
		switch {
		case len(at) == 1 && named(at[0]):
			at = append(at, name) // a person's handle or a team's name is nobody's to respell
		case len(at) == 0:
			for i, part := range strings.Split(name, ".") {
				if i != 1 || !named(at[0]) {
					part = kebab(part)
				}
				at = append(at, part)
			}
		default:
			at = append(at, kebab(name))
		}
		switch v := o[name].(type) {
		case nil:
		case map[string]any:
			d.object(at, v)
		default:
			d.assignments = append(d.assignments, assignment{path: at, value: jsonValue(v, 0), header: -1})
		}
	}
}

// named tells whether the keys below a section are names of the user's choice.
func named(section string) bool { return section == "people" || section == "teams" }

func jsonValue(v any, depth int) value {
	switch v := v.(type) {
	case string:
		return value{kind: text, str: v}
	case bool:
		return value{kind: boolean, flag: v}
	case json.Number:
		if n, err := strconv.Atoi(v.String()); err == nil {
			return value{kind: integer, num: n}
		}
	case []any:
		if depth > maxDepth {
			break
		}
		l := value{kind: list}
		for _, item := range v {
			l.items = append(l.items, jsonValue(item, depth+1))
		}
		return l
	}
	return value{kind: other}
}

// kebab turns halfLifeDays into half-life-days.
func kebab(name string) string {
	var b strings.Builder
	for i, c := range name {
		if unicode.IsUpper(c) {
			if i > 0 {
				b.WriteByte('-')
			}
			c = unicode.ToLower(c)
		}
		b.WriteRune(c)
	}
	return b.String()
}
