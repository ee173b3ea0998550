package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
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
	b.WriteString(consentLines(c, nl))
	return b.Bytes()
}

// newline is the line end a file uses.
func newline(file []byte) string {
	if bytes.Contains(file, []byte("\r\n")) {
		return "\r\n"
	}
	return "\n"
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

// errByHand says that a file cannot be edited without moving more of it than one value.
var errByHand = errors.New("the way it is written there cannot be edited safely")

// Set returns the user's file with one key, "section.name", set to a value as it is written in TOML, everything else byte for byte
// as it was. It fails where that cannot be done: then the user writes it.
func Set(userFile []byte, key, value string) ([]byte, error) {
	section, name, ok := strings.Cut(key, ".")
	if !ok {
		return nil, fmt.Errorf("the key %s has no section", key)
	}
	mark := len(userFile) - len(bytes.TrimPrefix(userFile, utf8BOM))
	d := readTOML(Source{Bytes: userFile})
	nl := newline(userFile)
	out, err := func() ([]byte, error) {
		for _, a := range d.assignments {
			if dotted(a.path) != key {
				continue
			}
			if a.inline {
				return nil, errByHand
			}
			return splice(userFile, mark+a.start, mark+a.end, value), nil
		}
		for _, h := range d.headers {
			if dotted(h.path) != section || h.array {
				continue
			}
			line := name + " = " + value + nl
			if end := userFile[:mark+h.end]; !bytes.HasSuffix(end, []byte("\n")) {
				line = nl + line
			}
			return splice(userFile, mark+h.end, mark+h.end, line), nil
		}
		text := string(userFile)
		if len(userFile) > mark {
			if !strings.HasSuffix(text, "\n") {
				text += nl
			}
			text += nl
		}
		return []byte(text + "[" + section + "]" + nl + name + " = " + value + nl), nil
	}()
	if err != nil {
		return nil, err
	}
	after := readTOML(Source{Bytes: out})
	after.checkDefinitions(Source{Bytes: out})
	for _, a := range after.assignments {
		body := bytes.TrimPrefix(out, utf8BOM)
		if dotted(a.path) == key && !a.inline && strings.TrimSpace(string(body[a.start:a.end])) == value && len(after.faults) <= len(d.faults) {
			return out, nil
		}
	}
	return nil, errByHand
}

func splice(file []byte, from, to int, text string) []byte {
	out := make([]byte, 0, len(file)+len(text))
	out = append(out, file[:from]...)
	out = append(out, text...)
	return append(out, file[to:]...)
}

// List writes a list of strings in TOML.
func List(items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = quote(item)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
