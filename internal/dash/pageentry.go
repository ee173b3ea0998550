package dash

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/guard"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
)

const proseSize = 8000 // characters of what somebody wrote

// entry is all that was said about one decision, question, risk, delegation, block or review.
func entry(r *request) (view, error) {
	id := r.asked.Get("id")
	e := r.s.Entry(id)
	if e == nil || e.Retracted {
		return view{}, missing("%s is not known here: it is misspelt, or was taken back.", phrase.Clean(id, nameSize))
	}
	v := view{Title: strings.TrimSpace(phrase.Clean(e.ID, nameSize) + " " + title(e.Title()))}
	if inFile(e) {
		v.Lead = fmt.Sprintf("This decision is kept in %s alone: its text is changed there. To question it here, or to set a day to look at it again, make it one "+
			"of the team's first: leadline decision import %[1]s", phrase.Clean(e.Record.Path, pathSize))
	}
	t := &table{Caption: "All that was said", Columns: []string{"About", "What was said"}}
	d := details{r, e, t}
	d.say("Status", phrase.Standing(e))
	switch {
	case e.Decision != nil:
		d.decision(e.Decision)
	case e.Question != nil:
		d.question(e.Question)
	case e.Risk != nil:
		d.say("Cause", e.Risk.Cause)
		d.say("What it takes", e.Risk.Takes)
		d.say("What gets better", e.Risk.Gains)
		d.say("Ended", e.Risk.Outcome)
	case e.Delegation != nil:
		d.delegation(e.Delegation)
	case e.Pairing != nil:
		d.say("With", r.persons(e.Pairing.People))
		var there []string
		for _, who := range e.Pairing.People {
			if e.State == ledger.Planned && r.s.Attends(e, who) == ledger.Taken {
				there = append(there, who)
			}
		}
		d.say("Said that they come", r.persons(there))
		d.say("When", phrase.When(e.Pairing.Start.In(r.now.Location()), r.now))
		d.say("What came of it", e.Pairing.Outcome)
		if r.invited(e) {
			t.add(text("For calendars"), linked("Its invitation", link("invitation", "id", e.ID)))
		}
	case e.Review != nil:
		if e.Open() {
			d.say("Waits for", r.person(e.Review.To))
		}
		d.say("About", e.Review.Note)
	case e.Retro != nil:
		t.add(text("Area"), areaCell(strings.TrimSuffix(e.Retro.Area, "/")))
	}
	var places []cell
	for _, p := range hint.Spots(r.s, e) {
		places = append(places, linked(spot(p), link("area", "path", p.Path)))
	}
	if e.Review != nil {
		for _, p := range e.Review.Paths[:min(len(e.Review.Paths), mostRows)] {
			places = append(places, linked(phrase.Clean(p, pathSize), link("area", "path", p)))
		}
	}
	if len(places) > 0 {
		t.add(text("At"), cell{Lines: places[:min(len(places), mostRows)]})
	}
	if e.Record != nil {
		d.say("Record", e.Record.Path)
	}
	if e.By != (ledger.Actor{}) {
		d.say("Said by", r.Name(r.s.Actor(e.By)))
	}
	if !e.At.IsZero() {
		d.say("Said", r.ago(e.At)+", "+e.At.In(r.now.Location()).Format("Monday 2 January 2006"))
	}
	v.Sections = []section{{ID: "said", Heading: "What was said", Table: t, SQL: r.sql(sqlEntry(e))}}
	r.offer(&v, r.deedsOf(e)...)
	return v, nil
}

func spot(p anchor.Place) string {
	out := phrase.Clean(p.Path, pathSize)
	if p.Line > 0 {
		out += fmt.Sprintf(":%d", p.Line)
	}
	if state := phrase.Place(p.State); state != "" {
		out += ", " + state
	}
	return out
}

// details is a table about an entry, being filled.
type details struct {
	*request
	e *ledger.Entry
	t *table
}

func (d details) say(label, what string) {
	if what = strings.TrimSpace(what); what != "" {
		d.t.add(text(label), text(prose(what)))
	}
}

// prose is a text of several lines, which the page shows as they are.
func prose(s string) string {
	var out []string
	for line := range strings.Lines(s) {
		out = append(out, phrase.Clean(line, proseSize))
		if len(out) == 200 {
			break
		}
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

func (d details) refer(label string, ids []string) {
	var lines []cell
	for _, id := range ids[:min(len(ids), mostRows)] {
		if other := d.s.Meant(id, d.e); other != nil {
			lines = append(lines, linked(phrase.Clean(other.ID, nameSize)+" "+title(other.Title()), entryLink(other.ID)))
		} else if to := address(id); to != "" {
			lines = append(lines, linked(phrase.Clean(id, pathSize), to))
		} else {
			lines = append(lines, text(phrase.Clean(id, pathSize)))
		}
	}
	if len(lines) > 0 {
		d.t.add(text(label), cell{Lines: lines})
	}
}

func (d details) decision(x *ledger.Decision) {
	d.say("To undo", phrase.Undo(x.Undo))
	d.say("Decided by", d.decider(&x.DecidedBy))
	d.say("Source", x.Source)
	d.say("How sure", x.Confidence)
	d.say("What asked for it", x.Context)
	d.say("Because", x.Because)
	d.say("Options", x.Options)
	d.say("If wrong", x.IfWrong)
	d.say("Consulted", d.persons(x.Consulted))
	d.say("Informed", d.persons(x.Informed))
	if x.ReviewBy != "" {
		d.say("Look again", d.day(x.ReviewBy))
	}
	d.say("Saves", x.Saves)
	d.say("Costs a month", x.Costs)
	d.refer("Takes the place of", x.Supersedes)
	if x.SupersededBy != "" {
		d.refer("Its place was taken by", []string{x.SupersededBy})
	}
	d.refer("Relates to", x.RelatesTo)
	d.refer("Answers", x.Answers)
	for _, c := range x.Checks[:min(len(x.Checks), mostRows)] {
		d.say("Guards", guard.Write(c))
	}
	for _, q := range x.Doubts {
		d.say("Questioned", d.Doubted(d.e, q))
		if q.Answer != nil {
			d.say("Answer of "+d.Name(d.s.Actor(q.Answer.By)), q.Answer.Text)
		}
		for _, a := range q.More {
			d.say("Answer of "+d.Name(d.s.Actor(a.By)), a.Text)
		}
	}
	for _, l := range x.Reviews {
		d.say("Looked at again", strings.TrimSuffix(fmt.Sprintf("%s, %s: %s", l.Outcome, d.ago(l.At), l.Learned), ": "))
	}
}

func (d details) question(q *ledger.Question) {
	d.say("Details", q.Details)
	d.say("Who decides", d.decider(&q.Decides))
	if q.Due != "" {
		d.say("By", d.day(q.Due))
	}
	for _, a := range q.Replies {
		d.say("Answer of "+d.Name(d.s.Actor(a.By)), a.Text)
		if a.Decision != "" {
			d.refer("Became", []string{a.Decision})
		}
	}
}

// delegation leaves out who declined, and what was moved.
func (d details) delegation(x *ledger.Delegation) {
	switch who, held := d.e.Holder(); {
	case held:
		d.say("With", d.Name(d.s.Actor(who)))
	case d.e.State == ledger.Offered:
		d.say("Offered to", d.person(x.To))
	}
	d.say("Why", x.Why)
	d.say("Done when", x.Outcome)
	d.say("Tracked", x.Tracking)
	if x.ReplacedBy != "" {
		d.refer("Offered anew as", []string{x.ReplacedBy})
	}
}
