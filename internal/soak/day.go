package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/lspclient"
)

const (
	looks = 96 // how often the servers are looked at in the whole time
	shown = 6  // documents that are open at a time
)

// work does one thing after the other until the time is over.
func (m *machine) work(ctx context.Context, length time.Duration, things []thing) error {
	m.began = time.Now()
	next := time.Duration(0)
	for {
		now := time.Since(m.began)
		if now >= length {
			return nil
		}
		if now >= next {
			next += length / looks
			if err := m.look(ctx, now); err != nil {
				return err
			}
		}
		t := things[m.rand.IntN(len(things))]
		if err := t.do(m, ctx); err != nil {
			return fmt.Errorf("%s, after %s, %s: %w", m.name, now.Round(time.Second), t.what, err)
		}
		m.done[t.what]++
		if m.warmed == 0 && m.warm(things) {
			m.warmed = time.Since(m.began)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(m.rest):
		}
	}
}

// warm says whether each kind of thing has been done often enough here for whatever its first times load and learn.
func (m *machine) warm(things []thing) bool {
	return !slices.ContainsFunc(things, func(t thing) bool { return m.done[t.what] < warm })
}

// look waits until the documents are at rest, and reads the figures.
func (m *machine) look(ctx context.Context, now time.Duration) error {
	events, entries, err := m.ledger(ctx)
	if err != nil {
		return err
	}
	for _, e := range m.editors {
		for _, name := range e.open {
			if err := e.Settled(ctx, e.uri(name)); err != nil {
				return err
			}
		}
		f, err := e.look(ctx, now)
		if err != nil {
			return err
		}
		f.events, f.entries = events, entries
		e.figures = append(e.figures, f)
	}
	return nil
}

// thing is what somebody does, the more often the heavier.
type thing struct {
	what   string
	weight int
	do     func(*machine, context.Context) error
}

var day = []thing{
	{"edit", 12, (*machine).write},
	{"action", 3, (*machine).act},
	{"draft", 1, (*machine).draft},
	{"answer", 1, (*machine).answer},
	{"command", 2, (*machine).ask},
	{"branch switch", 2, (*machine).turn},
	{"sync", 1, (*machine).sync},
}

// things are what is done, each as often as it is heavy: those of the day, or only some of them.
func things(only string) (all []thing, err error) {
	var some []string
	if only != "" {
		some = strings.Split(only, ",")
	}
	for _, t := range day {
		if i := slices.Index(some, t.what); i >= 0 {
			some = slices.Delete(some, i, i+1)
		} else if only != "" {
			continue
		}
		for range t.weight {
			all = append(all, t)
		}
	}
	if len(some) > 0 {
		return nil, fmt.Errorf("nobody does %q", some)
	}
	return all, nil
}

func (m *machine) editor() *editor { return m.editors[m.rand.IntN(len(m.editors))] }

// opened is a document that is open, with its text on disk; the oldest is closed for it where there are too many.
func (e *editor) opened(file int) (name, content string, err error) {
	name = path(file)
	raw, err := os.ReadFile(filepath.Join(e.on.clone, name))
	if err != nil {
		return "", "", err
	}
	for i, o := range e.open { // as it is on disk now, whatever was typed before
		if o == name {
			e.open = append(e.open[:i], e.open[i+1:]...)
			if err := e.CloseDocument(e.uri(name)); err != nil {
				return "", "", err
			}
			break
		}
	}
	if len(e.open) == shown {
		if err := e.CloseDocument(e.uri(e.open[0])); err != nil {
			return "", "", err
		}
		e.open = e.open[1:]
	}
	e.open = append(e.open, name)
	return name, string(raw), e.Open(e.uri(name), "go", string(raw))
}

