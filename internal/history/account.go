package history

import (
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// Evidence is what is known of how a line came.
type Evidence struct {
	Commit *Told  // that brought the line in
	At     Spot   // the line in that commit
	Text   string // the line
	// Merges brought the commit in, the innermost first.
	Merges []*Told
	// Along counts the commits that the innermost merge brought; 0 where that is not known.
	Along int
	// Files counts what the commit touched; 0 where that is not known.
	Files int
	// Passed are commits gone past on the way, and How what the newest of them did.
	Passed []git.Hash
	How    How
	Cut    bool // a shallow clone ends at the commit
	// Foreign says that the commit came with another project's history: its numbers are not this host's.
	Foreign bool
	Host    Host
}

// Account is why a line is there, as far as history says.
type Account struct {
	Evidence
	// Reason is the sentence that gives it; "" where nothing does.
	Reason string
	// OfMerge says that it is the title of the change that the commit came with.
	OfMerge bool
	// Numbers are what to look up, at most three, the change's own first.
	Numbers []Reference
	// Imported says that the line came with code from elsewhere: nobody here gave a reason.
	Imported bool
}

// Reference is a number with its address; URL is "" where a link could be wrong.
type Reference struct {
	Number
	URL string
}

const (
	mostReferences = 3
	fewAlong       = 2  // commits of a change up to which its title speaks of each
	imported       = 20 // files of a first commit from which on it cannot have been written here at once
)

// Explain weighs the evidence.
func Explain(e Evidence) *Account {
	a := &Account{Evidence: e}
	m := e.Commit.Message
	a.Imported = m.Import || len(e.Commit.Parents) == 0 && e.Files > imported && !e.Cut
	if e.Cut {
		return a // the commit is not what brought the line
	}
	own := changeOf(m)
	var merge *Told
	for _, c := range e.Merges {
		if n := changeOf(c.Message); n != nil && own == nil {
			own, merge = n, c
		}
	}
	change := 0
	if own != nil {
		change = own.ID
		a.refer(*own, change)
	}
	for _, fixes := range [...]bool{true, false} {
		for _, n := range m.Numbers {
			if (n.Verb != "") == fixes {
				a.refer(n, change)
			}
		}
	}
	if a.Imported {
		return a
	}
	a.Reason = m.Reason(About{Path: e.At.Path, Line: e.Text, Files: e.Files})
	alone := merge != nil && merge == e.Merges[0] && e.Along > 0 && e.Along <= fewAlong
	if a.Reason == "" && alone && !m.Bot && subjectScore(merge.Title) >= enough {
		a.Reason, a.OfMerge = merge.Title, true
	}
	return a
}

// changeOf is the change that a message is of, nil for none.
func changeOf(m *Message) *Number {
	for i, n := range m.Numbers {
		switch n.Form {
		case FormPull, FormSquash, FormBitty, FormBang:
			if n.Sort == Change {
				return &m.Numbers[i]
			}
		}
	}
	return nil
}

func (a *Account) refer(n Number, change int) {
	url := ""
	if !a.Foreign || n.Form == FormAddress {
		url = a.Host.Link(n, change)
	}
	n.Text = a.Host.Short(n)
	for _, r := range a.Numbers {
		if r.Text == n.Text || r.ID != 0 && r.ID == n.ID && strings.HasSuffix(n.Text, r.Text) {
			return // also owner/name#12 beside #12
		}
	}
	if len(a.Numbers) < mostReferences {
		a.Numbers = append(a.Numbers, Reference{n, url})
	}
}

// Says tells whether the account has more to say than who and when.
func (a *Account) Says() bool { return a.Reason != "" || len(a.Numbers) > 0 }
