package git

import (
	"bytes"
	"context"
	"fmt"
	"strings"
)

// Present answers which of some files a commit has, all from one short process. Paths have forward slashes and are
// relative to the top.
func (s *Store) Present(ctx context.Context, commit Hash, paths []string) (map[string]bool, error) {
	var stdin bytes.Buffer
	var asked []string
	for _, p := range paths {
		if commit.Valid() && p != "" && !strings.ContainsAny(p, "\n\x00") {
			fmt.Fprintf(&stdin, "%s:%s\n", commit, p)
			asked = append(asked, p)
		}
	}
	out := map[string]bool{}
	if len(asked) == 0 {
		return out, nil
	}
	text, err := s.output(ctx, stdin.Bytes(), "cat-file", "--batch-check=%(objecttype)")
	if err != nil {
		return nil, fmt.Errorf("looking for %s in commit %.12s: %w", asked[0], commit, err)
	}
	lines := strings.Split(string(text), "\n")
	for i, p := range asked {
		// What is not there is answered by the question, and " missing".
		if i < len(lines) && lines[i] == "blob" {
			out[p] = true
		}
	}
	return out, nil
}
