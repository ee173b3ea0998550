package git

import (
	"context"
	"fmt"
	"strings"
)

// Roots answers the commits without parents that are reachable from a commit, in
// git's order. A shallow clone's are where it was cut off.
func (s *Store) Roots(ctx context.Context, commit Hash) ([]Hash, error) {
	stdin, err := revisions([]Hash{commit}, nil)
	if err != nil {
		return nil, err
	}
	out, err := s.output(ctx, stdin, "rev-list", "--max-parents=0", "--stdin")
	if err != nil {
		return nil, fmt.Errorf("looking for the first commits: %w", final(err))
	}
	var roots []Hash
	for line := range strings.FieldsSeq(string(out)) {
		roots = append(roots, Hash(line))
	}
	return roots, nil
}

// MergeBase answers the best common ancestor of two commits; ok is false when their
// histories have nothing in common.
func (s *Store) MergeBase(ctx context.Context, a, b Hash) (base Hash, ok bool, err error) {
	if _, err := revisions([]Hash{a, b}, nil); err != nil {
		return "", false, err
	}
	out, err := s.output(ctx, nil, "merge-base", string(a), string(b))
	if code(err) == 1 {
		return "", false, nil
	}
	if err != nil {
		return "", false, fmt.Errorf("looking for the common ancestor: %w", commitMissing(err))
	}
	return Hash(strings.TrimSpace(string(out))), true, nil
}

// Contains reports whether h is tip or an ancestor of it.
func (s *Store) Contains(ctx context.Context, tip, h Hash) (bool, error) {
	if _, err := revisions([]Hash{tip, h}, nil); err != nil {
		return false, err
	}
	_, err := s.output(ctx, nil, "merge-base", "--is-ancestor", string(h), string(tip))
	switch {
	case err == nil:
		return true, nil
	case code(err) == 1:
		return false, nil
	}
	return false, fmt.Errorf("looking for an ancestor: %w", commitMissing(err))
}

// commitMissing is final for merge-base, which says "Not a valid commit name".
func commitMissing(err error) error {
	if code(err) == fatal && strings.Contains(err.Error(), "Not a valid") {
		return fmt.Errorf("%w (%w)", ErrMissingObject, err)
	}
	return final(err)
}
