package ledger

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Delegations can be carried from one store to another as JSON: an object with the keys "leadline" (the word delegations),
// "version" (1) and "delegations", a list of [Exported]. Reading takes only what [Fold] makes a delegation of, and says of
// everything else in which line it stands.

// MostExchanged is how many bytes may be read.
const MostExchanged = 64 << 20

// exchangeVersion is the version of the form.
const exchangeVersion = 1

// Exported is a delegation with all that was said about it. What is known of it now ([Delegation] and State) is there for
// readers; History is what counts.
type Exported struct {
	ID    string `json:"id"`
	State State  `json:"state"`
	Delegation
	By      Actor      `json:"by"`
	At      time.Time  `json:"at"`
	History []Occasion `json:"history"`
}

// Occasion is one event.
type Occasion struct {
	Event string          `json:"event"` // its id
	Kind  Kind            `json:"kind"`
	By    Actor           `json:"by"`
	At    time.Time       `json:"at"`
	V     int             `json:"v"`
	Body  json.RawMessage `json:"body"`
}

type exchange struct {
	Leadline    string     `json:"leadline"`
	Version     int        `json:"version"`
	Delegations []Exported `json:"delegations"`
}

// Export writes delegations, each with its events in the order of their clocks. Of what is forgotten (see [Forget]) only the
// outcome goes along.
func Export(out io.Writer, entries []*Entry, history func(id string) ([]eventlog.Event, error)) error {
	x := exchange{Leadline: "delegations", Version: exchangeVersion, Delegations: []Exported{}}
	for _, e := range entries {
		if e.Delegation == nil {
			continue
		}
		events, err := history(e.ID)
		if err != nil {
			return err
		}
		one := Exported{ID: e.ID, State: e.State, Delegation: *e.Delegation, By: e.By, At: e.At, History: []Occasion{}}
		for _, v := range events {
			if v.Repo != e.Repo || v.Visibility != Team {
				continue
			}
			one.History = append(one.History, Occasion{
				Event: v.ID, Kind: Kind(v.Kind), By: Actor{Name: v.ActorName, Email: v.ActorEmail}, At: v.At, V: v.V, Body: v.Body,
			})
		}
		x.Delegations = append(x.Delegations, one)
	}
	w := json.NewEncoder(out)
	w.SetEscapeHTML(false)
	w.SetIndent("", "  ")
	return w.Encode(x)
}

