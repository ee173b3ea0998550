package action

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/workspace"
)

// An amount of time or money, wherever it stands in a few words. It need not be exact, but it must be an amount.
var (
	ofTime = pattern.New(`(?i)(?:\d[\d.,]*|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half an?))[ -]*` +
		`(?:(?:person|people|dev|engineer|team|work(?:ing)?|calendar)[ -]*)?` +
		`(?:minutes?|min|hours?|h|days?|d|weeks?|w|months?|mo|quarters?|sprints?|years?|y)(?:[^\pL\pN]|$)`)
	currencies = `eur|usd|gbp|chf|jpy|cny|inr|brl|cad|aud|nzd|sek|nok|dkk|pln|czk|huf|sgd|krw|zar|mxn`
	ofMoney    = pattern.New(`(?i)[€$£¥₹] ?\d|\b(?:` + currencies + `) ?\d|` +
		`\d[\d.,']*(?: ?[km])? ?(?:[€$£¥₹]|(?:` + currencies + `|euros?|dollars?|pounds?|francs?|cents?)(?:[^\pL\pN]|$))`)
	aMonth = pattern.New(`(?i)(?: *(?:a|per|each|every) month| */ *month| monthly)$`)
)

const mostAmount = 60

func amount(text string) (string, error) {
	text, err := line(text)
	if err != nil {
		return "", err
	}
	if utf8.RuneCountInString(text) > mostAmount {
		return "", fmt.Errorf("is longer than %d characters; write the amount alone, and the rest into the text below", mostAmount)
	}
	if short := aMonth().ReplaceAllString(text, ""); short != "" {
		text = short
	}
	if !ofTime().MatchString(text) && !ofMoney().MatchString(text) {
		return "", fmt.Errorf("%q is no amount; say it in time or money, such as 3 days or €500", text)
	}
	return text, nil
}

// isWord says whether people could search for it. A regular expression would unroll its classes in every start of the program.
func isWord(s string) bool {
	first := true
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) && (first || !strings.ContainsRune("._/+-", r)) {
			return false
		}
		first = false
	}
	n := utf8.RuneCountInString(s)
	return 1 <= n && n <= 40
}

func words(list []string) ([]string, error) {
	var out []string
	for _, item := range list {
		for _, word := range strings.FieldsFunc(item, func(r rune) bool { return r == ',' || r == ' ' }) {
			if word = strings.TrimPrefix(word, "#"); word == "" {
				continue
			}
			if !isWord(word) {
				return nil, fmt.Errorf("%q is no word to find it by; use letters, digits and -, at most 40", word)
			}
			if !slices.Contains(out, word) {
				out = append(out, word)
			}
		}
	}
	if len(out) > mostList {
		return nil, fmt.Errorf("holds more than %d words; keep those that somebody will search for", mostList)
	}
	return out, nil
}

// entries accepts the ids of what is there.
func entries(s *workspace.Snapshot, x Field, list []string) ([]string, error) {
	var out []string
	for _, item := range list {
		for _, id := range strings.FieldsFunc(item, func(r rune) bool { return r == ',' || r == ' ' }) {
			e, ok := known(s, id)
			if called := s.RecordsCalled(id); !ok && len(called) == 1 {
				e, ok = called[0], true
			}
			switch {
			case !ok:
				return nil, fmt.Errorf("nothing here is called %q; `leadline %s list` shows the ids", id, x.Of)
			case e.Type != x.Of:
				return nil, fmt.Errorf("%s is a %s; name a %s", e.ID, e.Type, x.Of)
			case !slices.Contains(out, e.ID):
				out = append(out, e.ID)
			}
		}
	}
	if len(out) > mostList {
		return nil, fmt.Errorf("names more than %d; name those that matter", mostList)
	}
	return out, nil
}

// known finds an entry, those that only files record too.
func known(s *workspace.Snapshot, id string) (*ledger.Entry, bool) {
	id = strings.ToUpper(strings.TrimSpace(id))
	if e, ok := s.Ledger.Find(id); ok {
		return e, true
	}
	for _, e := range s.Records {
		if strings.EqualFold(e.ID, id) {
			return e, true
		}
	}
	return nil, false
}

var spotForm = pattern.New(`^(.+?):([0-9]{1,9})(?:-([0-9]{1,9}))?$`)

// spots reads PATH, PATH:LINE and PATH:LINE-LINE, paths from the repository's top.
func spots(list []string) ([]Where, error) {
	var out []Where
	for _, item := range list {
		at := Where{Path: strings.TrimSpace(item)}
		if m := spotForm().FindStringSubmatch(at.Path); m != nil {
			at.Path = m[1]
			at.Line, _ = strconv.Atoi(m[2])
			if at.EndLine = at.Line; m[3] != "" {
				at.EndLine, _ = strconv.Atoi(m[3])
			}
			if at.Line < 1 || at.EndLine < at.Line {
				return nil, fmt.Errorf("%q names no lines; they count from 1, as in PATH:3 or PATH:3-7", item)
			}
		}
		clean, err := paths([]string{at.Path})
		if err != nil {
			return nil, err
		}
		if at.Path = clean[0]; !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	if len(out) > mostList {
		return nil, errors.New("names more places than anybody would look at; name their folder in the text instead")
	}
	return out, nil
}
