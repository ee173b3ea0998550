package action

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
	"github.com/leadline/leadline/internal/zone"
)

const (
	mostText  = 500
	mostProse = 64 << 10
	mostList  = 50
)

// normalise turns what was given into the body of an event. Unknown keys are faults too: a misspelt
// word must not be lost in silence.
func (f *Form) normalise(s *workspace.Snapshot, v Values) (map[string]any, Faults) {
	body := map[string]any{}
	var faults Faults
	for _, field := range f.Fields {
		if v.empty(field.Key) {
			if field.Required {
				faults = append(faults, Fault{field.Key, "is needed: " + field.Meaning})
			}
			continue
		}
		if field.Sort != Checks && !plain(v[field.Key]) {
			faults = append(faults, Fault{field.Key, "takes text or a list of texts"})
			continue
		}
		value, err := field.normalise(s, v)
		if err != nil {
			faults = append(faults, Fault{field.Key, err.Error()})
			continue
		}
		body[field.stored()] = value
	}
	for key := range v {
		if _, ok := f.Field(key); !ok {
			faults = append(faults, Fault{key, "is not asked for here; known are " + strings.Join(f.keys(), ", ")})
		}
	}
	slices.SortFunc(faults, func(a, b Fault) int { return strings.Compare(a.Key, b.Key) })
	return body, faults
}

// plain says whether a value is text or a list of texts; numbers and truths are written as text.
func plain(value any) bool {
	switch x := value.(type) {
	case map[string]any:
		return false
	case []any:
		return !slices.ContainsFunc(x, func(item any) bool {
			_, list := item.([]any)
			return list || !plain(item)
		})
	}
	return true
}

func (f *Form) keys() []string {
	var out []string
	for _, x := range f.Fields {
		out = append(out, x.Flag())
	}
	return out
}

func (x Field) normalise(s *workspace.Snapshot, v Values) (any, error) {
	text, list := v.Text(x.Key), v.list(x.Key)
	switch x.Sort {
	case Prose:
		return prose(text)
	case Choice:
		if !slices.Contains(x.Choices, text) {
			return nil, fmt.Errorf("%q is none of %s", text, strings.Join(x.Choices, ", "))
		}
		return text, nil
	case Person:
		return person(s, text)
	case Persons:
		return persons(s, list)
	case Decider:
		return decider(s, text)
	case Day:
		return ParseDay(text, s.Now())
	case Moment:
		return moment(text, zoned(s, v))
	case Length:
		return length(text)
	case Zone:
		in, err := zone.Load(text)
		if err != nil {
			return nil, err
		}
		return in.String(), nil
	case Subject:
		e, ok := known(s, text)
		if !ok {
			return nil, fmt.Errorf("nothing here is called %q; the lists of decisions, TODOs, questions and risks show the ids", text)
		}
		return e.ID, nil
	case Paths:
		return paths(list)
	case Amount:
		return amount(text)
	case Words:
		return words(list)
	case Entries:
		return entries(s, x, list)
	case Checks:
		return checks(v[x.Key])
	case Places:
		return spots(list)
	}
	return line(text)
}

func line(text string) (string, error) {
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && !unicode.IsSpace(r) }) || !utf8.ValidString(text) {
		return "", errors.New("holds characters that are no text; write it as plain words")
	}
	text = strings.Join(strings.Fields(text), " ")
	if utf8.RuneCountInString(text) > mostText {
		return "", fmt.Errorf("is longer than %d characters; keep one line here and put the rest into the text below", mostText)
	}
	return text, nil
}

func prose(text string) (string, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if len(text) > mostProse {
		return "", fmt.Errorf("is longer than %d kB; keep what matters and link the rest", mostProse>>10)
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", errors.New("is not valid UTF-8; save it as UTF-8")
	}
	return strings.TrimSpace(text), nil
}

// mostNamesakes of one name are told apart by their addresses.
const mostNamesakes = 5

