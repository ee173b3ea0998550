package phrase

import "fmt"

// Known says what became of the reader's word about an area: yes, no or unsaid.
func Known(area, word string) string {
	area = Clean(area, 200)
	if area == "." {
		area = "the whole repository"
	}
	switch word {
	case "yes":
		return fmt.Sprintf("Whoever needs help with %s is sent to you.", area)
	case "no":
		return fmt.Sprintf("You are no longer named for %s.", area)
	}
	return fmt.Sprintf("What you said about %s is taken back; history says again who knows it.", area)
}

// What became of the reader's wish to be named nowhere, or to be named again.
const (
	LeftOut = "You are left out: in this repository no hint, list or table says what you know or suggests you, to you neither. " +
		"What you said under your name (decisions, answers) and what files of the repository say, such as CODEOWNERS, stays."
	NamedAgain = "You are named again where you know something."
)
