package lsp_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
)

// answers asks for everything that can be shown, at the last line as well as the first.
func answers(c *lsptest.Client, uri string, line int) string {
	return strings.Join([]string{
		string(c.Hover(uri, line, 0)), string(c.Hover(uri, 1<<20, 1<<20)), string(c.CodeLens(uri)),
		string(c.InlayHints(uri, lspclient.Span(0, 0, 1<<20, 0))), string(c.CodeActions(uri, lspclient.Span(line, 0, line, 1))),
	}, "\n")
}

const silence = "null\nnull\n[]\n[]\n[]"

// popups are the messages that the server showed.
func popups(c *lsptest.Client) (all []string) {
	for _, m := range c.Messages() {
		if m.Method == "window/showMessage" || m.Method == "window/showMessageRequest" {
			all = append(all, string(m.Params))
		}
	}
	return all
}

// Documents about which there is nothing to say: a quiet empty answer, and a sentence only for who asks for more.
func TestNothingToSayIsQuiet(t *testing.T) {
	d := newDesk(t, smallHistory)
	outside := t.TempDir()
	bare := filepath.Join(outside, "bare.git")
	gittest.Git(t, outside, "init", "-q", "--bare", bare)
	c := d.edit(lspclient.Neovim)
	for name, u := range map[string]string{
		"untitled":     "untitled:Untitled-1",
		"scheme":       "git:/a.go?HEAD",
		"outside":      string(lsp.FileURI(filepath.Join(outside, "x.go"))),
		"bare":         string(lsp.FileURI(filepath.Join(bare, "config"))),
		"inside .git":  d.uri(".git/config"),
		"no such dir":  string(lsp.FileURI(filepath.Join(outside, "no", "such", "x.go"))),
		"other host":   "file://elsewhere/share/a.go",
		"empty":        "file:///",
		"the top":      string(lsp.FileURI(d.top)),
		"not open yet": d.uri("never-opened.go"),
	} {
		if name != "not open yet" {
			c.Open(u, "", "package x\n")
		}
		got := answers(c, u, 0)
		if got != silence && name != "inside .git" && name != "the top" {
			t.Errorf("%s: %s", name, got)
		}
	}
	if all := popups(c); len(all) > 0 {
		t.Errorf("popups: %v", all)
	}
	for u, words := range map[string]string{
		"untitled:Untitled-1":                               "save it in a git repository first",
		d.uri("not-opened.go"):                              "open it first",
		string(lsp.FileURI(filepath.Join(outside, "x.go"))): "in no git repository",
	} {
		refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.decision.log", "arguments": []any{at(u, 0)}})
		if !strings.Contains(refusal.Message, words) {
			t.Errorf("%s: %s", u, refusal.Message)
		}
	}
	c.Shutdown()
}

// Repositories of every kind answer, and a decision can be logged wherever there is a work tree.
func TestRepositoriesOfEveryKind(t *testing.T) {
	origin := t.TempDir()
	gittest.Repo(t, origin, smallHistory)
	gittest.Git(t, origin, "config", "uploadpack.allowFilter", "true")
	gittest.Repo(t, origin, "commit main 2026-03-10T10:00:00Z Dev Two <dev2@example.com>\nmore\n+ b.go\n")
	clone := func(t *testing.T, d *desk, arguments ...string) {
		if err := os.RemoveAll(d.top); err != nil {
			t.Fatal(err)
		}
		gittest.Git(t, filepath.Dir(d.top), append([]string{"clone", "-q", "--no-local"}, append(arguments, "file://"+origin, d.top)...)...)
		gittest.Git(t, d.top, "config", "user.name", "Dev Three")
		gittest.Git(t, d.top, "config", "user.email", "dev3@example.com")
	}
	for name, prepare := range map[string]func(t *testing.T, d *desk){
		"plain":      func(*testing.T, *desk) {},
		"detached":   func(t *testing.T, d *desk) { gittest.Git(t, d.top, "checkout", "-q", "--detach") },
		"shallow":    func(t *testing.T, d *desk) { clone(t, d, "--depth=1") },
		"partial":    func(t *testing.T, d *desk) { clone(t, d, "--filter=blob:none") },
		"sparse":     func(t *testing.T, d *desk) { gittest.Git(t, d.top, "sparse-checkout", "set", "nothing") },
		"autocrlf":   func(t *testing.T, d *desk) { gittest.Git(t, d.top, "config", "core.autocrlf", "true") },
		"sha256":     nil,
		"no commits": nil,
		"missing head": func(t *testing.T, d *desk) {
			write(t, filepath.Join(d.top, ".git", "refs", "heads", "main"), strings.Repeat("1", 40)+"\n")
		},
		"worktree":      func(t *testing.T, d *desk) { worktree(t, d) },
		"submodule":     func(t *testing.T, d *desk) { submodule(t, d, origin) },
		"broken config": func(t *testing.T, d *desk) { write(t, filepath.Join(d.top, ".git", "config"), "[user\nemail=\x00") },
	} {
		t.Run(name, func(t *testing.T) {
			var d *desk
			switch name {
			case "sha256":
				d = newDesk(t, "format sha256\n"+smallHistory)
			case "no commits":
				d = newDesk(t, "me Dev Three <dev3@example.com>\n")
				write(t, filepath.Join(d.top, "a.go"), "package a\n")
			default:
				d = newDesk(t, smallHistory)
				prepare(t, d)
			}
			c := d.edit(lspclient.Neovim)
			text, _ := os.ReadFile(filepath.Join(d.top, "a.go"))
			c.Open(d.uri("a.go"), "go", string(text))
			answers(c, d.uri("a.go"), 3)
			if all := popups(c); len(all) > 0 {
				t.Errorf("popups: %v", all)
			}
			here := at(d.uri("a.go"), 0)
			here["title"] = "Said in a " + name + " repository"
			if name == "broken config" {
				if refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.decision.log", "arguments": []any{here}}); !strings.Contains(refusal.Message, "git config --global user.name") {
					t.Errorf("refused with %s", refusal.Message)
				}
				c.Shutdown()
				return
			}
			c.Execute("leadline.decision.log", here)
			if got := string(c.Hover(d.uri("a.go"), 0, 0)); !strings.Contains(got, name) {
				t.Errorf("the decision is not shown: %s", got)
			}
			c.Shutdown()
		})
	}
}

