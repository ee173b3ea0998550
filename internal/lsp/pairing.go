package lsp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	planning "github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	// commandSuggest plans a pairing block about {uri, range} or the entry {about}: it asks with whom, among those who would be
	// right, and when, among the times that cost least; {with, at, for, topic, purpose} say as much of it as is known.
	commandSuggest = "leadline.pairing.suggest"
	// commandMates answers a plugin with whom to pair about {uri, range}: [{to, name, reason}], for the reader's eyes.
	commandMates = "leadline.pairing.candidates"
	// commandTimes answers a plugin when, with {with} for {for}: [{at, title, reason}].
	commandTimes = "leadline.pairing.times"
	// commandProposal answers a plugin what a block about {uri, range} would be for: {topic, purpose, guessed, for, why, nobody}, where
	// guessed says what the purpose was guessed from, why why now, and nobody why nobody is suggested; "" and [] for nothing to say.
	commandProposal = "leadline.pairing.proposal"
)

const (
	mostTimes      = 3
	pairingDays    = 14  // in which a time is looked for
	longestChoice  = 160 // characters of a choice
	longestExcuse  = 300 // of a sentence that says why there is no time
	somebodyElse   = "Somebody else…"
	anotherTime    = "Another time…"
	pairingUnasked = "" // the time that the draft will say
)

// suggested is what is suggested about a call's place, found once.
func (s *Server) suggested(ctx context.Context, c *call) (*hint.Suggestion, error) {
	if c.pairing != nil {
		return c.pairing, nil
	}
	now := c.snapshot.Now().In(c.snapshot.Working(nil).Zone)
	ask := hint.PairingAsk{Path: ".", From: now, To: now.AddDate(0, 0, pairingDays), Purpose: planning.Purpose(c.values.Text("purpose"))}
	if !slices.Contains(ledger.Purposes, string(ask.Purpose)) {
		ask.Purpose = ""
	}
	need := hint.PairingNeed{Length: c.snapshot.Settings.Pairing.Length, Most: mostTimes}
	if text := c.values.Text("for"); text != "" {
		length, err := calendar.ParseLength(text)
		if err != nil {
			return nil, err
		}
		need.Length = length
	}
	for _, who := range strings.Split(c.values.Text("with"), ",") {
		if p := c.snapshot.Person(strings.TrimSpace(who)); p != nil && p != c.snapshot.Me && !p.Bot && !slices.Contains(ask.With, p) {
			ask.With = append(ask.With, p)
		}
	}
	if id := c.values.Text("about"); id != "" {
		e, err := action.Lookup(ctx, c.workspace, id)
		if err != nil {
			return nil, err
		}
		ask = hint.AboutEntry(c.snapshot, e, ask)
	} else if c.path != "" && c.document == nil { // a folder
		ask.Path = c.path
	} else if c.path != "" {
		w := c.where()
		ask = hint.AboutLines(c.snapshot, c.path, w.Line, w.EndLine, ask)
	}
	found, err := hint.Suggest(ctx, c.workspace, ask, need)
	if err != nil {
		return nil, err
	}
	c.pairing = &found
	return c.pairing, nil
}

// pairingVoice speaks of times on the reader's own clocks.
func (s *Server) pairingVoice(c *call) phrase.Voice {
	v := phrase.For(c.site.snapshot, phrase.Plain())
	v.Snapshot = c.workspace.Snapshot()
	v.Now = v.Now.In(v.Snapshot.Working(nil).Zone)
	return v
}

