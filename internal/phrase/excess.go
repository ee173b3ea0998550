package phrase

import (
	"fmt"

	"github.com/leadline/leadline/internal/git"
)

// Unread says why the history of a repository is not read, and what there is all the same.
func Unread(e *git.Excess) string {
	return fmt.Sprintf("history is not read here: %s, as only a trap does. Owners and what was said still show", Clean(e.Error(), longExcess))
}

// UnreadTodo is what to do about it.
const UnreadTodo = "if you trust whoever made it, `leadline index --anyway` reads it all the same"

// UnreadStatus is the same for a status bar.
const UnreadStatus = "history not read"

const longExcess = 200
