package ledger

import (
	"time"

	"github.com/leadline/leadline/internal/anchor"
)

// Undo says how long it takes to undo a decision, if it was wrong.
type Undo string

// How long to undo.
const (
	UndoDays   Undo = "days"
	UndoWeeks  Undo = "weeks"
	UndoMonths Undo = "months"
)

// Door is "one-way" when undoing takes months, else "two-way".
func (u Undo) Door() string {
	if u == UndoMonths {
		return "one-way"
	}
	return "two-way"
}

// Decision is the body of [DecisionLogged].
type Decision struct {
	Title   string `json:"title"`
	Because string `json:"because,omitempty"`
	// Status is proposed, accepted, rejected, deprecated or superseded. "Not doing, because" is rejected.
	Status string `json:"status"`
	Undo   Undo   `json:"undo,omitempty"`
	// Confidence is guess, enough or certain.
	Confidence string `json:"confidence,omitempty"`
	// DecidedBy is a handle or address, "team" or "outside"; Source is who or what that is outside.
	DecidedBy string   `json:"decided_by,omitempty"`
	Source    string   `json:"source,omitempty"`
	Context   string   `json:"context,omitempty"` // Markdown: what asked for a decision
	Options   string   `json:"options,omitempty"` // Markdown: trade-offs, effect on the timeline, ease of change
	Consulted []string `json:"consulted,omitempty"`
	Informed  []string `json:"informed,omitempty"`
	IfWrong   string   `json:"if_wrong,omitempty"`
	ReviewBy  string   `json:"review_by,omitempty"` // a date, 2006-01-02
	Tags      []string `json:"tags,omitempty"`
	// Saves and Costs make it technical debt: what the shortcut saves now, what it costs a month, in time or money.
	Saves string `json:"saves,omitempty"`
	Costs string `json:"costs,omitempty"`
	// Supersedes and SupersededBy link both ways, RelatesTo either way: ids of decisions.
	Supersedes   []string `json:"supersedes,omitempty"`
	SupersededBy string   `json:"superseded_by,omitempty"`
	RelatesTo    []string `json:"relates_to,omitempty"`
	// Answers are the open questions that it settled; those say so too.
	Answers []string `json:"answers,omitempty"`
	// Checks are what the decision guards itself with.
	Checks []Check `json:"checks,omitempty"`
	// Doubts are the questions that were put to it, in their order, Reviews what later looks at it gave.
	Doubts  []Doubt     `json:"doubts,omitempty"`
	Reviews []LaterLook `json:"reviews,omitempty"`
	// Moves are the steps that led to Status, oldest first; Overtaken are those that lost to another, see [Move].
	Moves     []Move `json:"moves,omitempty"`
	Overtaken []Move `json:"overtaken,omitempty"`
	// Former are the places that it left to its successor.
	Former []anchor.Anchor `json:"former,omitempty"`
}

// Check is one rule that code must keep to, since a decision says so. Exactly one of Pattern, Forbids and Companion is set.
type Check struct {
	// In is a glob of the paths that it speaks of; empty is everywhere.
	In string `json:"in,omitempty"`
	// Pattern is a regular expression of package regexp that no line may match.
	Pattern string `json:"pattern,omitempty"`
	// Forbids is an import, or a path, that no file may refer to.
	Forbids string `json:"forbids,omitempty"`
	// Companion is a path that must change where a file of In does.
	Companion string `json:"companion,omitempty"`
}

// Doubt is the body of [DecisionQuestioned], with who said it and when; Answer is that of [DecisionAnswered].
type Doubt struct {
	Event  string    `json:"event"` // its id
	By     Actor     `json:"by"`
	At     time.Time `json:"at"`
	Text   string    `json:"text"` // Markdown
	Answer *Reply    `json:"answer,omitempty"`
	More   []Reply   `json:"more,omitempty"` // what others answered besides
}

// LaterLook is the body of [DecisionReviewed], with who said it and when.
type LaterLook struct {
	By Actor     `json:"by"`
	At time.Time `json:"at"`
	// Outcome is keep, change or retire.
	Outcome  string `json:"outcome"`
	Learned  string `json:"learned,omitempty"`   // one line
	ReviewBy string `json:"review_by,omitempty"` // when to look again, a date
}
