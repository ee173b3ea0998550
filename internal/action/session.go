package action

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	// early is how long before a block a session of it may begin without its id being given.
	early = 30 * time.Minute
	// afterwards is how long a session lasts after its block; without one it lasts until midnight, and as long at least.
	afterwards = 3 * time.Hour
	// mostPartners of a session.
	mostPartners = 10
)

// BeginSession has the reader sit with others from now on: with the people of a block, by its id, or with these; with neither, of
// the block that is now. A session that lasts already ends. It is kept on this machine, for the reader alone, and ends by itself.
func BeginSession(ctx context.Context, w *workspace.Workspace, id string, with []string) (ledger.Session, error) {
	if err := w.CatchUp(ctx); err != nil {
		return ledger.Session{}, err
	}
	s := w.Snapshot()
	if s.Me == nil {
		return ledger.Session{}, workspace.ErrNobody
	}
	now := s.Now()
	var session ledger.Session
	var block *ledger.Entry
	var err error
	switch {
	case id != "":
		if block, err = Find(s, id); err == nil && block.Pairing == nil {
			err = fmt.Errorf("%s is a %s; a session is of a pairing block, or --with somebody", block.ID, block.Type)
		}
	case len(with) == 0:
		block, err = blockNow(s)
	}
	if err != nil {
		return session, err
	}
	if block != nil {
		session.Pairing = block.ID
		if len(with) == 0 {
			with = comers(s, block)
		}
	}
	session.Until = sessionEnd(block, s.Local(now))
	if session.With, err = partners(s, with); err != nil {
		return session, err
	}
	body, err := json.Marshal(session)
	if err != nil {
		return session, err
	}
	_, err = w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(ledger.SessionBegun), Subject: ledger.SessionSubject, Visibility: ledger.Private, Body: body,
	})
	return session, err
}

// EndSession ends the reader's session; ok is false where none lasts, as when it ended by itself.
func EndSession(ctx context.Context, w *workspace.Workspace) (session ledger.Session, ok bool, err error) {
	if err := w.CatchUp(ctx); err != nil {
		return session, false, err
	}
	if session, ok = w.Snapshot().Session(); !ok {
		return session, false, nil
	}
	_, err = w.Append(ctx, eventlog.Event{
		V: ledger.Version, Kind: string(ledger.SessionEnded), Subject: ledger.SessionSubject, Visibility: ledger.Private, Body: []byte("{}"),
	})
	return session, err == nil, err
}

// blockNow is the one block that the reader is in now, or about to be.
func blockNow(s *workspace.Snapshot) (*ledger.Entry, error) {
	const how = "name one, as in `leadline pairing start P-7K3QXM`, or say with whom: `leadline pairing start --with @dev2`"
	var found []*ledger.Entry
	for _, e := range s.Ledger.All(ledger.TypePairing) {
		now := s.Now()
		if e.Open() && slices.ContainsFunc(e.Pairing.People, s.IsMe) && now.Before(e.Pairing.End()) && now.Add(early).After(e.Pairing.Start) {
			found = append(found, e)
		}
	}
	switch len(found) {
	case 0:
		return nil, errors.New("no block of yours is now; " + how)
	case 1:
		return found[0], nil
	}
	return nil, fmt.Errorf("several blocks of yours are now, %s; %s", ids(found), how)
}

// comers are whom a block brings together besides the reader, without those who declined it.
func comers(s *workspace.Snapshot, block *ledger.Entry) []string {
	var out []string
	for _, who := range block.Pairing.People {
		declined := slices.ContainsFunc(block.Answers, func(a ledger.Answer) bool {
			return a.State == ledger.Declined && s.Actor(a.By) == s.Person(who)
		})
		if !declined && !s.IsMe(who) {
			out = append(out, who)
		}
	}
	return out
}

// sessionEnd is when a session ends by itself: some hours after its block, else at midnight.
func sessionEnd(block *ledger.Entry, now time.Time) time.Time {
	if block != nil {
		if end := block.Pairing.End().Add(afterwards); end.After(now) {
			return end.UTC()
		}
	}
	y, m, d := now.Date()
	end := time.Date(y, m, d+1, 0, 0, 0, 0, now.Location())
	if least := now.Add(afterwards); end.Before(least) {
		end = least
	}
	return end.UTC().Truncate(time.Second)
}

// partners are people as commits are to name them: by the name and the address that .mailmap and the settings give.
func partners(s *workspace.Snapshot, with []string) ([]ledger.Actor, error) {
	var out []ledger.Actor
	var unknown []string
	for _, who := range with {
		who = strings.TrimSpace(who)
		if who == "" || s.IsMe(who) {
			continue
		}
		p := partner(s, who)
		if p == nil || p.Email == "" {
			unknown = append(unknown, fmt.Sprintf("%q", who))
			continue
		}
		a := ledger.Actor{Name: p.Name, Email: p.Email}
		if p != s.Me && !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	switch {
	case len(unknown) > 0:
		return nil, fmt.Errorf("nobody in this history is known as %s; a commit names an address, so write --with \"Dev Nine <dev9@example.com>\"", strings.Join(unknown, " or "))
	case len(out) == 0:
		return nil, errors.New("say with whom besides yourself, as in `leadline pairing start --with @dev2`")
	case len(out) > mostPartners:
		return nil, fmt.Errorf("a session is of at most %d besides you", mostPartners)
	}
	return out, nil
}

// partner is somebody by handle, address, name, or as git writes people; nil for nobody whose address is known.
func partner(s *workspace.Snapshot, who string) *people.Person {
	if p := s.Person(who); p != nil {
		return p
	}
	a, err := mail.ParseAddress(who)
	if err != nil {
		return nil
	}
	if p := s.Person(a.Address); p != nil {
		return p
	}
	return s.People.Resolve(git.Identity{Name: a.Name, Email: a.Address})
}
