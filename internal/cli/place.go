package cli

import (
	"os"
	"path"
	"path/filepath"
	"strconv"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/pattern"
)

// place is a file of the repository, or lines of it, as an argument names it.
type place struct {
	Echo          string // as the user wrote it where that is relative to the top, else the path from there
	Path          string // from the repository's top, with slashes
	Line, EndLine int    // 1-based, inclusive; 0: the whole file
}

func (p place) where() action.Where {
	return action.Where{Path: p.Path, Line: p.Line, EndLine: p.EndLine}
}

var lineSuffix = pattern.New(`^(.+?):([0-9]{1,9})(?:-([0-9]{1,9}))?$`)

// place reads PATH, PATH:LINE or PATH:LINE-LINE. A file whose name ends that way is itself meant.
func (s *session) place(arg string) (place, error) {
	if arg == "" {
		return place{}, usagef("the path is empty; name a file of this repository")
	}
	name, line, end := arg, 0, 0
	if m := lineSuffix().FindStringSubmatch(arg); m != nil && !s.app.there(arg) {
		name = m[1]
		line, _ = strconv.Atoi(m[2])
		if end = line; m[3] != "" {
			end, _ = strconv.Atoi(m[3])
		}
		if line < 1 || end < line {
			return place{}, usagef("%q names no lines; they count from 1, as in PATH:3 or PATH:3-7", arg)
		}
	}
	p := place{Line: line, EndLine: end}
	var err error
	p.Echo, p.Path, err = s.locate(name)
	return p, err
}

// locate finds a path of the repository: from its top, and as it is echoed. It need not exist.
func (s *session) locate(name string) (echo, rel string, err error) {
	full := s.app.path(name)
	// From a folder further down, a path from the top is understood too, as others print it.
	if fromTop := filepath.Join(s.Repository.Top, name); !filepath.IsAbs(name) && !exists(full) && exists(fromTop) {
		full = fromTop
	}
	rel, inside := s.Repository.Rel(full)
	if !inside {
		return "", "", usagef("%q lies outside the repository %s; name a file inside it", name, s.Repository.Top)
	}
	if given := filepath.ToSlash(name); path.Clean(given) == rel {
		return given, rel, nil
	}
	return rel, rel, nil
}

// path makes an argument absolute.
func (a *app) path(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(a.dir(), name)
}

func (a *app) there(name string) bool { return exists(a.path(name)) }

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
