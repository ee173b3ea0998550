package dash

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// deedsOf is what the reader can do about an entry.
func (r *request) deedsOf(e *ledger.Entry) []deed {
	if r.s.Me == nil {
		return nil
	}
	if inFile(e) {
		return r.aboutRecord(e)
	}
	var out []deed
	add := func(d deed) {
		d.Entry = e.ID
		out = append(out, d)
	}
	switch {
	case e.Delegation != nil:
		r.aboutDelegation(e, add)
	case e.Decision != nil:
		r.aboutDecision(e, add)
	case e.Question != nil:
		if e.Open() {
			add(deed{Do: action.Answer.Name, Title: "Answer it", Fields: inputs(action.Answer, nil)})
		}
		v := action.Values{"title": e.Title()}.Defaults(action.Decision)
		add(deed{
			Do: action.Decision.Name, Title: "Decide it", Note: "The decision is logged where the question stands, and answers it.",
			Fields: inputs(action.Decision, v), Given: []input{{Key: "answers", Value: e.ID}},
		})
	case e.Risk != nil && e.Open():
		add(deed{Do: action.Closing.Name, Title: "Close it", Fields: inputs(action.Closing, nil)})
	case e.Pairing != nil:
		r.aboutBlock(e, add)
	case e.Review != nil:
		r.aboutReview(e, add)
	}
	if r.s.IsMine(e) && e.Event != "" {
		form := action.FormFor(e)
		var fields []input
		now := action.ValuesOf(e)
		for _, i := range inputs(form, now) {
			if f, ok := form.Field(i.Key); ok && !f.Once && !(form == action.Retro && i.Key != "text") && !(form == action.Pairing && slices.Contains([]string{"at", "for"}, i.Key)) {
				fields = append(fields, i)
			}
		}
		add(deed{Do: doAmend, Title: "Correct it", Note: "What you do not change stays as it is.", Fields: changing(fields)})
		add(deed{Do: doRetract, Title: "Take it back", Note: "It is shown nowhere then.", Last: true})
	}
	return out
}

// inFile says that a decision is kept in a file alone.
func inFile(e *ledger.Entry) bool { return e.Record != nil && e.Event == "" }

// aboutRecord is what can be said about a decision that a file alone has: what an editor's menu offers in that file. Its status is
// one line there; all else is written there.
func (r *request) aboutRecord(e *ledger.Entry) []deed {
	d := e.Decision
	if d == nil || d.Status == ledger.Superseded {
		return nil
	}
	var out []deed
	if d.Status == ledger.Proposed {
		out = append(out, deed{Do: doAccept, Title: "Accept it", Entry: e.ID}, deed{Do: doReject, Title: "Not doing it", Entry: e.ID})
	}
	if d.InForce() {
		out = append(out, deed{Do: doReplace, Title: "Another decision took its place", Entry: e.ID, Fields: []input{
			{Key: "by", Name: "Which one", Help: "the id of the decision that holds now, as its page has it", Needed: true, Most: mostLine},
		}})
	}
	return out
}

