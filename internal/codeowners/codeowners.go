// Package codeowners answers who a repository declares as owner of a path,
// and which rule of its CODEOWNERS file decided that.
//
// A CODEOWNERS file is a list of rules, one to a line: a pattern, then owners.
// Three forges read the same file name in three different ways, and none of
// them reads it as a .gitignore; a Dialect says whose reading applies:
//
//   - GitHub ("About code owners" in its documentation): globs, the last
//     matching rule decides alone, a faulty line is skipped.
//   - GitLab ("Syntax of CODEOWNERS file" and "Advanced CODEOWNERS
//     configuration"): Ruby's File.fnmatch with FNM_PATHNAME and FNM_DOTMATCH,
//     rules grouped in sections; within a section the last match decides,
//     between sections everything adds up.
//   - Gitea and Forgejo ("Code Owners"): Go regular expressions over the whole
//     path; every matching rule adds its owners.
//
// Use:
//
//	rules := codeowners.Parse(".github/CODEOWNERS", text, codeowners.GitHub)
//	m := rules.Match("pay/charge.go")
//	fmt.Println(m.Owners, m.Rule.File, m.Rule.Line, m.Rule.Pattern)
//
// The package is pure: it reads no file, and knows nothing of which accounts
// exist. An owner is checked for its form only. Text and paths may come from
// an enemy: sizes are capped, matching never goes back further than to the latest
// wildcard, and every fault becomes a Problem rather than an error.
package codeowners

import "bytes"

// Limits on what is read. GitHub documents the first; the others are ours and
// far beyond any honest file.
const (
	// MaxGitHubSize is the size in bytes from which GitHub ignores the file
	// ("CODEOWNERS files must be under 3 MB in size").
	MaxGitHubSize = 3 << 20
	// MaxSize is the same for the other dialects.
	MaxSize = 8 << 20
	// MaxRules is the number of rules kept of one file.
	MaxRules = 100_000
	// MaxPath is the length in bytes beyond which a path has no owner. It is
	// the longest path that systems we run on can open.
	MaxPath = 4096
	// MaxDepth is the number of names in a path beyond which it has no owner.
	// What a hostile file can cost grows with the depth.
	MaxDepth = 256

	maxProblems = 1000
)

// Rule is one line of a CODEOWNERS file that took effect.
type Rule struct {
	File    string `json:"file"`    // as given to Parse
	Line    int    `json:"line"`    // 1-based
	Pattern string `json:"pattern"` // as written

	Owners  []string `json:"-"` // "@user", "@org/team", "@@role" or an address; never nil
	Section string   `json:"-"` // GitLab: name of its section, "" for the unnamed one
	Negated bool     `json:"-"` // GitLab: exclusion; Gitea: matches all other paths

	pattern span   // where the pattern stands in its line
	written []span // where each of Owners does; nil when they are the section's defaults

	section   int    // GitLab: index in Ruleset.Sections
	heading   int    // GitLab: which heading it stands below
	approvals int    // GitLab
	glob      *glob  // GitHub, GitLab; nil when the pattern matches nothing
	regex     *regex // Gitea
}

// Section is one section of a GitLab file. Index 0 is the unnamed one, which
// holds the rules before the first heading.
type Section struct {
	Name     string // spelling of its first heading
	Line     int    // of its first heading; 0 for the unnamed one
	Optional bool   // all of its headings that have rules carry "^"
}

// Heading is one heading of a GitLab file. Several can open the same section.
type Heading struct {
	Name      string
	Line      int // 1-based
	Optional  bool
	Approvals int
	Owners    []string // default owners of the rules below it; nil for none

	written []span
}

// span is a part of a line, in bytes.
type span struct{ start, end int32 }

// columns are those of a [Problem].
func (s span) columns() (column, end int) {
	if s.end == 0 {
		return 0, 0
	}
	return int(s.start) + 1, int(s.end) + 1
}

// PatternColumns says where the pattern stands in its line: columns in bytes,
// 1-based, the end exclusive.
func (r *Rule) PatternColumns() (column, end int) { return r.pattern.columns() }

// OwnerColumns says where the i-th owner stands in its line; 0, 0 when it
// comes from the section's heading.
func (r *Rule) OwnerColumns(i int) (column, end int) {
	if i >= len(r.written) {
		return 0, 0
	}
	return r.written[i].columns()
}

// OwnerColumns says where the i-th default owner stands in the heading.
func (h *Heading) OwnerColumns(i int) (column, end int) { return h.written[i].columns() }

// Ruleset is a parsed file. It is immutable and safe for concurrent use. A nil
// *Ruleset has no rules.
type Ruleset struct {
	File     string
	Dialect  Dialect
	Rules    []*Rule   // in file order
	Sections []Section // GitLab only
	Headings []Heading // GitLab only, in file order
	Problems []Problem // in file order, at most 1,000

	index *index
}

// SectionMatch is what one GitLab section says about a path.
type SectionMatch struct {
	Name      string   `json:"name"` // "" for rules outside any section
	Owners    []string `json:"owners"`
	Rule      *Rule    `json:"rule"`
	Approvals int      `json:"approvals"` // asked for by the heading, at least 1
	Optional  bool     `json:"optional"`  // then no approval is required at all
}

// Match is the answer for one path.
type Match struct {
	Path   string   `json:"path"`   // as asked
	Owners []string `json:"owners"` // without repetition, never nil
	// Rule decided; nil when no rule matched. It can be a rule without owners:
	// then the path is declared to belong to nobody. Where several rules
	// decide together (GitLab's sections, Gitea) it is the last in the file.
	Rule     *Rule          `json:"rule"`
	Sections []SectionMatch `json:"sections"` // GitLab only, in file order; never nil

	Rules []*Rule `json:"-"` // all that decided, in file order
}

// Parse reads text as the file at path. It never fails: what cannot be used is
// left out and listed in Problems. It keeps no reference to text.
func Parse(path string, text []byte, dialect Dialect) *Ruleset {
	p := parser{rules: &Ruleset{File: path, Dialect: dialect}}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if !p.usable(text) {
		return p.rules
	}
	switch dialect {
	case GitLab:
		p.parseGitLab(text)
	case Gitea:
		p.parseGitea(text)
	default:
		p.parseGitHub(text)
	}
	p.rules.index = newIndex(p.rules.Rules)
	return p.rules
}