// LineError is something wrong with what is read, and where.
type LineError struct {
	Line   int // from 1
	Reason string
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

var (
	humanID = pattern.New(`^T-[0-9A-HJKMNP-TV-Z]{6,12}$`)
	eventID = pattern.New(`^[0-9A-HJKMNP-TV-Z]{26}$`)
)

// Incoming is a delegation that was read: the events about it in their order, which belong to no repository yet.
type Incoming struct {
	ID     string
	Line   int // where it stands, from 1
	Events []eventlog.Event
}

// Import reads what [Export] wrote. Anything wrong comes as a [LineError], and then nothing was read.
func Import(in io.Reader) ([]Incoming, error) {
	text, err := io.ReadAll(io.LimitReader(in, MostExchanged+1))
	if err != nil {
		return nil, err
	}
	if len(text) > MostExchanged {
		return nil, fmt.Errorf("it is larger than %d MB; export fewer delegations at a time", MostExchanged>>20)
	}
	r := &exchangeReader{text: text, in: json.NewDecoder(bytes.NewReader(text)), subjects: map[string]bool{}, events: map[string]bool{}}
	return r.read()
}

// exchangeReader reads one file.
type exchangeReader struct {
	text             []byte
	in               *json.Decoder
	subjects, events map[string]bool
	out              []Incoming
	counted          int64 // offset up to which lines are counted
	newlines         int
}

func (r *exchangeReader) read() ([]Incoming, error) {
	if err := r.delim('{'); err != nil {
		return nil, err
	}
	sort, version, listed := "", 0, false
	for r.in.More() {
		key, err := r.in.Token()
		if err != nil {
			return nil, r.broken(err)
		}
		switch key {
		case "leadline":
			err = r.value(&sort)
		case "version":
			err = r.value(&version)
		case "delegations":
			listed = true
			err = r.list()
		default:
			err = r.value(new(json.RawMessage))
		}
		if err != nil {
			return nil, err
		}
	}
	if err := r.delim('}'); err != nil {
		return nil, err
	}
	switch {
	case sort != "delegations" || !listed:
		return nil, r.at(0, `this is no export of delegations: "leadline" is not "delegations", or there is no list "delegations". Write one with leadline todo export`)
	case version != exchangeVersion:
		return nil, r.at(0, fmt.Sprintf("this is version %d of the form, and this program reads version %d; use a newer Leadline", version, exchangeVersion))
	}
	return r.out, nil
}

func (r *exchangeReader) list() error {
	if err := r.delim('['); err != nil {
		return err
	}
	for r.in.More() {
		from := r.next()
		var raw json.RawMessage
		if err := r.value(&raw); err != nil {
			return err
		}
		if err := r.one(from, raw); err != nil {
			return err
		}
	}
	return r.delim(']')
}

// one checks a delegation.
func (r *exchangeReader) one(from int64, raw json.RawMessage) error {
	var x struct {
		ID      string     `json:"id"`
		State   State      `json:"state"`
		History []Occasion `json:"history"`
	}
	if err := json.Unmarshal(raw, &x); err != nil {
		return r.within(from, err)
	}
	fail := func(format string, args ...any) error { return r.at(from, fmt.Sprintf(format, args...)) }
	switch {
	case !humanID().MatchString(x.ID):
		return fail("%.40q is no id of a delegation, such as T-7K3QXM", x.ID)
	case r.subjects[x.ID]:
		return fail("%s is there twice", x.ID)
	case len(x.History) == 0 || x.History[0].Kind != TodoOffered:
		return fail("the history of %s does not begin with its offer", x.ID)
	}
	r.subjects[x.ID] = true
	var entry *Entry
	arrived := Incoming{ID: x.ID, Line: r.lineOf(from)}
	for i, o := range x.History {
		switch {
		case !eventID().MatchString(o.Event) || r.events[o.Event]:
			return fail("event %d of %s has no id of its own: %.40q", i+1, x.ID, o.Event)
		case o.At.IsZero():
			return fail("event %d of %s has no time", i+1, x.ID)
		case i > 0 && o.Kind == TodoOffered:
			return fail("%s is offered twice", x.ID)
		case noun(o.Kind) != "todo" && o.Kind != EntryAmended && o.Kind != EntryRetracted:
			return fail("%.40q says nothing about a delegation (event %d of %s)", string(o.Kind), i+1, x.ID)
		case i == 0 && o.By == Actor{}: // of others it may be forgotten
			return fail("%s is offered by nobody", x.ID)
		case len(o.Body) > eventlog.MaxBody:
			return fail("event %d of %s says too much: %d bytes, %d are allowed", i+1, x.ID, len(o.Body), eventlog.MaxBody)
		}
		r.events[o.Event] = true
		var small bytes.Buffer
		if len(o.Body) == 0 || json.Compact(&small, o.Body) != nil || small.Bytes()[0] != '{' {
			return fail("the body of event %d of %s is no object", i+1, x.ID)
		}
		e := eventlog.Event{
			ID: o.Event, V: max(o.V, 1), ActorName: o.By.Name, ActorEmail: o.By.Email, At: o.At,
			Kind: string(o.Kind), Subject: x.ID, Visibility: Team, Body: json.RawMessage(small.String()),
		}
		if entry = apply(entry, e); entry == nil || i == 0 && (entry.Delegation.What == "" || entry.Delegation.To == "" && len(x.History) == 1) {
			return fail("the offer of %s does not say what, or to whom", x.ID)
		}
		arrived.Events = append(arrived.Events, e)
	}
	if x.State != "" && entry.State != x.State {
		return fail("%s is %.20q by its state and %q by its history", x.ID, string(x.State), entry.State)
	}
	r.out = append(r.out, arrived)
	return nil
}

func (r *exchangeReader) delim(want json.Delim) error {
	from := r.next()
	t, err := r.in.Token()
	if err != nil {
		return r.broken(err)
	}
	if t != want {
		return r.at(from, fmt.Sprintf("%q is expected here", want.String()))
	}
	return nil
}

func (r *exchangeReader) value(into any) error {
	from := r.next()
	if err := r.in.Decode(into); err != nil {
		return r.within(from, err)
	}
	return nil
}

// next is where the next value begins.
func (r *exchangeReader) next() int64 {
	at := r.in.InputOffset()
	for at < int64(len(r.text)) && bytes.IndexByte([]byte(" \t\r\n,:"), r.text[at]) >= 0 {
		at++
	}
	return at
}

// within places an error about a value that begins somewhere.
func (r *exchangeReader) within(from int64, err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return r.at(from+kind.Offset, fmt.Sprintf("%q cannot be a %s", kind.Field, kind.Value))
	}
	var when *time.ParseError
	if errors.As(err, &when) {
		return r.at(from, fmt.Sprintf("%.40s is no time of RFC 3339", when.Value))
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) { // the offset of a decoder on its way is none in the file
		at := from
		again := json.NewDecoder(bytes.NewReader(r.text[from:])).Decode(new(json.RawMessage))
		if inside := new(json.SyntaxError); errors.As(again, &inside) {
			at += max(inside.Offset-1, 0)
		}
		return r.at(at, "this is no JSON: "+syntax.Error())
	}
	return r.broken(err)
}

// broken places an error of the syntax.
func (r *exchangeReader) broken(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return r.at(syntax.Offset, "this is no JSON: "+syntax.Error())
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return r.at(int64(len(r.text)), "the file ends too early")
	}
	return r.at(r.in.InputOffset(), err.Error())
}

func (r *exchangeReader) at(offset int64, reason string) error {
	return &LineError{Line: r.lineOf(offset), Reason: reason}
}

// lineOf is the line of an offset. Offsets are asked for in their order, so that counting costs one pass in all.
func (r *exchangeReader) lineOf(offset int64) int {
	offset = min(max(offset, 0), int64(len(r.text)))
	if offset < r.counted {
		r.counted, r.newlines = 0, 0
	}
	r.newlines += bytes.Count(r.text[r.counted:offset], []byte("\n"))
	r.counted = offset
	return 1 + r.newlines
}
