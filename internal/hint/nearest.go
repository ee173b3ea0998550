package hint

import "github.com/leadline/leadline/internal/workspace"

// Lost says that those who are named first for a file are gone: the one who knew it best, or everybody whom CODEOWNERS
// declares, and that nobody is named whom to ask. Then Nearest is to be said.
func (f File) Lost() bool {
	return len(f.Ask) == 0 && (f.Gone != nil || f.Owners != nil && len(f.Owners.Names) > 0 && len(f.Owners.Gone) == len(f.Owners.Names))
}

// Lost is [File.Lost], also where who wrote the lines is gone.
func (r Range) Lost(s *workspace.Snapshot) bool {
	return r.File.Lost() || len(r.Ask) == 0 && len(r.Wrote) > 0 && s.Gone(r.Wrote[0].Person)
}
