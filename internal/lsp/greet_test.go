package lsp_test

import (
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// Without git there are owners and what was said, and one sentence that says why there is no more.
func TestWithoutGit(t *testing.T) {
	d := newDesk(t, smallHistory)
	write(t, d.top+"/CODEOWNERS", "* @payments\n")
	d.edit(lspclient.VSCode).Shutdown() // the checker of messages asks go for the specification, once
	t.Setenv("PATH", t.TempDir())
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	hear(t, c, "git is not installed, or not on PATH: owners and what was said here are shown")
	if lenses := string(c.CodeLens(u)); !strings.Contains(lenses, "@payments") {
		t.Errorf("who owns it needs no git: %s", lenses)
	}
	c.Shutdown()
}
