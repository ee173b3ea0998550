package action

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// WishWords are what the reader can wish for, with the kinds of their events.
var WishWords = map[string]ledger.Kind{"learn": ledger.WishLearn, "less": ledger.WishLess, "none": ledger.WishNone}

// Wish records what the reader would like of an area, a path from the repository's top: to learn it, less of it, or none,
// which takes back what they wished for before. Nobody can wish for another. It returns the event's id.
func Wish(ctx context.Context, w *workspace.Workspace, area, word string) (string, error) {
	kind, ok := WishWords[word]
	if !ok {
		return "", fmt.Errorf("%q is no wish; say learn, less or none", word)
	}
	if area = ledger.Area(area); area == "" {
		return "", fmt.Errorf("the area lies outside the repository; name a folder or a file inside it")
	}
	stored, err := w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(kind), Subject: area, Visibility: ledger.Team, Body: json.RawMessage("{}"),
	})
	return stored.ID, err
}

// WishWord is the word for a kind of wish.
func WishWord(k ledger.Kind) string {
	for word, kind := range WishWords {
		if kind == k {
			return word
		}
	}
	return ""
}
