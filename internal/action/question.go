package action

import (
	"context"
	"fmt"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Question asks something that the code does not say, and keeps it there with its answers.
var Question = &Form{
	Name: "question", Type: ledger.TypeQuestion, Kind: ledger.QuestionAsked, Done: "Asked",
	Fields: []Field{
		{Key: "text", Sort: Text, Required: true, Meaning: "the question, in one line"},
		{Key: "decides", Sort: Decider, Ask: true, Meaning: "who decides it, if anyone has to: me | team | @handle | outside"},
		{Key: "by", Stored: "due", Sort: Day, Ask: true, Meaning: "by when, if it has to be decided"},
		{Key: "at", Stored: places, Sort: Places, Rare: true, Once: true, Meaning: "another place that it is about: PATH or PATH:3-7"},
		{Key: "details", Sort: Prose, Ask: true, Meaning: "what there is to know about it"},
	},
}

// Answer is what somebody says to a question.
var Answer = &Form{
	Name: "answer", Type: ledger.TypeQuestion, Kind: ledger.QuestionAnswered, Done: "Answered", About: true,
	Fields: []Field{{Key: "text", Sort: Prose, Required: true, Meaning: "the answer, in your words"}},
}

// Reply answers a question. Anybody may, several times: the answers are a record. event is the id that the event gets, a ULID;
// "" for a new one.
func Reply(ctx context.Context, w *workspace.Workspace, event, id, text string) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	if e.Question == nil {
		return Receipt{}, fmt.Errorf("%s is a %s; only a question is answered, `leadline question list` shows those that are open", e.ID, e.Type)
	}
	text, err = prose(text)
	if err != nil {
		return Receipt{}, Faults{{"text", err.Error()}}
	}
	if text == "" {
		return Receipt{}, Faults{{"text", "is needed: the answer, in your words"}}
	}
	return appendAs(ctx, w, event, e, ledger.QuestionAnswered, map[string]any{"text": text})
}
