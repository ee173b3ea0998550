package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// askJSON is whom to ask about lines, and a message that asks. Nothing of it is stored.
type askJSON struct {
	Path    string      `json:"path"`
	Line    *int        `json:"line"`
	EndLine *int        `json:"end_line"`
	People  []helpJSON  `json:"people"`
	Link    *string     `json:"link"`   // null where no address is known to be right
	Commit  *string     `json:"commit"` // that the link shows, else the one checked out
	Pushed  bool        `json:"pushed"` // the lines stand like this in a commit that a remote is known to have
	Message messageJSON `json:"message"`
}

type helpJSON struct {
	personJSON
	Reason string `json:"reason"`
}

func (a *app) askAbout() *cobra.Command {
	var to, question string
	c := &cobra.Command{
		Use: "ask PATH[:LINE[-LINE]]", Short: "Whom to ask about lines, and a message to send them", Args: a.exactly(1),
		Long: "Whom to ask about lines: who wrote them, decided there or knows the file, and is here. Below stands a message with an\n" +
			"address of the lines, how they look, and what Leadline knows of them. You send it; nothing is sent or stored.\n" +
			"`leadline question open` keeps a question at the code instead.",
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error { return a.answerAsk(ctx, s, args[0], to, question) })
		},
	}
	c.Flags().StringVar(&to, "to", "", "whom to ask: `WHO`, by handle, address or name; the first of those named where it is not given")
	c.Flags().StringVar(&question, "question", "", "your question, in a `sentence`")
	return c
}

func (a *app) answerAsk(ctx context.Context, s *session, arg, to, question string) error {
	p, err := s.place(arg)
	if err != nil {
		return err
	}
	if !exists(filepath.Join(s.Repository.Top, filepath.FromSlash(p.Path))) {
		return fmt.Errorf("there is no file %s in the work tree; check the path", p.Echo)
	}
	snapshot := s.OpenSaved(ctx, p.Path)
	if p.Line > 0 {
		snapshot = s.ReadLines(ctx, p.Path)
	}
	if d, ok := snapshot.Document(p.Path); ok && p.Line > len(workspace.SplitLines(d.Text)) {
		return fmt.Errorf("%s has %s; name one of them", p.Echo, phrase.Count(len(workspace.SplitLines(d.Text)), "line"))
	}
	asking := hint.ForAsking(snapshot, p.Path, p.Line, p.EndLine)
	var whom *people.Person
	switch {
	case to != "":
		if whom = snapshot.Person(to); whom == nil {
			return fmt.Errorf("nobody here is known as %q; `leadline ask %s` says whom to ask", to, p.Echo)
		}
	case len(asking.People) > 0:
		whom = asking.People[0].Person
	}
	at, err := s.Shared(ctx, p.Path, p.Line, p.EndLine)
	if err != nil {
		a.note("%s; the message names the commit instead of an address", err)
	}
	v := s.voice()
	m := v.Asking(asking, at, whom, question)
	if a.json {
		out := askJSON{
			Path: p.Echo, Line: some(p.Line), EndLine: some(p.EndLine), People: []helpJSON{}, Link: some(at.URL),
			Commit: some(string(at.Commit)), Pushed: at.Pushed,
			Message: messageJSON{To: m.To, Subject: m.Subject, Text: m.Text, Mailto: some(m.Mailto())},
		}
		for _, h := range asking.People {
			out.People = append(out.People, helpJSON{personOf(h.Person), v.WhyAsk(h)})
		}
		return a.answer(out)
	}
	var b strings.Builder
	b.WriteString(v.Style.Strong("Ask") + " " + v.AskWhom(asking.People) + "\n\n" + m.Text + "\n")
	if link := m.Mailto(); link != "" && len(link) < longestMailto {
		b.WriteString("\n" + link + "\n")
	}
	return a.print(b.String())
}

// longestMailto is what mail programs and terminals take.
const longestMailto = 2000
