package todo_test

import (
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/todo"
)

// TestRegions shows code as it is, comments as # and literals as ". What is in no region is left out.
func TestRegions(t *testing.T) {
	for _, tt := range []struct{ path, text, want string }{
		{"a.go", "x := \"a\" // b\n", "x := \"\"\" ####\n"},
		{"a.py", "'''a'''\nb # c\n", "\"\"\"\"\"\"\"\nb ###\n"},
		{"a.pl", "use Shop::Test qw(x);\n", "use Shop::Test \"\"\"\"\";\n"},
		{"a.sh", "cat <<E\nsource x\nE\nsource y\n", "cat \"\"\"\"\"\"\"\"\"\"\"\"\"\"\nsource y\n"},
		{"a.js", "`a${b}c` + d\n", "\"\"\"\"b\"\"\" + d\n"},
		{"a.tsx", "x = <p>import y</p>\n", "x = \"\">\"\"\"\"\"\"\"\"\"\"\"\"\n"},
		{"a.vue", "<p>x</p><script>let y // z\n</script>", "let y ####"},
		{"a.php", "<p>x</p><?php a('b'); ?>c<?= d ?>", "php a(\"\"\"); \"\"= d \"\""},
		{"a.md", "```go\nx\n```\n", ""},
		{"a.unknown", "x", ""},
	} {
		var b strings.Builder
		for _, r := range todo.Regions(tt.path, []byte(tt.text)) {
			shown := []byte(tt.text)
			for _, s := range r.Passed {
				for i := s.Start; i < s.End; i++ {
					shown[i] = '"'
					if s.Comment {
						shown[i] = '#'
					}
				}
			}
			b.Write(shown[r.Start:r.End])
		}
		if got := strings.TrimRight(b.String(), "\n"); got != strings.TrimRight(tt.want, "\n") {
			t.Errorf("%s %q:\n%q, want\n%q", tt.path, tt.text, got, tt.want)
		}
	}
}
