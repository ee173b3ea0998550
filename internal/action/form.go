// Package action records what people say: it checks what they gave, makes it an event and appends it.
//
// Everything that can be said is described by a [Form]: its fields, what they mean and what they accept.
// Command line flags, drafts, editor commands and amendments are all read from the same form, so that a
// word means the same wherever it is said. What is wrong with an input comes back as [Faults], one for
// each field, and nothing is recorded.
//
// All functions are safe for concurrent use.
package action

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
)

// Sort of a field's value.
type Sort int

// The sorts. A field accepts text in people's own words and stores one exact form.
const (
	Text    Sort = iota // one line
	Prose               // Markdown, many lines
	Choice              // one of Field.Choices
	Person              // @handle, address or a name known here; stored as handle or address
	Persons             // several of them, also separated by commas
	Decider             // a person, or: me, team, outside
	Day                 // "fri", "in 2 weeks", "2027-03-01"; stored as a date
	Moment              // "thu 14:00", RFC 3339; stored in UTC
	Length              // "60m", "1h30"; stored in minutes
	Paths               // paths relative to the repository's top
	Amount              // time or money: "3 days", "€500"
	Words               // several words to find something by
	Zone                // a time zone, by its name of IANA or of Windows
	Subject             // the id of one entry, of any type
	Entries             // ids of entries of the type Field.Of, several with commas
	Checks              // what code must keep to, see package guard; each a text, or its parts
	Places              // "pay/charge.go" or "pay/charge.go:3-7", several; from the repository's top
)

// Field is one thing that a form asks for.
type Field struct {
	Key     string // snake_case, as in JSON; flags and drafts write it with hyphens
	Stored  string // key in the event's body, where it differs
	Sort    Sort
	Meaning string // one line, for help and drafts
	Choices []string
	// Required fields must be given; Ask fields are asked for in a draft though they may stay empty.
	Required, Ask bool
	// Rare fields are only named in a draft, Once ones are said when the entry is made and cannot be amended.
	Rare, Once bool
	// Example fills a draft's comment, Note that of a long field's heading.
	Example, Note string
	Of            ledger.Type // of [Entries]
}

// Flag is the key as flags and drafts write it.
func (f Field) Flag() string { return strings.ReplaceAll(f.Key, "_", "-") }

func (f Field) stored() string {
	if f.Stored != "" {
		return f.Stored
	}
	return f.Key
}

// Form is one kind of thing that can be said.
type Form struct {
	Name string // as in file names and headings: decision, delegation, pairing, review, question, retro
	Type ledger.Type
	Kind ledger.Kind
	Done string // how the receipt begins: "Logged"
	// About forms say something about an entry that is there, see [Say]; the others make one.
	About  bool
	Fields []Field
}

// Listed says whether a field takes several values.
func (f Field) Listed() bool {
	switch f.Sort {
	case Persons, Paths, Words, Entries, Places, Checks:
		return true
	}
	return false
}

// Field finds a field by its key, written with underscores or hyphens.
func (f *Form) Field(key string) (Field, bool) {
	key = strings.ReplaceAll(key, "-", "_")
	i := slices.IndexFunc(f.Fields, func(x Field) bool { return x.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return f.Fields[i], true
}

// Missing lists the required fields that values do not give.
func (f *Form) Missing(v Values) []Field {
	var out []Field
	for _, x := range f.Fields {
		if x.Required && v.empty(x.Key) {
			out = append(out, x)
		}
	}
	return out
}

// Values are what somebody gave for the fields of a form: a string or a []string for each key.
type Values map[string]any

func (v Values) empty(key string) bool {
	return len(v.list(key)) == 0
}

// Text is the value as one text.
func (v Values) Text(key string) string { return strings.Join(v.list(key), ", ") }

// list is the value as non-empty texts.
func (v Values) list(key string) []string {
	var out []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	switch x := v[key].(type) {
	case string:
		add(x)
	case []string:
		for _, s := range x {
			add(s)
		}
	case []any:
		for _, s := range x {
			add(fmt.Sprint(s))
		}
	case nil:
	default:
		add(fmt.Sprint(x))
	}
	return out
}

// Fault is something wrong with one field. Its message is a sentence that says what to do.
type Fault struct{ Key, Message string }

// Faults are all that is wrong with an input.
type Faults []Fault

func (f Faults) Error() string {
	var out []string
	for _, x := range f {
		if x.Key == "" {
			out = append(out, x.Message)
			continue
		}
		out = append(out, strings.ReplaceAll(x.Key, "_", "-")+": "+x.Message)
	}
	return strings.Join(out, "; ")
}