// named are the addresses of people with a name, those first who are here still.
func named(s *workspace.Snapshot, name string) (addresses []string) {
	var gone []string
	for _, p := range s.People.All() {
		switch {
		case p.Bot || !strings.EqualFold(p.Name, strings.TrimSpace(name)):
		case s.Gone(p):
			gone = append(gone, p.Email)
		default:
			addresses = append(addresses, p.Email)
		}
	}
	addresses = append(addresses, gone...)
	return addresses[:min(len(addresses), mostNamesakes)]
}

// person accepts whoever is known, and any handle or address that is not: people join before their
// first commit.
func person(s *workspace.Snapshot, who string) (string, error) {
	if strings.EqualFold(who, "me") && s.Me != nil {
		return reference(s.Me), nil
	}
	if p := s.Person(who); p != nil {
		return reference(p), nil
	}
	if several := named(s, who); len(several) > 1 {
		return "", fmt.Errorf("%d people here are called %q; write the address of the one you mean: %s", len(several), who, strings.Join(several, ", "))
	}
	if strings.ContainsFunc(who, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) || !strings.Contains(who, "@") || len(who) > 100 || len(who) < 2 {
		return "", fmt.Errorf("nobody here is known as %q; write a handle (@dev2) or an address", who)
	}
	return who, nil
}

// reference is how a person is stored: by handle, else by address.
func reference(p *people.Person) string {
	if p.Handle != "" {
		return "@" + p.Handle
	}
	return p.Email
}

func persons(s *workspace.Snapshot, list []string) ([]string, error) {
	var out []string
	for _, item := range list {
		for _, who := range strings.Split(item, ",") {
			if who = strings.TrimSpace(who); who == "" {
				continue
			}
			ref, err := person(s, who)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(out, ref) {
				out = append(out, ref)
			}
		}
	}
	if len(out) > mostList {
		return nil, fmt.Errorf("names more than %d people; name a team in the text instead", mostList)
	}
	return out, nil
}

func decider(s *workspace.Snapshot, who string) (string, error) {
	switch strings.ToLower(who) {
	case "team", "outside":
		return strings.ToLower(who), nil
	}
	return person(s, who)
}

// ParseDay reads a day from today on, in words or as a date, and gives its date.
func ParseDay(text string, now time.Time) (string, error) {
	t, err := calendar.ParseDay(text, now)
	if err != nil {
		return "", err
	}
	date := t.Format(time.DateOnly)
	if date < now.Format(time.DateOnly) {
		return "", fmt.Errorf("%s is in the past; give a day from today on", date)
	}
	return date, nil
}

// zoned is now on the clocks that words about a moment are read from: those of a zone that was given along with them, else
// the reader's own.
func zoned(s *workspace.Snapshot, v Values) time.Time {
	if in, err := zone.Load(v.Text("zone")); err == nil && !v.empty("zone") {
		return s.Now().In(in)
	}
	return s.Now()
}

// mostYears is how far ahead people plan: what is later is a slip of the pen.
const mostYears = 10

func moment(text string, now time.Time) (time.Time, error) {
	t, err := calendar.ParseWhen(text, now)
	if err != nil {
		return t, err
	}
	if t.Before(now) {
		return t, fmt.Errorf("%s is in the past; give a time from now on", t.Format("Mon 2 January 15:04"))
	}
	if t.After(now.AddDate(mostYears, 0, 0)) {
		return t, fmt.Errorf("%s is more than %d years away; check the year", t.Format("2 January 2006"), mostYears)
	}
	return t.UTC(), nil
}

func length(text string) (int, error) {
	d, err := calendar.ParseLength(text)
	if err != nil {
		return 0, err
	}
	if d < 5*time.Minute || d > 24*time.Hour {
		return 0, errors.New("must be between 5 minutes and a day")
	}
	return int(d.Minutes()), nil
}

func paths(list []string) ([]string, error) {
	var out []string
	for _, p := range list {
		clean := path.Clean(strings.ReplaceAll(p, `\`, "/"))
		if path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
			return nil, fmt.Errorf("%q lies outside the repository; give a path relative to its top", p)
		}
		out = append(out, clean)
	}
	if len(out) > 10_000 {
		return nil, errors.New("names more than 10,000 files; name their folders")
	}
	return out, nil
}
