package ledger

import (
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/anchor"
)

// Type is the sort of an entry; its first letter stands in the entry's id.
type Type string

// The sorts of entries.
const (
	TypeDecision   Type = "decision"
	TypeDelegation Type = "delegation"
	TypePairing    Type = "pairing"
	TypeReview     Type = "review"
	TypeQuestion   Type = "question"
	TypeRetro      Type = "retro"
	TypeRisk       Type = "risk"
)

// State is how far something offered to someone has come.
type State string

// The states of a delegation, a review request and, for each person, of a pairing.
const (
	Offered    State = "offered"
	Taken      State = "taken"
	Later      State = "later"
	Declined   State = "declined"
	HandedBack State = "handed-back"
	Done       State = "done"
	// Replaced is what an offer is that another took the place of, and that nobody had answered or that waited for its delegate.
	Replaced State = "replaced"
	// Planned, Done, Dropped and Cancelled are the states of a pairing block as a whole, see [Pairing].
	Planned   State = "planned"
	Dropped   State = "dropped"
	Cancelled State = "cancelled"
	// Unanswered and Answered are the states of a question, Unanswered and Closed those of a risk.
	Unanswered State = "open"
	Answered   State = "answered"
	Closed     State = "closed"
)

// Entry is what the events about one subject add up to. Exactly one of the bodies is set, the one
// that Type names. The JSON is stored in the lead's store and read by its views.
type Entry struct {
	ID      string    `json:"id"`
	Repo    string    `json:"repo"`
	Type    Type      `json:"type"`
	By      Actor     `json:"by"`
	At      time.Time `json:"at"`
	Changed time.Time `json:"changed"`
	// State is empty for decisions, which have a Status, and for notes.
	State State `json:"state,omitempty"`
	// Retracted entries are shown nowhere; their events stay.
	Retracted bool            `json:"retracted,omitempty"`
	Anchors   []anchor.Anchor `json:"anchors,omitempty"`

	Decision   *Decision   `json:"decision,omitempty"`
	Delegation *Delegation `json:"delegation,omitempty"`
	Pairing    *Pairing    `json:"pairing,omitempty"`
	Review     *Review     `json:"review,omitempty"`
	Question   *Question   `json:"question,omitempty"`
	Retro      *Note       `json:"retro,omitempty"`
	Risk       *Risk       `json:"risk,omitempty"`

	// Answers holds the latest answer of each person asked, in the order of their first one.
	Answers []Answer `json:"answers,omitempty"`
	// Late are answers that came when somebody else had taken it already: of two who accept at once, the first wins.
	Late []Answer `json:"late,omitempty"`
	// Attached are the times that somebody said where the anchors are, the latest last.
	Attached []Attachment `json:"attached,omitempty"`
	// Unknown counts events of kinds that this program does not know.
	Unknown int `json:"unknown,omitempty"`
	// Event is the id of the event that created the entry; empty for a decision that only a file records.
	Event string `json:"event"`

	// Record is the file that holds a decision, and is the truth about it; nil where the ledger alone does. It is read
	// from the work tree and never stored.
	Record *Record `json:"-"`
}

// Record is where a decision is kept as a file.
type Record struct {
	Path   string // relative to the repository's top
	Number string // as the file's name or title has it, such as "0012"; empty where files have none
	Line   int    // of the title, from 1
}

// Delegation is the body of [TodoOffered]: what, why and how far to go alone; never how.
type Delegation struct {
	To      string `json:"to"` // handle or address
	What    string `json:"what"`
	Why     string `json:"why"`
	Outcome string `json:"outcome,omitempty"`
	// Authority is look (look into it and recommend), tell (act and tell) or free (act freely).
	Authority string `json:"authority,omitempty"`
	CheckIn   string `json:"check_in,omitempty"` // a date, 2006-01-02
	// Tracking is how whoever took it wants it followed: an issue, a board, every Friday.
	Tracking string `json:"tracking,omitempty"`
	// Todo is the identity of the TODO comment that it grew from, if any.
	Todo string `json:"todo,omitempty"`
	// LastCheckIn is the newest check-in; nil before the first.
	LastCheckIn *CheckIn `json:"last_check_in,omitempty"`
	// Commit is the one whose message said that it is done, Reverted the one that took that commit back: full hashes.
	Commit   string `json:"commit,omitempty"`
	Reverted string `json:"reverted,omitempty"`
	// ReplacedBy is the offer that took its place: the same work, offered anew.
	ReplacedBy string `json:"replaced_by,omitempty"`
}

