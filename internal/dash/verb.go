package dash

import (
	"fmt"
	"slices"
	"time"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

// What forms do beyond the forms of package action, which go by their own names.
const (
	doAmend    = "amend"
	doTerms    = "terms" // outcome, date and tracking of what the reader took
	doRetract  = "retract"
	doCheckIn  = "check-in"
	doReassign = "reassign"
	doAccept   = "accept"
	doReject   = "reject"
	doReplace  = "supersede"
	doMove     = "move"
	doCancel   = "cancel"
	doDropped  = "dropped"
	doWish     = "wish"
	doKnow     = "know"
	doAway     = "away"
	doConfirm  = "confirm"
)

// answers are the words that say yes or no to something; what happens is action's to know.
var answers = []string{"take", "later", "decline", "handback", "done"}

// done is what came of a form.
type done struct {
	ID   string // the entry that shows it; "" for none
	Said string // in a sentence
}

// verb carries out what a form asks for, through package action alone.
type verb func(r *request, p posted) (done, error)

// verbOf finds what a form asks for.
func verbOf(name string) (verb, bool) {
	if slices.Contains(answers, name) {
		return answer, true
	}
	if f, ok := action.FormOf(name); ok && f != action.Promise {
		if f.About {
			return func(r *request, p posted) (done, error) {
				got, err := action.Say(r.ctx, r.w, f, p.step(), p.entry, p.values)
				return r.recorded(f.Done, got, err)
			}, true
		}
		return func(r *request, p posted) (done, error) { return log(r, f, p) }, true
	}
	v, ok := map[string]verb{
		doAmend: amend, doTerms: amend, doReassign: amend, doRetract: retract, doCheckIn: checkIn, doAccept: accept, doReject: reject, doReplace: supersede,
		doMove: move, doCancel: cancel, doDropped: dropped, doWish: wish, doKnow: know, doAway: beAway, doConfirm: confirm,
	}[name]
	return v, ok
}

// recorded says what a receipt says. What was recorded and does not hold is an error that says so, with the entry as it is.
func (r *request) recorded(how string, got action.Receipt, err error) (done, error) {
	if got.ID == "" {
		return done{}, err
	}
	r.anew()
	if err != nil {
		return done{got.ID, sentence(err)}, nil
	}
	said := r.Receipt(how, got.ID, got.Entry, got.Unknown)
	if len(got.Named) > 0 {
		said += " " + r.NamesSomebody(got.Named)
	}
	if got.Entry != nil && inFile(got.Entry) {
		said += " " + phrase.Clean(got.Entry.Record.Path, pathSize) + " says so now: commit it."
	}
	if got.File != "" {
		said += " Its file is " + phrase.Clean(got.File, pathSize) + "."
	}
	if got.Invitation != nil {
		said += " The others' calendars learn of it from its invitation: open it below, and mail it to them."
	}
	return done{got.ID, said}, nil
}

// log records what a form says anew, at a place that is there.
func log(r *request, f *action.Form, p posted) (done, error) {
	in := action.Input{Values: p.values, Event: p.event, Instead: p.instead}
	if p.path != "" {
		at := cleanArea(p.path)
		if there, _ := r.lies(at); !there {
			return done{}, fmt.Errorf("there is nothing called %q here any more: look at the map again", phrase.Clean(at, pathSize))
		}
		in.Where.Path = at
	}
	if in.Instead != "" {
		if err := in.Anew(r.s); err != nil {
			return done{}, err
		}
	}
	got, err := action.Record(r.ctx, r.w, f, in)
	return r.recorded(f.Done, got, err)
}

func answer(r *request, p posted) (done, error) {
	got, err := action.Respond(r.ctx, r.w, p.entry, p.do)
	return r.answered(got, p.do, err)
}

func (r *request) answered(got action.Receipt, word string, err error) (done, error) {
	out, err := r.recorded("", got, err)
	if err == nil && got.Entry != nil && out.ID != "" {
		if now := r.s.Entry(got.ID); now != nil {
			got.Entry = now
		}
		out.Said = r.Answered(got.Entry, word)
	}
	return out, err
}

// checkIn says how something goes; the next word about it is in a week unless said.
func checkIn(r *request, p posted) (done, error) {
	next := p.values.Text("check_in")
	if next == "" {
		next = "in 1 week"
	}
	word := p.values.Text("answer")
	got, err := action.CheckIn(r.ctx, r.w, p.entry, word, next, p.values.Text("note"))
	return r.answered(got, word, err)
}

// amend says what was changed, and nothing of what was not.
func amend(r *request, p posted) (done, error) {
	changed := action.Values{}
	for key, value := range p.values {
		if was, given := p.was[key]; !given || was != p.values.Text(key) {
			changed[key] = value
		}
	}
	if len(changed) == 0 {
		return done{}, fmt.Errorf("nothing was changed")
	}
	got, err := action.AmendAs(r.ctx, r.w, p.event, p.entry, changed)
	if err == nil && got.Entry != nil && got.Entry.Review != nil {
		return r.recorded("Asked", got, nil)
	}
	return r.recorded("Changed", got, err)
}

func retract(r *request, p posted) (done, error) {
	got, err := action.Retract(r.ctx, r.w, p.entry)
	if err != nil {
		return done{}, err
	}
	r.anew()
	said := fmt.Sprintf("%s is taken back.", phrase.Clean(got.ID, nameSize))
	for _, e := range got.Restored {
		said += fmt.Sprintf(" %s holds again.", phrase.Clean(e.ID, nameSize))
	}
	return done{Said: said}, nil
}

func accept(r *request, p posted) (done, error) {
	got, err := action.Move(r.ctx, r.w, p.step(), p.entry, doAccept, "")
	return r.recorded("Accepted", got, err)
}

// reject turns down what a file proposes: the reason belongs into the file.
func reject(r *request, p posted) (done, error) {
	got, err := action.Move(r.ctx, r.w, p.step(), p.entry, doReject, "")
	return r.recorded("Rejected", got, err)
}

func supersede(r *request, p posted) (done, error) {
	got, err := action.Supersede(r.ctx, r.w, p.step(), p.entry, p.values.Text("by"))
	if err != nil || got.Entry == nil {
		return r.recorded("Superseded", got, err)
	}
	if inFile(got.Entry) {
		return r.recorded("Superseded", got, nil)
	}
	r.anew()
	return done{got.ID, phrase.Superseded(got.Entry)}, nil
}

func move(r *request, p posted) (done, error) {
	changed := action.Values{}
	for key := range p.values {
		if was, given := p.was[key]; p.values.Text(key) != "" && (!given || was != p.values.Text(key)) {
			changed[key] = p.values[key]
		}
	}
	got, err := action.Reschedule(r.ctx, r.w, p.event, p.entry, changed)
	return r.recorded("Moved", got, err)
}

func cancel(r *request, p posted) (done, error) {
	got, err := action.CancelBlock(r.ctx, r.w, p.entry)
	return r.recorded("Cancelled", got, err)
}

func dropped(r *request, p posted) (done, error) {
	got, err := action.FinishBlock(r.ctx, r.w, p.entry, false, "")
	return r.recorded("Recorded", got, err)
}

func wish(r *request, p posted) (done, error) {
	word := p.values.Text("word")
	_, err := action.Wish(r.ctx, r.w, p.path, word)
	return done{Said: phrase.Wished(phrase.Clean(p.path, pathSize), word)}, err
}

func know(r *request, p posted) (done, error) {
	word := p.values.Text("word")
	_, err := action.Know(r.ctx, r.w, p.path, word)
	return done{Said: phrase.Known(phrase.Clean(p.path, pathSize), word)}, err
}

// beAway says when the reader is not there; without a first day they are back.
func beAway(r *request, p posted) (done, error) {
	_, away, err := action.BeAway(r.ctx, r.w, p.values.Text("from"), p.values.Text("to"))
	switch {
	case err != nil:
		return done{}, err
	case away.From == "":
		return done{Said: "You are not away."}, nil
	}
	r.anew()
	return done{Said: "You are away " + r.Away(away) + ": nobody is told then to ask you."}, nil
}

// confirm says that the reader is who the repository's own settings say.
func confirm(r *request, p posted) (done, error) {
	here, _, ask := action.Acting(r.ctx, r.w)
	if !ask {
		return done{Said: "That was settled already."}, nil
	}
	return done{Said: "What you say here is stored under " + phrase.Clean(here.Email, nameSize) + "."}, action.ConfirmActing(r.ctx, r.w, here.Email, "yes", time.Time{})
}

// anew looks at what is known now.
func (r *request) anew() {
	r.s = r.w.Snapshot()
	r.now = r.s.Local(r.server.options.Now())
	r.voice = voiceOf(r.s, r.now)
}

// list is the page that shows entries of a type.
func list(t ledger.Type) string {
	switch t {
	case ledger.TypeDecision:
		return "decisions"
	case ledger.TypeDelegation:
		return "delegations"
	case ledger.TypePairing:
		return "pairing"
	case ledger.TypeReview:
		return "reviews"
	case ledger.TypeQuestion, ledger.TypeRisk:
		return "open"
	}
	return "./"
}
