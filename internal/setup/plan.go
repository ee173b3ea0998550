package setup

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unicode/utf8"
)

// largest is how many bytes a file of settings may have; nobody has written a larger one.
const largest = 4 << 20

// State says what became of a file.
type State string

// What can become of a file.
const (
	Shown     State = "shown" // only what would be there
	Written   State = "written"
	Unchanged State = "unchanged" // it was as it should be
	Removed   State = "removed"
	Left      State = "left" // a note says why
)

// File is one file of an editor, and what belongs there.
type File struct {
	Path  string
	Text  string // what `leadline setup` puts there
	State State
}

// change is a file's next content; nil removes it.
type change struct {
	path string
	next []byte
}

// Show is what would be put where.
func (e *Editor) Show() []File {
	var out []File
	for _, p := range e.parts {
		out = append(out, File{Path: p.path, Text: p.recipe, State: Shown})
	}
	return out
}

// Write puts everything in place; writing again changes nothing. Either all files are as they should be in the end, or none was touched
// and the error says which cannot be. It may be a [Refusal].
func (e *Editor) Write() ([]File, error) { return e.plan(true) }

// Remove takes everything away that Write put there.
func (e *Editor) Remove() ([]File, error) { return e.plan(false) }

func (e *Editor) plan(write bool) ([]File, error) {
	var out []File
	var changes []change
	for _, p := range e.parts {
		before, err := read(p.path)
		if err != nil {
			return nil, err
		}
		var after []byte
		var body string
		if write {
			after, body, err = p.with(before)
		} else {
			after, _, err = p.rest(before)
		}
		var refused *Refusal
		if p.helpful && errors.As(err, &refused) {
			e.Notes = append(e.Notes, refused.Error()+".")
			out = append(out, File{Path: p.path, State: Left})
			continue
		}
		if err != nil {
			return nil, err
		}
		f := File{Path: p.path, Text: body, State: Unchanged}
		if !bytes.Equal(before, after) {
			f.State = Written
			if !write {
				f.State = Removed
				after = p.nothing(after)
			}
			changes = append(changes, change{p.path, after})
		}
		out = append(out, f)
	}
	if e.folder != "" {
		files, more, err := e.plugin(write)
		if err != nil {
			return nil, err
		}
		changes, out = append(more, changes...), append(out, files...) // what is loaded before what loads it
	}
	for _, c := range changes {
		if err := c.apply(); err != nil {
			return nil, err
		}
	}
	if !write && e.folder != "" {
		clear(e.folder)
	}
	return out, nil
}

// rest is a text without the block, and whether there was one.
func (p part) rest(text []byte) ([]byte, bool, error) {
	b, err := find(text, p.comment)
	switch {
	case err != nil:
		return nil, false, &Refusal{p.path, err.Error()}
	case b == nil:
		return text, false, nil
	case !b.intact:
		return nil, false, &Refusal{p.path, "the block of `leadline setup` in it was changed; move what is yours out of it and remove the rest of the block, then try again"}
	}
	return b.without(text), true, nil
}

// with is a text with the block, and what the block says.
func (p part) with(text []byte) ([]byte, string, error) {
	rest, had, err := p.rest(text)
	if err != nil {
		return nil, "", err
	}
	if !utf8.Valid(rest) || bytes.IndexByte(rest, 0) >= 0 {
		return nil, "", &Refusal{p.path, "it is no text in UTF-8; save it as such, then try again"}
	}
	if p.own && !had && len(bytes.TrimSpace(rest)) > 0 {
		return nil, "", &Refusal{p.path, "it is there, and not from `leadline setup`; move it away, then try again"}
	}
	if len(rest) == 0 && p.shell != "" {
		rest = []byte(p.shell)
	}
	at, body := len(rest), p.recipe
	if p.at != nil {
		if at, body, err = p.at(rest); err != nil {
			return nil, "", &Refusal{p.path, err.Error()}
		}
	}
	if body == "" {
		return rest, "", nil
	}
	if b, _ := find(text, p.comment); b != nil { // where it stands, unless something must come before it
		if again := put(rest, b.from, p.comment, body); bytes.Equal(again, text) {
			return text, body, nil
		}
	}
	return put(rest, at, p.comment, body), body, nil
}

// nothing is what is left of a file; nil where that is nothing.
func (p part) nothing(text []byte) []byte {
	if len(bytes.TrimSpace(text)) == 0 || p.shell != "" && string(text) == p.shell {
		return nil
	}
	return text
}

func read(path string) ([]byte, error) {
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, linked := os.Lstat(path); linked == nil {
			return nil, &Refusal{path, "it is a link to a file that is not there; remove the link, then try again"}
		}
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w; see who may read it, then try again", path, err)
	}
	if !st.Mode().IsRegular() || st.Size() > largest {
		return nil, &Refusal{path, "it is no file of settings (no regular file, or one of many megabytes)"}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w; see who may read it, then try again", path, err)
	}
	return text, nil
}

// apply makes the change under the file's own name, or that of the file which it links to: complete or not at all.
func (c change) apply() error {
	path, mode := c.path, fs.FileMode(0o644)
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if st, err := os.Stat(path); err == nil {
		mode = st.Mode().Perm()
	}
	fail := func(err error) error {
		return fmt.Errorf("cannot write %s: %w; see who may write there, then try again", c.path, err)
	}
	if c.next == nil {
		if err := os.Remove(c.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fail(err)
		}
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fail(err)
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".leadline-*")
	if err != nil {
		return fail(err)
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(c.next)
	if err = errors.Join(err, temp.Chmod(mode), temp.Close()); err != nil {
		return fail(err)
	}
	if err := os.Rename(temp.Name(), path); err != nil {
		return fail(err)
	}
	return nil
}
