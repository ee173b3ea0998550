package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

// checkList gathers the checks of a command line, in its order: --in says where those right before it hold, or, given
// first, those that follow.
type checkList struct {
	texts []string
	open  []ledger.Check // that have no --in yet
	in    string
}

// addChecks makes the flag of the field, which takes whole checks, and one for each sort of check.
func addChecks(c *cobra.Command, f action.Field, meaning string) {
	list := &checkList{}
	c.Flags().Var(checkFlag{list: list}, f.Flag(), meaning)
	for _, sort := range []struct {
		name, meaning string
		check         func(text string) ledger.Check
	}{
		{guard.WordForbid, "an `import`, or a path, that no file of --in may refer to", func(text string) ledger.Check { return ledger.Check{Forbids: text} }},
		{guard.WordPattern, "a regular `expression` that no line in the files of --in may match", func(text string) ledger.Check { return ledger.Check{Pattern: text} }},
		{guard.WordCompanion, "a `path` that must change where a file of --in does", func(text string) ledger.Check { return ledger.Check{Companion: text} }},
		{"in", "the paths that the check before speaks of: a `glob`, several with commas, those behind ! left out", nil},
	} {
		if c.Flags().Lookup(sort.name) == nil {
			c.Flags().Var(checkFlag{list: list, check: sort.check, in: sort.check == nil, tell: func() { c.Flags().Lookup(f.Flag()).Changed = true }}, sort.name, sort.meaning)
		}
	}
}

// alone refuses a place of a check without a check: it would be lost.
func alone(c *cobra.Command) error {
	if in := c.Flags().Lookup("in"); in != nil && in.Changed {
		if f, ok := in.Value.(checkFlag); ok && len(f.list.texts)+len(f.list.open) == 0 {
			return usagef("--in says where a check holds, and there is none: add --%s, --%s or --%s", guard.WordForbid, guard.WordPattern, guard.WordCompanion)
		}
	}
	return nil
}

// settle gives the checks that are open their place.
func (l *checkList) settle(in string) {
	for _, c := range l.open {
		c.In = in
		l.texts = append(l.texts, guard.Write(c))
	}
	l.open = nil
}

// checkFlag is one of the flags.
type checkFlag struct {
	list  *checkList
	check func(text string) ledger.Check // nil for whole checks and for --in
	in    bool
	tell  func() // that there are checks
}

func (f checkFlag) Set(text string) error {
	switch l := f.list; {
	case f.in && len(l.open) > 0:
		l.settle(text)
	case f.in:
		l.in = text
	case f.check == nil:
		l.texts = append(l.texts, text)
	default:
		if l.in != "" {
			l.texts = append(l.texts, guard.Write(withIn(f.check(text), l.in)))
		} else {
			l.open = append(l.open, f.check(text))
		}
		f.tell()
	}
	return nil
}

func withIn(c ledger.Check, in string) ledger.Check {
	c.In = in
	return c
}

// GetSlice is every check as a text, as [action.Values] hold them.
func (f checkFlag) GetSlice() []string {
	f.list.settle("")
	return f.list.texts
}

// Append and Replace make it a list for pflag.
func (f checkFlag) Append(text string) error { return f.Set(text) }

// Replace puts other checks in the place of all.
func (f checkFlag) Replace(texts []string) error {
	*f.list = checkList{texts: texts}
	return nil
}

func (f checkFlag) String() string {
	if f.list == nil {
		return ""
	}
	return strings.Join(f.list.texts, "; ")
}

// Type is what help calls a value.
func (f checkFlag) Type() string { return "check" }
