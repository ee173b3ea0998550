package history

import (
	"fmt"
	"net/url"
	"path"
	"strings"
)

// Lines is the address of lines of a file as they stand in a commit, which stays right whatever comes later; line 0 is the
// whole file. It is "" on a host that is not known, and for what is no path of a repository. A page that would show the file
// typeset, where lines cannot be pointed at, is asked for as text.
func (h Host) Lines(commit, file string, line, end int) string {
	if h.Kind == "" || commit == "" || !isPlain(file) {
		return ""
	}
	parts := strings.Split(file, "/")
	for i := range parts {
		parts[i] = url.PathEscape(parts[i])
	}
	file = strings.Join(parts, "/")
	base := "https://" + h.Server + "/" + h.Project
	typeset, separator := "", ""
	if line > 0 && isTypeset(file) {
		typeset = "?plain=1"
	}
	switch h.Kind {
	case GitHub:
		base, separator = base+"/blob/", "-L"
	case GitLab:
		base, separator = base+"/-/blob/", "-"
	case Gitea:
		base, separator = base+"/src/commit/", "-L"
		if typeset != "" {
			typeset = "?display=source"
		}
	case Bitbucket:
		base, typeset = base+"/src/", ""
	default:
		return ""
	}
	address := base + commit + "/" + file + typeset
	switch {
	case line < 1:
		return address
	case h.Kind == Bitbucket && end > line:
		return address + fmt.Sprintf("#lines-%d:%d", line, end)
	case h.Kind == Bitbucket:
		return address + fmt.Sprintf("#lines-%d", line)
	case end > line:
		return address + fmt.Sprintf("#L%d%s%d", line, separator, end)
	}
	return address + fmt.Sprintf("#L%d", line)
}

// isPlain says whether a path lies in a repository: one with .. or an empty name in it would lead elsewhere.
func isPlain(file string) bool {
	return file != "" && len(file) <= 4096 && !strings.HasPrefix(file, "/") && path.Clean(file) == file && file != ".." && !strings.HasPrefix(file, "../")
}

func isTypeset(file string) bool {
	switch strings.ToLower(path.Ext(file)) {
	case ".md", ".markdown", ".rst", ".adoc", ".asciidoc", ".org", ".textile", ".rdoc", ".ipynb", ".svg":
		return true
	}
	return false
}
