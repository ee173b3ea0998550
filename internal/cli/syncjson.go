package cli

import (
	"encoding/json"

	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/workspace"
)

// refusalJSON is something of another writer that was not taken in. Reason: rewritten, went-back, unread, clashed or elsewhere.
type refusalJSON struct {
	Writer string  `json:"writer"`
	Who    *string `json:"who"`
	Reason string  `json:"reason"`
	Detail *string `json:"detail"`
}

// heldJSON is a writer whose clock is too far ahead; until is the moment that it claims.
type heldJSON struct {
	Writer string  `json:"writer"`
	Who    *string `json:"who"`
	Until  instant `json:"until"`
}

// lostJSON is a change made here whose place another one took; both events are kept.
type lostJSON struct {
	ID     string  `json:"id"`
	What   string  `json:"what"` // keys of the entry, status or taken
	Mine   string  `json:"mine"`
	Theirs string  `json:"theirs"`
	By     *string `json:"by"`
	At     instant `json:"at"`
}

// syncJSON is what one sync did; counts are of events.
type syncJSON struct {
	Remote   string        `json:"remote"`
	URL      string        `json:"url"` // without a password
	Repo     string        `json:"repo"`
	Joined   bool          `json:"joined"` // the repository took on the identity by which the team knows it
	Sent     int           `json:"sent"`
	Received int           `json:"received"`
	Blanked  int           `json:"blanked"`  // of others, that say less now
	Anew     bool          `json:"anew"`     // what this machine says was written anew, without what was taken back
	Branches bool          `json:"branches"` // the host takes nothing but branches
	Reminted bool          `json:"reminted"` // this machine goes on under a new name
	Stays    []string      `json:"stays"`    // refs with what was taken back that the host does not delete
	Refused  []refusalJSON `json:"refused"`
	Held     []heldJSON    `json:"held"`
	Lost     []lostJSON    `json:"lost"`
}

type problemJSON struct {
	At      instant `json:"at"`
	Reason  string  `json:"reason"` // offline, denied, absent, too-much, full or other
	Message string  `json:"message"`
}

// writerJSON is a store in which something about this repository was first written.
type writerJSON struct {
	Writer string  `json:"writer"`
	Who    *string `json:"who"`
	Mine   bool    `json:"mine"`
	Events int     `json:"events"`
	Last   instant `json:"last"`
}

// syncStatusJSON is what is known of a remote without asking it.
type syncStatusJSON struct {
	Remote   string        `json:"remote"`
	URL      string        `json:"url"`
	Repo     string        `json:"repo"`
	Auto     bool          `json:"auto"`
	Last     *instant      `json:"last"` // null when it never went well
	Sent     int           `json:"sent"` // by that one
	Received int           `json:"received"`
	Waiting  int           `json:"waiting"`
	Next     *instant      `json:"next"` // not before then, without being asked
	Branches bool          `json:"branches"`
	Owing    bool          `json:"owing"` // something that was taken back is still at the remote
	Problem  *problemJSON  `json:"problem"`
	Stays    []string      `json:"stays"`
	Writers  []writerJSON  `json:"writers"`
	Refused  []refusalJSON `json:"refused"`
	Held     []heldJSON    `json:"held"`
	Lost     []lostJSON    `json:"lost"`
}

// previewJSON is what would be sent: each event as it stands on its line.
type previewJSON struct {
	Remote string            `json:"remote"`
	URL    string            `json:"url"`
	Repo   string            `json:"repo"`
	Anew   bool              `json:"anew"`
	Events []json.RawMessage `json:"events"`
}

type syncAutoJSON struct {
	Remote string `json:"remote"`
	URL    string `json:"url"`
	Auto   bool   `json:"auto"`
}

func (a *app) syncedJSON(_ *session, r workspace.Remote, out share.Outcome) syncJSON {
	return syncJSON{
		Remote: r.Name, URL: r.Channel.Destination.String(), Repo: out.Repo, Joined: len(out.Adopted) > 0, Sent: out.Sent, Received: out.Received,
		Blanked: out.Blanked, Anew: out.Began, Branches: out.Branches, Reminted: out.Reminted, Stays: listed(out.Stays),
		Refused: refusalsOf(out.Refused, out.Clashes), Held: heldOf(out.Held), Lost: lostOf(out.Lost),
	}
}

func (a *app) statusJSON(s *session, r workspace.Remote, state share.State, waiting int, writers []share.Writer) syncStatusJSON {
	out := syncStatusJSON{
		Remote: r.Name, URL: r.Channel.Destination.String(), Repo: r.Channel.Repo, Auto: s.SyncsItself(r), Sent: state.Sent, Received: state.Received,
		Waiting: waiting, Branches: state.Branches, Owing: state.Owing, Stays: listed(state.Stays), Writers: []writerJSON{},
		Refused: refusalsOf(state.Refused, state.Clashes), Held: heldOf(state.Held), Lost: lostOf(state.Lost),
	}
	if !state.At.IsZero() {
		last := at(state.At)
		out.Last = &last
	}
	if !state.Next.IsZero() {
		next := at(state.Next)
		out.Next = &next
	}
	if p := state.Problem; p != nil {
		out.Problem = &problemJSON{at(p.At), string(p.Reason), p.Said}
	}
	for _, w := range writers {
		out.Writers = append(out.Writers, writerJSON{w.ID, some(w.Who), w.Mine, w.Events, at(w.Last)})
	}
	return out
}

func listed(texts []string) []string { return append([]string{}, texts...) }

func refusalsOf(lists ...[]share.Refusal) []refusalJSON {
	out := []refusalJSON{}
	for _, l := range lists {
		for _, r := range l {
			out = append(out, refusalJSON{r.Writer, some(r.Who), string(r.Reason), some(r.Detail)})
		}
	}
	return out
}

func heldOf(all []share.Held) []heldJSON {
	out := []heldJSON{}
	for _, h := range all {
		out = append(out, heldJSON{h.Writer, some(h.Who), at(h.Until)})
	}
	return out
}

func lostOf(all []share.Contest) []lostJSON {
	out := []lostJSON{}
	for _, c := range all {
		out = append(out, lostJSON{c.Subject, c.What, c.Mine, c.Theirs, some(c.By), at(c.At)})
	}
	return out
}