// aboutDelegation is what the one who is asked, or who offered, can say.
func (r *request) aboutDelegation(e *ledger.Entry, add func(deed)) {
	s := r.s
	terms := func(title string) deed {
		return deed{Do: doTerms, Title: title, Note: "It is yours: what it looks like when it is done, and when to talk about it.", Fields: changing(inputs(action.Promise, action.ValuesOf(e)))}
	}
	again := func(title, note string) {
		v := action.Again(e)
		add(deed{Do: action.Delegation.Name, Title: title, Note: note, Instead: e.ID, Fields: inputs(action.Delegation, v)})
	}
	switch {
	case s.Asks(e) && e.State == ledger.Taken:
		add(deed{Do: doCheckIn, Title: "Say how it goes", Fields: []input{
			{Key: "answer", Name: names["answer"], Choices: []crumb{{Text: "on track", Href: "on track"}, {Text: "moved to another day", Href: "moved"}, {Text: "help is welcome", Href: "help"}}, Needed: true},
			{Key: "check_in", Name: names["check_in"], Help: "a day: fri, in 1 week, 2027-03-01", Value: "in 1 week", Most: mostLine},
			{Key: "note", Name: "A word about it", Help: "in one line, if you like", Most: mostLine},
		}})
		add(deed{Do: "done", Title: "It is done"})
		add(terms("Make it smaller, or change when to talk about it"))
		add(deed{
			Do: action.Pairing.Name, Title: "Pair on it", Given: []input{{Key: "about", Value: e.ID}},
			Fields: inputs(action.Pairing, action.Values{"topic": e.Title()}.Defaults(action.Pairing)),
		})
		again("Hand it to somebody else", "They are asked; yours ends with it.")
		add(deed{Do: "handback", Title: "Hand it back", Note: "It goes back to whoever offered it."})
	case s.Asks(e) && (e.State == ledger.Offered || e.State == ledger.Later):
		add(deed{Do: "take", Title: "Take it"})
		if e.State == ledger.Offered {
			add(deed{Do: "later", Title: "Think about it"})
		}
		add(deed{Do: "decline", Title: "Not me"})
	case s.IsMine(e) && e.State == ledger.Done && e.Delegation.Reverted != "":
		add(deed{Do: "done", Title: "It is done all the same"})
	}
	_, held := e.Holder()
	switch free := e.State == ledger.HandedBack || e.State == ledger.Declined; {
	case e.Delegation.ReplacedBy != "" || hint.Holds(s, e):
	case s.IsMine(e) && e.Open() && (!held || hint.Departed(s, e)), free:
		again("Offer it to somebody else", "Its place is taken by the new offer.")
	}
}

// aboutDecision is what whoever answers for a decision can say, and what anybody can ask.
func (r *request) aboutDecision(e *ledger.Entry, add func(deed)) {
	s, d := r.s, e.Decision
	head := d.Head()
	if hint.Proposes(s, e) {
		add(deed{Do: doAccept, Title: "Accept it", Seen: &head})
		add(deed{Do: action.Refusal.Name, Title: "Not doing it", Seen: &head, Fields: inputs(action.Refusal, nil)})
	}
	if d.Status == ledger.Accepted && hint.Decides(s, e) {
		title := "Look at it again"
		if hint.ReviewDue(s, e) {
			title += ": you wanted to by now"
		}
		add(deed{Do: action.Look.Name, Title: title, Note: "Keep it, change it, or retire it, with a line that you learned.", Seen: &head, Fields: inputs(action.Look, nil)})
	}
	if d.Status == ledger.Superseded {
		return
	}
	if open := d.Open(); open != nil && hint.Decides(s, e) {
		add(deed{Do: action.Defence.Name, Title: "Answer " + r.Actor(open.By), Note: phrase.Clean(open.Text, proseSize), Fields: inputs(action.Defence, nil)})
	}
	add(deed{Do: action.Doubt.Name, Title: "Question it", Fields: inputs(action.Doubt, nil)})
	if !d.InForce() {
		return
	}
	v := action.ValuesOf(e)
	for _, key := range []string{"review_by", "consulted", "informed", "relates_to"} { // of that time
		delete(v, key)
	}
	add(deed{
		Do: action.Decision.Name, Title: "Decide otherwise", Note: "The new decision takes its place, here and in the code.",
		Fields: inputs(action.Decision, v.Defaults(action.Decision)), Given: []input{{Key: "supersedes", Value: e.ID}},
	})
	add(deed{Do: doReplace, Title: "Another decision took its place", Seen: &head, Fields: []input{
		{Key: "by", Name: "Which one", Help: "the id of the decision that holds now: D-…", Needed: true, Most: mostLine},
	}})
}

// aboutBlock is what those who pair can say.
func (r *request) aboutBlock(e *ledger.Entry, add func(deed)) {
	s, p := r.s, e.Pairing
	begun := !p.Start.After(s.Now())
	among := slices.ContainsFunc(p.People, s.IsMe)
	if s.Asks(e) {
		add(deed{Do: "take", Title: "I'll be there"})
		add(deed{Do: "later", Title: "Think about it"})
		add(deed{Do: "decline", Title: "Not me"})
	}
	if e.State == ledger.Planned && among && begun {
		add(deed{Do: action.Happened.Name, Title: "It took place", Fields: inputs(action.Happened, nil)})
		add(deed{Do: doDropped, Title: "It did not take place"})
	}
	if !s.IsMine(e) {
		return
	}
	if e.State != ledger.Done {
		v := action.ValuesOf(e)
		v["at"] = s.Local(p.Start).Format("2006-01-02 15:04")
		var fields []input
		for _, i := range inputs(action.Pairing, v) {
			if i.Key == "at" || i.Key == "for" {
				fields = append(fields, i)
			}
		}
		title := "Move it"
		if e.State != ledger.Planned {
			title = "Plan it anew"
		}
		add(deed{Do: doMove, Title: title, Note: "Everybody is asked again.", Fields: changing(fields)})
	}
	if e.State == ledger.Planned && p.End().After(s.Now()) {
		add(deed{Do: doCancel, Title: "Call it off", Note: "Its invitation tells the others' calendars."})
	}
}

