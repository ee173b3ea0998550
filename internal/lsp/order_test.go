package lsp

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/leadline/leadline/internal/lspclient"
)

// Thousands of edits with requests between them: every request is answered, from the very version it was sent at, and the
// text at the end is the one the client has.
func TestEditsAndRequestsKeepTheirOrder(t *testing.T) {
	s := ready(t, Options{})
	const edits = 4000
	rng := rand.New(rand.NewPCG(1, 2))
	want := []rune("0\n")
	s.Open(doc, "go", string(want))

	var wg sync.WaitGroup
	for i := 1; i <= edits; i++ {
		// The first line holds the version; the rest is random text, astral and accented.
		first := strings.IndexByte(string(want), '\n')
		version := fmt.Sprint(i)
		changes := []lspclient.Change{{Range: new(lspclient.Span(0, 0, 0, first)), Text: version}}
		want = append([]rune(version), want[first:]...)
		switch rng.IntN(3) {
		case 0:
			changes = append(changes, lspclient.Change{Range: new(lspclient.Span(1, 0, 1, 0)), Text: "é😀\n"})
			want = append(append(append([]rune{}, want[:len(version)+1]...), []rune("é😀\n")...), want[len(version)+1:]...)
		case 1:
			if strings.Count(string(want), "\n") > 4 {
				changes = append(changes, lspclient.Change{Range: new(lspclient.Span(1, 1, 2, 1)), Text: ""})
				from := len(version) + 2
				want = append(append([]rune{}, want[:from]...), want[from+3:]...)
			}
		}
		s.Change(doc, changes...)
		if i%4 != 0 {
			continue
		}
		wg.Add(1)
		hover, err := s.Begin("textDocument/hover", hoverParams(doc))
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			defer wg.Done()
			if got, err := hover.Wait(t.Context()); err != nil || string(got) != hoverAnswer(version) {
				t.Errorf("hover at version %s shows %s, %v", version, got, err)
			}
		}()
	}
	wg.Wait()
	var now struct {
		Text    string
		Version int
	}
	if err := json.Unmarshal(s.Execute("text"), &now); err != nil {
		t.Fatal(err)
	}
	if now.Text != string(want) || now.Version != edits+1 {
		t.Errorf("version %d, text differs: %t", now.Version, now.Text != string(want))
	}
}
