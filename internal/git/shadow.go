package git

import (
	"errors"
	"fmt"
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

// cast makes shadow an image of the object directory objects, by symbolic links to
// its pack folder and its 256 folders of loose objects. A link may dangle until the
// folder appears.
func cast(shadow, objects string) error {
	if err := os.MkdirAll(shadow, 0o700); err != nil {
		return err
	}
	names := []string{"pack"}
	for i := range 256 {
		names = append(names, fmt.Sprintf("%02x", i))
	}
	for _, name := range names {
		link, target := filepath.Join(shadow, name), filepath.Join(objects, name)
		if old, err := os.Readlink(link); err == nil && old == target {
			continue
		}
		if runtime.GOOS == "windows" && !leadsToDir(target) {
			continue // a link to nothing would become a link to a file there; the next opening makes it
		}
		if err := os.Remove(link); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		err := os.Symlink(target, link)
		if err != nil && runtime.GOOS == "windows" {
			return &RefusedError{Path: shadow, Reason: "needs symbolic links: turn on Developer Mode in the Windows settings (" + err.Error() + ")"}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checkObjects refuses an object directory with something in it that git would wait
// for when opening: git takes any name in a pack folder for a file.
func checkObjects(objects string) error {
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
	for i := range 256 {
		if err := check(filepath.Join(objects, fmt.Sprintf("%02x", i))); err != nil {
			return err
		}
	}
	return nil
}
