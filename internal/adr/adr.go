// Package adr reads and edits decision records: Markdown files in which a team keeps what it decided.
//
// A [Record] is one such file. Its shapes are those that people use: Nygard's (Michael Nygard, "Documenting Architecture
// Decisions", 2011; `# 1. Title` and a section `## Status`), MADR 2 to 4 (Markdown Any Decision Records, adr.github.io/madr;
// a list or YAML front matter), `**Status**: …` lines, tables, and files that say no status at all. [Parse] never fails:
// what cannot be read is a [Fault] at its line, and the rest of the record stands.
//
// A record's number is what its file's name or its title begins with. Numbers may collide, across branches and packages;
// the id in the front matter of records that Leadline wrote (D-7K3QXM) does not. Dates instead of numbers are part of the
// slug.
//
// Edits are surgical: an [Edit] replaces a range of bytes, and the methods that make edits (SetStatus, Set, AddLink) touch
// the status, one key or one line and nothing else. Line ends, a byte order mark and Latin-1 stay as they are. Nothing is
// ever rendered again from what was read.
//
// [Lint] finds what is wrong among records. The package opens no files and knows nothing of editors. Records are not
// changed after [Parse] returned them: they are safe for concurrent use.
package adr

import "github.com/leadline/leadline/internal/ledger"

// MaxSize is the size in bytes up to which a record is read; beyond it only its name says something.
const MaxSize = 256 << 10

// Format is the shape of a record.
type Format string

// The shapes.
const (
	Nygard Format = "nygard" // a section Status
	MADR   Format = "madr"   // front matter
	Listed Format = "list"   // lines such as `* Status: accepted`, as in MADR 2
	Bare   Format = "bare"   // says no status
)

// The values of [Record.Status].
const (
	Proposed   = "proposed"
	Accepted   = "accepted"
	Rejected   = "rejected"
	Deprecated = "deprecated"
	Superseded = "superseded"
)

// Record is a decision as its file holds it. Texts are UTF-8, whatever the file's encoding; those of several lines are
// Markdown with LF.
type Record struct {
	Path   string // relative to the repository's top
	Folder string // of the collection that it belongs to
	Number string // digits as written; "" where the file has none
	Slug   string // the file's name without number and ending
	Format Format

	ID        string // of the front matter; "" without
	Title     string
	TitleLine int // from 1

	// Status is one of the five; it is Accepted where the file says none, and Proposed where it says something unknown.
	Status string
	// Said is the status as it is written, "" where there is none; StatusLine is where.
	Said       string
	StatusLine int

	Date      string // 2006-01-02; "" where none is given or it is none
	Deciders  []string
	Consulted []string
	Informed  []string
	Tags      []string

	Undo, Confidence, DecidedBy, Source string
	ReviewBy                            string // a date
	IfWrong, Saves, Costs               string

	Anchors []Place
	Checks  []ledger.Check // what the decision guards itself with

	Context, Decision, Options string // Markdown

	Links  []Link
	Faults []Fault

	unread bool // the text is none that can be read
	source source
	front  front
	status spot
	fields map[string]spot // of lines such as `* Date: …`, by key
	body   outline
}

// Place is code that a record is about.
type Place struct {
	Path          string // relative to the repository's top
	Line, EndLine int    // 1-based, inclusive; 0 is the whole file
	Text, Commit  string // the lines as they were there and then; may be empty
}

// Relation says how a record stands to another.
type Relation string

// The relations. Amends and the like are Relates.
const (
	Supersedes   Relation = "supersedes"
	SupersededBy Relation = "superseded-by"
	Relates      Relation = "relates"
)

// Link is a reference to another record, or to a file.
type Link struct {
	Relation Relation // "" for a mere link in the text
	// Target is a path as the link has it, or an id or a number where the text has only that.
	Target string
	Text   string
	Line   int
	// Start and End are the bytes of the target.
	Start, End int
}

// Code names a sort of fault.
type Code string

// The codes.
const (
	Unreadable Code = "record-unreadable" // no text, or too large
	BadFront   Code = "record-front-matter"
	NoTitle    Code = "record-title"
	NoStatus   Code = "record-status"
	Duplicate  Code = "record-duplicate"
	Twin       Code = "record-id" // of another
	Gap        Code = "record-gap"
	BrokenLink Code = "record-link"
	NoHeir     Code = "record-successor"
	NoReview   Code = "record-review"
	Cycle      Code = "record-cycle"
	OneSided   Code = "record-one-sided"
)

// Fault is something about a record that deserves a look. Hint says that it may well be meant so.
type Fault struct {
	Path    string
	Line    int // from 1
	Code    Code
	Message string // a sentence that says what to do
	Hint    bool
	// Start and End are bytes, where a part of the line is meant; both 0 for all of it.
	Start, End int
}
