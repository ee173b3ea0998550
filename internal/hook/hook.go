// Package hook has git add the lines that credit a pair to the messages of commits, for as long as people want that.
//
// Two files do it, both of them ours alone. prepare-commit-msg asks Leadline for the lines of the session at hand and puts them
// into the message before its writer sees it. commit-msg empties a message to which nothing but those lines was written: whoever
// leaves the editor without a word means to abort, which git does for an empty message. Neither ever fails a commit: what they
// start may be missing, slow or broken, and they end well all the same.
//
// They are installed only into the hooks folder of the repository itself. A repository whose hooks are elsewhere (core.hooksPath,
// as husky and others set it) shares them with others, and a hook that is there already is somebody's: both stay as they are, and
// [Blocked] says which line to add. Nothing here runs git. See githooks(5).
package hook

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

const folder = "hooks"

// Line is what a hook of somebody else needs, to do what ours does.
const Line = `leadline pairing trailers --into "$1" --source "$2" || true`

// script is a hook with every text that a version of the program wrote for it, the present one first.
type script struct {
	name  string
	texts []string
}

var scripts = []script{
	{"prepare-commit-msg", []string{`#!/bin/sh
# Leadline adds Co-authored-by lines while a pairing session lasts. Never stops a commit.
# "leadline pairing stop" takes this file away.
leadline pairing trailers --into "$1" --source "${2-}" >/dev/null 2>&1 </dev/null
exit 0
`}},
	{"commit-msg", []string{`#!/bin/sh
# Leadline: a message that holds nothing but its Co-authored-by lines was not written. Never stops any other commit.
# "leadline pairing stop" takes this file away.
leadline pairing trailers --unwritten "$1" >/dev/null 2>&1 </dev/null
exit 0
`}},
}

// Blocked says why the hook cannot be installed, and what to do instead.
type Blocked struct {
	Path   string // what is in the way
	Shared bool   // the repository's hooks are elsewhere: others use them too
}

func (b *Blocked) Error() string {
	if b.Shared {
		return fmt.Sprintf("the hooks of this repository are in %s (core.hooksPath), which may be others' too, so nothing is written there. Whoever looks after them can add this line to prepare-commit-msg: %s", b.Path, Line)
	}
	return fmt.Sprintf("%s is somebody else's, so it stays as it is. To have it add the lines, put this one at its end: %s", b.Path, Line)
}

// Install has commits of a repository, in all its work trees, ask for lines to add. Where it is installed already nothing happens.
// The error is a *[Blocked] where something is in the way.
func Install(ctx context.Context, r *git.Repository) (path string, err error) {
	if elsewhere, err := hooksPath(ctx, r); err != nil || elsewhere != "" {
		if err == nil {
			err = &Blocked{Path: elsewhere, Shared: true}
		}
		return "", err
	}
	path = filepath.Join(r.CommonDir, folder, scripts[0].name)
	root, err := os.OpenRoot(r.CommonDir)
	if err != nil {
		return "", fmt.Errorf("cannot install the hook %s: %w", path, err)
	}
	defer root.Close()
	if err := ownFolder(root); err != nil {
		return "", fmt.Errorf("cannot install the hook %s: %w", path, err)
	}
	for i, s := range scripts {
		ours, there := isOurs(root, s)
		switch {
		case ours:
		case there && i == 0:
			return "", &Blocked{Path: path}
		case there: // an unwritten message is committed then, which its writer can undo
		default:
			if err := create(root, s); err != nil {
				return "", fmt.Errorf("cannot install the hook %s: %w", path, err)
			}
		}
	}
	return path, nil
}

// Remove takes away what [Install] wrote, if nobody has changed it since; removed says whether anything was. changed names a hook
// of ours that somebody added to, which stays.
func Remove(r *git.Repository) (removed bool, changed string, err error) {
	root, err := os.OpenRoot(r.CommonDir)
	if err != nil {
		return false, "", fmt.Errorf("cannot take the hook away from %s: %w", r.CommonDir, err)
	}
	defer root.Close()
	for _, s := range scripts {
		ours, _ := isOurs(root, s)
		if !ours {
			if text, _ := read(root, s.name); strings.Contains(text, `leadline pairing stop" takes this file away`) {
				changed = filepath.Join(r.CommonDir, folder, s.name)
			}
			continue
		}
		if err := root.Remove(filepath.Join(folder, s.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, changed, fmt.Errorf("cannot take the hook %s away: %w; delete it yourself", filepath.Join(r.CommonDir, folder, s.name), err)
		}
		removed = true
	}
	return removed, changed, nil
}

// Installed are the files that [Install] wrote and nobody changed since.
func Installed(r *git.Repository) []string {
	root, err := os.OpenRoot(r.CommonDir)
	if err != nil {
		return nil
	}
	defer root.Close()
	var out []string
	for _, s := range scripts {
		if ours, _ := isOurs(root, s); ours {
			out = append(out, filepath.Join(r.CommonDir, folder, s.name))
		}
	}
	return out
}

// hooksPath is where git looks for hooks instead of in the repository; "" for nowhere else.
func hooksPath(ctx context.Context, r *git.Repository) (string, error) {
	const key = "core.hooksPath"
	own, err := r.Config(ctx)
	if err != nil {
		return "", err
	}
	if path, ok := own.Get(key); ok {
		return path, nil
	}
	path, _, err := git.UserSetting(ctx, key)
	return path, err
}

// ownFolder makes the folder of hooks, which a template may have left out; one that is a link leads elsewhere.
func ownFolder(root *os.Root) error {
	st, err := root.Lstat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return root.Mkdir(folder, 0o777)
	case err != nil:
		return err
	case !st.IsDir():
		return fmt.Errorf("%s is no folder of the repository itself", folder)
	}
	return nil
}

// isOurs says whether a hook is one that we wrote and nobody changed, and whether there is any.
func isOurs(root *os.Root, s script) (ours, there bool) {
	text, there := read(root, s.name)
	for _, t := range s.texts {
		ours = ours || there && text == t
	}
	return ours, there
}

// read returns the beginning of a hook, if there is one; that of what is no regular file is empty.
func read(root *os.Root, name string) (text string, there bool) {
	path := filepath.Join(folder, name)
	st, err := root.Lstat(path)
	if err != nil {
		return "", !errors.Is(err, fs.ErrNotExist)
	}
	if !st.Mode().IsRegular() {
		return "", true
	}
	f, err := root.Open(path)
	if err != nil {
		return "", true
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, 1<<16))
	if err != nil {
		return "", true
	}
	return string(raw), true
}

// create writes a hook where there is none. It counts for git only once it is whole.
func create(root *os.Root, s script) error {
	path := filepath.Join(folder, s.name)
	f, err := root.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(s.texts[0])
	if err == nil { // as git's own templates: whoever may read it may run it
		st, statErr := f.Stat()
		if err = statErr; err == nil {
			err = f.Chmod(st.Mode().Perm() | st.Mode().Perm()&0o444>>2)
		}
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = root.Remove(path)
	}
	return err
}
