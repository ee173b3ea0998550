package lsp

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
)

// methodPeople is a request of ours, {uri, range?, for} → [{to, name, group, reason}]: who fits, the first first, each with
// the reason. for is ask (who owns and knows the lines), pair (with whom to sit down about them), offer (to whom the
// work there could be offered) or review (who could review the change that the document is part of, else the document). to
// is what commands take; it is empty for an owner who is no one person.
const methodPeople = "leadline/people"

type personRow struct {
	To     string `json:"to"`
	Name   string `json:"name"`
	Group  string `json:"group"` // owns, knows, learns, reviews
	Reason string `json:"reason"`
}

// mostPeople keeps a choice readable.
const mostPeople = 8

func (s *Server) peopleFor(ctx context.Context, raw []byte) (any, error) {
	var p struct {
		URI   string
		Range json.RawMessage
		For   string
	}
	if json.Unmarshal(raw, &p) != nil || p.For == "" {
		return nil, malformedParams(methodPeople, errors.New("it must be {uri, range?, for}"))
	}
	place := map[string]any{"uri": p.URI}
	if len(p.Range) > 0 && string(p.Range) != "null" {
		place["range"] = p.Range
	}
	argument, err := json.Marshal(place)
	if err != nil {
		return nil, err
	}
	c, err := s.read(ctx, []protocol.LSPAny{protocol.LSPAny(argument)})
	if err != nil {
		if c = s.anywhere(nil); c == nil || p.For != "offer" {
			return []personRow{}, nil
		}
	}
	v := phrase.For(c.site.snapshot, phrase.Plain())
	switch p.For {
	case "ask":
		return append(owning(v, c), knowing(v, c)...), nil
	case "pair":
		return s.mates(ctx, c)
	case "offer":
		return s.offerRows(ctx, v, c), nil
	case "review":
		out := []personRow{}
		could, _ := s.couldReview(ctx, c)
		for _, one := range could {
			out = append(out, personRow{handle(one.Person), v.Name(one.Person), "reviews", strings.Join(v.Reviewing(one), ", ")})
		}
		return out, nil
	}
	return nil, malformedParams(methodPeople, errors.New("for must be ask, pair, offer or review"))
}

// owning are the owners that a rule declares, with the rule.
func owning(v phrase.Voice, c *call) []personRow {
	out := []personRow{}
	f := hint.ForFile(c.snapshot, c.path)
	if f.Owners == nil {
		return out
	}
	for i, name := range f.Owners.Names {
		if i == mostPeople {
			break
		}
		row := personRow{Name: phrase.Clean(name, 80), Group: "owns", Reason: v.OwnerRule(*f.Owners)}
		if p := c.snapshot.Declared(name); p != nil {
			row.To = handle(p)
		}
		out = append(out, row)
	}
	return out
}

// knowing are those who know the file, the best first, whoever asked to be left alone not among them.
func knowing(v phrase.Voice, c *call) []personRow {
	out := []personRow{}
	for _, k := range hint.ForFile(c.snapshot, c.path).Knowers {
		if len(out) == mostPeople {
			break
		}
		if k.Person == c.snapshot.Me || !k.Active || c.snapshot.Muted(k.Person) || c.snapshot.LeftOut(k.Person) {
			continue
		}
		out = append(out, personRow{handle(k.Person), v.Name(k.Person), "knows", v.KnowsIt(k, len(out) == 0)})
	}
	return out
}

func (s *Server) offerRows(ctx context.Context, v phrase.Voice, c *call) []personRow {
	out := []personRow{}
	found := s.offers(ctx, c)
	for _, group := range []struct {
		name string
		of   []hint.Candidate
	}{{"knows", found.Know}, {"learns", found.Learn}} {
		for _, k := range group.of {
			out = append(out, personRow{handle(k.Person), v.Name(k.Person), group.name, v.Candidate(k)})
		}
	}
	return out
}
