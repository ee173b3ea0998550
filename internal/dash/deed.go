package dash

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
)

// deed is something that the reader can do about what a page shows, as a form with one button: the same that an editor's menu has.
type deed struct {
	Do    string // one of verbs
	Title string // on its button, or where it opens; what others wrote is cleaned in it
	Note  string // what there is to know before
	// Entry is the id of what it is about, Path where it is about; both may be empty.
	Entry, Path string
	// Seen is the step of a decision that the reader was shown, nil where that does not matter; Instead is the offer whose place
	// one takes.
	Seen    *string
	Instead string
	Given   []input // fields that are settled
	Fields  []input
	Event   string // the id of what it records, so that what is sent twice is recorded once
	Problem string // why it was not done when it was sent last
	Open    bool
	Last    bool // it stands behind the others
	Nth     int  // among those of its page

	Proof, From string // of the session, and the page that shows it
}

// input is a field of a form.
type input struct {
	Key, Name, Help, Value string
	Was                    *string // what it was before, where only what was changed is said
	Choices                []crumb // words, by what they mean; else it is text
	Long, Who, Needed      bool
	Names                  bool // its value names people
	Most                   int  // characters
	Problem                string
	Deed                   int // Nth of its deed, for ids in the page
}

// ID of a field in its page.
func (i input) ID() string { return fmt.Sprintf("deed-%d-%s", i.Deed, i.Key) }

const (
	mostLine  = 500 // characters of a line, as action takes them
	mostProse = 60_000
)

// names are what fields are called on the page, where that is not their key.
var names = map[string]string{
	"to": "To whom", "with": "With whom", "at": "When", "for": "How long", "by": "By when", "check_in": "Talk about it on", "review_by": "Look at it again",
	"decided_by": "Who decided", "decides": "Who decides", "if_wrong": "If it was wrong", "undo": "How long to undo it", "confidence": "How sure",
	"tracking": "How to follow it", "what": "What is to be done", "outcome": "Done when", "authority": "How freely", "gains": "What gets better",
	"takes": "What it takes", "problem": "What may go wrong", "answer": "How it goes",
}

// helps are said beside a field in other words than a form's own.
var helps = map[string]string{
	"confidence": "enough: most of what there is to know", "problem": "in one line", "what": "in one line; never how", "to": "@handle or address",
	"with": "@handle or address, several with commas", "title": "in one line", "because": "the reasons, for whoever asks later",
}

// formNames are what fields are called in one form.
var formNames = map[*action.Form]map[string]string{
	action.Answer: {"text": "In your words"}, action.Defence: {"text": "In your words"}, action.Doubt: {"text": "In your words"},
	action.Question: {"text": "What is asked"}, action.Retro: {"text": "What you noticed"}, action.Look: {"outcome": "What becomes of it"},
	action.Closing: {"outcome": "How it ended"}, action.Happened: {"outcome": "What came of it"},
}

// inputs are the fields of a form, those that must be given first. Rare ones are for the command line and drafts.
func inputs(f *action.Form, v action.Values) []input {
	var out []input
	for _, x := range f.Fields {
		if x.Rare || x.Sort == action.Paths || f == action.Review && x.Key == "base" {
			continue
		}
		i := input{
			Key: x.Key, Help: cmp.Or(helps[x.Key], x.Meaning), Value: v.Text(x.Key), Long: x.Sort == action.Prose, Who: x.Sort == action.Person, Needed: x.Required, Most: mostLine,
			Name: cmp.Or(formNames[f][x.Key], names[x.Key], strings.ToUpper(x.Key[:1])+strings.ReplaceAll(x.Key[1:], "_", " ")),
		}
		if i.Long {
			i.Most = mostProse
		}
		i.Names = x.Sort == action.Person || x.Sort == action.Persons || x.Sort == action.Decider
		if f == action.Question && x.Key == "text" || f == action.Closing {
			i.Help = "in one line"
		}
		if x.Sort == action.Choice {
			i.Choices, i.Help = choices(x)
			i.Help = cmp.Or(helps[x.Key], i.Help)
		}
		out = append(out, i)
	}
	slices.SortStableFunc(out, func(a, b input) int { return after(b.Needed) - after(a.Needed) })
	return out
}

