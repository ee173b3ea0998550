package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

type ownersProblemJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

type driftJSON struct {
	Area    string    `json:"area"`
	Owners  []string  `json:"owners"`
	Rule    *ruleJSON `json:"rule"`
	Knowers []string  `json:"knowers"`
}

type ownersCheckJSON struct {
	Coverage  *float64            `json:"coverage"`
	Uncovered []string            `json:"uncovered"`
	Problems  []ownersProblemJSON `json:"problems"`
	Drift     []driftJSON         `json:"drift"`
}

func (a *app) ownersCheck() *cobra.Command {
	var strict bool
	c := &cobra.Command{
		Use: "check", Short: "Hold CODEOWNERS against the repository: what it covers, its faults, owners who have moved on",
		Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error { return a.checkOwners(ctx, s, strict) })
		},
	}
	c.Flags().BoolVar(&strict, "strict", false, "exit 1 if there are faults, or files without an owner: for CI")
	return c
}

func (a *app) checkOwners(ctx context.Context, s *session, strict bool) error {
	found, err := s.CheckOwners(ctx)
	if err != nil {
		return err
	}
	if found == nil {
		if strict {
			return errors.New("there is no CODEOWNERS file to check; write one, for example .github/CODEOWNERS")
		}
		if a.json {
			return a.answer(ownersCheckJSON{Uncovered: []string{}, Problems: []ownersProblemJSON{}, Drift: []driftJSON{}})
		}
		return a.print("There is no CODEOWNERS file to check.\n")
	}
	out := ownersCheckOf(found)
	if strict && len(out.Problems)+len(out.Uncovered) > 0 {
		a.code = exitFailed
	}
	if a.json {
		return a.answer(out)
	}
	return a.print(a.ownersCheckText(s.voice(), found, out))
}

func ownersCheckOf(c *workspace.OwnersCheck) ownersCheckJSON {
	out := ownersCheckJSON{Uncovered: []string{}, Problems: []ownersProblemJSON{}, Drift: []driftJSON{}}
	if c.Survey.Files > 0 {
		covered := float64(c.Survey.Owned) / float64(c.Survey.Files)
		out.Coverage = &covered
	}
	for _, area := range c.Survey.Uncovered {
		out.Uncovered = append(out.Uncovered, area.Path)
	}
	for _, p := range c.Problems {
		if p.Code != codeowners.Uncovered { // they have their own list
			out.Problems = append(out.Problems, ownersProblemJSON{File: p.File, Line: p.Line, Code: string(p.Code), Message: p.Message})
		}
	}
	for _, d := range c.Drift {
		one := driftJSON{Area: d.Area, Owners: list(d.Rule.Owners), Rule: ruleOf(*d.Rule), Knowers: []string{}}
		for _, k := range d.Knowers {
			one.Knowers = append(one.Knowers, workspace.Address(k.Person))
		}
		out.Drift = append(out.Drift, one)
	}
	return out
}

const mostUncovered = 20

func (a *app) ownersCheckText(v phrase.Voice, c *workspace.OwnersCheck, out ownersCheckJSON) string {
	var b strings.Builder
	files := phrase.Count(c.Survey.Files, "tracked file")
	if out.Coverage != nil {
		b.WriteString(v.Style.Strong(fmt.Sprintf("%.0f %% of %s have an owner", 100**out.Coverage, files)) + "\n")
	}
	if n := len(out.Uncovered); n > 0 {
		b.WriteString("No rule matches:\n")
		for _, area := range out.Uncovered[:min(n, mostUncovered)] {
			b.WriteString(gap + phrase.Clean(area, longestCell) + "\n")
		}
		if n > mostUncovered {
			fmt.Fprintf(&b, "%sand %d more\n", gap, n-mostUncovered)
		}
	}
	if len(out.Problems) > 0 {
		b.WriteString("Faults:\n")
		for _, p := range out.Problems {
			at := p.File
			if p.Line > 0 {
				at += fmt.Sprintf(":%d", p.Line)
			}
			b.WriteString(gap + phrase.Clean(at+": "+p.Message, longestCell) + "\n")
		}
	}
	if len(c.Drift) > 0 {
		b.WriteString("Declared owners who are not among those who know it:\n")
		for _, d := range c.Drift {
			var names []string
			for _, k := range d.Knowers {
				names = append(names, v.Name(k.Person))
			}
			fmt.Fprintf(&b, "%s%s  %s:%d  %s; ask %s\n", gap, phrase.Clean(d.Area, longestCell), d.Rule.File, d.Rule.Line, phrase.Names(d.Rule.Owners), and(names))
		}
	}
	if len(out.Uncovered)+len(out.Problems)+len(c.Drift) == 0 {
		b.WriteString("No faults.\n")
	}
	return b.String()
}
