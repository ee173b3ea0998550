package action

import (
	"context"
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Promise is what whoever took a delegation may change about it: from then on it is theirs.
var Promise = &Form{
	Name: "promise", Type: ledger.TypeDelegation, Kind: ledger.TodoTaken, Done: "Took",
	Fields: []Field{
		{Key: "outcome", Sort: Text, Ask: true, Meaning: "what it looks like when it is done; yours to change, smaller too"},
		{Key: "check_in", Sort: Day, Ask: true, Meaning: "when you would like to talk about it"},
		{Key: "tracking", Sort: Text, Ask: true, Meaning: "how you want it followed: an issue, a board, every Friday"},
	},
}

// Take records that the reader takes what they were offered, on their terms: the fields of [Promise], none of which must be
// given. Of two who take at once the first wins; the second gets an error that names the first, and nothing is lost.
func Take(ctx context.Context, w *workspace.Workspace, id string, terms Values) (Receipt, error) {
	e, err := Lookup(ctx, w, id)
	if err != nil {
		return Receipt{}, err
	}
	s := w.Snapshot()
	if e.Type != ledger.TypeDelegation {
		if len(terms) > 0 {
			return Receipt{}, fmt.Errorf("%s is a %s; only what was delegated is taken on your own terms", e.ID, e.Type)
		}
		return Respond(ctx, w, id, "take")
	}
	body, faults := Promise.normalise(s, terms)
	if len(faults) > 0 {
		return Receipt{}, faults
	}
	if err := mayAnswer(s, e, ""); err != nil {
		return Receipt{}, err
	}
	r, err := appendTo(ctx, w, e, ledger.TodoTaken, body)
	if err != nil {
		return r, err
	}
	return r, beaten(w.Snapshot(), r, ledger.Taken)
}

// beaten says who was faster, if the answer that was recorded does not hold.
func beaten(s *workspace.Snapshot, r Receipt, said ledger.State) error {
	e := r.Entry
	if e == nil || e.Type == ledger.TypePairing {
		return nil
	}
	if e.Delegation != nil && e.Delegation.ReplacedBy != "" && e.State != said {
		return fmt.Errorf("%s was offered anew at the same time, as %s, which took its place; nothing more is asked of you here", e.ID, e.Delegation.ReplacedBy)
	}
	if holder, held := e.Holder(); held && said == ledger.Taken {
		if by := s.Actor(holder); by != s.Me {
			return fmt.Errorf("%s took %s before you: it is theirs now, and nothing is asked of you", by.Display(), e.ID)
		}
		return nil
	}
	if e.State != said {
		return fmt.Errorf("%s was answered by somebody else before you: it is %s now", e.ID, e.State)
	}
	return nil
}

// amendable is the form of an entry with everything that can be corrected: also what whoever took it added.
func amendable(e *ledger.Entry) *Form {
	form := formOf(e)
	if form == Retro { // whether it has a name is said once, for good
		text := *form
		text.Fields = form.Fields[:1]
		return &text
	}
	if form != Delegation {
		text := *form
		text.Fields = slices.DeleteFunc(slices.Clone(form.Fields), func(f Field) bool { return f.Once })
		return &text
	}
	whole := *form
	whole.Fields = slices.Clone(form.Fields)
	for _, f := range Promise.Fields {
		if _, known := form.Field(f.Key); !known {
			whole.Fields = append(whole.Fields, f)
		}
	}
	return &whole
}
