package action

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// KnowledgeWords are what the reader can say about what they know, with the kinds of their events.
var KnowledgeWords = map[string]ledger.Kind{
	"yes": ledger.KnowledgeClaimed, "no": ledger.KnowledgeDisclaimed, "unsaid": ledger.KnowledgeUnsaid,
}

// Know records what the reader says of their own knowledge of an area, a path from the repository's top: yes ("ask me"), no
// ("I no longer know this"), or unsaid, which takes back what they said of it before. It returns the event's id.
func Know(ctx context.Context, w *workspace.Workspace, area, word string) (string, error) {
	kind, ok := KnowledgeWords[word]
	if !ok {
		return "", fmt.Errorf("%q says nothing about what you know; say yes, no or unsaid", word)
	}
	area = ledger.Area(area)
	if area == "" {
		return "", fmt.Errorf("the area lies outside the repository; name a folder or a file inside it")
	}
	return say(ctx, w, kind, area)
}

// LeaveOut asks that the reader be named nowhere in this repository, or takes that back. It returns the event's id.
func LeaveOut(ctx context.Context, w *workspace.Workspace, out bool) (string, error) {
	kind := ledger.PersonReturned
	if out {
		kind = ledger.PersonLeftOut
	}
	return say(ctx, w, kind, "")
}

// MostLimit is the largest limit of reviews; more is none.
const MostLimit = 100

// LimitReviews records how many reviews the reader wants open at once, 0 for any number: while as many are, they are not
// named for another. It returns the event's id.
func LimitReviews(ctx context.Context, w *workspace.Workspace, open int) (string, error) {
	if open < 0 || open > MostLimit {
		return "", fmt.Errorf("%d is no limit of reviews; give a number from 1 to %d, or none", open, MostLimit)
	}
	body, err := json.Marshal(ledger.Limit{Open: open})
	if err != nil {
		return "", err
	}
	return sayMore(ctx, w, ledger.PersonLimited, "", body)
}

// BeAway records when the reader is not there, in days as people write them: to may be empty, for until further notice; without
// from they are back. It returns the event's id and what holds now.
func BeAway(ctx context.Context, w *workspace.Workspace, from, to string) (id string, away ledger.Away, err error) {
	now := w.Snapshot().Now()
	if from != "" {
		if away.From, err = ParseDay(from, now); err != nil {
			return "", away, fmt.Errorf("the first day: %w", err)
		}
	}
	if to != "" {
		if away.To, err = ParseDay(to, now); err != nil {
			return "", away, fmt.Errorf("the last day: %w", err)
		}
		if away.To < away.From {
			return "", away, fmt.Errorf("%s is before %s; give the first day, then the last", away.To, away.From)
		}
	}
	body, err := json.Marshal(away)
	if err != nil {
		return "", away, err
	}
	id, err = sayMore(ctx, w, ledger.PersonAway, "", body)
	return id, away, err
}

// Merge records that another address is the reader's too. It must look like theirs: else .mailmap is the place to say so,
// where the whole team sees it. It returns the event's id.
func Merge(ctx context.Context, w *workspace.Workspace, address string) (string, error) {
	s := w.Snapshot()
	other := s.Person(address)
	switch {
	case s.Me == nil:
		return "", workspace.ErrNobody
	case other == nil:
		return "", fmt.Errorf("nobody here commits as %q; `leadline init` lists who may be you", address)
	case other == s.Me:
		return "", fmt.Errorf("%s is you already", address)
	}
	for _, l := range s.People.Alike(s.Me) {
		if l.Person == other {
			id, err := say(ctx, w, ledger.PersonMerged, other.Email)
			if err == nil {
				err = answered(ctx, w, other.Email, "yes", time.Time{})
			}
			return id, err
		}
	}
	return "", fmt.Errorf("nothing about %s looks like you; if it is you, say so in .mailmap, where your team sees it", address)
}

