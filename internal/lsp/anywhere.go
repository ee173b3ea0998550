package lsp

import (
	"encoding/json"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/phrase"
)

// placeless are the commands that need no file: work that stands nowhere in the code, pages about everything, and what names
// an entry by its id. Lists beside the code have such, where no file is open.
var placeless = map[string]bool{
	commandOffer: true, commandReport: true, commandPlate: true, commandTour: true, commandReviewers: true,
	commandMove: true, commandCancel: true, commandDone: true, commandDrop: true, commandPublish: true, commandInvite: true,
	commandBegin: true, commandEnd: true, commandRespond: true, commandRetract: true, commandAmend: true, commandThank: true,
}

// anywhere is a call about a repository as a whole, where no file of it is open: the one that has the entry of the id that is
// named, else the only one that is open; nil where neither is there.
func (s *Server) anywhere(arguments []protocol.LSPAny) *call {
	values := action.Values{}
	if len(arguments) > 0 && json.Unmarshal(arguments[0], &values) != nil {
		return nil
	}
	if values == nil { // it was null
		values = action.Values{}
	}
	delete(values, "uri")
	delete(values, "range")
	switch phrase.Topic(values.Text("report")) {
	case phrase.TopicOwner, phrase.TopicPeople, phrase.TopicDecisions, phrase.TopicRule:
		return nil // these are about a file
	}
	all := s.sites.workspaces()
	if id := values.Text("id"); id != "" {
		for _, w := range all {
			if _, found := w.Snapshot().Ledger.Find(id); found {
				return &call{site: &site{workspace: w, snapshot: w.Snapshot()}, values: values}
			}
		}
	}
	if len(all) != 1 {
		return nil
	}
	return &call{site: &site{workspace: all[0], snapshot: all[0].Snapshot()}, values: values}
}
