// Package hint answers what the code on screen has to say for itself: who owns it, whom to ask, who could
// review it, what was decided, delegated and planned about it.
//
// Every answer is a plain struct computed from one [workspace.Snapshot] and nothing else. Hover, code
// lens, inlay hint, diagnostic, `leadline who` and `leadline peek` are renderings of the same structs, so
// that a thing is said once and shown in many places. Nothing is said without data: what is not known is
// nil or empty, never a guess.
//
// All functions are safe for concurrent use.
package hint

import (
	"slices"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/index"
	"github.com/leadline/leadline/internal/workspace"
)

// File is what there is to say about a whole file.
type File struct {
	Path string
	// Owners is nil where no rule decides.
	Owners *Owners
	// Knowers are all people with a share of the knowledge, best first; the gone among them too.
	Knowers []ownership.Knower
	// Ask holds at most two active people besides the reader, best first.
	Ask []ownership.Knower
	// YouKnow says that the reader is one of those who know the file.
	YouKnow bool
	// Gone is the best knower, if nobody active knows the file well; nil otherwise, and where it is not known who is gone.
	Gone *ownership.Knower
	// Nearest is the nearest person to the file who is still here, the reader too: whoever is gone is not named without
	// them. Nil where nobody is.
	Nearest *ownership.Near
	// Copied is the copy that the file was made by, those who knew its original are among Knowers; nil for none.
	Copied *index.Copy
	// Marks are the entries tied to the file, in the order of their lines.
	Marks []Mark
	// Companions are the files that usually change with it, the most trusted first.
	Companions []companion.Companion
	// Missed is what others did and said since the reader was last here; nil where that is nothing, and on a first visit.
	Missed *Missed
	// Change is the change at hand that the file is part of; nil where it is part of none.
	Change *Change
}

// Owners is what CODEOWNERS declares for a path, with the rule that decided.
type Owners struct {
	Names    []string
	Gone     []string // those of Names who have not been here for long
	Rule     codeowners.Rule
	Sections []codeowners.SectionMatch
}

const (
	enoughToAsk  = 0.05 // of the knowledge: below it asking is no better than asking anyone
	enoughToKnow = 0.20
	mostAsked    = 2
	mostLookedUp = 50 // owners of one rule
)

// ForFile answers for the file at path, relative to the repository's top.
func ForFile(s *workspace.Snapshot, path string) File {
	f := File{Path: path, Owners: OwnersOf(s, path), Knowers: s.Knowers(path), Nearest: s.Nearest(path), Copied: s.CopiedFrom(path), Marks: marks(s, path)}
	own, _ := s.Own(path)
	f.YouKnow = own >= enoughToKnow
	var offered []ownership.Knower // who said "ask me" comes first
	for _, k := range f.Knowers {
		switch {
		case k.Person == s.Me:
			f.YouKnow = f.YouKnow || k.Claims
		case !k.Active || s.Muted(k.Person):
		case k.Claims:
			offered = append(offered, k)
		case k.Share >= enoughToAsk:
			f.Ask = append(f.Ask, k)
		}
	}
	f.Ask = slices.Concat(offered, f.Ask)
	f.Ask = f.Ask[:min(len(f.Ask), mostAsked)]
	if s.Indexed && len(f.Knowers) > 0 && !f.Knowers[0].Active && !s.Muted(f.Knowers[0].Person) && len(f.Ask) == 0 && !f.YouKnow {
		f.Gone = &f.Knowers[0]
	}
	if c := ForChange(s); c.Has(path) {
		f.Change = c
	}
	f.Companions = usual(s.Companions(path))
	f.Missed = missedIn(s, path)
	return f
}

// OwnersOf is what CODEOWNERS declares for a file or a folder; nil where no rule decides.
func OwnersOf(s *workspace.Snapshot, path string) *Owners {
	if s.Owners == nil {
		return nil
	}
	m := s.Owners.Match(path)
	if m.Rule == nil {
		return nil
	}
	out := &Owners{Names: m.Owners, Rule: *m.Rule, Sections: m.Sections}
	for _, name := range m.Owners[:min(len(m.Owners), mostLookedUp)] {
		if s.Standing(name) == codeowners.Gone {
			out.Gone = append(out.Gone, name)
		}
	}
	return out
}
