package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// said are the ids of what was said in the editor.
type said struct{ decision, delegation, pairing string }

// editor is one editor with one file open.
type editor struct {
	*lspclient.Client
	uri  string
	text string
}

func (s *stage) edit(path string) (*editor, error) {
	c, err := lspclient.Start(s.ctx, exec.Command{Path: s.binary, Args: []string{"lsp"}, Dir: s.clone, Env: s.env}, lspclient.Options{})
	if err != nil {
		return nil, err
	}
	if _, err := c.Initialize(s.ctx, lspclient.VSCode, string(lsp.FileURI(s.clone)), 0, nil); err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(s.clone, path))
	if err != nil {
		return nil, err
	}
	e := &editor{Client: c, uri: string(lsp.FileURI(filepath.Join(s.clone, path))), text: string(text)}
	return e, c.Open(e.uri, "", e.text)
}

// play is what happens in the editors.
func (s *stage) play() (said, error) {
	var told said
	path, line, err := s.pick()
	if err != nil {
		return told, err
	}
	one, err := s.edit(path)
	if err != nil {
		return told, err
	}
	two, err := s.edit(path)
	if err != nil {
		return told, err
	}
	defer one.Close()
	defer two.Close()
	chapter("You open " + path + "; the first line says")
	if err := one.lenses(s.ctx); err != nil {
		return told, err
	}
	chapter(fmt.Sprintf("You point at line %d", line+1))
	if err := one.hover(s.ctx, line); err != nil {
		return told, err
	}
	chapter("What you can do there")
	if err := one.actions(s.ctx, line); err != nil {
		return told, err
	}
	chapter("You log a decision, offer a TODO to somebody, and keep an hour to talk about it")
	colleague, err := s.colleague(path)
	if err != nil {
		return told, err
	}
	if told, err = one.say(s.ctx, line, colleague); err != nil {
		return told, err
	}
	chapter("A second editor on the same repository, a moment later")
	return told, two.waitFor(s.ctx, line, told)
}