// Terms are the body of [TodoTaken]: what whoever takes it changes about the offer. What is empty stays as it was offered.
type Terms struct {
	Outcome  string `json:"outcome,omitempty"`
	CheckIn  string `json:"check_in,omitempty"`
	Tracking string `json:"tracking,omitempty"`
}

// CheckIn is the body of [TodoCheckedIn].
type CheckIn struct {
	At time.Time `json:"at"`
	// Answer is "on track", "moved" or "help".
	Answer string `json:"answer"`
	Note   string `json:"note,omitempty"`
	// CheckIn is the next date; empty when none was given.
	CheckIn string `json:"check_in,omitempty"`
}

// Review is the body of [ReviewRequested].
type Review struct {
	To    string   `json:"to"` // handle or address
	Base  string   `json:"base,omitempty"`
	Paths []string `json:"paths,omitempty"`
	Note  string   `json:"note,omitempty"`
	// Files counts those of the change, where it has more than Paths lists; Lines those added and taken away, 0 where that is
	// not known.
	Files int `json:"files,omitempty"`
	Lines int `json:"lines,omitempty"`
	// Where the change was when it was asked about: the commit that it is measured against, the one that was checked out, and
	// its branch by its full name; empty where the paths were no change.
	From   string `json:"from,omitempty"`
	Head   string `json:"head,omitempty"`
	Branch string `json:"branch,omitempty"`
	// Landed is the commit with which the change came to be where others build on it; a full hash.
	Landed string `json:"landed,omitempty"`
}

// Size is how many files are to be reviewed; 0 where that is not known.
func (r *Review) Size() int { return max(r.Files, len(r.Paths)) }

// Title of an entry in one line, as its author wrote it.
func (e *Entry) Title() string {
	switch {
	case e.Decision != nil:
		return e.Decision.Title
	case e.Delegation != nil:
		return e.Delegation.What
	case e.Pairing != nil:
		return e.Pairing.Topic
	case e.Question != nil:
		return e.Question.Text
	case e.Retro != nil:
		return e.Retro.Text
	case e.Risk != nil:
		return e.Risk.Problem
	case e.Review != nil && e.Review.Note != "":
		return e.Review.Note
	case e.Review != nil && len(e.Review.Paths) > 0:
		title := "review of " + e.Review.Paths[0]
		if more := e.Review.Size() - 1; more > 0 {
			title += fmt.Sprintf(" and %d more", more)
		}
		return title
	}
	return "review"
}

// Holder is who took the entry and has not finished it or handed it back; ok is false while nobody has.
func (e *Entry) Holder() (who Actor, ok bool) {
	if e.Type == TypePairing || e.State != Taken {
		return Actor{}, false
	}
	for _, a := range e.Answers {
		if a.State == Taken {
			return a.By, true
		}
	}
	return Actor{}, false
}

// Asked lists whom the entry asks for something, as stored.
func (e *Entry) Asked() []string {
	switch {
	case e.Delegation != nil:
		return []string{e.Delegation.To}
	case e.Review != nil:
		return []string{e.Review.To}
	case e.Pairing != nil:
		return e.Pairing.People
	case e.Question != nil && e.Question.Decides != "":
		return []string{e.Question.Decides}
	}
	return nil
}

// Open says whether the entry still asks something of someone: an offer unanswered, postponed or taken
// and not finished, a question without an answer.
func (e *Entry) Open() bool {
	switch e.State {
	case Offered, Taken, Later, Planned, Unanswered:
		return !e.Retracted
	}
	return false
}