// write types some lines, looks at what is shown meanwhile, and perhaps saves.
func (m *machine) write(ctx context.Context) error {
	e := m.editor()
	name, content, err := e.opened(m.rand.IntN(files))
	if err != nil {
		return err
	}
	uri, lines := e.uri(name), strings.Count(content, "\n")
	for range 3 + m.rand.IntN(8) {
		at := m.rand.IntN(lines)
		typed := fmt.Sprintf("// a thought %d\n", m.rand.IntN(1000))
		before, after := split(content, at)
		content = before + typed + after
		if err := e.Change(uri, lspclient.Change{Range: &lspclient.Range{Start: lspclient.Position{Line: at}, End: lspclient.Position{Line: at}}, Text: typed}); err != nil {
			return err
		}
		lines++
		m.did["lines typed"]++
		if err := e.show(ctx, uri, at, lines); err != nil {
			return err
		}
	}
	if m.rand.IntN(2) == 0 {
		return nil
	}
	// What was typed goes again, so that files do not grow; one line stays different.
	content = fmt.Sprintf("%s// saved %d\n", text(index(name)), m.rand.IntN(1000))
	if err := errors.Join(e.Change(uri, lspclient.Change{Text: content}), os.WriteFile(filepath.Join(m.clone, name), []byte(content), 0o600), e.Save(uri)); err != nil {
		return err
	}
	m.did["files saved"]++
	return e.show(ctx, uri, 0, strings.Count(content, "\n"))
}

func split(content string, line int) (before, after string) {
	at := 0
	for range line {
		at += strings.IndexByte(content[at:], '\n') + 1
	}
	return content[:at], content[at:]
}

func index(name string) (file int) {
	if _, err := fmt.Sscanf(filepath.Base(name), "part%d.go", &file); err != nil {
		return 0
	}
	return file
}

// show asks for what an editor draws; one request is given up again at once.
func (e *editor) show(ctx context.Context, uri string, line, lines int) error {
	given, err := e.Begin("textDocument/hover", map[string]any{"textDocument": map[string]string{"uri": uri}, "position": lspclient.Position{Line: line}})
	if err != nil {
		return err
	}
	if err := given.Cancel(); err != nil {
		return err
	}
	_, given1 := e.Hover(ctx, uri, lspclient.Position{Line: line, Character: 3})
	_, given2 := e.CodeLens(ctx, uri)
	_, given3 := e.InlayHints(ctx, uri, lspclient.Span(0, 0, lines, 0))
	_, given4 := e.CodeActions(ctx, uri, lspclient.Span(line, 0, line, 0))
	_, cancelled := given.Wait(ctx)
	var refusal *lspclient.Error
	if errors.As(cancelled, &refusal) && refusal.Code == lspclient.RequestCancelled {
		cancelled = nil
	}
	return errors.Join(given1, given2, given3, given4, cancelled)
}

// said remembers what was acknowledged.
func (m *machine) said(answer []byte, err error) error {
	if err != nil {
		return err
	}
	var receipt struct{ ID string }
	if err := json.Unmarshal(answer, &receipt); err != nil || receipt.ID == "" {
		return fmt.Errorf("no receipt but %s: %w", answer, err)
	}
	m.acknowledged, m.mine = append(m.acknowledged, receipt.ID), append(m.mine, receipt.ID)
	m.did["entries said"]++
	return nil
}

// act says something at a line, in the editor or on the command line, and perhaps takes it back.
func (m *machine) act(ctx context.Context) error {
	e := m.editor()
	name, content, err := e.opened(m.rand.IntN(files))
	if err != nil {
		return err
	}
	line := m.rand.IntN(strings.Count(content, "\n"))
	where := map[string]any{"uri": e.uri(name), "range": lspclient.Span(line, 0, line, 0)}
	to := []string{"dev1@example.com", "dev2@example.com"}[m.rand.IntN(2)]
	n := m.rand.IntN(1_000_000)
	with := func(values map[string]any) map[string]any {
		for k, v := range where {
			values[k] = v
		}
		return values
	}
	var answer json.RawMessage
	switch m.rand.IntN(6) {
	case 0:
		answer, err = e.Execute(ctx, "leadline.decision.log", with(map[string]any{"title": fmt.Sprint("Bill once ", n), "undo": "days", "because": "a retry must never bill twice"}))
	case 1:
		answer, err = e.Execute(ctx, "leadline.todo.delegate", with(map[string]any{"to": to, "what": fmt.Sprint("retry on timeout ", n), "why": "bills get lost"}))
	case 2:
		answer, err = e.Execute(ctx, "leadline.question.open", with(map[string]any{"text": fmt.Sprintf("Which currency rounds %d?", n)}))
	case 3:
		answer, err = m.say(ctx, "decision", "log", "--title", fmt.Sprint("Keep it simple ", n), "--undo", "days", "--path", name, "--line", fmt.Sprint(line+1), "--json")
	case 4:
		answer, err = m.say(ctx, "todo", "delegate", "--to", to, "--what", fmt.Sprint("measure it ", n), "--why", "we decide on figures", "--path", name, "--line", fmt.Sprint(line+1), "--json")
	default:
		if len(m.mine) == 0 {
			return nil
		}
		id := m.mine[len(m.mine)-1]
		m.mine = m.mine[:len(m.mine)-1]
		if _, err = e.Execute(ctx, "leadline.amend", map[string]any{"id": id, "tags": []string{"soak"}}); err == nil {
			m.did["entries amended"]++
			return nil
		}
		// What has no tags is taken back instead.
		if _, err = m.say(ctx, "retract", id); err == nil {
			m.did["entries taken back"]++
		}
		return err
	}
	return m.said(answer, err)
}

