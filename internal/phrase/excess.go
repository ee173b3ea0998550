package phrase

import (
	"fmt"

	"github.com/leadline/leadline/internal/git"
)

// Unread says why the history of a repository is not read, and what there is all the same.
func Unread(e *git.Excess) string {
	return fmt.Sprintf("history is not read here: %s, as only a trap does. Owners and what was said still show", Clean(e.Error(), longExcess))
}

// UnreadPage is [Unread] as a sentence of its own, for a page that has nothing to show for it.
func UnreadPage(e *git.Excess) string { return capital(Unread(e)) + ". " + capital(UnreadTodo) + "." }

// UnreadBriefly is the same beside other words, where something of history would stand.
const UnreadBriefly = "History is not read here: `leadline doctor` says why, and what to do"

// FromHistory is what to say of a question to which history has no answer: that nothing is the answer, unless history was not asked.
func (v Voice) FromHistory(nothing string) string {
	if v.Snapshot != nil && v.Snapshot.Excess != nil {
		return UnreadBriefly + "."
	}
	return nothing
}

// UnreadTodo is what to do about it.
const UnreadTodo = "if you trust whoever made it, `leadline index --anyway` reads it all the same"

// UnreadStatus is the same for a status bar.
const UnreadStatus = "history not read"

const longExcess = 200
