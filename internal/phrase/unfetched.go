package phrase

import "github.com/leadline/leadline/internal/workspace"

// Unfetched says that a team said more than is here; "" where nothing is known of that.
func Unfetched(u workspace.Unfetched) string {
	remote := Clean(u.Remote, 60)
	switch {
	case u.Remote == "":
		return ""
	case u.Lost:
		return "what was said here and synced with " + remote + " is not in this store any more"
	}
	return "others said something here that is on " + remote + " and not on this machine yet"
}

// UnfetchedTodo is what to do about it.
const UnfetchedTodo = "`leadline sync` fetches it"

// Lacking is the same as a sentence of its own, for a list that would look as if nobody had ever said anything; "" where that is so.
func (v Voice) Lacking() string {
	if v.Snapshot == nil || !v.Snapshot.Lacks() {
		return ""
	}
	return capital(Unfetched(v.Snapshot.Elsewhere)) + ": " + UnfetchedTodo + "."
}

// LackingTitle and LackingBriefly are the same as a heading and a line below it.
const LackingTitle = "Not on this machine yet"

// LackingBriefly is what a list says in its place.
func (v Voice) LackingBriefly() string {
	return "what others said is on " + Clean(v.Snapshot.Elsewhere.Remote, 60)
}

// Newer says that something was said with a newer program than this one.
func Newer(n int) string {
	what := Count(n, "event")
	if n == 1 {
		return what + " here was said with a newer Leadline: it is kept and passed on, but does not show"
	}
	return what + " here were said with a newer Leadline: they are kept and passed on, but do not show"
}

// NewerTodo is what to do about it.
const NewerTodo = "update this one"
