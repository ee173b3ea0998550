package blame

import (
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// IgnoredLimit is how much of a list of commits to ignore is read, in bytes.
const IgnoredLimit = 1 << 20

// ParseIgnored reads a list of commits to look past, in git's format: a full hash a line,
// # before a remark, blanks around do not matter. What is no full hash is left out, where
// git would refuse the whole list.
func ParseIgnored(text []byte) []git.Hash {
	var out []git.Hash
	for line := range strings.Lines(string(text[:min(len(text), IgnoredLimit)])) {
		line, _, _ = strings.Cut(line, "#")
		if h := git.Hash(strings.ToLower(strings.TrimSpace(line))); h.Valid() {
			out = append(out, h)
		}
	}
	return out
}
