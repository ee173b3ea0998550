package dash

import (
	"fmt"
	"slices"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/report"
)

// delegations is what was handed on, as a board: a column for each state.
func delegations(r *request) (view, error) {
	d, err := report.Delegations(r.ctx, r.s, r.w.KnowersOf)
	if err != nil {
		return view{}, err
	}
	v := view{Title: "Handed on"}
	r.offer(&v, r.place("", action.Delegation)...)
	if d.Empty {
		v.First = "Nothing was handed on here yet. Offer the first piece of work where you stand: in the editor \"Delegate this TODO…\", " +
			"or leadline todo delegate --to WHO --what WHAT --why WHY"
		return v, nil
	}
	help := map[string]bool{}
	for _, h := range d.HelpWanted {
		help[h.ID] = true
	}
	for _, c := range []struct {
		id, heading, caption, text string
		all                        []report.Handed
	}{
		{"offered", "Offered", "Offers without an answer", "", d.Offered},
		{"help", "Help wanted", "Who asked for help with what they took", "", d.HelpWanted},
		{"taken", "Under way", "What was taken and is not done", "A check-in is its owner's to answer, so no days stand here.", r.taken(help)},
		{"back", "Handed back", "What came back", "Offer it smaller, to a pair, or to somebody else.", d.HandedBack},
		{"done", "Done", "Done in the last 30 days", "", d.Done},
		{"reverted", "Taken back", "Done by a commit that was reverted since", "Is it done all the same?", d.Reverted},
	} {
		t := &table{Caption: c.caption, Columns: []string{"Entry", "What", "With", "Since"}}
		for _, h := range c.all {
			t.add(append(item(h.ID, h.Title), text(r.maybe(h.With)), text(r.ago(h.Since)))...)
		}
		heading := fmt.Sprintf("%s (%d)", c.heading, len(c.all))
		v.Sections = append(v.Sections, some(section{ID: c.id, Heading: heading, Text: c.text, Table: t.cut(boardRows), SQL: r.sql(sqlDelegations(c.id)), Narrow: true})...)
	}
	hold := &table{Caption: "What you hold and others would like to learn", Columns: []string{"What", "Who would"}}
	for _, k := range d.YouHold {
		what := areaCell(k.Area)
		if k.ID != nil {
			what = linked(phrase.Clean(*k.ID, nameSize)+" "+title(*k.Title), entryLink(*k.ID))
		}
		hold.add(what, text(r.persons(k.Would)))
	}
	v.Sections = append(v.Sections, some(section{ID: "hold", Heading: "You hold", Text: "For you alone: offer it, or pair.", Table: hold.shorten(), Narrow: true})...)
	if len(v.Sections) == 0 {
		v.Lead = "Nothing waits for an answer or for help, and nothing was finished in the last 30 days."
	}
	return v, nil
}

// boardRows are shown of each state.
const boardRows = 30

// taken is what somebody has and asked no help with; newest first.
func (r *request) taken(help map[string]bool) []report.Handed {
	var out []report.Handed
	for _, e := range r.s.Ledger.All(ledger.TypeDelegation) {
		if e.State != ledger.Taken || help[e.ID] || e.Retracted {
			continue
		}
		with := e.Delegation.To
		if who, ok := e.Holder(); ok {
			with = who.Email
			if with == "" {
				with = who.Name
			}
		}
		out = append(out, report.Handed{Item: report.Item{ID: e.ID, Title: e.Title()}, With: &with, Since: e.Changed})
	}
	slices.SortStableFunc(out, func(a, b report.Handed) int { return b.Since.Compare(a.Since) })
	return out
}
