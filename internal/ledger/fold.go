package ledger

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/anchor"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// Fold applies one event to the document of its subject and returns the new one; doc is nil before the
// first. It returns nil for events that make no entry: private ones, those about paths, and those whose
// creating event is not here (yet). It is deterministic and is a [leadstore.Fold].
func Fold(doc []byte, event eventlog.Event) (*leadstore.Entry, error) {
	if event.Visibility != Team {
		return nil, nil
	}
	var entry *Entry
	if doc != nil {
		entry = new(Entry)
		if err := json.Unmarshal(doc, entry); err != nil {
			return nil, fmt.Errorf("reading what is known of %s: %w", event.Subject, err)
		}
	}
	entry = apply(entry, event)
	if entry == nil {
		return nil, nil
	}
	out, err := json.Marshal(entry)
	if err != nil {
		return nil, fmt.Errorf("writing what is known of %s: %w", event.Subject, err)
	}
	return &leadstore.Entry{
		ID: entry.ID, Repo: entry.Repo, Kind: string(entry.Type), Subject: event.Subject, Doc: out,
		Searchable: searchable(entry),
	}, nil
}

// created is the part of a creating body that every entry shares.
type created struct {
	Anchors []anchor.Anchor `json:"anchors"`
}

// apply never fails: an event whose body cannot be read is counted as unknown, since it may come from a
// newer program, and must not stop those after it.
func apply(e *Entry, event eventlog.Event) *Entry {
	kind := Kind(event.Kind)
	if create, ok := creators[kind]; ok {
		if e != nil { // the same subject twice: the first one stands
			e.Unknown++
			return e
		}
		e = &Entry{
			ID: event.Subject, Repo: event.Repo, At: event.At, Changed: event.At, Event: event.ID,
			By: Actor{Name: event.ActorName, Email: event.ActorEmail},
		}
		var shared created
		if json.Unmarshal(event.Body, &shared) != nil || create(e, event.Body) != nil {
			return nil
		}
		e.Anchors = shared.Anchors
		return e
	}
	if e == nil {
		return nil
	}
	switch {
	case event.Blanked() && !e.Unsigned():
		e.forgotten(kind, event.Body)
	case kind == EntryRetracted:
		e.Retracted = true
	case kind == EntryAmended:
		e.amend(event.Body)
	case kind == EntryAttached:
		if !e.attach(event) {
			e.Unknown++
			return e
		}
	case kind == TodoCheckedIn && e.Delegation != nil:
		e.checkIn(event)
	case kind == QuestionAnswered && e.Question != nil:
		e.reply(event)
	case kind == QuestionReopened && e.Question != nil:
		e.reopen(event)
	case noun(kind) == "decision" && e.Decision != nil:
		if !e.decide(kind, event) {
			e.Unknown++
			return e
		}
	case kind == RiskClosed && e.Risk != nil:
		if !e.close(event) {
			e.Unknown++
			return e
		}
	case kind == TodoReverted && e.Delegation != nil:
		e.revert(event.Body)
	case kind == TodoReplaced && e.Delegation != nil:
		if !e.replace(event.Body) {
			e.Unknown++
			return e
		}
	case kind == TodoRestored && e.Delegation != nil:
		if !e.restore(event.Body) {
			e.Unknown++
			return e
		}
	case kind == ReviewLanded && e.Review != nil:
		if !e.landed(event.Body) {
			return e
		}
	case noun(kind) == "pairing" && e.Pairing != nil:
		if !e.pair(kind, event) {
			e.Unknown++
			return e
		}
	case answers[kind] != "" && noun(kind) == nouns[e.Type]:
		a := Answer{By: Actor{Name: event.ActorName, Email: event.ActorEmail}, State: answers[kind], At: event.At}
		switch holds := e.answer(a); {
		case holds && kind == TodoTaken:
			e.take(event.Body)
		case holds && kind == TodoDone:
			e.land(event.Body)
		}
	default:
		e.Unknown++
		return e
	}
	e.Changed = event.At
	return e
}

var creators = map[Kind]func(*Entry, []byte) error{
	DecisionLogged: func(e *Entry, body []byte) error {
		e.Type, e.Decision = TypeDecision, new(Decision)
		return json.Unmarshal(body, e.Decision)
	},
	TodoOffered: func(e *Entry, body []byte) error {
		e.Type, e.State, e.Delegation = TypeDelegation, Offered, new(Delegation)
		return json.Unmarshal(body, e.Delegation)
	},
	PairingScheduled: func(e *Entry, body []byte) error {
		e.Type, e.State, e.Pairing = TypePairing, Planned, new(Pairing)
		if err := json.Unmarshal(body, e.Pairing); err != nil {
			return err
		}
		return e.Pairing.check()
	},
	ReviewRequested: func(e *Entry, body []byte) error {
		e.Type, e.State, e.Review = TypeReview, Offered, new(Review)
		return json.Unmarshal(body, e.Review)
	},
	QuestionAsked: func(e *Entry, body []byte) error {
		e.Type, e.State, e.Question = TypeQuestion, Unanswered, new(Question)
		return json.Unmarshal(body, e.Question)
	},
	RiskRaised: func(e *Entry, body []byte) error {
		e.Type, e.State, e.Risk = TypeRisk, Unanswered, new(Risk)
		return json.Unmarshal(body, e.Risk)
	},
	RetroNoted: func(e *Entry, body []byte) error {
		e.Type, e.Retro = TypeRetro, new(Note)
		return json.Unmarshal(body, e.Retro)
	},
}

