package gittest

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Bomb writes a tree of 10⁸ paths into a repository and returns its hash: ten folders, each the same one, eight deep.
func Bomb(t testing.TB, dir string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "object")
	write := func(kind, content string) string {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(Git(t, dir, "hash-object", "-w", "-t", kind, file))
	}
	mode, hash := "100644", write("blob", "boom\n")
	for range 8 {
		raw, err := hex.DecodeString(hash)
		if err != nil {
			t.Fatal(err)
		}
		var tree strings.Builder
		for i := range 10 {
			fmt.Fprintf(&tree, "%s f%d\x00%s", mode, i, raw)
		}
		mode, hash = "40000", write("tree", tree.String())
	}
	return hash
}
