package dash

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
)

// open is what may go wrong and what is not decided.
func open(r *request) (view, error) {
	v := view{Title: "Risks and open questions"}
	risks := &table{Caption: "Risks that are open, newest first", Columns: []string{"Risk", "What may go wrong", "Cause", "What it takes", "What gets better", "Raised"}}
	for _, e := range r.s.Ledger.All(ledger.TypeRisk) {
		if k := e.Risk; e.Open() {
			cause := "not known"
			if k.Cause != "" {
				cause = title(k.Cause)
			}
			risks.add(append(item(e.ID, k.Problem), text(cause), text(title(k.Takes)), text(title(k.Gains)), text(r.ago(e.At)))...)
		}
	}
	var all []*ledger.Entry
	for _, e := range r.s.Ledger.All(ledger.TypeQuestion) {
		if e.Open() {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b *ledger.Entry) int {
		return strings.Compare(cmp.Or(a.Question.Due, "9999"), cmp.Or(b.Question.Due, "9999"))
	})
	questions := &table{Caption: "Questions without an answer, the next to be decided first", Columns: []string{"Question", "What is asked", "Who decides", "By", "Asked"}}
	for _, e := range all {
		q, by := e.Question, ""
		if q.Due != "" {
			by = r.day(q.Due)
		}
		questions.add(append(item(e.ID, q.Text), text(r.decider(&q.Decides)), text(by), text(r.ago(e.At)))...)
	}
	v.Sections = append(some(section{ID: "risks", Heading: fmt.Sprintf("Risks (%d)", len(risks.Rows)), Table: risks.shorten(), SQL: r.sql(sqlRisks)}),
		some(section{ID: "questions", Heading: fmt.Sprintf("Questions (%d)", len(questions.Rows)), Table: questions.shorten(), SQL: r.sql(sqlQuestions)})...)
	r.offer(&v, r.place("", action.Risk, action.Question)...)
	switch ever := len(r.s.Ledger.All(ledger.TypeRisk)) + len(r.s.Ledger.All(ledger.TypeQuestion)); {
	case len(v.Sections) > 0:
	case ever > 0:
		v.Lead = "No risk is open, and no question waits for an answer."
	default:
		v.First = "No risk was raised and nothing was asked here yet. Do it where you see it: in the editor \"Raise a risk here…\" or \"Open a question here…\", " +
			"or leadline risk raise --problem \"…\" and leadline question open --text \"…\""
	}
	return v, nil
}