func worktree(t *testing.T, d *desk) {
	other := filepath.Join(filepath.Dir(d.top), "worktree")
	gittest.Git(t, d.top, "worktree", "add", "-q", "-b", "other", other)
	d.top = other
}

func submodule(t *testing.T, d *desk, origin string) {
	gittest.Git(t, d.top, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", origin, "sub")
	d.top = filepath.Join(d.top, "sub")
	gittest.Git(t, d.top, "config", "user.name", "Dev Three")
	gittest.Git(t, d.top, "config", "user.email", "dev3@example.com")
}

// Texts of every kind answer, and carry a decision where they have lines.
func TestTextsOfEveryKind(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	for name, text := range map[string]string{
		"empty":      "",
		"no newline": "package a",
		"crlf":       "package a\r\n\r\nvar A = 1\r\n",
		"cr":         "package a\rvar A = 1\r",
		"mixed":      "a\r\nb\nc\rd",
		"binary":     "\x00\x01\x02",
		"lfs":        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
		"wide":       strings.Repeat("🧭", 1000) + "\n👩‍💻 = 1\n",
		"many lines": strings.Repeat("x := 1 // TODO: a\n", 200_000),
		"long line":  "// TODO: " + strings.Repeat("x", 8<<20),
		"replaced":   "caf\ufffd\n",
	} {
		u := d.uri(strings.ReplaceAll(name, " ", "-") + ".go")
		c.Open(u, "go", text)
		answers(c, u, 0)
		here := at(u, 0)
		here["title"] = "About " + name
		c.Execute("leadline.decision.log", here)
		if got := string(c.Hover(u, 0, 0)); !strings.Contains(got, "About "+name) {
			t.Errorf("%s: the decision is not shown: %.300s", name, got)
		}
		var inlays []struct{ Position lspclient.Position }
		if err := json.Unmarshal(c.InlayHints(u, lspclient.Span(0, 0, 1<<20, 0)), &inlays); err != nil || len(inlays) > 1 {
			t.Errorf("%s: %v, %v", name, inlays, err)
		}
		if name == "wide" && (len(inlays) != 1 || inlays[0].Position.Character != 2000) {
			t.Errorf("the hint of a wide line stands at %v", inlays)
		}
		c.CloseDocument(u)
	}
	c.Shutdown()
}

// Editors that cannot ask, and send no place with a command.
func TestEditorsThatCannotAsk(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.Minimal)
	if refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.decision.log"}); !strings.Contains(refusal.Message, "open a file") {
		t.Errorf("without a file: %s", refusal.Message)
	}
	u := d.open(c, "a.go")
	c.Change(u, lspclient.Change{Range: &lspclient.Range{Start: lspclient.Position{Line: 3}, End: lspclient.Position{Line: 3}}, Text: "// "})
	for _, title := range []string{"one", "two"} {
		here := at(u, 3)
		here["title"] = title
		c.Execute("leadline.decision.log", here)
	}
	refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.retract"})
	if !strings.Contains(refusal.Message, "Retract which?") || strings.Count(refusal.Message, "D-") != 2 {
		t.Errorf("several: %s", refusal.Message)
	}
	c.Execute("leadline.decision.log")
	if said := hear(t, c, "Fill in the draft"); !strings.Contains(said, ".md") {
		t.Error(said)
	}
	drafts, err := filepath.Glob(filepath.Join(d.dirs.State, "drafts", "*.md"))
	if err != nil || len(drafts) != 1 || !strings.Contains(fill(t, drafts[0], nil), "a.go:4") {
		t.Errorf("%v %v", drafts, err)
	}
	c.CloseDocument(u)
	if refusal := c.Refused("workspace/executeCommand", map[string]any{"command": "leadline.decision.log"}); !strings.Contains(refusal.Message, "open a file") {
		t.Errorf("after the file was closed: %s", refusal.Message)
	}
	c.Shutdown()
}
