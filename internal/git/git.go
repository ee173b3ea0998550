// Package git reads git repositories that may be hostile.
//
// Whatever a repository's settings, attributes, hooks, refs, names and special
// files say, opening it must never run its code, leak, hang, or write outside our
// own files. Options alone cannot make git safe on a hostile .git/config, so no git
// command ever runs in the user's repository:
//
//   - Where a repository lies, HEAD, refs, the index file and settings are read by
//     small readers of our own: regular files only, no symbolic links followed,
//     never blocking, sizes capped. See Repository.
//   - History is read by git from a private store made of files that we write: an
//     unborn HEAD, no refs, a fixed configuration, and a shadow of the user's object
//     directory that leaves out objects/info, since git would believe a forged
//     commit-graph there. See Store.
//   - git gets full hashes only, never a name from the repository, and an environment
//     made from nothing, with time, memory and output limits.
//
// Names, paths and messages that come out are data from strangers: raw bytes, capped
// in size, neither escaped nor cleaned. Whoever shows them must do that.
//
// The package does not write to repositories, does not fetch, knows no ignore rules
// and does not apply a mailmap.
package git

import (
	"errors"
	"fmt"
)

// Hash is a full object name in lower-case hex: 40 digits for sha1, 64 for sha256.
type Hash string

// Valid reports whether h is a full object name.
func (h Hash) Valid() bool {
	if len(h) != 40 && len(h) != 64 {
		return false
	}
	for i := range len(h) {
		if c := h[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Identity is a name and an address as a commit has them, before any mailmap.
type Identity struct{ Name, Email string }

var (
	// ErrNotRepository says that a path lies in no git repository.
	ErrNotRepository = errors.New("not in a git repository")
	// ErrNotFound says that a commit has nothing at a path, or that an object does not exist.
	ErrNotFound = errors.New("not found in the repository")
	// ErrMissingObject says that an object belongs to the history but is not on this
	// machine: a partial clone, or a damaged repository. It is never fetched.
	ErrMissingObject = errors.New("object is not on this machine")
	// ErrTooLarge says that a file or object exceeds the limit asked for.
	ErrTooLarge = errors.New("too large")
	// ErrNoGit says that git is not installed.
	ErrNoGit = errors.New("git is not installed, or not in PATH: install git 2.31 or newer")
)

// RefusedError says that a repository has something we do not read, and why. The
// reason is a sentence for the user.
type RefusedError struct{ Path, Reason string }

func (e *RefusedError) Error() string { return fmt.Sprintf("%s: %s", e.Path, e.Reason) }
