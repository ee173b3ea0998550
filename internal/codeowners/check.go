package codeowners

// Kinds of faults that only the repository can tell, reported by Check.
const (
	NoMatch      Code = "no-match"      // no tracked file matches the rule
	Duplicate    Code = "duplicate"     // another rule says the same, or overrides this one whatever the path
	Shadowed     Code = "shadowed"      // other rules decide every tracked file that matches
	UnknownOwner Code = "unknown-owner" // nobody of that name is known here
	GoneOwner    Code = "gone-owner"    // known, but has not been active for long
	Uncovered    Code = "uncovered"     // tracked files that no rule matches; line 0
	Unchecked    Code = "unchecked"     // the file is too large to be held against all tracked files; line 0
)

// Standing is what is known of an owner.
type Standing int

const (
	Known   Standing = iota // or nothing can be said, as of a team
	Unknown                 // no such person or team
	Gone                    // known, but has not been active for a year, or what the settings say
)

// Checking is what a file is held against. The zero value finds duplicates alone.
type Checking struct {
	// Paths are the tracked files, relative to the repository's top, with slashes, each once. Without
	// them nothing is said about what matches.
	Paths []string
	// Survey is r.Survey(Paths), when the caller has it already; Paths is then not looked at.
	Survey *Survey
	// Standing tells what is known of an owner as written ("@user", "@org/team", "@@role" or an
	// address; Gitea's always with an @). It is asked once per owner. nil: owners are not checked.
	Standing func(owner string) Standing
}

// Check answers the faults that show only when the file is held against its repository, in the order of
// the file, at most 1,000; those of the text alone are in r.Problems.
func (r *Ruleset) Check(c Checking) []Problem {
	return nil
}

// Uncovered answers the areas of which no rule matches any file, sorted: a folder with a slash at its
// end where that holds for all of its files, else single files; "/" when it holds for all.
func (r *Ruleset) Uncovered(paths []string) []string {
	s := r.Survey(paths)
	out := make([]string, 0, len(s.Uncovered))
	for _, a := range s.Uncovered {
		out = append(out, a.Path)
	}
	return out
}