// draft fills in a draft, or cancels it.
func (m *machine) draft(ctx context.Context) error {
	e := m.editor()
	name, _, err := e.opened(m.rand.IntN(files))
	if err != nil {
		return err
	}
	if _, err := e.Execute(ctx, "leadline.decision.log", map[string]any{"uri": e.uri(name), "range": lspclient.Span(3, 0, 3, 0)}); err != nil {
		return err
	}
	e.mu.Lock()
	drawn := e.drawn
	e.drawn = nil
	e.mu.Unlock()
	for _, uri := range drawn {
		u, err := url.Parse(uri)
		if err != nil {
			return err
		}
		raw, err := os.ReadFile(u.Path)
		if err != nil {
			return err
		}
		filled := ""
		if m.rand.IntN(2) == 0 {
			filled = strings.Replace(string(raw), "title:", fmt.Sprint("title: From a draft ", m.rand.IntN(1_000_000)), 1)
			m.did["drafts filled in"]++
		} else {
			m.did["drafts cancelled"]++
		}
		if err := errors.Join(e.Open(uri, "markdown", string(raw)), e.Change(uri, lspclient.Change{Text: filled}),
			os.WriteFile(u.Path, []byte(filled), 0o600), e.Save(uri), e.CloseDocument(uri)); err != nil {
			return err
		}
	}
	return nil
}

// answer takes or declines what was offered to whoever sits here.
func (m *machine) answer(ctx context.Context) error {
	out, err := m.say(ctx, "todo", "list", "--mine", "--state", "offered", "--json")
	if err != nil {
		return err
	}
	var offers []struct {
		Delegation string `json:"delegation"`
	}
	if err := json.Unmarshal(out, &offers); err != nil {
		return err
	}
	for _, o := range offers[:min(len(offers), 2)] {
		if o.Delegation == "" {
			continue
		}
		answer := []string{"take", "decline"}[m.rand.IntN(2)]
		// An editor that is open says so on behalf of the same person: the second answer of two is refused, in words.
		if _, err := m.say(ctx, "todo", answer, o.Delegation); err != nil {
			return err
		}
		m.did["offers answered"]++
	}
	return nil
}

// ask reads on the command line.
func (m *machine) ask(ctx context.Context) error {
	questions := [][]string{
		{"who", path(m.rand.IntN(files))},
		{"todo", "list", "--json"},
		{"decision", "list"},
		{"report", "week"},
		{"silos"},
		{"query", "SELECT state, count(*) FROM delegations GROUP BY state"},
		{"why", path(m.rand.IntN(files)) + ":3"},
		{"sync", "--status"},
		{"doctor"},
	}
	_, err := m.say(ctx, questions[m.rand.IntN(len(questions))]...)
	return err
}

// turn commits what was saved and goes to another branch; sometimes the last commit is made anew.
func (m *machine) turn(ctx context.Context) error {
	in := func(arguments ...string) error { return m.git(ctx, append([]string{"-C", m.clone}, arguments...)...) }
	commit := []string{"commit", "-q", "--allow-empty", "-am", fmt.Sprint("Say it better, because nobody understood it ", m.rand.IntN(1000))}
	if m.rand.IntN(4) == 0 {
		commit = append(commit, "--amend")
	}
	return errors.Join(in(commit...), in("checkout", "-q", fmt.Sprint("topic", m.rand.IntN(branches))))
}

func (m *machine) sync(ctx context.Context) error {
	_, err := m.say(ctx, "sync")
	return err
}
