package git

import (
	"context"
	"fmt"
	"strings"
)

// MentionQuery says which commits to look through: those reachable from Tips and not from Not, committed since a moment.
type MentionQuery struct {
	Tips, Not []Hash
	Since     int64  // unix seconds of the committer's clock
	Pattern   string // of a line of the message: an extended regular expression, in any case; ours, never the repository's
}

// mentionLimit is how many commits may match before reading stops: more can only be hostile.
const mentionLimit = 10_000

// Mentioning lists the commits whose message has a line that matches, oldest first and at most 10,000 of the newest.
// ErrMissingObject says that history itself is missing on this machine.
func (s *Store) Mentioning(ctx context.Context, q MentionQuery) ([]Hash, error) {
	stdin, err := revisions(q.Tips, q.Not)
	if err != nil || len(q.Tips) == 0 {
		return nil, err
	}
	if err := s.refresh(ctx); err != nil {
		return nil, err
	}
	out, err := s.command(walkTimeout, smallOutput, stdin, "rev-list", "--reverse", "--stdin",
		fmt.Sprintf("--max-count=%d", mentionLimit), fmt.Sprintf("--max-age=%d", q.Since),
		"--extended-regexp", "--regexp-ignore-case", "--grep="+q.Pattern, "--").Output(ctx)
	if err != nil {
		return nil, fmt.Errorf("looking through the messages of %s: %w", s.repo.CommonDir, final(err))
	}
	var found []Hash
	for _, word := range strings.Fields(string(out)) {
		if h := Hash(word); h.Valid() {
			found = append(found, h)
		}
	}
	return found, nil
}
