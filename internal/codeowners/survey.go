package codeowners

// Survey is a file held against the tracked files: what each rule decides, and what no rule does. It is
// immutable and safe for concurrent use.
type Survey struct {
	Files  int // tracked files looked at
	Owned  int // of these, with at least one owner
	Nobody int // with a deciding rule that names nobody
	// Uncovered are the areas without any deciding rule, sorted by path; together they hold
	// Files − Owned − Nobody files.
	Uncovered []Area
	// Capped says that rules × files were too many to look at: then the counts are of the first Files
	// files, and nothing is known of rules that match none of them.
	Capped bool
}

// Area is a folder, with a slash at its end, or a file.
type Area struct {
	Path  string `json:"path"`
	Files int    `json:"files"`
}

// Survey holds the rules against paths, relative to the repository's top, each once.
func (r *Ruleset) Survey(paths []string) *Survey {
	return &Survey{Files: len(paths)}
}
