package lsp

import (
	"context"
	"encoding/json"

	"go.lsp.dev/protocol"
)

// An editor's extension and the server say more to each other than the protocol knows: the requests and notifications named
// leadline/…. Which of them there are is a number that both tell at the beginning, in `capabilities.experimental.leadline` as
// {protocol, least}: the newest that the side speaks, and the oldest of the other side that it gets along with. What came
// with which number:
//
//	0  leadline/symbols and leadline/status; programs that tell no number
//	1  leadline/overview, leadline/overviewChanged, leadline/people, leadline/check and leadline/drafts
//	2  leadline/prompt, and commands in the items of leadline/overview
//	3  leadline/fields, and leadline/check of words that amend something
//
// Whatever is added keeps its meaning for ever; extensions leave out what the program does not know yet.
const (
	extensionProtocol = 3
	extensionLeast    = 0
)

type extension struct {
	Protocol int `json:"protocol"`
	Least    int `json:"least"`
}

// experimental is what the server tells of itself beside the protocol's own capabilities.
func experimental() protocol.LSPAny {
	return encode(map[string]extension{"leadline": {Protocol: extensionProtocol, Least: extensionLeast}})
}

// extensionOf reads the number that an extension tells; 0 for every other client.
func extensionOf(experimental protocol.LSPAny) int {
	var told struct{ Leadline extension }
	if len(experimental) == 0 || json.Unmarshal(experimental, &told) != nil {
		return 0
	}
	return max(told.Leadline.Protocol, 0)
}

// methodPrompt is a notification of ours, {command, argument}: the reader has chosen something that wants more words. The extension
// asks for them in its own way and sends the command; where it asks nothing itself, it sends the command as it is.
const methodPrompt = "leadline/prompt"

// prompts hands a command on to an extension that asks for the words itself; false where the editor has none.
func (s *Server) prompts(ctx context.Context, command string, argument map[string]any) bool {
	return s.can.extension >= 2 && s.client.Notify(ctx, methodPrompt, map[string]any{"command": command, "argument": argument}) == nil
}
