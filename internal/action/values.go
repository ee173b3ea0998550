package action

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/ledger"
)

// FormFor is the form that an entry was said in.
func FormFor(e *ledger.Entry) *Form { return formOf(e) }

// Amendable is the form of an entry with everything about it that can be corrected, see [Amend].
func Amendable(e *ledger.Entry) *Form { return amendable(e) }

// ValuesOf are an entry's values as somebody would give them, for a draft that amends it.
func ValuesOf(e *ledger.Entry) Values { return valuesOf(e, amendable(e)) }

// SaidOf is [ValuesOf] with what cannot be amended, too.
func SaidOf(e *ledger.Entry) Values { return valuesOf(e, formOf(e)) }

func valuesOf(e *ledger.Entry, form *Form) Values {
	var doc map[string]json.RawMessage
	var body map[string]any
	raw, err := json.Marshal(e)
	if err != nil || json.Unmarshal(raw, &doc) != nil || json.Unmarshal(doc[string(e.Type)], &body) != nil {
		return Values{}
	}
	v := Values{}
	for _, f := range form.Fields {
		stored, ok := body[f.stored()]
		if !ok {
			continue
		}
		switch f.Sort {
		case Length:
			v[f.Key] = fmt.Sprintf("%vm", stored)
		case Checks:
			v[f.Key] = written(stored)
		case Moment:
			v[f.Key] = e.Pairing.Start.Local().Format(time.RFC3339)
		default:
			v[f.Key] = stored
		}
	}
	if e.Type == ledger.TypeRetro { // shown in a draft, though it cannot be amended
		v[anonymous] = map[bool]string{true: "yes", false: "no"}[e.Unsigned()]
	}
	return v
}

// Defaults fills in what is usual where nothing was given.
func (v Values) Defaults(f *Form) Values {
	out := Values{}
	for key, value := range v {
		out[key] = value
	}
	usual := Values{}
	switch f {
	case Decision:
		usual = Values{"undo": "days", "decided_by": "me"}
	case Retro:
		usual = Values{anonymous: "no"}
	case Pairing:
		usual = Values{"for": "60m"}
	}
	for key, value := range usual {
		if out.empty(key) {
			out[key] = value
		}
	}
	return out
}
