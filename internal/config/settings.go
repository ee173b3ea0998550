// Package config reads the settings of Leadline: what a repository proposes
// (.leadline.toml), what the user set for all repositories
// ($XDG_CONFIG_HOME/leadline/config.toml) and what the editor sends, in that
// order; a later layer wins key by key.
//
// A settings file is never all or nothing. Whatever is wrong in it (syntax, an
// unknown key, a wrong type, a value out of range) is a [Fault] with its place,
// the key falls back to the layer below or its default, and every other key of
// the file still takes effect.
//
// The repository may only propose. Keys that send data, run a command, or name
// a host, a store or an identity are consent keys: from the repository they do
// nothing until the user's own file holds a [Consent] for exactly this git
// directory, remote URL, key and value. Until then they come back as a
// [Proposal], to be asked about. Keys that name what is the user's alone, such
// as their calendars, are not even asked about: they count in the user's own
// file and nowhere else.
//
// The package does no I/O on settings files: callers read them safely and hand
// in the bytes. Everything here is pure and safe for concurrent use.
package config

import (
	"fmt"
	"time"
)

// Settings are the values in force, defaults included. Treat a value as
// read-only once loaded: snapshots share it.
type Settings struct {
	People     []Person // sorted by handle
	Teams      []Team   // sorted by name
	Knowledge  Knowledge
	Hints      Hints
	Companions Companions
	Todo       Todo
	Owners     Owners
	Decisions  Decisions
	Pairing    Pairing
	Calendar   Calendar
	Index      Index
	Forge      Forge
	Sync       Sync

	// Store is the directory of the shared store: absolute or beginning with
	// "~/", or "" for the default. See [Dirs.StoreFor].
	Store string
	// Me is the user's handle ("@dev2") or address; "" means git's user.email.
	Me string
}

// Person is what the settings say about one person, by handle.
type Person struct {
	Handle string // without "@"
	Name   string
	Emails []string
	Teams  []string // names without "@"
	Bot    bool
	Hours  Hours  // zero: as in Pairing
	Zone   string // IANA name; "": as in Pairing

	Workdays Weekdays // zero: as in Pairing
	Off      []Dates
	Lunch    *Hours // nil: as in Pairing
}

// Team is a named group of people.
type Team struct {
	Name    string   // without "@"
	Members []string // handles without "@", or addresses
}

// Knowledge says how fast knowledge of code fades, and what counts as writing a line.
type Knowledge struct {
	HalfLife time.Duration // a contribution this old counts half
	Inactive time.Duration // without a contribution for this long a person is never suggested
	// IgnoreRevs is the file, relative to the repository's top, that lists commits which tell nothing about who knows or
	// wrote what.
	IgnoreRevs string
}

// Decisions says whether what is decided becomes a file too, and where.
type Decisions struct {
	Files bool
	// Folder is relative to the repository's top; "" is the one that has decision records already.
	Folder string
}

// Hints says which hints are shown and where they are not.
type Hints struct {
	Lens, Hover, Inlay, Diagnostics bool
	Companions                      bool     // what usually changes with a changed file
	Reviewers                       bool     // who could review what the reader changed
	CatchUp                         bool     // what others did since the reader was there
	Symbols                         bool     // lenses also over each function and type
	Ignore                          []string // path globs, relative to the repository's top
	Mute                            []string // people never suggested to this user: handles without "@", or addresses
}

// Companions says when a file may be called the next to change.
type Companions struct {
	Threshold float64 // least score, 0 to 1; 0: what a back-test supports
}

// Todo says which words mark a TODO in a comment, and what the comment gets when it is offered to somebody.
type Todo struct {
	Words   []string
	Comment string // reference, handle or none
}

// Owners says how CODEOWNERS files are read.
type Owners struct{ Dialect string } // auto, github, gitlab or gitea

// Index says how much is kept of what can be made again.
type Index struct {
	Limit int64 // bytes, of all repositories together
}

// Forge says whether the host of a repository is asked about reviews, where and how often.
type Forge struct {
	Kind  string        // ForgeOff, auto, github, gitlab or gitea
	API   string        // https, or http on this machine; "" for the host's own site
	Every time.Duration // at least a minute
}

// Sync says where what people say is sent to and fetched from, and whether that happens by itself.
type Sync struct {
	Remote string // its name; "" for origin
	Auto   bool   // every few minutes, while an editor is open
}

// ForgeOff is the kind of host that is not asked.
const ForgeOff = "off"

// Pairing holds the defaults of pairing blocks.
type Pairing struct {
	Length time.Duration
	Hours  Hours  // the user's working hours
	Zone   string // name of the time zone of whoever has said none of their own; "": the machine's
	// OwnZone is Zone as the user's own file says it, "" where it does not. It alone moves the user's own clocks: of a repository,
	// or of an editor's settings that may have come with one, nobody lets themselves be told what time it is.
	OwnZone string

	Workdays Weekdays // the user's
	Off      []Dates  // the user's days off
	Holidays []Dates  // everybody's
	Lunch    Hours    // the zero Hours: none
	Buffer   time.Duration
	Notice   time.Duration
	Meetings time.Duration // most of a day, 0: no limit
}

// Hours are working hours of a day, in minutes after midnight, From < To ≤ 1440.
// The zero value means unknown.
type Hours struct{ From, To int }

// Source is one settings file as its caller read it.
type Source struct {
	Path  string // as faults should name it
	Bytes []byte // nil: no such file
}

// Fault is something wrong in a settings layer. Its message says what to do.
type Fault struct {
	File         string // Source.Path, or EditorFile
	Line, Column int    // 1-based, columns in bytes, a byte order mark not counted; 0 in the editor's settings
	Key          string // dotted name, "" when no key can be told
	Message      string
}

// String is one line: where, then what.
func (f Fault) String() string {
	if f.Line == 0 {
		return f.File + ": " + f.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
}

// Proposal is a consent key that the repository sets and the user has not
// agreed to (or not to this value, here).
type Proposal struct {
	Key, Value string
	File       string
	Line       int    // 1-based
	Sentence   string // what would happen, to be shown with the question
}

// Consent records that the user agreed to a value the repository proposed.
type Consent struct {
	GitDir string // of the repository, absolute
	Remote string // its remote URL, "" for none
	Key    string
	Value  string
}
