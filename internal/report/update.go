package report

import (
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/workspace"
)

// Telling is something done or decided, for people outside the team.
type Telling struct {
	What string `json:"what"`
	// Why is the outcome of what was done, or the reason of what was decided; null where none was said.
	Why *string `json:"why"`
}

// Endangered is a risk in the words of PRACTICE's page: the problem, whether the cause is known, what it takes, what gets better.
type Endangered struct {
	Problem string  `json:"problem"`
	Cause   *string `json:"cause"` // null: not known yet
	Takes   *string `json:"takes"`
	Gains   *string `json:"gains"`
}

// Choice is a question that is not decided.
type Choice struct {
	Question string  `json:"question"`
	By       *string `json:"by"`      // the day by which it has to be decided, 2006-01-02
	Outside  bool    `json:"outside"` // it is decided outside the team: by those who read this
}

// UpdateReport is a draft for those outside the team who want to know how things stand. It names nobody, and no id and no path of
// the code: what is decided and done is the team's.
type UpdateReport struct {
	Name    string       `json:"name"` // of the repository's folder
	From    time.Time    `json:"from"` // UTC
	Done    []Telling    `json:"done"`
	Decided []Telling    `json:"decided"` // hard to undo first, then newest first
	NotDone []Telling    `json:"not_done"`
	AtRisk  []Endangered `json:"at_risk"`
	Choices []Choice     `json:"choices"` // those that have a day first, by day
	// Technical are words in all this that look like code: explain them, or leave them out.
	Technical []string `json:"technical"`
}

const (
	mostTold      = 8
	mostTechnical = 12
)

// Update drafts what happened since a moment.
func Update(s *workspace.Snapshot, since time.Time) UpdateReport {
	r := UpdateReport{
		Name: base(s.Top), From: since.UTC(), Done: []Telling{}, Decided: []Telling{}, NotDone: []Telling{}, AtRisk: []Endangered{},
		Choices: []Choice{}, Technical: []string{},
	}
	var hard []Telling
	for _, e := range s.Decisions() {
		if e.At.Before(since) {
			continue
		}
		one := Telling{outsiders(e.Decision.Title), some(outsiders(sentence(e.Decision.Because)))}
		switch {
		case e.Decision.Status == ledger.Rejected:
			r.NotDone = append(r.NotDone, one)
		case e.Decision.Status != ledger.Accepted:
		case e.Decision.Undo.Door() == "one-way":
			hard = append(hard, one)
		default:
			r.Decided = append(r.Decided, one)
		}
	}
	r.Decided = atMost(mostTold, append(hard, r.Decided...))
	for _, e := range s.Ledger.All("") {
		switch {
		case e.Delegation != nil && e.State == ledger.Done && e.Delegation.Reverted == "" && !e.Changed.Before(since):
			r.Done = append(r.Done, Telling{outsiders(e.Title()), some(outsiders(sentence(e.Delegation.Outcome)))})
		case e.Risk != nil && e.State == ledger.Closed && len(e.Risk.Closings) > 0 && !e.Risk.Closings[0].At.Before(since):
			r.Done = append(r.Done, Telling{"No longer at risk: " + outsiders(e.Risk.Problem), some(outsiders(sentence(e.Risk.Outcome)))})
		case e.Risk != nil && e.Open():
			r.AtRisk = append(r.AtRisk, Endangered{
				outsiders(e.Risk.Problem), some(outsiders(sentence(e.Risk.Cause))), some(outsiders(e.Risk.Takes)), some(outsiders(e.Risk.Gains)),
			})
		case e.Question != nil && e.Open() && (e.Question.Due != "" || e.Question.Decides == "outside"):
			r.Choices = append(r.Choices, Choice{outsiders(e.Question.Text), some(e.Question.Due), e.Question.Decides == "outside"})
		}
	}
	r.Done, r.AtRisk = atMost(mostTold, r.Done), atMost(mostTold, r.AtRisk)
	slices.SortStableFunc(r.Choices, func(a, b Choice) int { return strings.Compare(dayOrLast(a.By), dayOrLast(b.By)) })
	r.Technical = r.technical()
	return r
}

func dayOrLast(day *string) string {
	if day == nil {
		return "9999"
	}
	return *day
}

func atMost[T any](n int, list []T) []T { return list[:min(len(list), n)] }

// sentence is the first sentence of a text that may have several.
func sentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

var references = pattern.New(`\s*[(\[]?(?:\b[DQKTPR]-[0-9A-Z]{6,12}|#[0-9]{1,7}|\b[A-Z]{2,10}-[0-9]{1,7})\b[)\]]?`)

// outsiders is a text without what means nothing outside the team: ids of entries and of issues, marks of code.
func outsiders(text string) string {
	text = references().ReplaceAllString(text, "")
	return strings.TrimSpace(strings.ReplaceAll(text, "`", ""))
}

// technical are words that look like code, as they stand in the draft, each once.
func (r UpdateReport) technical() []string {
	var texts []string
	told := func(list []Telling) {
		for _, t := range list {
			texts = append(texts, t.What)
			if t.Why != nil {
				texts = append(texts, *t.Why)
			}
		}
	}
	told(r.Done)
	told(r.Decided)
	told(r.NotDone)
	for _, k := range r.AtRisk {
		texts = append(texts, k.Problem)
		for _, t := range []*string{k.Cause, k.Takes, k.Gains} {
			if t != nil {
				texts = append(texts, *t)
			}
		}
	}
	for _, c := range r.Choices {
		texts = append(texts, c.Question)
	}
	out := []string{}
	for _, word := range strings.Fields(strings.Join(texts, " ")) {
		if word = strings.Trim(word, `.,;:!?"'[]`); !strings.HasSuffix(word, "()") {
			word = strings.Trim(word, "()")
		}
		if looksLikeCode(word) && !slices.Contains(out, word) && len(out) < mostTechnical {
			out = append(out, word)
		}
	}
	return out
}

// looksLikeCode says whether a word is no word of a language: it has an underscore, a slash, a dot, a parenthesis or a colon
// inside, capitals in the middle, or is all capitals.
func looksLikeCode(word string) bool {
	if strings.HasPrefix(word, "http") || len(word) < 2 {
		return false
	}
	if strings.ContainsAny(word, "_(){}<>=") || strings.Contains(word, "::") {
		return true
	}
	inside := word[1 : len(word)-1]
	if strings.ContainsAny(inside, "./\\") && !strings.ContainsAny(word, "0123456789") {
		return true
	}
	lower, upper := false, 0
	for i, c := range word {
		switch {
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z' && i > 0:
			upper++
			if lower {
				return true
			}
		}
	}
	return !lower && upper >= 1
}
