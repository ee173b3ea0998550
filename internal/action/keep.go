package action

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/workspace"
)

// Kept is a reason from history, ready to be kept as a decision.
type Kept struct {
	Values Values
	// From names the commit and the line in it: what is kept from there is kept once.
	From string
}

// KeepReason fills in the decision that a reason in history speaks of, with where it is from. ok is false where there is
// no reason to keep.
func KeepReason(s *workspace.Snapshot, w *hint.Why) (Kept, bool) {
	if w == nil || w.Account == nil || w.Reason == "" || w.Commit.Hash == "" {
		return Kept{}, false
	}
	c := w.Commit
	var b strings.Builder
	if w.Reason != c.Subject {
		b.WriteString(w.Reason + "\n\n")
	}
	b.WriteString(provenance(c.Hash) + ", " + c.At.UTC().Format(time.DateOnly))
	named := !s.LeftOut(w.Author) && !w.Author.Bot
	if named {
		b.WriteString(", by " + clean(w.Author.Name))
	}
	for i, n := range w.Numbers {
		text := n.Text
		if n.URL != "" {
			text += " " + n.URL
		}
		if i == 0 {
			b.WriteString(": " + text)
		} else {
			b.WriteString(", " + text)
		}
	}
	b.WriteString(".")
	title := clean(c.Subject)
	if title == "" {
		title = clean(w.Reason)
	}
	if runes := []rune(title); len(runes) > 200 {
		title = string(runes[:199]) + "…"
	}
	values := Values{"title": title, "because": b.String()}
	if named {
		values["decided_by"] = reference(w.Author)
	}
	return Kept{Values: values, From: fmt.Sprintf("%s %s:%d", c.Hash, w.At.Path, w.At.Line)}, true
}

func provenance(commit git.Hash) string { return fmt.Sprintf("From commit %.12s", commit) }

// IsKept says whether a decision among the marks keeps the reason of a commit.
func IsKept(marks []hint.Mark, commit git.Hash) bool {
	for _, m := range marks {
		if d := m.Entry.Decision; d != nil && strings.Contains(d.Because, provenance(commit)) {
			return true
		}
	}
	return false
}

// clean takes characters out that a form refuses.
func clean(text string) string { return strings.Join(strings.Fields(text), " ") }

// ErrKept says that the reason has been kept there before; the receipt has the entry.
var ErrKept = errors.New("this reason is kept already")

// mostAgain is how often one reason can be kept and retracted.
const mostAgain = 20

// Keep records a reason as a decision, once for each commit and place, whoever does so how often at the same time. It
// answers ErrKept with the entry that says so already.
func Keep(ctx context.Context, w *workspace.Workspace, in Input, from string) (Receipt, error) {
	for n := range mostAgain {
		in.Event = eventOf(w.Snapshot().Repo, from, n)
		r, err := Record(ctx, w, Decision, in)
		switch {
		case err != nil || !r.Again:
			return r, err
		case r.Entry != nil:
			return r, ErrKept
		}
		// It was retracted since, and may be kept anew.
	}
	return Receipt{}, fmt.Errorf("this reason was kept and retracted %d times; log a decision of its own here", mostAgain)
}

// eventOf draws the id of an event from what it is about instead of from randomness.
func eventOf(repo, from string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "reason kept\n%s\n%s\n%d", repo, from, n))
	var id ulid.ULID
	copy(id[:], sum[:])
	id[0] = 0 // its time is no time of ours, but one that every reader of such ids takes
	return id.String()
}
