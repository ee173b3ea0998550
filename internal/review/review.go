// Package review tells who would be right to review a change, and who has room to.
//
// Terms:
//
//   - change: a commit that touched paths, or a merge with what it brought. Its reviewers are those whom the trailers
//     Reviewed-by, Acked-by and Tested-by name, of the commit or of the merge; who merged it is known apart, and counts for less.
//     That GitHub, GitLab, Gitea and Gerrit write merges each in their way does not matter here: all of them name who merged as
//     the author of the merge, and those that write down who reviewed do so in trailers.
//   - place: a file or a folder. What somebody did at a place weighs 1 for a review and 1/2 for a change, in a folder by the
//     part of the change that lies there, and halves in 180 days ([Rules]).
//   - score: how well a change suits somebody, [Book]. A file with much history speaks for itself, one with little is like the
//     folder around it: weight at the file + k·(score at the folder), divided by all weight at the file + k, and so on up to the
//     top. That is the hierarchical shrinkage of language models (MacKay and Peto, "A hierarchical Dirichlet language model", 1995)
//     in the place of a similarity of paths, as REVFINDER (Thongtanunam et al., SANER 2015) and decayed sums over shared path
//     prefixes have it: a sum names whoever reviews most everywhere; a share names who reviews here. Then it counts when
//     somebody was seen last at all, and, a little, whom they reviewed before.
//   - load: what waits for somebody now, [LoadOf]: open requests weighted by size and age, gone within 7 days of a touch.
//   - spread: of the four whom a change suits best those with room come first, by score / (1 + 2.5·load), after WhoDo (Asthana et
//     al., ESEC/FSE 2019). Where hardly anybody knows the files, a learner is named beside an expert (Hajari, Malmir, Mirsaeedi
//     and Rigby, "Factoring expertise, workload, and turnover into code review recommendation", TSE 2024).
//   - back-test: [Replay] asks about every change of a history whose reviewers are known, from what was known when it was
//     written.
//
// Authors are never named for what they wrote, under any of their identities, nor are programs, nor people who are gone. The
// package knows nothing of forges and of the ledger: whoever asks says what is open, who owns what, and who may be named at
// all. It counts what people did at the files in question, to say why they are named; it compares nobody with anybody.
package review

import (
	"time"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
)

// Ask is a change that somebody should review.
type Ask struct {
	// Paths are those of the change, relative to the repository's top; they need not exist.
	Paths   []string
	Authors []*people.Person
	At      time.Time
	// May says who may be named at all; nil stands for everybody. Authors, programs and people who are gone never are.
	May func(*people.Person) bool
	// Last says who asked to be named last here; nil stands for nobody.
	Last func(*people.Person) bool
	// Loads is what waits for whom; nil where nothing is known about that, and then nothing is said about it.
	Loads map[*people.Person]Load
	// Declared are the rules of CODEOWNERS that decided about the paths.
	Declared []Declared
	// Claims are those who say that they know some of the paths: ask me.
	Claims []*people.Person
	// Silos are the areas of the change that rest on one person; Learners those who asked to learn one, by its path.
	Silos    []ownership.Silo
	Learners map[string][]*people.Person
	// Lines tells how many of the lines that the change touches somebody wrote; nil where that is not known.
	Lines map[*people.Person]int
}

// Declared is a rule that decided about some files of a change.
type Declared struct {
	Rule   *codeowners.Rule
	Files  int
	Owners []Owner
}

// Owner is one declared owner: a person, or a team with those of its members who are known.
type Owner struct {
	Name   string // as declared
	People []*people.Person
	Team   bool
}

// Suggestion is somebody who could review a change.
type Suggestion struct {
	Person *people.Person
	// Score is how well the change suits them, load aside; suggestions come in the order in which to ask.
	Score   float64
	Load    *Load // nil where nothing is known about it
	Reasons []Reason
}

// Reason is one piece of evidence. Which fields are set depends on the Kind.
type Reason struct {
	Kind ReasonKind
	// Count of changes or of lines; Files of the change that the rule decides, Of so many.
	Count, Files, Of int
	// Area is the folder that is meant; empty for the files themselves.
	Area string
	When time.Time
	// Rule decided, Team is the team that somebody stands for; empty for one who is named there.
	Rule *codeowners.Rule
	Team string
	// With is who knows what somebody would learn; nil where nobody is here who does.
	With *people.Person
}

// ReasonKind says what a reason is about.
type ReasonKind string

// The kinds of reasons, in the order in which they are given.
const (
	Owns     ReasonKind = "owns"     // Rule, Team, Files, Of
	Wrote    ReasonKind = "lines"    // Count lines that the change touches are theirs
	Reviewed ReasonKind = "reviewed" // Count changes of these files, or of Area
	Changed  ReasonKind = "changed"  // likewise, as author
	Merged   ReasonKind = "merged"   // likewise, as who merged them
	Claimed  ReasonKind = "claims"   // they say: ask me
	Expert   ReasonKind = "expert"   // Area rests on them
	Asked    ReasonKind = "asked"    // they asked to learn Area; With
	Learner  ReasonKind = "learner"  // Area rests on one person, and they would be a second; With
	Less     ReasonKind = "less"     // they asked for less of this
	Pair     ReasonKind = "pair"     // they reviewed the author's changes lately
	// Elsewhere says that they did nothing near, and much in the rest of the repository.
	Elsewhere ReasonKind = "elsewhere"
	Active    ReasonKind = "last-active" // When
)
