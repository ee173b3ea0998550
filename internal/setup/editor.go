package setup

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/leadline/leadline/editors"
)

// Machine is what the place of an editor's settings depends on.
type Machine struct {
	Getenv  func(string) string
	GOOS    string
	Program string // absolute path of this program
}

// part is one file of an editor's settings and what goes into it.
type part struct {
	path    string
	comment string // what begins a comment
	recipe  string
	own     bool   // the file is for this alone
	shell   string // of a file that is new: the block stands after its first byte
	// at is where the block belongs in a text without it, and what stands in it; "" for nothing. nil: the recipe, at the end.
	at func(text []byte) (int, string, error)
	// helpful parts are left out, with a note, where they cannot be placed.
	helpful bool
}

// Editor is an editor whose settings are known.
type Editor struct {
	Name  string
	parts []part
	// folder is filled with the files of the Neovim plugin; "" for none.
	folder string
	// Notes are what is left to do by hand.
	Notes []string
}

// Names are the editors that [For] knows.
func Names() []string {
	return []string{"emacs", "helix", "lsp-mode", "neovim", "vim", "vscode", "zed"}
}

// ErrUnknown is an editor that [For] does not know.
var ErrUnknown = errors.New("this editor is not known")

// For finds the settings of an editor for this user.
func For(name string, m Machine) (*Editor, error) {
	home := m.home()
	if home == "" {
		return nil, errors.New("there is no home folder: set HOME, then try again")
	}
	e := &Editor{Name: name}
	switch name {
	case "helix":
		folder := m.config("helix", "APPDATA")
		e.parts = []part{
			{
				path: filepath.Join(folder, "languages.toml"), comment: "#", recipe: editors.Recipe("helix", "toml", 0),
				at: end(languages, editors.Recipe("helix", "toml", 0)),
			},
			{
				path: filepath.Join(folder, "config.toml"), comment: "#", recipe: editors.Recipe("helix", "toml", 1), helpful: true,
				at: end(inlays, editors.Recipe("helix", "toml", 1)),
			},
		}
	case "emacs", "lsp-mode":
		nth := map[string]int{"emacs": 0, "lsp-mode": 1}[name]
		recipe := editors.Recipe("emacs", "elisp", nth)
		e.parts = []part{{path: m.emacs(), comment: ";;", recipe: recipe, at: end(elisp, recipe)}}
	case "vim":
		folder := ".vim"
		if m.GOOS == "windows" {
			folder = "vimfiles"
		}
		e.parts = []part{{
			path: filepath.Join(home, folder, "after", "plugin", "leadline.vim"), comment: `"`, own: true,
			recipe: editors.Recipe("vim", "vim", 0),
		}}
		e.Notes = []string{"Vim needs the plugin ALE for it."}
	case "neovim":
		app := m.Getenv("NVIM_APPNAME")
		if app == "" || filepath.IsAbs(app) || strings.Contains(app, "..") {
			app = "nvim"
		}
		data := filepath.Join(m.base("XDG_DATA_HOME", ".local/share"), app)
		if m.GOOS == "windows" && m.Getenv("XDG_DATA_HOME") == "" {
			data = filepath.Join(m.Getenv("LOCALAPPDATA"), app+"-data")
		}
		e.folder = filepath.Join(data, "leadline")
		e.parts = []part{{
			path: filepath.Join(m.config(app, "LOCALAPPDATA"), "plugin", "leadline-setup.lua"), comment: "--", own: true,
			recipe: editors.Recipe("neovim", "lua", 2),
		}}
	case "zed":
		recipe := strings.TrimSuffix(strings.TrimPrefix(editors.Recipe("zed", "json", 0), "[\n"), "]\n")
		e.parts = []part{{
			path: filepath.Join(m.config("zed", "APPDATA"), "tasks.json"), comment: "//", recipe: recipe, shell: "[ ]\n",
			at: first('[', recipe),
		}}
		e.Notes = []string{"Zed starts no language server without an extension made for it; these are tasks, for `task: spawn`."}
	case "vscode":
		e.parts = []part{m.vscode()}
		e.Notes = []string{"The extension itself comes from a clone of Leadline: `make vscode`, then `code --install-extension editors/vscode/leadline.vsix`."}
	default:
		return nil, ErrUnknown
	}
	return e, nil
}

