package hint

import (
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/workspace"
)

// Plate is what is on the reader's own plate: what others ask of them, and what they put there. It is for their eyes alone.
// lively finds among paths those that people change often; nil where nobody knows.
func Plate(s *workspace.Snapshot, lively func(paths []string) []string) plate.Matrix {
	asked := onPlate(s)
	hot := map[string]bool{}
	var paths []string
	for _, i := range append(s.Plate().Tasks(), asked...) {
		if i.Path != "" {
			paths = append(paths, i.Path)
		}
	}
	if lively != nil && len(paths) > 0 {
		for _, p := range lively(paths) {
			hot[p] = true
		}
	}
	return plate.Arrange(s.Plate(), asked, s.Now(), hot)
}

// AskIfDone has a plate ask of the promises whose comments are gone whether they are done.
func AskIfDone(m *plate.Matrix, gone []workspace.Vanished) {
	for i := range m.Items {
		for _, g := range gone {
			if m.Items[i].ID == g.Entry.ID {
				m.Items[i].GoneWith = g.Subject
			}
		}
	}
}

// onPlate is what others ask of the reader.
func onPlate(s *workspace.Snapshot) []plate.Item {
	var out []plate.Item
	if s.Me == nil {
		return nil
	}
	for _, e := range s.Ledger.All("") {
		if !e.Open() {
			continue
		}
		held := Holds(s, e)
		if !held && !s.Asks(e) {
			continue
		}
		if _, taken := e.Holder(); taken && !held && e.Type == ledger.TypeDelegation {
			continue // somebody else was faster
		}
		i := plate.Item{ID: e.ID, Title: e.Title(), From: handle(s, e.By), Since: e.At}
		switch e.Type {
		case ledger.TypeDelegation:
			i.Source = plate.Offer
			if held {
				i.Source, i.Due = plate.Promise, e.Delegation.CheckIn
			}
		case ledger.TypeReview:
			i.Source = plate.Review
			if i.Path == "" && len(e.Review.Paths) > 0 {
				i.Path = e.Review.Paths[0]
			}
		case ledger.TypePairing:
			i.Source, i.Due = plate.Pairing, s.Local(e.Pairing.Start).Format(DateLayout)
		case ledger.TypeQuestion:
			i.Source, i.Due = plate.Question, e.Question.Due
		default:
			continue
		}
		if len(e.Anchors) > 0 {
			i.Path, i.Line = e.Anchors[0].Path, e.Anchors[0].Line
		}
		out = append(out, i)
	}
	return out
}

// handle is how a person is written.
func handle(s *workspace.Snapshot, a ledger.Actor) string {
	p := s.Actor(a)
	if p.Handle != "" {
		return "@" + p.Handle
	}
	return p.Email
}