// Separate takes back that an address is the reader's, and keeps it from being asked again.
func Separate(ctx context.Context, w *workspace.Workspace, address string) (id string, err error) {
	s := w.Snapshot()
	if s.Me == nil {
		return "", workspace.ErrNobody
	}
	address = strings.ToLower(strings.TrimSpace(address))
	for _, said := range s.Merges() {
		if said[0] != address && said[1] != address {
			continue
		}
		// Whichever of the two the reader acts as, the pair is what is taken apart.
		other := said[0]
		if actor, err := w.Actor(ctx); err == nil && strings.EqualFold(actor.Email, other) {
			other = said[1]
		}
		if id, err = say(ctx, w, ledger.PersonSeparated, other); err != nil {
			return id, err
		}
	}
	return id, answered(ctx, w, address, "no", time.Time{})
}

// NotNow keeps the question whether an address is the reader's from being asked for a while.
func NotNow(ctx context.Context, w *workspace.Workspace, address string, d time.Duration) error {
	return answered(ctx, w, address, "later", w.Snapshot().Now().Add(d))
}

// MayBeMe lists who in the history may be the reader under another address and was not asked about yet. all lists those too
// about whom the reader was asked.
func MayBeMe(s *workspace.Snapshot, all bool) []people.Likely {
	if s.Me == nil {
		return nil
	}
	var out []people.Likely
	for _, l := range s.People.Alike(s.Me) {
		a, asked := s.Asked(l.Person)
		if asked && (a.Answer == "no" || !all && (a.Again.IsZero() || a.Again.After(s.Now()))) {
			continue
		}
		out = append(out, l)
	}
	return out
}

// Acting is whom the repository's own settings say that the reader is, and whom theirs say. ask is true where these are two
// people and the reader has not confirmed it: a repository can come with settings that somebody else wrote.
func Acting(ctx context.Context, w *workspace.Workspace) (here, elsewhere git.Identity, ask bool) {
	here, source, err := w.Repository.User(ctx)
	s := w.Snapshot()
	if err != nil || !source.Differs || s.Me == nil || s.Settings.Me != "" || s.People.Resolve(here) == s.People.Resolve(source.Global) {
		return here, source.Global, false
	}
	a, asked := s.Asked(&people.Person{Emails: []string{strings.ToLower(here.Email)}})
	return here, source.Global, !asked || !a.Again.IsZero() && !a.Again.After(s.Now())
}

// ConfirmActing remembers, privately, what the reader said about acting under an address in this repository: for good, or
// until again.
func ConfirmActing(ctx context.Context, w *workspace.Workspace, address, answer string, again time.Time) error {
	return remember(ctx, w, ledger.IdentityConfirmed, address, answer, again)
}

// say records a statement about the reader. What a lead sees of it in tables follows at once.
func say(ctx context.Context, w *workspace.Workspace, kind ledger.Kind, subject string) (string, error) {
	return sayMore(ctx, w, kind, subject, json.RawMessage("{}"))
}

func sayMore(ctx context.Context, w *workspace.Workspace, kind ledger.Kind, subject string, body json.RawMessage) (string, error) {
	actor, err := w.Actor(ctx)
	if err != nil {
		return "", err
	}
	if subject == "" {
		subject = actor.Email
	}
	stored, err := w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(kind), Subject: subject, Visibility: ledger.Team, Body: body,
	})
	if err != nil {
		return "", err
	}
	if err := w.MaterialiseNames(ctx); err != nil {
		return stored.ID, fmt.Errorf("this is recorded, but the tables that a lead reads could not be brought up to date: %w", err)
	}
	return stored.ID, nil
}

// answered remembers privately what the reader said when asked about an address.
func answered(ctx context.Context, w *workspace.Workspace, address, answer string, again time.Time) error {
	return remember(ctx, w, ledger.IdentityAsked, address, answer, again)
}

func remember(ctx context.Context, w *workspace.Workspace, kind ledger.Kind, address, answer string, again time.Time) error {
	body, err := json.Marshal(ledger.Asked{Answer: answer, Again: again})
	if err != nil {
		return err
	}
	_, err = w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(kind), Subject: strings.ToLower(address), Visibility: ledger.Private, Body: body,
	})
	return err
}
