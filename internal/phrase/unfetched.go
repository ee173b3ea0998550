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