// pick finds a file worth showing: one with a TODO comment if there is one.
func (s *stage) pick() (path string, line int, err error) {
	out, err := s.output(s.binary, "-C", s.clone, "todo", "list", "--json")
	if err != nil {
		return "", 0, err
	}
	var todos []struct {
		Path string `json:"path"`
		Line int    `json:"line"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(out, &todos); err != nil {
		return "", 0, err
	}
	for _, t := range todos {
		if len(t.Text) > 20 && !strings.Contains(t.Path, "test") && !strings.Contains(t.Path, "todo") {
			return t.Path, t.Line - 1, nil
		}
	}
	tracked, err := s.output("git", "-C", s.clone, "ls-files")
	if err != nil {
		return "", 0, err
	}
	files := strings.Fields(string(tracked))
	for _, f := range files {
		if strings.HasSuffix(f, ".go") && !strings.Contains(f, "_test") {
			line, err := s.note(f)
			return f, line, err
		}
	}
	if len(files) == 0 {
		return "", 0, fmt.Errorf("the repository has no files")
	}
	return files[0], 0, nil
}

// note leaves a TODO comment at the end of a file of the clone, where the repository itself has none to show.
func (s *stage) note(path string) (line int, err error) {
	file := filepath.Join(s.clone, path)
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	before := strings.TrimRight(string(text), "\n") + "\n\n"
	if err := os.WriteFile(file, []byte(before+"// TODO: measure this on a large repository\n"), 0o600); err != nil {
		return 0, err
	}
	return strings.Count(before, "\n"), nil
}

// colleague is somebody who knows the file.
func (s *stage) colleague(path string) (string, error) {
	out, err := s.output(s.binary, "-C", s.clone, "who", path, "--json")
	if err != nil {
		return "", err
	}
	var who struct {
		Knowers []struct {
			Email string `json:"email"`
		} `json:"knowers"`
	}
	if err := json.Unmarshal(out, &who); err != nil {
		return "", err
	}
	for _, k := range who.Knowers {
		if k.Email != "you@example.com" {
			return k.Email, nil
		}
	}
	return "dev2@example.com", nil
}

func (e *editor) lenses(ctx context.Context) error {
	raw, err := e.CodeLens(ctx, e.uri)
	if err != nil {
		return err
	}
	var lenses []struct {
		Command struct {
			Title string `json:"title"`
		} `json:"command"`
	}
	if err := json.Unmarshal(raw, &lenses); err != nil {
		return err
	}
	var titles []string
	for _, l := range lenses {
		titles = append(titles, l.Command.Title)
	}
	show(strings.Join(titles, "  |  "))
	return nil
}

func (e *editor) hover(ctx context.Context, line int) error {
	text, err := e.hovered(ctx, line)
	show(text)
	return err
}

func (e *editor) hovered(ctx context.Context, line int) (string, error) {
	raw, err := e.Hover(ctx, e.uri, lspclient.Position{Line: line})
	if err != nil {
		return "", err
	}
	var h *struct {
		Contents struct {
			Value string `json:"value"`
		} `json:"contents"`
	}
	if err := json.Unmarshal(raw, &h); err != nil || h == nil {
		return "", err
	}
	return strings.NewReplacer("*", "", "  \n", "\n", `\`, "").Replace(h.Contents.Value), nil
}

func (e *editor) actions(ctx context.Context, line int) error {
	raw, err := e.CodeActions(ctx, e.uri, lspclient.Span(line, 0, line, 0))
	if err != nil {
		return err
	}
	var actions []struct {
		Title string `json:"title"`
	}
	if err := json.Unmarshal(raw, &actions); err != nil {
		return err
	}
	for _, a := range actions {
		show("· " + a.Title)
	}
	return nil
}

// say does with complete arguments what an editor's prompts, or a draft, would have asked for.
func (e *editor) say(ctx context.Context, line int, colleague string) (said, error) {
	var told said
	here := map[string]any{"uri": e.uri, "range": lspclient.Span(line, 0, line, 0)}
	for _, step := range []struct {
		command string
		values  map[string]any
		id      *string
	}{
		{"leadline.decision.log", map[string]any{
			"title": "Keep this simple until somebody measures it", "undo": "days", "decided_by": "me",
			"because": "Nobody has shown that it is slow.",
		}, &told.decision},
		{"leadline.todo.delegate", map[string]any{
			"to": colleague, "what": "Measure it on a large repository", "why": "we decide on figures", "check_in": "in 1 week",
		}, &told.delegation},
		{"leadline.pairing.schedule", map[string]any{
			"with": colleague, "at": "tomorrow 14:00", "for": "60m", "topic": "How this is measured",
		}, &told.pairing},
	} {
		arguments := map[string]any{}
		for _, m := range []map[string]any{here, step.values} {
			for k, v := range m {
				arguments[k] = v
			}
		}
		raw, err := e.Execute(ctx, step.command, arguments)
		if err != nil {
			return told, err
		}
		var receipt struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(raw, &receipt); err != nil {
			return told, err
		}
		*step.id = receipt.ID
	}
	for _, m := range e.Messages() {
		var p struct {
			Message string `json:"message"`
		}
		if m.Method == "window/showMessage" && json.Unmarshal(m.Params, &p) == nil {
			show(p.Message)
		}
	}
	return told, nil
}

// waitFor asks as editors do, for lenses first, and again whenever the server says that they changed, until everything said is there.
func (e *editor) waitFor(ctx context.Context, line int, told said) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for from := 0; ; {
		if _, err := e.CodeLens(ctx, e.uri); err != nil {
			return err
		}
		text, err := e.hovered(ctx, line)
		if err != nil {
			return err
		}
		if strings.Contains(text, told.decision) && strings.Contains(text, told.delegation) && strings.Contains(text, told.pairing) {
			show(text)
			break
		}
		_, next, err := e.Await(ctx, from, func(m lspclient.Message) bool {
			return m.Method == "workspace/inlayHint/refresh" || m.Method == "workspace/codeLens/refresh"
		})
		if err != nil {
			return fmt.Errorf("the second editor did not see what was said: %w", err)
		}
		from = next
	}
	raw, err := e.InlayHints(ctx, e.uri, lspclient.Span(line, 0, line, 0))
	if err != nil {
		return err
	}
	var hints []struct {
		Label string `json:"label"`
	}
	if err := json.Unmarshal(raw, &hints); err != nil {
		return err
	}
	chapter("and at the end of its line")
	for _, h := range hints {
		show(strings.TrimSpace(strings.Split(e.text, "\n")[line]) + "   " + h.Label)
	}
	return e.lenses(ctx)
}
