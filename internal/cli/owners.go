package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/phrase"
)

type sectionJSON struct {
	Name      string    `json:"name"`
	Owners    []string  `json:"owners"`
	Rule      *ruleJSON `json:"rule"`
	Approvals int       `json:"approvals"`
	Optional  bool      `json:"optional"`
}

type ownersJSON struct {
	Path     string        `json:"path"`
	Owners   []string      `json:"owners"`
	Rule     *ruleJSON     `json:"rule"`
	Sections []sectionJSON `json:"sections"`
	Gone     []string      `json:"gone"`    // those of owners who have not been here for long
	Nearest  *nearestJSON  `json:"nearest"` // null where nobody of owners is gone, or nobody is here

	near string
}

func (a *app) owners() *cobra.Command {
	var file, dialect string
	c := &cobra.Command{
		Use: "owners PATH…", Short: "Whom CODEOWNERS declares as owners of paths, and the rule that decides",
		Long: "Whom CODEOWNERS declares as owners of paths, and the rule that decides. The paths need not exist. `owners check` holds\n" +
			"the file against the repository.",
		Args: a.some("PATH"),
		RunE: func(c *cobra.Command, args []string) error { return a.answerOwners(c.Context(), args, file, dialect) },
	}
	c.Flags().StringVar(&file, "file", "", "try `FILE` instead of the repository's own")
	c.Flags().StringVar(&dialect, "dialect", "", "read it as `FORGE` does: github, gitlab or gitea")
	c.AddCommand(a.ownersCheck())
	return c
}

// some demands at least one argument.
func (a *app) some(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("%s needs more: %s; see `%s --help`", called(c), c.UseLine(), c.CommandPath())
		}
		for _, arg := range args {
			if arg == "" {
				return usagef("a %s is empty; name a path of this repository", what)
			}
		}
		return nil
	}
}

func (a *app) answerOwners(ctx context.Context, args []string, file, dialect string) error {
	if _, ok := codeowners.ParseDialect(dialect); dialect != "" && !ok {
		return usagef("%q is no dialect of CODEOWNERS; it is github, gitlab or gitea", dialect)
	}
	s, err := a.open(ctx)
	if err != nil {
		if file != "" && errors.Is(err, git.ErrNotRepository) { // a file can be tried anywhere
			return a.tryOwners(ctx, nil, args, file, dialect)
		}
		return err
	}
	return errors.Join(a.tryOwners(ctx, s, args, file, dialect), s.close())
}

// tryOwners answers for the paths from the file that was named, else from the repository's own. s is nil
// outside a repository.
func (a *app) tryOwners(ctx context.Context, s *session, args []string, file, dialect string) error {
	rules, err := a.ruleset(ctx, s, file, dialect)
	if err != nil {
		return err
	}
	if why, ignored := rules.Ignored(); ignored {
		a.note("%s: %s", rules.File, why.Message)
	}
	out := make([]ownersJSON, 0, len(args))
	for _, arg := range args {
		echo, rel := arg, path.Clean(filepath.ToSlash(arg))
		if s != nil {
			if echo, rel, err = s.locate(arg); err != nil {
				return err
			}
			if st, err := os.Lstat(filepath.Join(s.Repository.Top, filepath.FromSlash(rel))); err == nil && st.IsDir() {
				rel += "/"
			}
		}
		if strings.HasSuffix(arg, "/") && !strings.HasSuffix(rel, "/") {
			rel += "/"
		}
		one := ownersOf(echo, rules.Match(rel))
		if s != nil {
			if err := s.departed(ctx, rel, &one); err != nil {
				return err
			}
		}
		out = append(out, one)
	}
	if a.json {
		return a.answer(out)
	}
	return a.print(a.ownersText(rules, out))
}

