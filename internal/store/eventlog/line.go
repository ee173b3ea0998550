package eventlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxLine is the length of the longest line that [ParseLine] reads, in bytes. No valid event is longer.
const MaxLine = 1 << 20

// maxClock is a clock of the year 2286: what lies beyond is no clock, and would leave no room for those that follow.
const maxClock = 9_999_999_999_999 << 16

// line is an event without its body, as it stands in JSON: one key for each column. Raw has the bytes of texts that JSON
// cannot hold as they are, because they are not UTF-8 or, in a body, because they would break the line.
type line struct {
	ID         string            `json:"id"`
	Writer     string            `json:"writer"`
	Seq        int64             `json:"seq"`
	HLC        int64             `json:"hlc"`
	V          int               `json:"v"`
	Repo       string            `json:"repo"`
	ActorName  string            `json:"actor_name"`
	ActorEmail string            `json:"actor_email"`
	At         string            `json:"at"`
	Kind       string            `json:"kind"`
	Subject    string            `json:"subject"`
	Visibility string            `json:"visibility"`
	Sig        []byte            `json:"sig"`
	Raw        map[string][]byte `json:"raw,omitempty"`
}

const rawBody = "body"

// texts are the columns that hold what people and repositories call things, by their key.
func (l *line) texts() map[string]*string {
	return map[string]*string{
		"id": &l.ID, "writer": &l.Writer, "repo": &l.Repo, "actor_name": &l.ActorName, "actor_email": &l.ActorEmail,
		"kind": &l.Kind, "subject": &l.Subject,
	}
}

// Line is the event as one line of JSON, without the end of the line and without N, which is no part of it. [ParseLine]
// gives the same event back, to the byte.
func (e Event) Line() ([]byte, error) {
	l := line{
		ID: e.ID, Writer: e.Writer, Seq: e.Seq, HLC: e.HLC, V: e.V, Repo: e.Repo, ActorName: e.ActorName, ActorEmail: e.ActorEmail,
		At: e.At.UTC().Format(TimeFormat), Kind: e.Kind, Subject: e.Subject, Visibility: e.Visibility, Sig: e.Sig,
	}
	raw := map[string][]byte{}
	for key, text := range l.texts() {
		if !utf8.ValidString(*text) {
			raw[key] = []byte(*text)
		}
	}
	body := []byte(e.Body)
	if !utf8.Valid(body) || bytes.ContainsAny(body, "\r\n") {
		raw[rawBody] = body
		body = []byte("{}")
	}
	if len(raw) > 0 {
		l.Raw = raw
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(l); err != nil {
		return nil, fmt.Errorf("writing the event %s as a line: %w", e.ID, err)
	}
	head := bytes.TrimSuffix(out.Bytes(), []byte("}\n"))
	return append(append(append(head, `,"body":`...), body...), '}'), nil
}

// ParseLine reads what [Event.Line] wrote, or somebody else. Keys that it does not know are passed over. The event is
// complete and within the limits of a log. Errors: [ErrInvalid], which says what is wrong with the line.
func ParseLine(text []byte) (Event, error) {
	if len(text) > MaxLine {
		return Event{}, fmt.Errorf("%w: a line of %d bytes is too long, %d are allowed", ErrInvalid, len(text), MaxLine)
	}
	var read struct {
		line
		Body json.RawMessage `json:"body"`
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&read); err != nil {
		return Event{}, fmt.Errorf("%w: %s", ErrInvalid, notJSON(err))
	}
	if _, err := decoder.Token(); err != io.EOF {
		return Event{}, fmt.Errorf("%w: something follows the object on its line", ErrInvalid)
	}
	for key, field := range read.texts() {
		if bytes, ok := read.Raw[key]; ok {
			*field = string(bytes)
		}
	}
	if bytes, ok := read.Raw[rawBody]; ok {
		read.Body = bytes
	}
	at, err := time.Parse(time.RFC3339Nano, read.At)
	if err != nil || at.UTC().Year() < 0 || at.UTC().Year() > 9999 {
		return Event{}, fmt.Errorf("%w: its at is no time, such as 2026-10-01T12:00:00.000Z", ErrInvalid)
	}
	e := Event{
		ID: read.ID, Writer: read.Writer, Seq: read.Seq, HLC: read.HLC, V: read.V, Repo: read.Repo,
		ActorName: read.ActorName, ActorEmail: read.ActorEmail, At: at.UTC().Truncate(time.Millisecond),
		Kind: read.Kind, Subject: read.Subject, Visibility: read.Visibility, Body: read.Body, Sig: read.Sig,
	}
	return e, e.check()
}

// notJSON says what is wrong in words that do not speak of Go.
func notJSON(err error) string {
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Sprintf("its %s is a %s", strings.TrimPrefix(kind.Field, "line."), kind.Value)
	case errors.As(err, &kind):
		return "it is a " + kind.Value + ", not an object"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "it breaks off"
	}
	return "it is not JSON"
}

// check says what is missing or too large in an event that comes from elsewhere.
func (e Event) check() error {
	for _, column := range []struct {
		key     string
		missing bool
	}{
		{"id", e.ID == ""},
		{"writer", e.Writer == ""},
		{"seq", e.Seq < 1},
		{"hlc", e.HLC < 1},
		{"v", e.V < 1},
		{"kind", e.Kind == ""},
		{"body", len(e.Body) == 0},
	} {
		if column.missing {
			return fmt.Errorf("%w: its %s is missing", ErrInvalid, column.key)
		}
	}
	switch {
	case e.HLC > maxClock:
		return fmt.Errorf("%w: its clock is centuries ahead", ErrInvalid)
	case e.Seq > math.MaxInt64/2:
		return fmt.Errorf("%w: its number is not one that anybody has counted to", ErrInvalid)
	case e.Visibility != team && e.Visibility != private:
		return fmt.Errorf("%w: its visibility is neither team nor private", ErrInvalid)
	}
	return e.limits()
}
