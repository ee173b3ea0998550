package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// methodFields is a request of ours, {command, id?, uri?, range?} → [{id, title, fields}]: the words that a command would change,
// as they are now, for a prompt to begin with. Without an id it is about what stands at the place, and there may be several.
//
//	leadline.amend               all that can be corrected of what the reader said
//	leadline.retract             the same, without fields
//	leadline.respond             what whoever took something may change about it
//	leadline.decision.supersede  the decision that is to take its place
//
// The value of a field is a text, or a list of texts; shown is the value on one line, as people say it, and text what a line to
// type on begins with. long says that a line would not do: the value has several, or parts that a comma would tear apart.
const methodFields = "leadline/fields"

type fieldsOf struct {
	ID     string     `json:"id"`
	Title  string     `json:"title"`
	Fields []fieldRow `json:"fields"`
}

type fieldRow struct {
	Key      string   `json:"key"`
	Label    string   `json:"label"`
	Meaning  string   `json:"meaning"`
	Sort     string   `json:"sort"` // text, choice, person, people, decider
	Choices  []string `json:"choices,omitempty"`
	Required bool     `json:"required"`
	Rare     bool     `json:"rare"` // few will want it
	Value    any      `json:"value"`
	Text     string   `json:"text"`
	Shown    string   `json:"shown"`
	Long     bool     `json:"long"`
}

func (s *Server) fields(ctx context.Context, raw []byte) (any, error) {
	var p struct{ Command, ID string }
	if json.Unmarshal(raw, &p) != nil || !slices.Contains([]string{commandAmend, commandRetract, commandRespond, commandSupersede}, p.Command) {
		return nil, malformedParams(methodFields, errors.New("it must be {command, id?, uri?, range?}, the command being one that changes something"))
	}
	c, err := s.read(ctx, []protocol.LSPAny{protocol.LSPAny(raw)})
	if err != nil {
		if c = s.anywhere([]protocol.LSPAny{protocol.LSPAny(raw)}); c == nil {
			return nil, err
		}
	}
	var found []*ledger.Entry
	if p.ID != "" {
		e, err := action.Lookup(ctx, c.workspace, p.ID)
		if err != nil {
			return nil, err
		}
		found = append(found, e)
	} else {
		for _, m := range c.here().Here {
			if changeable(c, p.Command, m.Entry) {
				found = append(found, m.Entry)
			}
		}
	}
	v := phrase.For(c.workspace.Snapshot(), phrase.Plain())
	out := []fieldsOf{}
	for _, e := range found {
		form, values := changed(p.Command, e)
		rows := []fieldRow{}
		for _, f := range form.Fields {
			if !f.Once {
				rows = append(rows, rowOf(v, f, values))
			}
		}
		out = append(out, fieldsOf{e.ID, phrase.Clean(e.Title(), 200), rows})
	}
	return out, nil
}

// changeable says whether an entry is among those that a command would ask about.
func changeable(c *call, command string, e *ledger.Entry) bool {
	switch command {
	case commandRespond:
		return e.Delegation != nil && hint.Holds(c.snapshot, e)
	case commandSupersede:
		return e.Decision != nil && e.Decision.InForce()
	}
	return c.snapshot.IsMine(e)
}

// changed are the words of an entry that a command would change, and what they are now.
func changed(command string, e *ledger.Entry) (*action.Form, action.Values) {
	switch {
	case command == commandSupersede && e.Decision != nil:
		return action.Decision, successor(e)
	case command == commandRespond && e.Delegation != nil:
		return action.Promise, action.ValuesOf(e)
	case command == commandAmend:
		return action.Amendable(e), action.ValuesOf(e)
	}
	return &action.Form{}, nil
}

func rowOf(v phrase.Voice, f action.Field, values action.Values) fieldRow {
	text := values.Text(f.Key)
	row := fieldRow{
		Key: f.Key, Label: phrase.FieldName(f), Meaning: f.Meaning, Sort: sortName(f.Sort), Choices: f.Choices,
		Required: f.Required, Rare: f.Rare, Value: values[f.Key], Text: text, Shown: phrase.Clean(text, 200),
		Long: strings.ContainsAny(text, "\r\n"),
	}
	if row.Value == nil {
		row.Value = ""
	}
	if f.Sort == action.Checks {
		row.Long = severalTexts(row.Value)
	}
	if read, err := f.Read(v.Snapshot, text); err == nil && text != "" {
		if said := v.Understood(f, read); said != "" {
			row.Shown = said
		}
	}
	return row
}

func severalTexts(value any) bool {
	switch x := value.(type) {
	case []string:
		return len(x) > 1
	case []any:
		return len(x) > 1
	}
	return false
}

func sortName(s action.Sort) string {
	switch s {
	case action.Choice:
		return "choice"
	case action.Person:
		return "person"
	case action.Persons:
		return "people"
	case action.Decider:
		return "decider"
	}
	return "text"
}

// before is the argument that says what somebody who amends something knew of it: {key: text}.
const before = "was"

// meanwhile is the fault of changing what somebody else changed since whoever does it looked.
func meanwhile(e *ledger.Entry, was map[string]any, changes action.Values) error {
	now := action.ValuesOf(e)
	for key := range changes {
		if known, told := was[key].(string); told && known != now.Text(key) && now.Text(key) != changes.Text(key) {
			return fmt.Errorf("%s of %s was changed by somebody meanwhile to %q; look at it and say again what it should be", strings.ReplaceAll(key, "_", " "), e.ID, phrase.Clean(now.Text(key), 200))
		}
	}
	return nil
}

// about is an argument for a command about an entry at the place of this call.
func (c *call) about(id string) map[string]any {
	argument := map[string]any{"id": id}
	if c.document != nil {
		argument["uri"], argument["range"] = c.document.URI, c.span
	}
	return argument
}
