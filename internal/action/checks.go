package action

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

// CheckOf puts a check together from its parts, as a draft or an editor may give them.
func CheckOf(parts map[string]any) (ledger.Check, error) {
	texts := map[string]string{}
	for key, value := range parts {
		text, ok := value.(string)
		if !ok {
			return ledger.Check{}, errUnreadableChecks
		}
		texts[key] = text
	}
	return guard.Assemble(texts)
}

// checks reads what a decision guards itself with: texts as package guard writes them, or their parts.
func checks(value any) ([]ledger.Check, error) {
	var out []ledger.Check
	add := func(c ledger.Check, err error) error {
		out = append(out, c)
		return err
	}
	var read func(value any) error
	read = func(value any) error {
		switch x := value.(type) {
		case string:
			for text := range strings.Lines(x) {
				if text = strings.TrimSpace(text); text != "" {
					if err := add(guard.Parse(text)); err != nil {
						return err
					}
				}
			}
			return nil
		case map[string]any:
			return add(CheckOf(x))
		case []string:
			for _, text := range x {
				if err := read(text); err != nil {
					return err
				}
			}
			return nil
		case []any:
			for _, item := range x {
				if _, list := item.([]any); list {
					return errUnreadableChecks
				}
				if err := read(item); err != nil {
					return err
				}
			}
			return nil
		}
		return errUnreadableChecks
	}
	if err := read(value); err != nil {
		return nil, err
	}
	if len(out) > guard.MostChecks {
		return nil, fmt.Errorf("are more than %d; a decision that needs so many is several", guard.MostChecks)
	}
	return out, nil
}

var errUnreadableChecks = errors.New("cannot be read; write: forbid IMPORT in GLOB, forbid-pattern RE in GLOB, or companion PATH in GLOB")

// written are stored checks as texts.
func written(stored any) any {
	raw, err := json.Marshal(stored)
	var list []ledger.Check
	if err != nil || json.Unmarshal(raw, &list) != nil {
		return nil
	}
	out := make([]any, len(list))
	for i, c := range list {
		out[i] = guard.Write(c)
	}
	return out
}
