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
	v := s.voice(c.site, phrase.Plain())
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
		s.tell(ctx, protocol.MessageTypeInfo, v.NobodyToPair(p.Pairing))
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

// unlessClosed goes on with a draft, unless the question was closed, which is an answer too.
func (s *Server) unlessClosed(ctx context.Context, c *call, err error) error {
	if errors.Is(err, errClosed) {
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

// describePairing fills in what a block is about and for, where nobody said.
func (s *Server) describePairing(ctx context.Context, c *call) error {
	known := true
	for _, key := range []string{"for", "topic", "purpose"} {
		known = known && c.values.Text(key) != ""
	}
	if known {
		return nil
	}
	p, err := s.suggested(ctx, c)
	if err != nil {
		return err
	}
	v := s.pairingVoice(c)
	usual := action.Values{"topic": v.PairingTopic(p.Pairing), "purpose": string(p.Purpose), "for": fmt.Sprintf("%dm", int(c.snapshot.Settings.Pairing.Length/time.Minute))}
	if p.Entry != nil {
		usual["about"] = p.Entry.ID
	}
	for key, value := range usual {
		if c.values.Text(key) == "" {
			c.values[key] = value
		}
	}
	return nil
}

// whom is a company as a form takes it.
func whom(c hint.Company) string {
	var out []string
	for _, m := range c {
		out = append(out, handle(m.Person))
	}
	return strings.Join(out, ", ")
}

// proposePairing fills a form in as far as something would be right, with the other choices as lines of help for its fields.
// Nothing of it is worth refusing the form for.
func (s *Server) proposePairing(ctx context.Context, c *call) map[string][]string {
	if c.snapshot.Me == nil {
		return nil
	}
	p, err := s.suggested(ctx, c)
	if err == nil {
		err = s.describePairing(ctx, c)
	}
	if err != nil {
		if ctx.Err() == nil {
			s.config.Log.Warn("nobody is suggested", "reason", err)
		}
		return nil
	}
	v := s.pairingVoice(c)
	lines := map[string][]string{}
	if guessed := phrase.PurposeGuessed(p.Guess); guessed != "" {
		lines["purpose"] = []string{"guessed, as " + guessed}
	}
	if len(p.Companies) == 0 {
		lines["with"] = []string{v.NobodyToPair(p.Pairing)}
		return lines
	}
	if c.values.Text("with") == "" {
		c.values["with"] = whom(p.Companies[0])
	}
	for i, company := range p.Companies {
		for _, m := range company {
			lines["with"] = append(lines["with"], handle(m.Person)+"  "+strings.Join(v.MateReasons(m), "; "))
		}
		if c.values.Text("with") != whom(company) && len(p.With) == 0 {
			continue
		}
		times := timesOf(v, p.Times[i])
		if p.Times[i].None != nil {
			lines["at"] = append(lines["at"], v.NoSlot(p.Times[i]))
		} else if c.values.Text("at") == "" && len(times) > 0 {
			c.values["at"] = times[0].At
		}
		for _, t := range times {
			lines["at"] = append(lines["at"], strings.TrimSuffix(t.At+"  "+t.Title+" · "+t.Reason, " · "))
		}
		if n := p.Times[i].None; n != nil {
			lines["at"] = append(lines["at"], v.Relay(n.Relay)...)
		}
		if rest := v.SlotsRest(p.Times[i]); rest != "" {
			lines["at"] = append(lines["at"], rest)
		}
	}
	return lines
}

// matesFor tells a plugin with whom to pair about a place, the first first.
func (s *Server) matesFor(ctx context.Context, c *call) (any, error) {
	p, err := s.suggested(ctx, c)
	if err != nil {
		return nil, err
	}
	v := s.pairingVoice(c)
	out := []offered{}
	for _, company := range p.Companies {
		for _, m := range company {
			group := "learns"
			if m.Teaches {
				group = "knows"
			}
			out = append(out, offered{handle(m.Person), v.Name(m.Person), group, strings.Join(v.MateReasons(m), "; ")})
		}
	}
	return out, nil
}

// timesFor tells a plugin when a block with some people would cost least.
func (s *Server) timesFor(ctx context.Context, c *call) (any, error) {
	p, err := s.suggested(ctx, c)
	if err != nil {
		return nil, err
	}
	if len(p.With) == 0 || len(p.Times) == 0 {
		return []timed{}, nil
	}
	v := s.pairingVoice(c)
	if p.Times[0].None != nil {
		s.tell(ctx, protocol.MessageTypeInfo, v.NoSlot(p.Times[0]))
	}
	return append([]timed{}, timesOf(v, p.Times[0])...), nil
}

// cut keeps a text on one line of a dialog.
func cut(text string, most int) string { return phrase.Clean(text, most) }
