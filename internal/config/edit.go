package config

import (
	"bytes"
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