// aboutReview is what whoever is asked can say, and to whom else whoever asked can turn.
func (r *request) aboutReview(e *ledger.Entry, add func(deed)) {
	s := r.s
	switch {
	case s.Asks(e) && e.State == ledger.Taken:
		add(deed{Do: "done", Title: "It is done"})
	case s.Asks(e):
		add(deed{Do: "take", Title: "Take it"})
		if e.State == ledger.Offered {
			add(deed{Do: "later", Title: "Think about it"})
		}
		add(deed{Do: "decline", Title: "Not me"})
	case s.IsMine(e) && e.Open():
		add(deed{Do: "done", Title: "It is not needed any more"})
	}
	if _, held := e.Holder(); s.IsMine(e) && e.Open() && !held {
		add(deed{Do: doReassign, Title: "Ask somebody else", Fields: []input{
			{Key: "to", Name: names["to"], Help: helps["to"], Who: true, Needed: true, Most: mostLine},
		}})
	}
}

// place is what can be said about a folder or a file, or about none ("").
func (r *request) place(path string, forms ...*action.Form) []deed {
	titles := map[*action.Form]string{
		action.Decision: "Log a decision", action.Question: "Open a question", action.Risk: "Raise a risk", action.Delegation: "Offer work to somebody",
		action.Pairing: "Plan a pairing block", action.Review: "Ask for a review", action.Retro: "Note for the retro",
	}
	var out []deed
	for _, f := range forms {
		out = append(out, deed{Do: f.Name, Path: path, Title: titles[f], Fields: inputs(f, action.Values{}.Defaults(f))})
	}
	return out
}

// standing is what the reader can say about themselves and an area.
func (r *request) standing(path string) []deed {
	s := r.s
	if s.Me == nil || s.LeftOut(s.Me) {
		return nil
	}
	var out []deed
	one := func(do, title, word string) {
		out = append(out, deed{Do: do, Path: path, Title: title, Given: []input{{Key: "word", Value: word}}})
	}
	wish, said := s.Wish(s.Me, path)
	if said && wish.Area == ledger.Area(path) {
		title := "Take back \"I'd like to learn this\""
		if wish.Kind == ledger.WishLess {
			title = "Take back \"Less of this please\""
		}
		one(doWish, title, "none")
	}
	if wish.Kind != ledger.WishLearn {
		one(doWish, "I'd like to learn this", "learn")
	}
	if word, said := s.Word(s.Me, path); !said || word.Kind != ledger.KnowledgeClaimed {
		one(doKnow, "Ask me about this", "yes")
	} else {
		one(doKnow, "I no longer know this", "no")
	}
	return out
}

// invitation is the .ics file of a block, for whoever is in it.
func (s *Server) invitation(out http.ResponseWriter, in *http.Request) {
	r := s.request(in)
	e, err := action.Find(r.s, in.URL.Query().Get("id"))
	if err != nil || e.Pairing == nil || !r.invited(e) {
		refuse(out, http.StatusNotFound, "There is no such invitation of yours.")
		return
	}
	text, err := action.Invitation(r.s, e)
	if err != nil {
		refuse(out, http.StatusInternalServerError, err.Error())
		return
	}
	head := out.Header()
	head.Set("Content-Type", "text/calendar; charset=utf-8")
	head.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.ics"`, strings.Map(func(c rune) rune {
		if c == '-' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' {
			return c
		}
		return -1
	}, e.ID)))
	head.Set("Cache-Control", "no-store")
	_, _ = out.Write(text)
}

// invited says whether a block is the reader's, too.
func (r *request) invited(e *ledger.Entry) bool {
	return e.Pairing != nil && (r.s.IsMine(e) || slices.ContainsFunc(e.Pairing.People, r.s.IsMe))
}
