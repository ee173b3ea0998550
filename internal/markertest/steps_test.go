package markertest_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lspclient"
)

// steps does what the archive says people did, each as the person named, in an editor of their own.
func (s *story) steps() {
	for i, l := range strings.Split(strings.TrimSpace(s.section("do")), "\n") {
		later := s.now().Add(time.Second)
		s.clock.Store(&later)
		seed := byte(100 + i)
		switch verb, rest, _ := strings.Cut(l, " "); verb {
		case "":
		case "later":
			s.reopen(seed, func() { gittest.Repo(s.t, s.top, s.expand(s.section("later"))); s.land() })
		case "clock":
			s.reopen(seed, func() {
				at, err := time.Parse(time.RFC3339, rest)
				if err != nil {
					s.t.Fatal(err)
				}
				s.clock.Store(&at)
			})
		case "edit":
			s.look(s.client, rest)
			s.open[rest] = s.section("edited " + rest)
			s.client.Change(s.uri(rest), lspclient.Change{Text: s.open[rest]})
		case "cite":
			s.cite(rest)
		case "keep":
			s.save(rest)
		case "symbols":
			s.symbols(rest)
		case "bare":
			command, where, _ := strings.Cut(rest, " ")
			uri, line := s.place(s.client, where)
			s.client.Hover(uri, line, 0)
			s.keep(s.client.Execute("leadline." + command))
		default:
			s.command(l, seed)
		}
	}
}

// reopen closes the editor, lets something happen, and opens another.
func (s *story) reopen(seed byte, meanwhile func()) {
	s.said.WriteString(s.heard())
	s.client.Shutdown()
	meanwhile()
	s.open = map[string]string{}
	s.client = s.serve(seed)
}

func (s *story) command(l string, seed byte) {
	m := step.FindStringSubmatch(l)
	if m == nil {
		s.t.Fatalf("not a step: %s", l)
	}
	if m[1] != "" {
		s.said.WriteString(s.heard())
		s.client.Shutdown()
		s.open, s.client = map[string]string{}, s.serveAs(seed, m[1])
		defer func() {
			s.client.Shutdown()
			s.open, s.client = map[string]string{}, s.serve(seed+50)
		}()
	}
	client := s.client
	uri, line := s.place(client, m[4])
	arguments := map[string]any{"uri": uri, "range": lspclient.Span(line, 0, line, 0)}
	if m[5] != "" {
		given := s.expand(m[5])
		if err := json.Unmarshal([]byte(given), &arguments); err != nil {
			s.t.Fatalf("%s: %v", l, err)
		}
	}
	if m[2] != "" {
		client.Refused("workspace/executeCommand", map[string]any{"command": "leadline." + m[3], "arguments": []any{arguments}})
		return
	}
	s.keep(client.Execute("leadline."+m[3], arguments))
}

// expand puts the newest ids in the place of $D, $T and so on, and that of the first decision in the place of ${D-1}.
func (s *story) expand(text string) string {
	return os.Expand(text, func(kind string) string {
		if strings.Contains(kind, "-") {
			return s.named(kind)
		}
		return s.ids[kind]
	})
}

// keep remembers the id that a command answered.
func (s *story) keep(answer json.RawMessage) {
	var receipt struct{ ID string }
	if json.Unmarshal(answer, &receipt) == nil && receipt.ID != "" {
		kind := receipt.ID[:1]
		if !strings.Contains(receipt.ID, "-") { // a TODO comment's
			kind = "todo"
		}
		s.ids[kind] = receipt.ID
		if slices.Contains(s.names, receipt.ID) {
			return
		}
		s.count[kind]++
		s.names = append(s.names, receipt.ID, fmt.Sprintf("%s-%d", kind, s.count[kind]))
	}
}
