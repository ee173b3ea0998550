package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/term"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// plan is what init proposes to write.
type plan struct {
	people   []handled // those who have a handle, or could have one
	nameless []*people.Person
	teams    []string // that CODEOWNERS names, and the settings do not
}

// handled is a person with a handle: theirs in history, or one of CODEOWNERS that looks like theirs.
type handled struct {
	*people.Person
	handle  string
	guessed bool
}

// mostTeams are proposed; who has more keeps them elsewhere.
const mostTeams = 20

// planOf proposes what the settings do not say yet.
func planOf(s *workspace.Snapshot, around company) plan {
	var p plan
	users, teams := declared(s)
	for _, person := range around.named {
		switch {
		case configured(s, person):
		case person.Handle != "":
			p.people = append(p.people, handled{person, person.Handle, false})
		default:
			if handle := guess(users, person, around.named); handle != "" {
				p.people = append(p.people, handled{person, handle, true})
			} else if around.nameless <= mostNameless {
				p.nameless = append(p.nameless, person)
			}
		}
	}
	for _, name := range teams[:min(len(teams), mostTeams)] {
		bare := name[strings.LastIndexByte(name, '/')+1:]
		if s.Person(name) == nil && !slices.ContainsFunc(s.Settings.Teams, func(t config.Team) bool { return strings.EqualFold(t.Name, bare) }) {
			p.teams = append(p.teams, bare)
		}
	}
	return p
}

// configured says whether the settings speak of a person already.
func configured(s *workspace.Snapshot, p *people.Person) bool {
	return slices.ContainsFunc(s.Settings.People, func(c config.Person) bool {
		return p.Handle != "" && strings.EqualFold(c.Handle, p.Handle) ||
			slices.ContainsFunc(c.Emails, func(e string) bool { return slices.Contains(p.Emails, strings.ToLower(e)) })
	})
}

// declared are the users of CODEOWNERS whom nobody here is known as, and its teams, in their order there.
func declared(s *workspace.Snapshot) (users, teams []string) {
	if s.Owners == nil {
		return nil, nil
	}
	for _, r := range s.Owners.Rules {
		for _, owner := range r.Owners {
			name, ok := strings.CutPrefix(owner, "@")
			switch {
			case !ok || strings.HasPrefix(name, "@"):
			case strings.Contains(name, "/"):
				if !slices.Contains(teams, name) {
					teams = append(teams, name)
				}
			case s.Person(owner) == nil && !slices.Contains(users, name):
				users = append(users, name)
			}
			if len(users) == mostCompany*10 || len(teams) == mostCompany*10 {
				return users, teams
			}
		}
	}
	return users, teams
}

// guess finds the one handle that looks like a person's name or address and like nobody else's; "" for none.
func guess(handles []string, p *people.Person, all []*people.Person) string {
	found := ""
	for _, h := range handles {
		if !looksLike(h, p) {
			continue
		}
		if found != "" || slices.ContainsFunc(all, func(o *people.Person) bool { return o != p && looksLike(h, o) }) {
			return ""
		}
		found = h
	}
	return found
}

func looksLike(handle string, p *people.Person) bool {
	local, _, _ := strings.Cut(p.Email, "@")
	bare := squeezed(handle)
	return len(bare) >= 3 && (bare == squeezed(p.Name) || bare == squeezed(local))
}

func squeezed(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, text)
}

// text is what is written: a whole file where there is none, what it lacks where there is one; "" for nothing.
func (p plan) text(top string) string {
	var b strings.Builder
	whole := !exists(filepath.Join(top, workspace.SettingsFile))
	if whole {
		b.WriteString("# What this team agrees on, for everyone who works here with Leadline. Every key is optional.\n\n" +
			"# [knowledge]\n# half-life-days = 180   # a change this old counts half for who knows a file\n\n" +
			"# [todo]\n# words = [\"TODO\", \"FIXME\", \"HACK\", \"XXX\", \"BUG\"]\n\n" +
			"# [teams]\n")
		if len(p.teams) == 0 {
			b.WriteString("# payments = [\"@dev1\", \"@dev2\"]\n")
		}
		for _, t := range p.teams {
			fmt.Fprintf(&b, "# %s = []   # owns something in CODEOWNERS; who is in it?\n", key(t))
		}
		b.WriteString("\n# Handles make people easy to name. Those known from the history:\n")
	}
	for _, h := range p.people {
		b.WriteString("\n")
		if h.guessed {
			b.WriteString("# CODEOWNERS names this handle; it looks like theirs.\n")
		}
		fmt.Fprintf(&b, "[people.%s]\nname = %s\nemails = [%s]\n", key(h.handle), quoted(h.Name), quoted(h.Email))
	}
	if whole {
		for _, n := range p.nameless {
			fmt.Fprintf(&b, "\n# [people.HANDLE]\n# name = %s\n# emails = [%s]\n", quoted(n.Name), quoted(n.Email))
		}
	}
	return b.String()
}

