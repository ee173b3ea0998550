package workspace

import (
	"strings"
	"sync"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/blame"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/todo"
)

// MostText is the size in bytes up to which a document's lines are looked at. Beyond it hints are about
// the file as a whole.
const MostText = 16 << 20

// Document is the text of an open file, saved or not. It is immutable; what is derived from the text is
// computed once, on first use, by whoever asks first. Safe for concurrent use.
type Document struct {
	Text string

	split func() []string // into lines
	lines func() *anchor.Text

	mu        sync.Mutex
	scanned   bool
	comments  []todo.Todo // as they would be born
	roll      *todo.Roll  // that followed is by
	followed  []todo.Todo
	placedFor []*ledger.Entry
	placedBy  *trails
	placed    []Placed
	stepFrom  *anchor.Text
	step      *anchor.Step // from stepFrom to the text
	version   *blame.Version
	wrote     *blame.Lines

	checking sync.Mutex    // one evaluation of checks at a time
	checked  *guard.Result // of this text, or of an earlier one

	citesKnown bool
	cites      []ledger.Citation
}

// NewDocument wraps a text.
func NewDocument(text string) *Document {
	d := &Document{Text: text}
	d.split = sync.OnceValue(func() []string { return SplitLines(text) })
	d.lines = sync.OnceValue(func() *anchor.Text {
		if len(text) > MostText || Binary(text) {
			return nil
		}
		return anchor.NewText(d.split())
	})
	return d
}

// Binary says whether a text is none: git's rule, a NUL among the first 8,000 bytes.
func Binary(text string) bool {
	return strings.IndexByte(text[:min(len(text), 8000)], 0) >= 0
}

// SplitLines cuts a text into lines without their ends, which may be LF, CRLF or CR.
func SplitLines(text string) []string { return anchor.SplitLines(text) }

// place resolves entries against the text; the last answer is kept, since every hint of a keystroke asks
// for the same.
func (d *Document) place(path string, former []string, entries []*ledger.Entry, t *trails) []Placed {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !same(d.placedFor, entries) || d.placedBy != t {
		c := d.scene(path, former, t)
		d.placedFor, d.placedBy, d.placed = entries, t, referred(d.Text, c.place(entries))
	}
	return d.placed
}

// scene is the text with what HEAD has of it. The caller holds mu.
func (d *Document) scene(path string, former []string, t *trails) *scene {
	c := &scene{path: path, former: former, text: d.lines(), trails: t}
	if t != nil && t.base[path] != nil && c.text != nil {
		if d.stepFrom != t.base[path] {
			d.stepFrom, d.step = t.base[path], anchor.NewStep(t.base[path], c.text)
		}
		c.step = d.step
	}
	return c
}

// placeOne is where one anchor of an entry is in the text.
func (d *Document) placeOne(path string, e *ledger.Entry, i int, t *trails) anchor.Place {
	d.mu.Lock()
	c := d.scene(path, nil, t)
	d.mu.Unlock()
	if c.text == nil { // too large, or no text: the file alone is known
		return e.Anchors[i].Resolve(path, nil)
	}
	return c.find(e, i)
}

// blamed maps the text onto a committed version; the last answer is kept.
func (d *Document) blamed(v *blame.Version) *blame.Lines {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.version != v {
		d.version, d.wrote = v, nil
		if len(d.Text) <= MostText && !Binary(d.Text) {
			d.wrote = v.Lines(d.split())
		}
	}
	return d.wrote
}

// todos are the TODO comments of the text, followed from the roll; nil is an empty one. The last answer is kept.
func (d *Document) todos(path string, settings config.Settings, roll *todo.Roll) []todo.Todo {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.scanned && len(d.Text) <= MostText {
		d.comments = todo.Scanner{Words: settings.Todo.Words}.Scan(path, []byte(d.Text))
	}
	if d.scanned && d.roll == roll {
		return d.followed
	}
	d.scanned, d.roll, d.followed = true, roll, d.comments
	if roll != nil {
		d.followed = roll.Follow(d.comments)
	}
	return d.followed
}

func same(a, b []*ledger.Entry) bool {
	if len(a) != len(b) || a == nil {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}
