package cli

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/leadline/leadline/internal/workspace"
)

// answerTodos is answer for a list that may have tens of thousands of comments: the same bytes, in a tenth of the time, and
// never all of them at once.
func (a *app) answerTodos(todos []workspace.TrackedTodo, now time.Time) error {
	const full, room = 64 << 10, 4 << 10 // bytes written at once, and about what one comment takes at most
	to := &plainJSON{out: a.Out}
	out := append(make([]byte, 0, full+room), '[')
	for i := range todos {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, "\n  "...)
		out = appendTodo(out, &todos[i], now)
		if len(out) >= full {
			if _, err := to.Write(out); err != nil {
				return err
			}
			out = out[:0]
		}
	}
	if len(todos) > 0 {
		out = append(out, '\n')
	}
	_, err := to.Write(append(out, "]\n"...))
	return err
}

// appendTodo writes what todoOf answers.
func appendTodo(out []byte, t *workspace.TrackedTodo, now time.Time) []byte {
	out = appendText(append(out, "{\n    \"id\": "...), t.ID)
	out = appendText(append(out, ",\n    \"path\": "...), t.Path)
	out = strconv.AppendInt(append(out, ",\n    \"line\": "...), int64(t.Line), 10)
	out = appendText(append(out, ",\n    \"tag\": "...), t.Tag)
	out = appendText(append(out, ",\n    \"text\": "...), t.Text)
	out = appendSome(append(out, ",\n    \"author\": "...), t.Author)
	out = append(out, ",\n    \"age_days\": "...)
	if days := ageOf(t, now); days == nil {
		out = append(out, "null"...)
	} else {
		out = strconv.AppendInt(out, int64(*days), 10)
	}
	out = appendText(append(out, ",\n    \"state\": "...), string(t.State))
	out = appendSome(append(out, ",\n    \"assignee\": "...), t.Assignee)
	out = appendSome(append(out, ",\n    \"delegation\": "...), t.Delegation)
	return append(out, "\n  }"...)
}

func appendSome(out []byte, s string) []byte {
	if s == "" {
		return append(out, "null"...)
	}
	return appendText(out, s)
}

// appendText quotes a text as [app.answer] does. Plain ones need no escaping.
func appendText(out []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return appendEscaped(out, s)
		}
	}
	out = append(out, '"')
	out = append(out, s...)
	return append(out, '"')
}

func appendEscaped(out []byte, s string) []byte {
	b := appending{out}
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil { // a text can always be written
		return append(out, `""`...)
	}
	return b.bytes[:len(b.bytes)-1] // without the end of the line
}

type appending struct{ bytes []byte }

func (a *appending) Write(p []byte) (int, error) {
	a.bytes = append(a.bytes, p...)
	return len(p), nil
}
