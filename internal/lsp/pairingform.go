package lsp

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

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
	usual := action.Values{"topic": v.PairingTopic(p.Pairing), "purpose": string(p.Purpose), "for": usualLength(c)}
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
	return s.mates(ctx, c)
}

func (s *Server) mates(ctx context.Context, c *call) ([]personRow, error) {
	p, err := s.suggested(ctx, c)
	if err != nil {
		return nil, err
	}
	v := s.pairingVoice(c)
	out := []personRow{}
	for _, company := range p.Companies {
		for _, m := range company {
			group := "learns"
			if m.Teaches {
				group = "knows"
			}
			out = append(out, personRow{handle(m.Person), v.Name(m.Person), group, strings.Join(v.MateReasons(m), "; ")})
		}
	}
	return out, nil
}

// proposed is what a plugin is told a block would be for.
type proposed struct {
	Topic   string   `json:"topic"`
	Purpose string   `json:"purpose"`
	Guessed string   `json:"guessed"`
	For     string   `json:"for"`
	Why     []string `json:"why"`
	Nobody  string   `json:"nobody"`
}

// proposal tells a plugin what a block about a place would be for.
func (s *Server) proposal(ctx context.Context, c *call) (any, error) {
	p, err := s.suggested(ctx, c)
	if err != nil {
		return nil, err
	}
	v := s.pairingVoice(c)
	out := proposed{
		Topic: v.PairingTopic(p.Pairing), Purpose: string(p.Purpose), Guessed: phrase.PurposeGuessed(p.Guess),
		For: usualLength(c), Why: append([]string{}, v.PairingNow(p.Pairing)...),
	}
	if len(p.Companies) == 0 {
		out.Nobody = v.NobodyToPair(p.Pairing)
	}
	return out, nil
}

// usualLength is how long a block is where nobody says.
func usualLength(c *call) string {
	return fmt.Sprintf("%dm", int(c.snapshot.Settings.Pairing.Length/time.Minute))
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
