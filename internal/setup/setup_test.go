package setup_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/setup"
)

// machine is a user's home, empty unless the test fills it.
func machine(t *testing.T) (setup.Machine, string) {
	t.Helper()
	home, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	variables := map[string]string{"HOME": home}
	return setup.Machine{Getenv: func(name string) string { return variables[name] }, GOOS: "linux", Program: "/opt/lead line/leadline"}, home
}

func editor(t *testing.T, name string, m setup.Machine) *setup.Editor {
	t.Helper()
	e, err := setup.For(name, m)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// files are all files of a home with what they hold.
func files(t *testing.T, home string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		out[strings.TrimPrefix(path, home+"/")] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

// Every editor: what is shown is written, writing again changes nothing, and removing leaves what was there.
func TestThereAndBack(t *testing.T) {
	theirs := map[string][]string{
		"helix":    {"", "theme = \"x\"", "# a comment\n[[language]]\nname = \"zig\"\nlanguage-servers = [\"zls\"]\n", "a = 1\r\nb = 2\r\n"},
		"emacs":    {"", "(setq a ?\\( b \"(\")", ";; (\n(setq x '(?\" ?a))\n\n", "(defun a? () t)\r\n"},
		"lsp-mode": {"(setq x [1 2])\n"},
		"vim":      {""},
		"neovim":   {""},
		"zed":      {"", "[]", "// mine ]\n[\n  { \"label\": \"x ]\" }, /* ] */\n]\n", "[{\"label\": \"é\"}]"},
		"vscode":   {"", "{}\n", "{\n  // \"a\": {\n  \"a.b\": \"c\\\"}\"\n}\n", "\uFEFF{\"a\":1}"},
	}
	for _, name := range setup.Names() {
		if theirs[name] == nil {
			t.Errorf("%s is not tested here", name)
		}
		for _, text := range theirs[name] {
			m, home := machine(t)
			path := editor(t, name, m).Show()[0].Path
			if text != "" {
				write(t, path, text)
			}
			before := files(t, home)
			written, err := editor(t, name, m).Write()
			if err != nil {
				t.Errorf("%s into %q: %v", name, text, err)
				continue
			}
			first := files(t, home)
			for i, shown := range editor(t, name, m).Show() {
				if got := strings.ReplaceAll(first[strings.TrimPrefix(shown.Path, home+"/")], "\r\n", "\n"); !strings.Contains(got, shown.Text) && name != "helix" {
					t.Errorf("%s: what is shown is not what was written to %s:\n%s", name, shown.Path, got)
				}
				if written[i].State != setup.Written {
					t.Errorf("%s: %s is %s, want written", name, shown.Path, written[i].State)
				}
			}
			again, err := editor(t, name, m).Write()
			if err != nil {
				t.Errorf("%s again into %q: %v", name, text, err)
			}
			for _, f := range again {
				if f.State != setup.Unchanged {
					t.Errorf("%s into %q again: %s is %s", name, text, f.Path, f.State)
				}
			}
			if diff := cmp.Diff(first, files(t, home)); diff != "" {
				t.Errorf("%s: writing again changed (-before +after):\n%s", name, diff)
			}
			if _, err := editor(t, name, m).Remove(); err != nil {
				t.Errorf("%s out of %q: %v", name, text, err)
			}
			if diff := cmp.Diff(before, files(t, home)); diff != "" {
				t.Errorf("%s: after removing (-before +after):\n%s", name, diff)
			}
		}
	}
}

// What stands around a block, and was written since, stays.
func TestTheirsStays(t *testing.T) {
	m, home := machine(t)
	path := filepath.Join(home, ".emacs.d/init.el")
	write(t, path, "(setq a 1)\n")
	if _, err := editor(t, "emacs", m).Write(); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	write(t, path, "(setq b 2)\n"+string(text)+"(setq c 3)\n")
	if _, err := editor(t, "lsp-mode", m).Write(); err != nil {
		t.Fatal(err)
	}
	text, _ = os.ReadFile(path)
	if !strings.Contains(string(text), "lsp-deferred") || strings.Contains(string(text), "eglot-ensure") {
		t.Errorf("one client should take the other's place:\n%s", text)
	}
	if _, err := editor(t, "lsp-mode", m).Remove(); err != nil {
		t.Fatal(err)
	}
	text, _ = os.ReadFile(path)
	if string(text) != "(setq b 2)\n(setq a 1)\n(setq c 3)\n" {
		t.Errorf("what is left is %q", text)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o640 {
		t.Errorf("the file's mode is %v (%v)", st.Mode(), err)
	}
}

// A list of servers replaces any before it: what somebody listed is kept in front of Leadline.
func TestHelixKeepsServers(t *testing.T) {
	m, home := machine(t)
	path := filepath.Join(home, ".config/helix/languages.toml")
	write(t, path, "[[language]]\nname = \"go\"\nlanguage-servers = [{ name = \"gopls\", except-features = [\"format\"] }, \"mine\"]\n\n[[language]]\nname = \"gleam\"\nlanguage-servers = [\"gleam\"]\n")
	if _, err := editor(t, "helix", m).Write(); err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	for _, want := range []string{
		"name = \"go\"\nlanguage-servers = [{ name = \"gopls\", except-features = [\"format\"] }, \"mine\", \"leadline\"]\n",
		"name = \"gleam\"\nlanguage-servers = [\"gleam\", \"leadline\"]\n", "name = \"rust\"\nlanguage-servers = [\"rust-analyzer\", \"leadline\"]\n",
	} {
		if !strings.Contains(string(text), want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
}

// Where something stands in the way nothing at all is written, and the reason ends in what to do.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct{ editor, path, text, says string }{
		"broken TOML":    {"helix", ".config/helix/languages.toml", "[[language\n", "not TOML"},
		"named already":  {"helix", ".config/helix/languages.toml", "[language-server.leadline]\ncommand = \"x\"\n", "already"},
		"open bracket":   {"emacs", ".emacs.d/init.el", "(setq a 1\n", "a bracket is not closed"},
		"open string":    {"emacs", ".emacs", "(setq a \"x)\n", "a string does not end"},
		"known to eglot": {"emacs", ".emacs.d/init.el", "(add-to-list 'x '(y . (\"leadline\" \"lsp\")))\n", "already"},
		"not a list":     {"zed", ".config/zed/tasks.json", "{}\n", "not one […]"},
		"two values":     {"zed", ".config/zed/tasks.json", "[] []\n", "not one […]"},
		"comment open":   {"vscode", ".config/Code/User/settings.json", "{ /* }\n", "a comment does not end"},
		"brackets":       {"vscode", ".config/Code/User/settings.json", "{ \"a\": [} ]\n", "do not match"},
		"said already":   {"vscode", ".config/Code/User/settings.json", "{ \"leadline.path\": \"\" }\n", "already"},
		"own file taken": {"vim", ".vim/after/plugin/leadline.vim", "\" mine\n", "move it away"},
		"not UTF-8":      {"vscode", ".config/Code/User/settings.json", "{ \"a\": \"\xff\" }\n", "UTF-8"},
		"half a block":   {"emacs", ".emacs.d/init.el", ";; <<< leadline setup\n", "missing"},
		"plugin taken":   {"neovim", ".local/share/nvim/leadline/lua/leadline/init.lua", "-- mine\n", "move it away"},
	} {
		m, home := machine(t)
		write(t, filepath.Join(home, c.path), c.text)
		before := files(t, home)
		_, err := editor(t, c.editor, m).Write()
		var refused *setup.Refusal
		if !errors.As(err, &refused) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want a refusal that says %q", name, err, c.says)
		}
		if diff := cmp.Diff(before, files(t, home)); diff != "" {
			t.Errorf("%s: something changed all the same:\n%s", name, diff)
		}
	}
}

// A block that somebody changed is theirs, too.
func TestChangedBlockStays(t *testing.T) {
	m, home := machine(t)
	e := editor(t, "neovim", m)
	if _, err := e.Write(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(home, ".config/nvim/plugin/leadline-setup.lua")
	text, _ := os.ReadFile(path)
	write(t, path, strings.Replace(string(text), "setup{}", "setup{ lenses = false }", 1))
	before := files(t, home)
	var refused *setup.Refusal
	if _, err := editor(t, "neovim", m).Write(); !errors.As(err, &refused) {
		t.Errorf("writing over a changed block: %v", err)
	}
	if _, err := editor(t, "neovim", m).Remove(); !errors.As(err, &refused) {
		t.Errorf("removing a changed block: %v", err)
	}
	if diff := cmp.Diff(before, files(t, home)); diff != "" {
		t.Errorf("something changed all the same:\n%s", diff)
	}
}

// Settings are often links into a folder under version control: the link stays one.
func TestLinksStay(t *testing.T) {
	m, home := machine(t)
	real := filepath.Join(home, "dotfiles/init.el")
	write(t, real, "(setq a 1)\n")
	link := filepath.Join(home, ".emacs.d/init.el")
	if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	if _, err := editor(t, "emacs", m).Write(); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Lstat(link); err != nil || st.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link is gone: %v %v", st, err)
	}
	if text, _ := os.ReadFile(real); !strings.Contains(string(text), "eglot-ensure") {
		t.Errorf("the file behind the link has %q", text)
	}
}

// Where config.toml of Helix has its table of the server already, the rest is written and a note says what to add.
func TestHelpfulPartIsLeft(t *testing.T) {
	m, home := machine(t)
	path := filepath.Join(home, ".config/helix/config.toml")
	write(t, path, "[editor.lsp]\ndisplay-messages = true\n")
	e := editor(t, "helix", m)
	got, err := e.Write()
	if err != nil || got[0].State != setup.Written || got[1].State != setup.Left || len(e.Notes) != 1 || !strings.Contains(e.Notes[0], "display-inlay-hints") {
		t.Errorf("got %v, %v, notes %q", got, err, e.Notes)
	}
}

// The folder of the plugin is a whole one, and goes with nothing left but what somebody else put there.
func TestNeovimPlugin(t *testing.T) {
	m, home := machine(t)
	if _, err := editor(t, "neovim", m).Write(); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(home, ".local/share/nvim/leadline")
	want := files(t, filepath.Join("..", "..", "editors", "neovim"))
	got := files(t, folder)
	for name, text := range want {
		name = strings.TrimPrefix(name, "../../editors/neovim/")
		if name != "README.md" && got[name] != text {
			t.Errorf("%s is not in place", name)
		}
	}
	if !strings.Contains(got["doc/tags"], "leadline-install\tleadline.txt\t/*leadline-install*\n") {
		t.Errorf("the manual's tags are\n%s", got["doc/tags"])
	}
	write(t, filepath.Join(folder, "lua/other.lua"), "-- mine\n")
	if _, err := editor(t, "neovim", m).Remove(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{".local/share/nvim/leadline/lua/other.lua": "-- mine\n"}, files(t, home)); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}

func TestUnknownEditor(t *testing.T) {
	m, _ := machine(t)
	if _, err := setup.For("ed", m); !errors.Is(err, setup.ErrUnknown) {
		t.Errorf("got %v", err)
	}
}

// Whatever a file holds, putting the block there and taking it away gives the same bytes, or nothing was touched.
func FuzzThereAndBack(f *testing.F) {
	for _, text := range []string{"", "(a)", "[{}]", "{\"a\": 1}", "a = 1\r\n", "\uFEFF[]", "; (", "// ]\n[ ]", "?(", "\"", ";; <<< leadline setup\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, home := machine(t)
		for _, name := range []string{"emacs", "helix", "zed", "vscode"} {
			path := editor(t, name, m).Show()[0].Path
			write(t, path, text)
			if _, err := editor(t, name, m).Write(); err == nil {
				if again, err := editor(t, name, m).Write(); err != nil || again[0].State != setup.Unchanged {
					t.Errorf("%s into %q again: %v %v", name, text, again, err)
				}
				if _, err := editor(t, name, m).Remove(); err != nil {
					t.Errorf("%s out of %q: %v", name, text, err)
				}
			}
			after, there := files(t, home)[strings.TrimPrefix(path, home+"/")]
			if there && after != text || !there && strings.TrimSpace(text) != "" && text != "[ ]\n" && text != "{ }\n" {
				t.Errorf("%s: %q became %q (%v)", name, text, after, there)
			}
			_ = os.Remove(path)
		}
	})
}
