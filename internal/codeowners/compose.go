package codeowners

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ValidOwner says whether an owner is written as the dialect wants it.
func ValidOwner(d Dialect, owner string) bool { return owner != "" && ownerForm(d, owner) }

// PatternFor writes the pattern of exactly one path: a file, a folder with a slash at its end, or "/" for
// everything. ok is false for paths that the dialect cannot name, such as those with a line end or what is not UTF-8.
func PatternFor(d Dialect, path string) (_ string, ok bool) {
	path = strings.TrimPrefix(path, "/")
	if !utf8.ValidString(path) || strings.ContainsFunc(path, unicode.IsControl) || strings.ContainsFunc(path, oddBlank) {
		return "", false
	}
	if d == Gitea {
		return giteaPatternFor(path)
	}
	switch {
	case path == "":
		return "*", true
	case d == GitHub && strings.ContainsAny(path, "[]"):
		return "", false
	}
	return "/" + EscapePath(d, path), true
}

// oddBlank is true for what some readers take for a blank and others do not.
func oddBlank(c rune) bool { return c != ' ' && unicode.IsSpace(c) }

// EscapePath writes part of a path so that it stands for itself in a pattern.
func EscapePath(d Dialect, path string) string {
	if d == Gitea {
		path = regexp.QuoteMeta(path)
	}
	var b strings.Builder
	for i := range len(path) {
		special := `*?\ `
		switch d {
		case Gitea:
			special = `\# `
		case GitLab:
			special = `*?\[] `
		}
		if strings.IndexByte(special, path[i]) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(path[i])
	}
	return b.String()
}

func giteaPatternFor(path string) (string, bool) {
	pattern := EscapePath(Gitea, path)
	if strings.HasPrefix(pattern, "!") {
		pattern = "/" + pattern
	}
	if path == "" || strings.HasSuffix(path, "/") {
		pattern += ".*"
	}
	return pattern, len(pattern) < maxRegexText
}

// Area is the file or folder that a rule is about, as far as its pattern says so: without a slash at the
// end, "." for everything. ok is false for patterns that speak of files all over the repository.
func (r *Rule) Area() (path string, ok bool) {
	switch {
	case r.Negated:
		return "", false
	case r.regex != nil:
		return r.regex.area()
	case r.glob == nil:
		return "", false
	}
	var names []string
	for _, s := range r.glob.segments {
		if s.kind != segmentLiteral {
			break
		}
		names = append(names, s.text)
	}
	if len(names) > 0 {
		return strings.Join(names, "/"), true
	}
	switch all := r.glob.segments; {
	case len(all) == 0 && r.glob.tail == tailBelow: // "**"
	case len(all) > 0 && all[len(all)-1].kind == segmentAny && onlyGlobstars(all[:len(all)-1]): // "*"
	default:
		return "", false
	}
	return ".", true
}

func onlyGlobstars(segments []segment) bool {
	for _, s := range segments {
		if s.kind != segmentGlobstar {
			return false
		}
	}
	return true
}

func (r *regex) area() (path string, ok bool) {
	if r.form == regexExact {
		return r.literal, r.literal != ""
	}
	if r.form == regexPrefix && r.literal == "" {
		return ".", true
	}
	if end := strings.LastIndexByte(r.literal, '/'); r.form != regexSuffix && end > 0 {
		return r.literal[:end], true
	}
	return "", false
}
