package git

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

const (
	alternatesLimit = 64 << 10
	alternatesCount = 5       // object directories besides the repository's own
	entriesLimit    = 200_000 // files looked at in one object directory
)

// objectDirs answers the repository's object directory and those it borrows from,
// at most alternatesCount. Directories that are not there are left out, as git does.
func (r *Repository) objectDirs() ([]string, error) {
	own, err := filepath.EvalSymlinks(filepath.Join(r.CommonDir, "objects"))
	if err != nil || !isDir(own) {
		return nil, &RefusedError{Path: r.CommonDir, Reason: "holds no git objects"}
	}
	dirs := []string{own}
	for i := 0; i < len(dirs); i++ {
		listed, err := alternatesOf(dirs[i])
		if err != nil {
			return nil, err
		}
		for _, dir := range listed {
			if isRemote(dir) {
				continue
			}
			real, err := filepath.EvalSymlinks(dir)
			if err != nil || !isDir(real) || slices.Contains(dirs, real) || len(dirs) > alternatesCount {
				continue
			}
			dirs = append(dirs, real)
		}
	}
	return dirs, nil
}

// alternatesOf reads objects/info/alternates: a path a line, maybe C-quoted, maybe
// relative to the object directory, # before a remark.
func alternatesOf(objects string) ([]string, error) {
	content, err := readWithin(objects, "info/alternates", alternatesLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, refused(filepath.Join(objects, "info", "alternates"), err)
	}
	var dirs []string
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '"' {
			if plain, ok := cunquote(line); ok {
				line = plain
			}
		}
		if strings.IndexByte(line, 0) >= 0 {
			continue
		}
		if !filepath.IsAbs(line) && !isRemote(line) {
			line = filepath.Join(objects, line)
		}
		dirs = append(dirs, line)
	}
	return dirs, nil
}

// fewestOdd entries are more than git puts into an object directory.
const fewestOdd = 4096

// fanned are the names of the folders of loose objects that there are in an object directory now: all there can be where
// that cannot be listed. A clone that was just made has none.
func fanned(objects string) []string {
	var names []string
	f, err := os.Open(objects)
	if err == nil {
		defer f.Close()
		for seen := 0; seen < fewestOdd; {
			some, failed := f.Readdirnames(1024)
			seen += len(some)
			for _, name := range some {
				if len(name) == 2 && strings.Trim(name, "0123456789abcdef") == "" {
					names = append(names, name)
				}
			}
			if err = failed; err != nil {
				break
			}
		}
	}
	if errors.Is(err, io.EOF) {
		slices.Sort(names)
		return names
	}
	names = names[:0]
	for i := range 256 {
		names = append(names, fmt.Sprintf("%02x", i))
	}
	return names
}

// shadow is our image of an object directory: symbolic links to its pack folder and to its folders of loose objects.
type shadow struct {
	dir, objects string
	cast         map[string]bool // links that are there
}

// extend makes the links that are missing. Most of the 256 that there can be are never needed, and to make one takes as long
// as a small question to git; so folders that appear later get theirs before git runs again.
func (s *shadow) extend(names []string) error {
	for _, name := range names {
		if s.cast[name] {
			continue
		}
		if err := link(filepath.Join(s.dir, name), filepath.Join(s.objects, name)); err != nil {
			return err
		}
		s.cast[name] = true
	}
	return nil
}

// link makes a symbolic link, or has what stands in its place lead to target.
func link(name, target string) error {
	if old, err := os.Readlink(name); err == nil && old == target {
		return nil
	}
	if runtime.GOOS == "windows" && !leadsToDir(target) {
		return nil // a link to nothing would become a link to a file there; the next opening makes it
	}
	if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	err := os.Symlink(target, name)
	if errors.Is(err, fs.ErrExist) { // another process was faster
		if old, unread := os.Readlink(name); unread == nil && old == target {
			return nil
		}
	}
	if err != nil && runtime.GOOS == "windows" {
		return &RefusedError{Path: filepath.Dir(name), Reason: "needs symbolic links: turn on Developer Mode in the Windows settings (" + err.Error() + ")"}
	}
	return err
}

// checkObjects refuses an object directory with something in it that git would wait
// for when opening: git takes any name in a pack folder for a file. fans are its folders
// of loose objects.
func checkObjects(objects string, fans []string) error {
	seen := 0
	check := func(dir string) error {
		if st, err := os.Stat(dir); err != nil || !st.IsDir() {
			return nil
		}
		f, err := os.Open(dir)
		if err != nil {
			return nil // git cannot read it either
		}
		defer f.Close()
		for seen < entriesLimit {
			entries, err := f.ReadDir(1024)
			seen += len(entries)
			for _, e := range entries {
				mode := e.Type()
				if mode&fs.ModeSymlink != 0 {
					if st, err := os.Stat(filepath.Join(dir, e.Name())); err == nil {
						mode = st.Mode().Type()
					}
				}
				if mode&(fs.ModeNamedPipe|fs.ModeSocket|fs.ModeDevice|fs.ModeIrregular) != 0 {
					return &RefusedError{Path: filepath.Join(dir, e.Name()), Reason: "is " + kind(mode) + " among the git objects; remove it"}
				}
			}
			if err != nil {
				return nil
			}
		}
		return nil
	}
	if err := check(filepath.Join(objects, "pack")); err != nil {
		return err
	}
	for _, fan := range fans {
		if err := check(filepath.Join(objects, fan)); err != nil {
			return err
		}
	}
	return nil
}
