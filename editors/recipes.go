// Package editors holds the recipes and the Neovim plugin of this folder, so that the program can put them in place itself: what
// `leadline setup` writes is the text that stands in the READMEs. It reads nothing but what was built in.
package editors

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
)

//go:embed helix/README.md emacs/README.md vim/README.md zed/README.md neovim/README.md
var readmes embed.FS

//go:embed all:neovim/lua neovim/plugin neovim/doc/leadline.txt
var neovim embed.FS

// Recipe is the nth (from 0) fenced block of a language in the README of an editor, its lines each with their end. It panics where
// there is none: the READMEs are part of the program, and the tests of `leadline setup` ask for every block that it uses.
func Recipe(editor, language string, nth int) string {
	text, err := readmes.ReadFile(editor + "/README.md")
	if err != nil {
		panic(err)
	}
	for i, block := range strings.Split(string(text), "\n```"+language+"\n")[1:] {
		if inside, _, ended := strings.Cut(block, "```\n"); ended && i == nth {
			return inside
		}
	}
	panic(fmt.Sprintf("the recipe for %s has no block %d of %s", editor, nth, language))
}

// Neovim is the plugin: lua, plugin and doc.
func Neovim() fs.FS {
	plugin, err := fs.Sub(neovim, "neovim")
	if err != nil {
		panic(err)
	}
	return plugin
}
