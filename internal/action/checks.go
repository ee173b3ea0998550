package action

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/ledger"
)

// CheckKeys are the names that a check's parts go by where they are written one by one, and what each stands for.
var CheckKeys = map[string]func(c *ledger.Check) *string{
	"in":             func(c *ledger.Check) *string { return &c.In },
	"forbid":         func(c *ledger.Check) *string { return &c.Forbids },
	"forbids":        func(c *ledger.Check) *string { return &c.Forbids },
	"pattern":        func(c *ledger.Check) *string { return &c.Pattern },
	"forbid_pattern": func(c *ledger.Check) *string { return &c.Pattern },
	"companion":      func(c *ledger.Check) *string { return &c.Companion },
}

// CheckOf puts a check together from its parts, as a draft or an editor may give them.
func CheckOf(parts map[string]any) (ledger.Check, error) {
	var c ledger.Check
	for key, value := range parts {
		part := CheckKeys[strings.ReplaceAll(key, "-", "_")]
		text, ok := value.(string)
		if part == nil || !ok {
			return ledger.Check{}, fmt.Errorf("a check has no %q; it has in, and one of forbid, forbid-pattern and companion", key)
		}
		*part(&c) = text
	}
	return guard.Tidy(c)
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
