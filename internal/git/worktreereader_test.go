package git

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWorktreeReader(t *testing.T) {
	top := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := strings.Repeat("x", 100_000)
	write("a.go", "a")
	write("pay/b.go", "b")
	write("pay/deep/c.go", long)
	write("pay/empty", "")
	write(".git/config", "secret")
	outside := t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "x"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"link": "a.go", "out": outside, "outfile": filepath.Join(outside, "x")} {
		if err := os.Symlink(target, filepath.Join(top, link)); err != nil {
			t.Fatal(err)
		}
	}
	r, err := (&Repository{Top: top}).NewWorktreeReader()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, tt := range []struct{ path, want string }{
		{"a.go", "a"}, {"pay/b.go", "b"}, {"pay/deep/c.go", long}, {"pay/b.go", "b"}, {"pay/empty", ""}, {"a.go", "a"},
	} {
		if got, err := r.Read(tt.path, 1<<20); err != nil || string(got) != tt.want {
			t.Errorf("%s: %d bytes, %v", tt.path, len(got), err)
		}
	}
	for _, path := range []string{"link", "outfile", "out/x", "pay", ".git/config", "pay/.GIT", "../x", "/etc/passwd"} {
		var refused *RefusedError
		if got, err := r.Read(path, 1<<20); !errors.As(err, &refused) {
			t.Errorf("%s was not refused: %q, %v", path, got, err)
		}
	}
	for _, path := range []string{"no", "no/no", "a.go/b", ""} {
		if _, err := r.Read(path, 1<<20); err == nil || path != "" && !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := r.Read("pay/deep/c.go", 10); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	if got, err := r.Read("a.go", 1); err != nil || string(got) != "a" {
		t.Errorf("exactly the limit: %q, %v", got, err)
	}
}