func (m Machine) home() string {
	home := m.Getenv("HOME")
	if m.GOOS == "windows" && !filepath.IsAbs(home) {
		home = m.Getenv("USERPROFILE")
	}
	if !filepath.IsAbs(home) {
		return ""
	}
	return home
}

// base is a folder of the XDG base directory specification.
func (m Machine) base(variable, below string) string {
	if dir := m.Getenv(variable); filepath.IsAbs(dir) {
		return dir
	}
	return filepath.Join(m.home(), filepath.FromSlash(below))
}

// config is the folder of a program's settings; variable names what holds it on Windows.
func (m Machine) config(program, variable string) string {
	if m.GOOS == "windows" {
		if dir := m.Getenv(variable); filepath.IsAbs(dir) {
			return filepath.Join(dir, program)
		}
	}
	return filepath.Join(m.base("XDG_CONFIG_HOME", ".config"), program)
}

// emacs is the init file that Emacs would read, or read first if it were there.
func (m Machine) emacs() string {
	home := m.home()
	if dir := m.Getenv("APPDATA"); m.GOOS == "windows" && m.Getenv("HOME") == "" && filepath.IsAbs(dir) {
		home = dir
	}
	xdg := filepath.Join(m.base("XDG_CONFIG_HOME", ".config"), "emacs", "init.el")
	for _, path := range []string{filepath.Join(home, ".emacs.el"), filepath.Join(home, ".emacs"), filepath.Join(home, ".emacs.d", "init.el")} {
		if there(path) {
			return path
		}
	}
	if there(filepath.Dir(xdg)) {
		return xdg
	}
	return filepath.Join(home, ".emacs.d", "init.el")
}

func (m Machine) vscode() part {
	folder := filepath.Join(m.base("XDG_CONFIG_HOME", ".config"), "Code", "User")
	switch m.GOOS {
	case "windows":
		folder = filepath.Join(m.Getenv("APPDATA"), "Code", "User")
	case "darwin":
		folder = filepath.Join(m.home(), "Library", "Application Support", "Code", "User")
	}
	program, _ := json.Marshal(m.Program)
	recipe := `  "leadline.path": ` + string(program) + ",\n"
	return part{
		path: filepath.Join(folder, "settings.json"), comment: "//", recipe: recipe, shell: "{ }\n",
		at: func(text []byte) (int, string, error) {
			if strings.Contains(string(text), `"leadline.path"`) {
				return 0, "", errors.New("it says leadline.path already; change it there")
			}
			return first('{', recipe)(text)
		},
	}
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// end places what suits a text at its end.
func end(suit func([]byte, string) (string, error), recipe string) func([]byte) (int, string, error) {
	return func(text []byte) (int, string, error) {
		body, err := suit(text, recipe)
		return len(text), body, err
	}
}

// first places a recipe behind the bracket that a text begins with.
func first(open byte, recipe string) func([]byte) (int, string, error) {
	return func(text []byte) (int, string, error) {
		at, err := inside(text, open)
		if err != nil {
			return 0, "", fmt.Errorf("it cannot be read (%w); mend it, or put the text that `leadline setup` prints there yourself", err)
		}
		return at, recipe, nil
	}
}

func elisp(theirs []byte, recipe string) (string, error) {
	if err := lispEnds(theirs); err != nil {
		return "", fmt.Errorf("it cannot be read (%w); mend it, or put the text that `leadline setup` prints there yourself", err)
	}
	if strings.Contains(string(theirs), `"leadline" "lsp"`) {
		return "", errors.New("it starts `leadline lsp` already; remove that, or leave it as it is")
	}
	return recipe, nil
}
