package adr

import (
	"path"
	"strings"

	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/pattern"
)

// DirFile is the file in which adr-tools keeps the path of a collection.
const DirFile = ".adr-dir"

// mostDepth is how deep below a collection's folder records may lie: some teams sort them into categories.
const mostDepth = 3

// known are the folders in which people keep records, below the top of a repository or of a package in it.
var known = []string{
	"docs/adr", "doc/adr", "docs/adrs", "doc/adrs", "docs/decisions", "doc/decisions",
	"docs/architecture/decisions", "doc/architecture/decisions", "docs/architecture/adr", "doc/architecture/adr",
}

// KnownFolders are the well-known folders of the repository itself; a package's lie below its own folder.
func KnownFolders() []string { return append(known[:len(known):len(known)], "adr", "adrs") }

// FolderOf is the well-known folder in which a file of the repository lies, "" for none. Letters may be large or small.
// What is vendored, or data of tests, is nobody's decision here.
func FolderOf(file string) string {
	dir := path.Dir(file)
	if lang.Vendored(file) {
		return ""
	}
	parts := strings.Split(dir, "/")
	for _, p := range parts {
		if p == "testdata" {
			return ""
		}
	}
	lower := strings.Split(strings.ToLower(dir), "/")
	for i := range lower {
		for _, k := range known {
			n := strings.Count(k, "/") + 1
			if i+n <= len(lower) && strings.Join(lower[i:i+n], "/") == k {
				return within(parts, i+n)
			}
		}
	}
	if lower[0] == "adr" || lower[0] == "adrs" {
		return within(parts, 1)
	}
	return ""
}

// within is the folder of the first n parts, unless the rest goes too deep.
func within(parts []string, n int) string {
	if len(parts)-n > mostDepth {
		return ""
	}
	return strings.Join(parts[:n], "/")
}

// Declared is the folder that a .adr-dir file names: text is its content, file its path. It is "" for one that lies outside
// the repository.
func Declared(file string, text []byte) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(string(text), "\ufeff"), "\n")
	name = strings.ReplaceAll(strings.TrimSpace(name), `\`, "/")
	if name == "" || path.IsAbs(name) || strings.ContainsAny(name, "\x00:") {
		return ""
	}
	folder := path.Join(path.Dir(file), name)
	if folder == "." || folder == ".." || strings.HasPrefix(folder, "../") {
		return ""
	}
	return folder
}

var (
	dated    = pattern.New(`^(\d{4}-\d{2}-\d{2}|\d{8})(?:\D|$)`)
	template = pattern.New(`^(?:0+[-_])?(?:(?:adr|madr|decision|record|long|short|bare|minimal)[-_]?)*template(?:[-_.]|$)`)
	numbered = pattern.New(`^(?i:adr[-_ ]?)?(\d{1,6})(?:[-_. ]+(.*))?$`)
)

// MayBe says whether a file's name is one that a record can have: Markdown, and neither a template nor a table of contents.
func MayBe(file string) bool {
	base := strings.ToLower(path.Base(file))
	name, ok := strings.CutSuffix(base, ".md")
	if !ok {
		name, ok = strings.CutSuffix(base, ".markdown")
	}
	if !ok || name == "" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || template().MatchString(name) {
		return false
	}
	switch name {
	case "readme", "index", "toc", "changelog", "contributing", "license", "glossary":
		return false
	}
	return true
}

// named takes a file's name apart.
func named(file string) (number, slug string) {
	base := path.Base(file)
	base = strings.TrimSuffix(base, path.Ext(base))
	if dated().MatchString(base) {
		return "", base
	}
	if m := numbered().FindStringSubmatch(base); m != nil {
		return m[1], m[2]
	}
	return "", base
}

// NumberOf is the number that a file's name begins with; -1 for none.
func NumberOf(file string) int {
	n, _ := named(file)
	return number(n)
}
