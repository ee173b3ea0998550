package cli

import (
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

type decisionJSON struct {
	ID         string       `json:"id"`
	Title      string       `json:"title"`
	Status     string       `json:"status"`
	Undo       *string      `json:"undo"`
	Door       string       `json:"door"`
	Confidence *string      `json:"confidence"`
	DecidedBy  *string      `json:"decided_by"`
	Anchors    []anchorJSON `json:"anchors"`
	ReviewBy   *string      `json:"review_by"`
	Because    *string      `json:"because"`
	Options    *string      `json:"options"`
	Consulted  []string     `json:"consulted"`
	IfWrong    *string      `json:"if_wrong"`
	By         string       `json:"by"` // "" for what only a file records
	At         *instant     `json:"at"` // null where a file does not say when

	Context      *string  `json:"context"`
	Source       *string  `json:"source"` // who or what that is outside
	Informed     []string `json:"informed"`
	Tags         []string `json:"tags"`
	Saves        *string  `json:"saves"` // in time or money
	Costs        *string  `json:"costs"` // a month
	Supersedes   []string `json:"supersedes"`
	SupersededBy *string  `json:"superseded_by"`
	RelatesTo    []string `json:"relates_to"`
	File         *string  `json:"file"`    // the decision record that holds it
	Number       *string  `json:"number"`  // that it has among records, as written
	Answers      []string `json:"answers"` // the questions that it settled
	// Moves led to the status, oldest first; Overtaken lost to another that was said at the same time.
	Moves     []moveJSON  `json:"moves"`
	Overtaken []moveJSON  `json:"overtaken"`
	Questions []doubtJSON `json:"questions"`
	Reviews   []lookJSON  `json:"reviews"`
	// Checks are what code must keep to, see `decision check`.
	Checks []ruleCheckJSON `json:"checks"`
}

type moveJSON struct {
	Status  string  `json:"status"`
	Because *string `json:"because"`
	To      *string `json:"successor"`
	By      string  `json:"by"`
	At      instant `json:"at"`
}

type doubtJSON struct {
	Text    string      `json:"text"`
	By      string      `json:"by"`
	At      instant     `json:"at"`
	Answers []replyJSON `json:"answers"` // the first holds
}

type lookJSON struct {
	Outcome  string  `json:"outcome"` // keep, change or retire
	Learned  *string `json:"learned"`
	ReviewBy *string `json:"review_by"`
	By       string  `json:"by"`
	At       instant `json:"at"`
}

func decisionOf(s *workspace.Snapshot, e *ledger.Entry, places []hint.Mark) decisionJSON {
	d := e.Decision
	out := decisionJSON{
		ID: e.ID, Title: d.Title, Status: d.Status, Undo: some(string(d.Undo)), Door: d.Undo.Door(),
		Confidence: some(d.Confidence), DecidedBy: some(d.DecidedBy), Anchors: anchorsOf(places), ReviewBy: some(d.ReviewBy),
		Because: some(d.Because), Options: some(d.Options), Consulted: list(d.Consulted), IfWrong: some(d.IfWrong),
		By:      by(s, e.By),
		Context: some(d.Context), Source: some(d.Source), Informed: list(d.Informed), Tags: list(d.Tags),
		Saves: some(d.Saves), Costs: some(d.Costs), Supersedes: list(d.Supersedes), SupersededBy: some(d.SupersededBy),
		RelatesTo: list(d.RelatesTo), Answers: list(d.Answers),
		Moves: movesOf(s, d.Moves), Overtaken: movesOf(s, d.Overtaken), Questions: []doubtJSON{}, Reviews: []lookJSON{},
		Checks: checksOf(d.Checks),
	}
	if !e.At.IsZero() {
		said := at(e.At)
		out.At = &said
	}
	if e.Record != nil {
		out.File, out.Number = &e.Record.Path, some(e.Record.Number)
	}
	for _, x := range d.Doubts {
		doubt := doubtJSON{Text: x.Text, By: by(s, x.By), At: at(x.At), Answers: []replyJSON{}}
		if x.Answer != nil {
			doubt.Answers = append(doubt.Answers, replyOf(s, *x.Answer))
		}
		for _, r := range x.More {
			doubt.Answers = append(doubt.Answers, replyOf(s, r))
		}
		out.Questions = append(out.Questions, doubt)
	}
	for _, r := range d.Reviews {
		out.Reviews = append(out.Reviews, lookJSON{r.Outcome, some(r.Learned), some(r.ReviewBy), by(s, r.By), at(r.At)})
	}
	return out
}

func movesOf(s *workspace.Snapshot, moves []ledger.Move) []moveJSON {
	out := []moveJSON{}
	for _, m := range moves {
		out = append(out, moveJSON{m.Status, some(m.Because), some(m.Successor), by(s, m.By), at(m.At)})
	}
	return out
}

// supersededJSON is what a supersession came to.
type supersededJSON struct {
	ID      string `json:"id"`
	By      string `json:"by"`
	Anchors int    `json:"anchors"` // places that moved along
}

type riskJSON struct {
	ID      string       `json:"id"`
	Problem string       `json:"problem"`
	State   string       `json:"state"` // open or closed
	Cause   *string      `json:"cause"` // null while it is not known
	Takes   *string      `json:"takes"`
	Gains   *string      `json:"gains"`
	Outcome *string      `json:"outcome"`
	Anchors []anchorJSON `json:"anchors"`
	By      string       `json:"by"`
	At      instant      `json:"at"`
	Closed  *instant     `json:"closed"`
}

func riskOf(s *workspace.Snapshot, e *ledger.Entry, places []hint.Mark) riskJSON {
	r := e.Risk
	out := riskJSON{
		ID: e.ID, Problem: r.Problem, State: string(e.State), Cause: some(r.Cause), Takes: some(r.Takes), Gains: some(r.Gains),
		Outcome: some(r.Outcome), Anchors: anchorsOf(places), By: by(s, e.By), At: at(e.At),
	}
	if len(r.Closings) > 0 {
		closed := at(r.Closings[0].At)
		out.Closed = &closed
	}
	return out
}
