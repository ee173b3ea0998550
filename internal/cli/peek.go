package cli

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// lensJSON, lineJSON and noticeJSON stand at a line, 1-based.
type lensJSON struct {
	Line    int     `json:"line"`
	Title   string  `json:"title"`
	Command *string `json:"command"`
}

type lineJSON struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

type noticeJSON struct {
	Line     int    `json:"line"`
	Severity string `json:"severity"`
	Message  string `json:"message"`
}

type peekActionJSON struct {
	Title string  `json:"title"`
	Kind  *string `json:"kind"`
}

type peekJSON struct {
	Path        string           `json:"path"`
	Lenses      []lensJSON       `json:"lenses"`
	Hovers      []lineJSON       `json:"hovers"`
	Inlays      []lineJSON       `json:"inlays"`
	Diagnostics []noticeJSON     `json:"diagnostics"`
	Actions     []peekActionJSON `json:"actions"`
}

func (a *app) peek() *cobra.Command {
	return &cobra.Command{
		Use: "peek FILE[:LINE]", Short: "Show what an editor would show at a place, asked of the real server", Args: a.exactly(1),
		RunE: func(c *cobra.Command, args []string) error {
			ctx, stop := context.WithTimeout(c.Context(), peekLimit)
			defer stop()
			s, err := a.open(ctx)
			if err != nil {
				return err
			}
			p, err := s.place(args[0])
			// The server waits for nobody: it answers from what is indexed, so index first.
			err = errors.Join(err, s.Refresh(ctx))
			s.sayUnread()
			repository := s.Repository
			if err := errors.Join(err, s.close()); err != nil {
				return err
			}
			seen, err := a.look(ctx, repository, p)
			if err != nil {
				return err
			}
			if a.json {
				return a.answer(seen)
			}
			return a.print(a.peekText(seen))
		},
	}
}

// peekLimit bounds the whole conversation, the first reading of a long history included.
const peekLimit = 5 * time.Minute

// look opens the file in a server of its own, as an editor does, and asks everything there is to ask.
func (a *app) look(ctx context.Context, r *git.Repository, p place) (peekJSON, error) {
	out := peekJSON{
		Path: p.Echo, Lenses: []lensJSON{}, Hovers: []lineJSON{}, Inlays: []lineJSON{},
		Diagnostics: []noticeJSON{}, Actions: []peekActionJSON{},
	}
	text, err := r.ReadWorktreeFile(p.Path, workspace.MostText)
	if err != nil {
		return out, fmt.Errorf("cannot read %s: %w; name a text file of this repository", p.Echo, err)
	}
	self, err := a.Executable()
	if err != nil {
		return out, fmt.Errorf("cannot find this program to start its server: %w", err)
	}
	client, err := lspclient.Start(ctx, exec.Command{Path: self, Args: []string{"lsp"}, Dir: r.Top, Env: a.Environ}, lspclient.Options{})
	if err != nil {
		return out, err
	}
	v := visit{client: client, uri: fileURI(filepath.Join(r.Top, filepath.FromSlash(p.Path))), lines: strings.Count(string(text), "\n") + 1, asked: p.Line, out: &out}
	err = v.all(ctx, fileURI(r.Top), string(text))
	if err == nil {
		err = client.Shutdown(ctx)
	}
	return out, errors.Join(err, client.Close())
}

func (a *app) peekText(p peekJSON) string {
	var b strings.Builder
	style := a.style()
	head := func(text string) { b.WriteString("\n" + style.Strong(text) + "\n") }
	b.WriteString(style.Strong(phrase.Clean(p.Path, 200)) + "\n")
	if len(p.Lenses)+len(p.Hovers)+len(p.Inlays)+len(p.Diagnostics) == 0 {
		b.WriteString("  nothing to show: no owner rule, no history, nothing said here yet\n")
	}
	if len(p.Lenses) > 0 {
		head("Lenses")
	}
	for _, l := range p.Lenses {
		fmt.Fprintf(&b, "  %d  %s\n", l.Line, phrase.Clean(l.Title, 200))
	}
	for _, h := range p.Hovers {
		head(fmt.Sprintf("Hover, line %d", h.Line))
		for line := range strings.Lines(h.Text) {
			b.WriteString("  " + phrase.Clean(line, 500) + "\n")
		}
	}
	if len(p.Inlays) > 0 {
		head("At the end of lines")
	}
	for _, h := range p.Inlays {
		fmt.Fprintf(&b, "  %d  %s\n", h.Line, phrase.Clean(h.Text, 200))
	}
	if len(p.Diagnostics) > 0 {
		head("Notes")
	}
	for _, d := range p.Diagnostics {
		fmt.Fprintf(&b, "  %d  %s: %s\n", d.Line, d.Severity, phrase.Clean(d.Message, 500))
	}
	if len(p.Actions) > 0 {
		head("Actions")
	}
	for _, c := range p.Actions {
		b.WriteString("  " + phrase.Clean(c.Title, 200) + "\n")
	}
	return b.String()
}