var answers = map[Kind]State{
	TodoTaken: Taken, TodoPostponed: Later, TodoDeclined: Declined, TodoHandedBack: HandedBack, TodoDone: Done,
	PairingTaken: Taken, PairingPostponed: Later, PairingDeclined: Declined, PairingDone: Done, PairingDropped: Dropped,
	ReviewTaken: Taken, ReviewPostponed: Later, ReviewDeclined: Declined, ReviewDone: Done,
}

var nouns = map[Type]string{TypeDelegation: "todo", TypePairing: "pairing", TypeReview: "review"}

func noun(k Kind) string {
	n, _, _ := strings.Cut(string(k), ".")
	return n
}

// AnswerKind is the event that records the answer to an entry of this type; ok is false where the type
// takes no such answer.
func AnswerKind(t Type, s State) (kind Kind, ok bool) {
	for k, state := range answers {
		if state == s && noun(k) == nouns[t] {
			return k, true
		}
	}
	return "", false
}

// answer records what somebody said, and says whether it holds: the answer is the entry's state, except that what is finished
// stays finished, and that what somebody took is neither taken, put off nor declined by another. What a commit finished that
// was reverted may be finished again. Of pairing blocks see [Entry.pair].
func (e *Entry) answer(a Answer) bool {
	if e.State == Done && a.State == Done && e.Delegation != nil && e.Delegation.Reverted != "" {
		d := *e.Delegation
		d.Reverted = ""
		e.Delegation = &d
	} else if e.State == Done || e.Delegation != nil && e.Delegation.ReplacedBy != "" {
		if a.State == Taken {
			e.tooLate(a)
		}
		return false
	}
	if holder, held := e.Holder(); held && holder != a.By {
		if a.State == Taken || a.State == Later || a.State == Declined || e.isLate(a.By) {
			e.tooLate(a)
			return false
		}
	}
	e.Late = slices.DeleteFunc(e.Late, func(l Answer) bool { return l.By == a.By })
	e.hear(a)
	e.State = a.State
	return true
}

// hear keeps the latest answer of each person.
func (e *Entry) hear(a Answer) {
	for i := range e.Answers {
		if e.Answers[i].By == a.By {
			e.Answers[i] = a
			return
		}
	}
	e.Answers = append(e.Answers, a)
}

// take makes an offer the promise of whoever took it, on their terms.
func (e *Entry) take(body []byte) {
	var t Terms
	if e.Delegation == nil || json.Unmarshal(body, &t) != nil {
		return
	}
	d := *e.Delegation
	d.Outcome, d.CheckIn, d.Tracking = cmp.Or(t.Outcome, d.Outcome), cmp.Or(t.CheckIn, d.CheckIn), cmp.Or(t.Tracking, d.Tracking)
	e.Delegation = &d
}

// mostLate is how many late answers are kept.
const mostLate = 20

// tooLate keeps an answer that does not hold, the first of each person.
func (e *Entry) tooLate(a Answer) {
	if !e.isLate(a.By) && len(e.Late) < mostLate {
		e.Late = append(e.Late, a)
	}
}

func (e *Entry) isLate(who Actor) bool {
	return slices.ContainsFunc(e.Late, func(l Answer) bool { return l.By == who })
}

func (e *Entry) checkIn(event eventlog.Event) {
	var c CheckIn
	if json.Unmarshal(event.Body, &c) != nil || e.isLate(Actor{Name: event.ActorName, Email: event.ActorEmail}) {
		e.Unknown++
		return
	}
	c.At = event.At
	e.Delegation.LastCheckIn = &c
	e.Delegation.CheckIn = c.CheckIn
}

func searchable(e *Entry) string {
	words := []string{e.ID, e.Title()}
	if d := e.Decision; d != nil {
		words = append(words, d.Because, d.Context, d.Options, d.IfWrong, strings.Join(d.Tags, " "))
		for _, doubt := range d.Doubts {
			words = append(words, doubt.Text)
			if doubt.Answer != nil {
				words = append(words, doubt.Answer.Text)
			}
		}
		for _, r := range d.Reviews {
			words = append(words, r.Learned)
		}
	}
	if d := e.Delegation; d != nil {
		words = append(words, d.Why, d.Outcome)
	}
	if e.Pairing != nil {
		words = append(words, e.Pairing.Outcome)
	}
	if q := e.Question; q != nil {
		words = append(words, q.Details)
		for _, r := range q.Replies {
			words = append(words, r.Text)
		}
	}
	if e.Retro != nil {
		words = append(words, e.Retro.Area)
	}
	if r := e.Risk; r != nil {
		words = append(words, r.Cause, r.Takes, r.Gains, r.Outcome)
	}
	for _, a := range e.Anchors {
		words = append(words, a.Path)
	}
	return strings.Join(words, "\n")
}

// Opens says whether events of a kind make an entry.
func Opens(k Kind) bool { return creators[k] != nil }
