package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// AddConsent returns the user's file with a consent appended, everything else
// byte for byte as it was. A consent that is there already is not added again.
func AddConsent(userFile []byte, c Consent) []byte {
	d := readTOML(Source{Bytes: userFile})
	d.readConsents(schema())
	if slices.ContainsFunc(d.consents, c.same) {
		return userFile
	}
	nl := newline(userFile)
	var b bytes.Buffer
	b.Write(userFile)
	if content := bytes.TrimPrefix(userFile, utf8BOM); len(content) > 0 {
		if !bytes.HasSuffix(content, []byte("\n")) {
			b.WriteString(nl)
		}
		b.WriteString(nl)
	}
	for _, line := range []string{
		"[[" + consentKey + "]]",
		"git-dir = " + quote(c.GitDir),
		"remote = " + quote(withoutSecret(c.Remote)),
		"key = " + quote(c.Key),
		"value = " + quote(c.Value),
	} {
		b.WriteString(line + nl)
	}
	return b.Bytes()
}

// SetKey returns the user's file with one key set, everything else byte for
// byte as it was: the value is replaced where the key stands, else a line is
// added to its section, else the section is added. The value is a string,
// bool, int or []string. It fails, and changes nothing, when there is no such
// key, the value does not fit it, or the file cannot be edited safely.
func SetKey(userFile []byte, key string, v any) ([]byte, error) {
	path := strings.Split(key, ".")
	e, name, ok := find(schema(), path)
	if !ok {
		return nil, fmt.Errorf("set %s: %s", key, unknown(schema(), path))
	}
	written, parsed, err := render(v)
	if err != nil {
		return nil, fmt.Errorf("set %s: %w", key, err)
	}
	trial := draft{people: map[string]*Person{}, teams: map[string]*Team{}}
	if err := e.set(&trial, name, parsed); err != nil {
		return nil, fmt.Errorf("set %s: it %w", key, err)
	}
	if err := wellFormed(userFile); err != nil {
		return nil, fmt.Errorf("set %s: the settings file has a fault; mend it first: %w", key, err)
	}
	out, err := write(userFile, path, written)
	if err != nil {
		return nil, fmt.Errorf("set %s: %w", key, err)
	}
	if err := wellFormed(out); err != nil {
		return nil, fmt.Errorf("set %s: the key is written in a way that cannot be edited here; set it by hand: %w", key, err)
	}
	return out, nil
}

// write puts a rendered value where the key stands or belongs.
func write(file []byte, path []string, written string) ([]byte, error) {
	bom := len(file) - len(bytes.TrimPrefix(file, utf8BOM))
	d := readTOML(Source{Bytes: file})
	file, mark := file[bom:], file[:bom]
	nl := newline(file)
	splice := func(start, end int, s string) []byte {
		return slices.Concat(mark, file[:start], []byte(s), file[end:])
	}
	sectionPath := path[:len(path)-1]
	section, after := -1, -1
	for i, h := range d.headers {
		if len(sectionPath) > 0 && !h.array && slices.Equal(h.path, sectionPath) {
			section, after = i, h.end
		}
	}
	for _, a := range d.assignments {
		if slices.Equal(a.path, path) {
			if a.inline {
				return nil, fmt.Errorf("it stands within { … } on line %d; change it there by hand", a.place.line)
			}
			return splice(a.start, a.end, written), nil
		}
		if a.header == section && (section >= 0 || len(sectionPath) == 0) {
			after = lineEnd(file, a.end)
		}
	}
	line := bareOrQuoted(path[len(path)-1]) + " = " + written + nl
	switch {
	case after >= 0:
		if after > 0 && file[after-1] != '\n' {
			line = nl + line
		}
		return splice(after, after, line), nil
	case len(sectionPath) == 0 && len(d.headers) > 0:
		at := aboveComments(file, d.headers[0].place.line)
		return splice(at, at, line+nl), nil
	}
	if len(sectionPath) > 0 {
		var parts []string
		for _, part := range sectionPath {
			parts = append(parts, bareOrQuoted(part))
		}
		line = "[" + dotted(parts) + "]" + nl + line
		if len(file) > 0 {
			line = nl + line
		}
	}
	if len(file) > 0 && file[len(file)-1] != '\n' {
		line = nl + line
	}
	return splice(len(file), len(file), line), nil
}

// aboveComments is the offset of a header's line, or of the comments directly above it.
func aboveComments(file []byte, line int) int {
	lines := bytes.SplitAfter(file, []byte("\n"))
	n := line - 1
	for n > 0 && bytes.HasPrefix(bytes.TrimSpace(lines[n-1]), []byte("#")) {
		n--
	}
	at := 0
	for _, l := range lines[:n] {
		at += len(l)
	}
	return at
}

// lineEnd is the offset just after the line that offset stands in.
func lineEnd(file []byte, offset int) int {
	if i := bytes.IndexByte(file[offset:], '\n'); i >= 0 {
		return offset + i + 1
	}
	return len(file)
}

// newline is the line end a file uses.
func newline(file []byte) string {
	if bytes.Contains(file, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
}

// wellFormed is strict where reading is lenient: an edit must not build on sand.
func wellFormed(file []byte) error {
	if len(file) > maxSource {
		return errors.New("it is larger than 1 MB")
	}
	var all map[string]any
	err := toml.Unmarshal(bytes.TrimPrefix(file, utf8BOM), &all)
	var de *toml.DecodeError
	if errors.As(err, &de) {
		line, _ := de.Position()
		return fmt.Errorf("line %d: %s", line, capped(printable(strings.TrimPrefix(de.Error(), "toml: ")), 200))
	}
	return err
}

// render writes a value as TOML, and as the schema's checks take it.
func render(v any) (string, value, error) {
	switch v := v.(type) {
	case string:
		return quote(v), value{kind: text, str: v}, nil
	case bool:
		return strconv.FormatBool(v), value{kind: boolean, flag: v}, nil
	case int:
		return strconv.Itoa(v), value{kind: integer, num: v}, nil
	case []string:
		l := value{kind: list}
		var parts []string
		for _, s := range v {
			l.items = append(l.items, value{kind: text, str: s})
			parts = append(parts, quote(s))
		}
		return "[" + strings.Join(parts, ", ") + "]", l, nil
	}
	return "", value{}, fmt.Errorf("a %T is no settings value; use a string, bool, int or list of strings", v)
}

// bareOrQuoted writes one part of a key.
func bareOrQuoted(part string) string {
	odd := func(r rune) bool {
		return !(r == '-' || r == '_' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	}
	if part == "" || strings.ContainsFunc(part, odd) {
		return quote(part)
	}
	return part
}

// quote writes a TOML basic string.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\uFFFD") {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, "\\u%04X", r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
