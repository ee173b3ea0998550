package codeowners

// Code names a kind of fault in a CODEOWNERS file. Codes are stable: people
// filter diagnostics by them.
type Code string

const (
	TooLarge      Code = "too-large"      // the whole file is ignored
	Binary        Code = "binary"         // the whole file is ignored
	Unreadable    Code = "unreadable"     // the whole file is ignored: it is no plain file
	TooMany       Code = "too-many"       // the rest of the file, or of the problems, is ignored
	BadPattern    Code = "bad-pattern"    // the rule is ignored
	BadOwner      Code = "bad-owner"      // GitHub ignores the rule, the others this owner
	NoOwner       Code = "no-owner"       // a rule that nobody can satisfy
	BadSection    Code = "bad-section"    // a heading that cannot be read or has no name
	BadApprovals  Code = "bad-approvals"  // a number of approvals that counts as 1
	InlineComment Code = "inline-comment" // GitLab reads the owners in it
)

// Unread is the file at path where its text cannot be used: it has no rules, and one problem.
func Unread(path string, dialect Dialect, code Code, message string) *Ruleset {
	return &Ruleset{File: path, Dialect: dialect, Problems: []Problem{{File: path, Code: code, Message: message}}, index: newIndex(nil)}
}

// Ignored is why the whole file is ignored; ok is false where it is not.
func (r *Ruleset) Ignored() (why Problem, ok bool) {
	if r == nil || len(r.Problems) == 0 {
		return Problem{}, false
	}
	switch p := r.Problems[0]; p.Code {
	case TooLarge, Binary, Unreadable:
		return p, true
	}
	return Problem{}, false
}

// Problem is one fault. Columns are bytes, 1-based, the end exclusive; both
// are 0 when the whole line is meant. Line 0 means the whole file.
type Problem struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"-"`
	EndColumn int    `json:"-"`
	Code      Code   `json:"code"`
	Message   string `json:"message"`
}