// choices are the words that a field takes, by what they mean where its form says so for each; else help says it.
func choices(x action.Field) (out []crumb, help string) {
	means := strings.Split(x.Meaning, " | ")
	help = x.Meaning
	if len(means) != len(x.Choices) {
		means = x.Choices
	} else {
		help = ""
	}
	for n, word := range x.Choices {
		out = append(out, crumb{Text: means[n], Href: word})
	}
	return out, help
}

func after(first bool) int {
	if first {
		return 1
	}
	return 0
}

// changing marks fields that hold what is said now: only what is changed of it is said.
func changing(fields []input) []input {
	for i := range fields {
		was := fields[i].Value
		fields[i].Was, fields[i].Needed = &was, false
	}
	return fields
}

// offer puts forms on a page; none where nobody knows who would act, or where nothing can be recorded.
func (r *request) offer(v *view, all ...deed) {
	if r.s.StoreErr != nil || len(all) == 0 {
		return
	}
	who, err := r.w.Actor(r.ctx)
	if err != nil {
		v.Me = sentence(err) + "."
		return
	}
	v.Me = fmt.Sprintf("You act as %s <%s>, as git says here. Your team sees what you say.", phrase.Clean(who.Name, nameSize), phrase.Clean(who.Email, nameSize))
	if here, elsewhere, ask := action.Acting(r.ctx, r.w); ask {
		mail := phrase.Clean(here.Email, nameSize)
		v.Me = fmt.Sprintf("This repository's own settings say that you are %s; your own say %s. Is what you say here to be stored under %s?",
			mail, phrase.Clean(elsewhere.Email, nameSize), mail)
		all = []deed{{Do: doConfirm, Title: "Yes, that is me here"}}
	}
	for _, d := range all {
		id, err := ulid.New(ulid.Timestamp(r.now), r.w.Random())
		if err == nil { // else what is sent twice may be recorded twice
			d.Event = id.String()
		}
		d.Nth = len(v.Deeds) + 1
		d.Fields = r.discreet(d.Fields)
		for i := range d.Fields {
			d.Fields[i].Deed = d.Nth
			if d.Fields[i].Who && v.Known == nil {
				v.Known = r.here()
			}
		}
		v.Deeds = append(v.Deeds, d)
	}
}

// discreet leaves out what names somebody who wants to be named nowhere: what is corrected stays as it is there.
func (r *request) discreet(fields []input) []input {
	hidden := func(i input) bool {
		return i.Names && slices.ContainsFunc(strings.Split(i.Value, ","), func(who string) bool {
			who = strings.TrimSpace(who)
			p := r.s.Person(who)
			if p == nil {
				p = &people.Person{Emails: []string{strings.ToLower(strings.TrimPrefix(who, "@"))}}
			}
			return p != r.s.Me && r.s.LeftOut(p)
		})
	}
	var out []input
	for _, i := range fields {
		switch {
		case !hidden(i):
		case i.Was != nil:
			continue
		default:
			i.Value = ""
		}
		out = append(out, i)
	}
	return out
}

// refill puts what was sent back into its form, and what was wrong beside it.
func (d *deed) refill(p posted, err error) {
	d.Open, d.Event = true, p.event
	var faults action.Faults
	wrong := map[string]string{}
	if errors.As(err, &faults) {
		for _, f := range faults {
			wrong[f.Key] = f.Message
		}
	} else {
		d.Problem = sentence(err)
	}
	for i := range d.Fields {
		f := &d.Fields[i]
		f.Value = p.values.Text(f.Key)
		if was, ok := p.was[f.Key]; ok {
			f.Was = &was
		}
		f.Problem = wrong[f.Key]
		delete(wrong, f.Key)
	}
	for _, key := range slices.Sorted(maps.Keys(wrong)) { // about what it does not ask for
		d.Problem = strings.TrimSpace(d.Problem + " " + sentence(action.Faults{{Key: key, Message: wrong[key]}}))
	}
}

// parts splits an error into words and what is to be typed, which stands between backquotes.
func parts(text string) []cell {
	var out []cell
	for i, part := range strings.Split(text, "`") {
		if part != "" {
			out = append(out, cell{Text: phrase.Clean(part, proseSize), ID: i%2 == 1})
		}
	}
	return out
}