// write writes the proposals, and says whether there were any. A file that is there keeps every byte.
func (p plan) write(s *session) (written bool, err error) {
	file := filepath.Join(s.Repository.Top, workspace.SettingsFile)
	text := p.text(s.Repository.Top)
	if text == "" {
		return false, nil
	}
	if !exists(file) {
		return true, writeNew(file, text)
	}
	for _, f := range s.Snapshot().Faults {
		if filepath.Base(f.File) == workspace.SettingsFile {
			return false, fmt.Errorf("%s has a mistake in line %d, so nothing was added; mend it, `leadline doctor` says how, then try again", workspace.SettingsFile, f.Line)
		}
	}
	before, err := s.Repository.ReadWorktreeFile(workspace.SettingsFile, mostSettings)
	if err != nil {
		return false, fmt.Errorf("cannot read %s: %w; nothing was changed", workspace.SettingsFile, err)
	}
	after := slices.Clone(before)
	if len(after) > 0 && after[len(after)-1] != '\n' {
		after = append(after, '\n')
	}
	switch err := s.Repository.ReplaceWorktreeFile(workspace.SettingsFile, before, append(after, text...)); {
	case errors.Is(err, git.ErrChanged):
		return false, fmt.Errorf("%s changed meanwhile; try again", workspace.SettingsFile)
	case err != nil:
		return false, fmt.Errorf("cannot add to %s: %w; nothing was changed", workspace.SettingsFile, err)
	}
	return true, nil
}

const mostSettings = 1 << 20

// writeNew writes a file that must not exist yet.
func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s was just made by somebody else and stays as it is; try again", path)
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w; nothing was changed", path, err)
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// key is a part of a dotted TOML key.
func key(name string) string {
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return quoted(name)
		}
	}
	return name
}

// quoted is a basic string of TOML. Control characters have no place in a name.
func quoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(phrase.Clean(text, 200)) + `"`
}

// interactive says whether somebody sits there who can be asked.
func (a *app) interactive() bool {
	in, ok := a.In.(*os.File)
	return ok && term.IsTerminal(int(in.Fd())) && terminal(a.Out)
}

// initQuestions asks at most three: are you that one too, are these handles right, shall it be written.
func (a *app) initQuestions(ctx context.Context, s *session, p plan) error {
	in := bufio.NewReader(io.LimitReader(a.In, 1<<10))
	if likely := action.MayBeMe(s.Snapshot(), true); len(likely) > 0 {
		other := likely[0].Person
		question := fmt.Sprintf("\nAre you also %s? (%s)", nameLine(personOf(other)), likely[0].Why)
		switch yes, said := a.confirm(in, question, false); {
		case yes:
			if _, err := action.Merge(ctx, s.Workspace, other.Email); err != nil {
				return err
			}
		case said:
			if _, err := action.Separate(ctx, s.Workspace, other.Email); err != nil {
				return err
			}
		}
	}
	var guessed []string
	for _, h := range p.people {
		if h.guessed {
			guessed = append(guessed, "@"+phrase.Clean(h.handle, 40)+" is "+phrase.Clean(h.Name, 60))
		}
	}
	if len(guessed) > 0 {
		if yes, _ := a.confirm(in, "CODEOWNERS names "+strings.Join(guessed, ", ")+": right?", true); !yes {
			p.people = slices.DeleteFunc(p.people, func(h handled) bool { return h.guessed })
		}
	}
	if p.text(s.Repository.Top) == "" {
		return nil
	}
	if yes, _ := a.confirm(in, "Write that to "+workspace.SettingsFile+"?", false); !yes {
		return a.print("Nothing was written.\n")
	}
	if _, err := p.write(s); err != nil {
		return err
	}
	return a.print("Wrote " + workspace.SettingsFile + ". Commit it when you like it.\n")
}

// confirm asks a question that takes yes or no; said is false where the answer was neither, and then the usual one holds.
func (a *app) confirm(in *bufio.Reader, question string, usual bool) (yes, said bool) {
	choices := " [y/N] "
	if usual {
		choices = " [Y/n] "
	}
	if a.print(question+choices) != nil {
		return false, false
	}
	line, err := in.ReadString('\n')
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return true, true
	case "n", "no":
		return false, true
	}
	return usual && err == nil, false
}
