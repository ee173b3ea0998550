package lsp

import (
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"go.lsp.dev/uri"
)

// canonical is the form a URI has once the protocol's decoder has read it; a text that is none stays as it is.
func canonical(text string) uri.URI {
	u, err := uri.Parse(text)
	if err != nil {
		return uri.URI(text)
	}
	return u
}

// documentKey is what two names of the same document share: the decoded path of a file, else the canonical URI.
func documentKey(u uri.URI) string {
	if u.IsFile() && u.Path() != "" {
		return "file:" + u.Authority() + upperEscapes(path.Clean(u.Path()))
	}
	return string(u)
}

// upperEscapes makes what the decoder left as escapes, bytes that are not UTF-8, the same in both spellings.
func upperEscapes(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' && unhex(b[i+1]) >= 0 && unhex(b[i+2]) >= 0 {
			copy(b[i+1:i+3], strings.ToUpper(s[i+1:i+3]))
		}
	}
	return string(b)
}

// FilePath returns the path that a file URI names, as this machine writes paths; "" if it names none: another scheme,
// another host, a NUL. Percent-encoded bytes come out as they are, UTF-8 or not, which the library would not do.
func FilePath(text string) string {
	return filePath(text, runtime.GOOS == "windows")
}

func filePath(text string, windows bool) string {
	scheme, rest, ok := strings.Cut(text, ":")
	if !ok || !strings.EqualFold(scheme, "file") {
		return ""
	}
	if i := strings.IndexAny(rest, "?#"); i >= 0 {
		rest = rest[:i]
	}
	host := ""
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		var slash bool
		host, rest, slash = strings.Cut(after, "/")
		if !slash {
			return ""
		}
		rest = "/" + rest
	}
	p := unescape(rest)
	if !strings.HasPrefix(p, "/") || strings.IndexByte(p, 0) >= 0 {
		return ""
	}
	local := host == "" || strings.EqualFold(host, "localhost")
	if !windows {
		if !local {
			return ""
		}
		return path.Clean(p)
	}
	p = strings.ReplaceAll(p, `\`, "/")
	switch {
	case !local:
		p = "//" + unescape(host) + path.Clean(p)
	case len(p) >= 3 && p[2] == ':':
		p = strings.ToUpper(p[1:2]) + ":" + path.Clean("/"+p[3:])
	default:
		return ""
	}
	return strings.ReplaceAll(p, "/", `\`)
}

// FileURI names the file at the absolute path p, for messages about a document that the client has not named itself.
func FileURI(p string) uri.URI {
	p = filepath.ToSlash(p)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.WriteString("file://")
	for i := range len(p) {
		switch c := p[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("/-._~", c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return uri.URI(b.String())
}

// unescape decodes %XX; what is no escape stays.
func unescape(s string) string {
	if strings.IndexByte(s, '%') < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			hi, lo := unhex(s[i+1]), unhex(s[i+2])
			if hi >= 0 && lo >= 0 {
				b = append(b, byte(hi<<4|lo))
				i += 2
				continue
			}
		}
		b = append(b, s[i])
	}
	return string(b)
}

func unhex(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
