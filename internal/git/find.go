package git

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Limits on what is read of a repository's small files, in bytes.
const (
	pointerLimit = 4 << 10 // .git files, commondir, loose refs
	configLimit  = 1 << 20
)

// Repository is a place that holds a git repository. Every method reads the files
// anew, so it may be used by many goroutines.
type Repository struct {
	Top       string // top of the work tree, absolute, links resolved; "" when bare
	GitDir    string // where HEAD and index are
	CommonDir string // where refs, objects and settings are; differs from GitDir in linked work trees
	Format    string // object format: sha1 or sha256
	Shallow   bool   // history was cut off when cloning
	Bare      bool

	parsed *lastParsed
	listed *lastListed
}

// Find finds the repository that path lies in. The path may be a file or a folder
// and need not exist. Environment variables such as GIT_DIR are ignored. The error
// is ErrNotRepository (also for paths inside .git) or a *RefusedError.
func Find(path string) (*Repository, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("finding the repository of %s: %w", path, err)
	}
	dir, _ := existing(abs)
	for {
		r, err := at(dir)
		if err != nil || r != nil {
			return r, err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return nil, fmt.Errorf("%s: %w", path, ErrNotRepository)
		}
		dir = parent
	}
}

// existing answers the deepest folder on the way to path that is there, with links
// resolved, and what of path comes after it.
func existing(path string) (dir, rest string) {
	for {
		if st, err := os.Stat(path); err == nil && st.IsDir() {
			if real, err := filepath.EvalSymlinks(path); err == nil {
				return real, rest
			}
		}
		parent := filepath.Dir(path)
		if parent == path {
			return path, rest
		}
		rest = filepath.Join(filepath.Base(path), rest)
		path = parent
	}
}

// at looks for a repository whose top, or bare folder, is dir; nil when there is none.
func at(dir string) (*Repository, error) {
	dotgit := filepath.Join(dir, ".git")
	st, err := os.Lstat(dotgit)
	switch {
	case err == nil && st.IsDir():
		if looksLikeGitDir(dotgit) {
			return open(&Repository{Top: dir, GitDir: dotgit, CommonDir: dotgit})
		}
	case err == nil && st.Mode().IsRegular():
		gitDir, err := follow(dotgit, "gitdir: ", dir)
		if err != nil {
			return nil, err
		}
		if !isDir(gitDir) {
			return nil, &RefusedError{Path: dotgit, Reason: "names a folder that is not there: " + gitDir}
		}
		return linked(&Repository{Top: dir, GitDir: gitDir, CommonDir: gitDir})
	case err == nil:
		return nil, &RefusedError{Path: dotgit, Reason: "is " + kind(st.Mode()) + "; Leadline reads only a .git folder or file"}
	case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) && !isNotDirectory(err):
		return nil, &RefusedError{Path: dotgit, Reason: "cannot be looked at: " + err.Error()}
	}
	if looksLikeGitDir(dir) {
		if slices.Contains(strings.Split(filepath.ToSlash(dir), "/"), ".git") {
			return nil, fmt.Errorf("%s: %w", dir, ErrNotRepository)
		}
		return open(&Repository{GitDir: dir, CommonDir: dir, Bare: true})
	}
	return nil, nil
}

// looksLikeGitDir asks what git asks: HEAD, objects and refs.
func looksLikeGitDir(dir string) bool {
	if _, err := os.Lstat(filepath.Join(dir, "HEAD")); err != nil {
		return false
	}
	return leadsToDir(filepath.Join(dir, "objects")) && leadsToDir(filepath.Join(dir, "refs"))
}

// linked completes a repository found through a .git file: a submodule's own
// folder, or a linked work tree that shares the folder named by commondir.
func linked(r *Repository) (*Repository, error) {
	pointer := filepath.Join(r.GitDir, "commondir")
	if _, err := os.Lstat(pointer); err == nil {
		if r.CommonDir, err = follow(pointer, "", r.GitDir); err != nil {
			return nil, err
		}
	}
	if !isDir(r.CommonDir) || !leadsToDir(filepath.Join(r.CommonDir, "objects")) {
		return nil, &RefusedError{Path: r.CommonDir, Reason: "holds no git objects"}
	}
	return open(r)
}

// follow reads a file that names a folder, relative to base.
func follow(file, prefix, base string) (string, error) {
	content, err := readRegular(file, pointerLimit)
	if err != nil {
		return "", refused(file, err)
	}
	target, ok := strings.CutPrefix(strings.TrimRight(string(content), "\r\n"), prefix)
	if !ok || target == "" || strings.ContainsAny(target, "\x00\n") {
		return "", &RefusedError{Path: file, Reason: "does not name a folder"}
	}
	if isRemote(target) {
		return "", &RefusedError{Path: file, Reason: "names a folder on another machine"}
	}
	target = filepath.FromSlash(target)
	if !filepath.IsAbs(target) {
		target = filepath.Join(base, target)
	}
	if real, err := filepath.EvalSymlinks(target); err == nil {
		return real, nil
	}
	return filepath.Clean(target), nil
}

// refused makes a *RefusedError of any reading error.
func refused(path string, err error) error {
	var already *RefusedError
	if errors.As(err, &already) {
		return err
	}
	return &RefusedError{Path: path, Reason: "cannot be read: " + err.Error()}
}

// open finds out the object format and refuses what we do not read.
func open(r *Repository) (*Repository, error) {
	config, err := readRegular(filepath.Join(r.CommonDir, "config"), configLimit)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, refused(filepath.Join(r.CommonDir, "config"), err)
	}
	extensions := scanExtensions(config)
	if isDir(filepath.Join(r.CommonDir, "reftable")) || extensions["refstorage"] == "reftable" {
		return nil, &RefusedError{
			Path:   r.CommonDir,
			Reason: "keeps its refs in a reftable, which Leadline does not read yet; git refs migrate --ref-format=files makes them readable",
		}
	}
	r.Format, r.parsed, r.listed = "sha1", &lastParsed{}, &lastListed{}
	head, err := r.Head()
	if err != nil {
		return nil, err
	}
	if len(head.Hash) == 64 || head.Unborn && extensions["objectformat"] == "sha256" {
		r.Format = "sha256"
	}
	grafts, err := r.shallow()
	if err != nil {
		return nil, err
	}
	r.Shallow = len(grafts) > 0
	return r, nil
}

// scanExtensions reads the [extensions] section of a configuration: plain
// key = value lines, as git writes them. The real reading is Config's; this one
// must not need a process.
func scanExtensions(config []byte) map[string]string {
	found := map[string]string{}
	inside := false
	for line := range strings.Lines(string(config)) {
		line = strings.ToLower(strings.TrimSpace(line))
		if strings.HasPrefix(line, "[") {
			inside = line == "[extensions]"
			continue
		}
		if key, value, ok := strings.Cut(line, "="); ok && inside {
			found[strings.TrimSpace(key)] = strings.Trim(strings.TrimSpace(value), `"`)
		}
	}
	return found
}
