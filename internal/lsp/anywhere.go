package lsp

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"

	"go.lsp.dev/protocol"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/phrase"
)

// placeless are the commands that need no file: work that stands nowhere in the code, pages about everything, and what names
// an entry by its id. Lists beside the code have such, where no file is open.
var placeless = map[string]bool{
	commandOffer: true, commandReport: true, commandPlate: true, commandTour: true, commandReviewers: true,
	commandSuggest: true, commandMates: true, commandTimes: true, commandProposal: true,
	commandMove: true, commandCancel: true, commandDone: true, commandDrop: true, commandOutcome: true, commandPublish: true, commandInvite: true,
	commandBegin: true, commandEnd: true, commandRespond: true, commandRetract: true, commandAmend: true, commandThank: true,
}

// anywhere is a call about a repository as a whole, where no file of it is open: the one that has the entry of the id that is
// named, else the one in which the folder lies that is named, else the only one that is open; nil where none of them is there.
func (s *Server) anywhere(arguments []protocol.LSPAny) *call {
	values := action.Values{}
	if len(arguments) > 0 && json.Unmarshal(arguments[0], &values) != nil {
		return nil
	}
	if values == nil { // it was null
		values = action.Values{}
	}
	folder := FilePath(values.Text("uri"))
	delete(values, "uri")
	delete(values, "range")
	switch phrase.Topic(values.Text("report")) {
	case phrase.TopicOwner, phrase.TopicPeople, phrase.TopicDecisions, phrase.TopicRule:
		return nil // these are about a file
	}
	all := s.sites.workspaces()
	if id := cmp.Or(values.Text("id"), values.Text("about")); id != "" {
		for _, w := range all {
			if _, found := w.Snapshot().Ledger.Find(id); found {
				return &call{site: &site{workspace: w, snapshot: w.Snapshot()}, values: values}
			}
		}
	}
	for _, w := range all {
		top := w.Snapshot().Top
		if relative, err := filepath.Rel(top, folder); err == nil && relative != "." && filepath.IsLocal(relative) && isFolder(folder) {
			return &call{site: &site{workspace: w, snapshot: w.Snapshot(), path: filepath.ToSlash(relative)}, values: values}
		}
	}
	if len(all) != 1 {
		return nil
	}
	return &call{site: &site{workspace: all[0], snapshot: all[0].Snapshot()}, values: values}
}

func isFolder(path string) bool {
	i, err := os.Lstat(path)
	return err == nil && i.IsDir()
}
