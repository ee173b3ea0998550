package ledger

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/store/eventlog"
)

// Question is the body of [QuestionAsked]: something about the code that waits for an answer.
type Question struct {
	Text    string `json:"text"`              // in one line
	Details string `json:"details,omitempty"` // Markdown
	// Decides is who decides it, a handle or address, "team" or "outside", and Due by when, a date; both may be empty.
	Decides string `json:"decides,omitempty"`
	Due     string `json:"due,omitempty"`
	// Replies are the answers, in their order.
	Replies []Reply `json:"replies,omitempty"`
}

// Reply is the body of [QuestionAnswered], with who said it and when.
type Reply struct {
	By   Actor     `json:"by"`
	At   time.Time `json:"at"`
	Text string    `json:"text"` // Markdown
	// Decision is the id of the decision that a question became; empty for an answer in words.
	Decision string `json:"decision,omitempty"`
}

// mostReplies are kept of one question; whoever says more of it has a decision to log.
const mostReplies = 100

// reply adds an answer to the question's record.
func (e *Entry) reply(event eventlog.Event) {
	var r Reply
	if json.Unmarshal(event.Body, &r) != nil || strings.TrimSpace(r.Text) == "" || len(e.Question.Replies) >= mostReplies {
		e.Unknown++
		return
	}
	r.By, r.At = Actor{Name: event.ActorName, Email: event.ActorEmail}, event.At
	e.Question.Replies = append(e.Question.Replies, r)
	e.State = Answered
}

// reopen takes an answer back that was a decision, since retracted.
func (e *Entry) reopen(event eventlog.Event) {
	var body struct {
		Decision string `json:"decision"`
	}
	if json.Unmarshal(event.Body, &body) != nil || body.Decision == "" {
		e.Unknown++
		return
	}
	e.Question.Replies = slices.DeleteFunc(e.Question.Replies, func(r Reply) bool { return r.Decision == body.Decision })
	if len(e.Question.Replies) == 0 {
		e.State = Unanswered
	}
}

// Answer is the newest answer to a question; nil before the first.
func (q *Question) Answer() *Reply {
	if len(q.Replies) == 0 {
		return nil
	}
	return &q.Replies[len(q.Replies)-1]
}

// Note is the body of [RetroNoted]: an observation about an area, never about a person.
type Note struct {
	Text string `json:"text"`
	Area string `json:"area"` // a file or a folder, "." for all of the repository
}

// Unsigned says that whoever said this gave no name. What they say of it later, they say without a name too.
func (e *Entry) Unsigned() bool { return e.Type == TypeRetro && e.By == Actor{} }