// suggestPairing asks with whom and when, as far as it is not said, and plans the block. An editor that cannot ask gets a draft
// with what would be chosen, and the other choices as its comments; so does whoever wants somebody else, or another time.
func (s *Server) suggestPairing(ctx context.Context, c *call) (any, error) {
	if c.values.Text("with") != "" && c.values.Text("at") != "" {
		if err := s.describePairing(ctx, c); err != nil {
			return nil, err
		}
		r, err := action.Record(ctx, c.workspace, action.Pairing, action.Input{Values: c.values, Where: c.whereOf(action.Pairing)})
		return s.recorded(ctx, c.workspace, action.Pairing, r, err)
	}
	if c.snapshot.Me == nil {
		return nil, workspace.ErrNobody
	}
	p, err := s.suggested(ctx, c)
	if err != nil {
		return nil, err
	}
	v := s.pairingVoice(c)
	if len(p.Companies) == 0 {
		s.tell(ctx, protocol.MessageTypeInfo, v.NobodyToPair(p.Pairing)+" Whom you like can be named in the draft.")
		return nil, s.draftPairing(ctx, c)
	}
	i := 0
	if c.values.Text("with") == "" {
		if i, err = s.askMate(ctx, v, p); err != nil || i < 0 {
			return nil, s.unlessClosed(ctx, c, err)
		}
		c.values["with"] = whom(p.Companies[i])
	}
	at, err := s.askTime(ctx, v, p, i)
	if err != nil || at == pairingUnasked {
		return nil, s.unlessClosed(ctx, c, err)
	}
	c.values["at"] = at
	return s.suggestPairing(ctx, c)
}

// unlessClosed goes on with a draft, unless the question was closed, which is an answer too, or nobody waits for the answer.
func (s *Server) unlessClosed(ctx context.Context, c *call, err error) error {
	if errors.Is(err, errClosed) || ctx.Err() != nil {
		return nil
	}
	return s.draftPairing(ctx, c)
}

// draftPairing opens the form as far as it is known: somebody who would be right, the time that costs least.
func (s *Server) draftPairing(ctx context.Context, c *call) error {
	return s.startDraft(ctx, c, action.Pairing, "")
}

// askMate asks with whom; negative is somebody whom the draft will name.
func (s *Server) askMate(ctx context.Context, v phrase.Voice, p *hint.Suggestion) (int, error) {
	var choices []choice
	for i, company := range p.Companies {
		choices = append(choices, choice{cut(v.Company(company)+": "+strings.Join(v.MateReasons(company[0]), "; "), longestChoice), fmt.Sprint(i)})
	}
	choices = append(choices, choice{title: somebodyElse, value: "-1"})
	question := fmt.Sprintf("Pair on %q with whom?", v.PairingTopic(p.Pairing))
	if why := v.PairingNow(p.Pairing); len(why) > 0 {
		question += " Why now: " + strings.Join(why, "; ") + "."
	}
	picked, err := s.choose(ctx, question, choices)
	if err != nil {
		return -1, err
	}
	for i := range p.Companies {
		if picked == fmt.Sprint(i) {
			return i, nil
		}
	}
	return -1, nil
}

// askTime asks when, with one of the companies; "" is a time that the draft will say.
func (s *Server) askTime(ctx context.Context, v phrase.Voice, p *hint.Suggestion, company int) (string, error) {
	times := p.Times[company]
	question := fmt.Sprintf("%s with %s: when?", v.PairingTopic(p.Pairing), v.Company(p.Companies[company]))
	if times.None != nil {
		question = cut(v.NoSlot(times), longestExcuse) + " The least bad?"
		if len(times.None.LeastBad) == 0 {
			question = cut(strings.Join(append([]string{v.NoSlot(times)}, v.Relay(times.None.Relay)...), " "), longestExcuse)
		}
	}
	var choices []choice
	for _, t := range timesOf(v, times) {
		title := t.Title
		if t.Reason != "" {
			title += " · " + t.Reason
		}
		choices = append(choices, choice{cut(title, longestChoice), t.At})
	}
	choices = append(choices, choice{title: anotherTime, value: pairingUnasked})
	return s.choose(ctx, question, choices)
}

// timed is a time as a plugin is told.
type timed struct {
	At     string `json:"at"`
	Title  string `json:"title"`
	Reason string `json:"reason"`
}

// timesOf are the times that were found, or the least bad.
func timesOf(v phrase.Voice, times hint.Slots) []timed {
	best := times.Best
	if times.None != nil {
		best = times.None.LeastBad
	}
	var out []timed
	for _, one := range best {
		title := v.SlotTime(one)
		if elsewhere := v.SlotElsewhere(one); elsewhere != "" {
			title += " your time, " + elsewhere
		}
		out = append(out, timed{one.People[0].Start.Format(time.RFC3339), title, strings.Join(v.SlotReasons(times, one), ", ")})
	}
	return out
}

// cut keeps a text on one line of a dialog.
func cut(text string, most int) string { return phrase.Clean(text, most) }