func ownersOf(echo string, m codeowners.Match) ownersJSON {
	out := ownersJSON{Path: echo, Owners: list(m.Owners), Sections: []sectionJSON{}, Gone: []string{}}
	if m.Rule != nil {
		out.Rule = ruleOf(*m.Rule)
	}
	for _, one := range m.Sections {
		out.Sections = append(out.Sections, sectionJSON{
			Name: one.Name, Owners: list(one.Owners), Rule: ruleOf(*one.Rule), Approvals: one.Approvals, Optional: one.Optional,
		})
	}
	return out
}

// mostStandings is of how many owners of a path it is looked up whether they are gone.
const mostStandings = 50

// departed adds which of the owners are gone, and who is nearest of those who are here.
func (s *session) departed(ctx context.Context, rel string, one *ownersJSON) error {
	for _, o := range one.Owners[:min(len(one.Owners), mostStandings)] {
		if s.Snapshot().Standing(o) == codeowners.Gone {
			one.Gone = append(one.Gone, o)
		}
	}
	if len(one.Gone) == 0 {
		return nil
	}
	near, err := s.Nearest(ctx, rel)
	if err != nil {
		return err
	}
	one.Nearest, one.near = nearestOf(near), s.voice().Nearest(near, path.Clean(rel))
	return nil
}

// ruleset is the file to answer from; nil when the repository has none.
func (a *app) ruleset(ctx context.Context, s *session, file, dialect string) (*codeowners.Ruleset, error) {
	if file == "" {
		rules := s.Snapshot().Owners
		if rules == nil || dialect == "" {
			return rules, nil
		}
		file = filepath.Join(s.Repository.Top, filepath.FromSlash(rules.File))
	}
	text, err := readFile(a.path(file), codeowners.MaxSize+1)
	if err != nil {
		return nil, fmt.Errorf("cannot read %s: %w; name a CODEOWNERS file", file, err)
	}
	name := filepath.ToSlash(file)
	d, ok := codeowners.ParseDialect(dialect)
	if s != nil {
		if rel, inside := s.Repository.Rel(a.path(file)); inside {
			name = rel
		}
		if !ok {
			d = s.OwnersDialect(ctx, name)
		}
	} else if !ok {
		d = codeowners.DialectFor(name, nil, "")
	}
	return codeowners.Parse(name, text, d), nil
}

// readFile reads a regular file of at most limit bytes.
func readFile(name string, limit int64) ([]byte, error) {
	st, err := os.Stat(name)
	if err != nil {
		var odd *os.PathError
		if errors.As(err, &odd) {
			err = odd.Err
		}
		return nil, err
	}
	if !st.Mode().IsRegular() {
		return nil, errors.New("it is no regular file")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, limit))
}

func (a *app) ownersText(rules *codeowners.Ruleset, answers []ownersJSON) string {
	if rules == nil {
		return "There is no CODEOWNERS file: nobody is declared as an owner.\n"
	}
	var rows [][]string
	var gone []string
	for _, one := range answers {
		if len(one.Gone) > 0 {
			gone = append(gone, fmt.Sprintf("%s, no longer active: %s. Nearest of those who are still here: %s.\n",
				phrase.Clean(one.Path, longestCell), phrase.Names(one.Gone), one.near))
		}
		owners, rule, pattern := "nobody", "no rule matches", ""
		if one.Rule != nil {
			rule, pattern = fmt.Sprintf("%s:%d", one.Rule.File, one.Rule.Line), one.Rule.Pattern
		}
		if len(one.Owners) > 0 {
			owners = phrase.Names(one.Owners)
		}
		if len(one.Sections) < 2 {
			rows = append(rows, []string{one.Path, owners, rule, pattern})
			continue
		}
		rows = append(rows, []string{one.Path, owners, "", ""})
		for _, section := range one.Sections {
			rows = append(rows, []string{
				gap + "[" + section.Name + "]", phrase.Names(section.Owners),
				fmt.Sprintf("%s:%d", section.Rule.File, section.Rule.Line), section.Rule.Pattern,
			})
		}
	}
	return a.table(false, rows) + strings.Join(gone, "")
}
