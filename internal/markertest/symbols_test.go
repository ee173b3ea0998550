package markertest_test

import (
	"encoding/json"
	"strings"

	"github.com/leadline/leadline/internal/lspclient"
)

// symbolKinds are those of the protocol that the archives name.
var symbolKinds = map[string]int{"class": 5, "method": 6, "function": 12, "variable": 13, "struct": 23}

// symbols does a step `symbols PATH {"KIND NAME": "MARK MARK", …}`: another language server found symbols from the line of the
// first mark to that of the second, with the name on the first.
func (s *story) symbols(step string) {
	path, given, _ := strings.Cut(step, " ")
	var symbols map[string]string
	if err := json.Unmarshal([]byte(given), &symbols); err != nil {
		s.t.Fatalf("symbols %s: %v", step, err)
	}
	uri, _ := s.place(s.client, path)
	list := []any{}
	for title, marks := range symbols {
		kind, name, _ := strings.Cut(title, " ")
		from, to, _ := strings.Cut(marks, " ")
		_, first := s.place(s.client, path+"@"+from)
		_, last := s.place(s.client, path+"@"+to)
		list = append(list, map[string]any{
			"name": name, "kind": symbolKinds[kind], "range": lspclient.Span(first, 0, last, 1),
			"selectionRange": lspclient.Span(first, 0, first, 1), "children": []any{},
		})
	}
	s.client.Settled(uri)
	s.client.Ask("leadline/symbols", map[string]any{"uri": uri, "symbols": list}, nil)
}
