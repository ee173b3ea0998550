package draft

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/anchor"
)

// Folder keeps the drafts of one user: each a Markdown file, with what it is about beside it in a hidden
// file. Safe for concurrent use by several processes: what is recorded is told apart by the event's id.
type Folder struct{ Dir string }

// About is what a draft is about.
type About struct {
	Form string `json:"form"`
	// Event is the id that the event gets, so that two servers cannot record it twice.
	Event string `json:"event"`
	// Top is the repository's.
	Top    string         `json:"top"`
	Anchor *anchor.Anchor `json:"anchor,omitempty"`
	Todo   string         `json:"todo,omitempty"`
	// Instead is the earlier offer whose place an offer takes; "" for none.
	Instead string `json:"instead,omitempty"`
	// Entry is the id of what the draft recorded, or amends; "" before that.
	Entry string `json:"entry,omitempty"`
	// Amended counts the amendments that the draft has made.
	Amended int `json:"amended,omitempty"`
	// Said counts how often a form about an entry was recorded.
	Said int `json:"said,omitempty"`
	// Step is what the decision that the draft is about had come to when it was begun; nil where that does not matter.
	Step *string `json:"step,omitempty"`
	// Base is what the draft said of each field when it was begun or last recorded: what its writer did not change stays.
	Base map[string]string `json:"base,omitempty"`
	// Known is Base as it is since its writer was told what others changed meanwhile, when they saved the text whose sum is
	// KnownFrom: it holds for any other text. One save may be noticed twice.
	Known     map[string]string `json:"known,omitempty"`
	KnownFrom string            `json:"known_from,omitempty"`
	// Seen is the sum of the text last dealt with: the template, or what was recorded.
	Seen string `json:"seen"`
	// Told is the sum of the text whose faults were last told, by whichever server.
	Told string `json:"told,omitempty"`
}

// Create writes a draft and returns its path.
func (d Folder) Create(about About, text []byte) (string, error) {
	if err := os.MkdirAll(d.Dir, 0o700); err != nil {
		return "", fmt.Errorf("cannot make the folder for drafts: %w", err)
	}
	path := filepath.Join(d.Dir, about.Form+"-"+about.Event+".md")
	about.Seen = sum(text)
	if form, ok := action.FormOf(about.Form); ok && about.Entry != "" && !form.About {
		about.Base = base(form, Parse(form, text).Values)
	}
	if err := d.Keep(path, about); err != nil {
		return "", err
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return "", fmt.Errorf("cannot write the draft: %w", err)
	}
	return path, nil
}

// Read returns the text of a draft, or so much of one that is too long that [Parse] says so. What is no regular file is
// none: a pipe would be waited for.
func (d Folder) Read(path string) ([]byte, error) {
	if st, err := os.Stat(path); err != nil {
		return nil, err
	} else if !st.Mode().IsRegular() {
		return nil, fmt.Errorf("the draft %s is no regular file", path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, Limit+1))
}

// Holds says whether a path is that of a draft in the folder.
func (d Folder) Holds(path string) bool {
	return filepath.Dir(filepath.Clean(path)) == filepath.Clean(d.Dir) && strings.HasSuffix(path, ".md")
}

// About reads what a draft is about. It fails with fs.ErrNotExist for one that was cancelled.
func (d Folder) About(path string) (About, error) {
	var about About
	raw, err := os.ReadFile(sidecar(path))
	if err != nil {
		return about, err
	}
	if err := json.Unmarshal(raw, &about); err != nil {
		return about, fmt.Errorf("cannot read what the draft %s is about: %w", path, err)
	}
	if _, ok := action.FormOf(about.Form); !ok {
		return about, fmt.Errorf("the draft %s was begun by a newer Leadline: save it with that one", path)
	}
	return about, nil
}

// Keep writes what a draft is about, replacing the file as a whole.
func (d Folder) Keep(path string, about About) error {
	raw, err := json.Marshal(about)
	if err != nil {
		return err
	}
	if err := replace(sidecar(path), raw); err != nil {
		return fmt.Errorf("cannot write what the draft is about: %w", err)
	}
	return nil
}

// replace writes a file as a whole; of two processes that do so at once, one wins.
func replace(path string, text []byte) error {
	temporary, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = temporary.Write(text)
	if err = errors.Join(err, temporary.Close()); err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		_ = os.Remove(temporary.Name())
	}
	return err
}

// New says whether a text is yet to be dealt with.
func (a About) New(text []byte) bool { return a.Seen != sum(text) }

// See marks a text as dealt with.
func (a *About) See(text []byte) { a.Seen = sum(text) }

// Remove cancels a draft.
func (d Folder) Remove(path string) error {
	return errors.Join(removeIfThere(path), removeIfThere(sidecar(path)))
}

// Unfinished lists the drafts whose saved text has not been dealt with.
func (d Folder) Unfinished() ([]string, error) {
	found, err := filepath.Glob(filepath.Join(d.Dir, "*.md"))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, path := range found {
		about, err := d.About(path)
		if err != nil {
			continue
		}
		if text, err := d.Read(path); err == nil && about.New(text) {
			out = append(out, path)
		}
	}
	return out, nil
}

// Kept is how long a draft that was dealt with stays, to be amended by saving it again.
const Kept = 30 * 24 * time.Hour

// Sweep removes the drafts that were dealt with, or never filled in, and have not been touched for [Kept]. What holds text
// that was not recorded stays.
func (d Folder) Sweep(now time.Time) error {
	found, err := filepath.Glob(filepath.Join(d.Dir, "*.md"))
	if err != nil {
		return err
	}
	var errs []error
	for _, path := range found {
		file, err := os.Stat(path)
		if err != nil || now.Sub(file.ModTime()) < Kept {
			continue
		}
		about, err := d.About(path)
		if err != nil {
			continue
		}
		if text, err := d.Read(path); err == nil && (Empty(text) || !about.New(text)) {
			errs = append(errs, d.Remove(path))
		}
	}
	return errors.Join(errs...)
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("cannot remove the draft: %w", err)
	}
	return nil
}

func sidecar(path string) string {
	return filepath.Join(filepath.Dir(path), "."+strings.TrimSuffix(filepath.Base(path), ".md")+".json")
}

func sum(text []byte) string {
	s := sha256.Sum256(text)
	return hex.EncodeToString(s[:])
}
