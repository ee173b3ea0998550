package cli

import (
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadline/leadline/internal/action"
)

// addFields makes a flag of every field of the form that has none yet.
func addFields(c *cobra.Command, f *action.Form) {
	for _, field := range f.Fields {
		if c.Flags().Lookup(field.Flag()) != nil {
			continue
		}
		meaning := strings.ReplaceAll(field.Meaning, "`", "'")
		if len(field.Choices) > 0 {
			meaning = strings.Join(field.Choices, "|") + ": " + meaning
		}
		if field.Sort == action.Checks {
			addChecks(c, field, meaning)
			continue
		}
		if field.Listed() {
			c.Flags().StringArray(field.Flag(), nil, meaning)
			continue
		}
		c.Flags().String(field.Flag(), "", meaning)
	}
}

// values are what was given for the fields of the forms; a flag given as "" is a value too.
func values(c *cobra.Command, forms ...*action.Form) action.Values {
	v := action.Values{}
	for _, form := range forms {
		for _, field := range form.Fields {
			flag := c.Flags().Lookup(field.Flag())
			if flag == nil || !flag.Changed {
				continue
			}
			if list, ok := flag.Value.(pflag.SliceValue); ok {
				v[field.Key] = list.GetSlice()
				continue
			}
			v[field.Key] = flag.Value.String()
		}
	}
	return v
}

// atFlags say where in the code something is said.
type atFlags struct {
	path, lines string
	line        int
}

func (f *atFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.path, "path", "", "the `file` it is about")
	c.Flags().IntVar(&f.line, "line", 0, "the line it is about, from 1")
	c.Flags().StringVar(&f.lines, "lines", "", "the lines it is about, such as 3-7")
}

func (f *atFlags) where(c *cobra.Command, s *session) (action.Where, error) {
	numbered := c.Flags().Changed("line") || c.Flags().Changed("lines")
	if c.Flags().Changed("line") && c.Flags().Changed("lines") {
		return action.Where{}, usagef("--line and --lines say the same; give one of them")
	}
	if f.path == "" {
		if numbered {
			return action.Where{}, usagef("lines need their file; add --path FILE")
		}
		return action.Where{}, nil
	}
	p, err := s.place(f.path)
	if err != nil {
		return action.Where{}, err
	}
	at := p.where()
	if !numbered {
		return at, nil
	}
	first, last, ok := strconv.Itoa(f.line), "", true
	if f.lines != "" {
		first, last, _ = strings.Cut(f.lines, "-")
	}
	at.Line, ok = lineNumber(first)
	if at.EndLine = at.Line; ok && last != "" {
		at.EndLine, ok = lineNumber(last)
	}
	if !ok || at.EndLine < at.Line {
		return at, usagef("these are no lines; they count from 1, as in --line 3 or --lines 3-7")
	}
	return at, nil
}

func lineNumber(text string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	return n, err == nil && n > 0
}
