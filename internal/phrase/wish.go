package phrase

import "fmt"

// Wished says what became of the reader's wish about an area: learn, less or none.
func Wished(area, word string) string {
	area = Clean(area, 200)
	if area == "." {
		area = "the whole repository"
	}
	switch word {
	case "learn":
		return fmt.Sprintf("You would like to learn %s: work there is offered to you too, with somebody who knows it beside you.", area)
	case "less":
		return fmt.Sprintf("You would like less of %s: you are the last to be suggested for it.", area)
	}
	return fmt.Sprintf("You wish for nothing about %s any more.", area)
}
