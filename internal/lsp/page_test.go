package lsp_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// Editors show what they remember of a file: a page that says something else is another one, the same page stays, and old ones go.
func TestPagesThatChange(t *testing.T) {
	d := newDesk(t, tourStory)
	c := d.edit(lspclient.VSCode)
	show := func(arguments map[string]any) string {
		c.Execute("leadline.plate", arguments)
		var shown struct{ URI string }
		if err := json.Unmarshal(c.WaitNotification("window/showDocument", nil), &shown); err != nil {
			t.Fatal(err)
		}
		return lsp.FilePath(shown.URI)
	}
	d.open(c, "pay/charge.go")
	empty := show(map[string]any{})
	if again := show(map[string]any{}); again != empty {
		t.Errorf("the same page is %s first and then %s", empty, again)
	}
	page := empty
	for i := range 60 {
		before := page
		if page = show(map[string]any{"add": fmt.Sprintf("read chapter %d", i)}); page == before {
			t.Fatalf("%s says something else now", page)
		}
		if _, err := os.Stat(page); err != nil {
			t.Fatal(err)
		}
	}
	if kept, err := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(page)), "*", "plate.md")); err != nil || len(kept) > 51 {
		t.Errorf("%d pages are kept, %v", len(kept), err)
	}
	c.Shutdown()
}
