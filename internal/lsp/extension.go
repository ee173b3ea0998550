package lsp

import (
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
//
// Whatever is added keeps its meaning for ever; extensions leave out what the program does not know yet.
const (
	extensionProtocol = 1
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
