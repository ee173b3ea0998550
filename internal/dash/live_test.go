package dash_test

import (
	"bufio"
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/ledger"
)

// listen opens the stream of changes and gives its lines.
func (d *desk) listen(ctx context.Context, since string) <-chan string {
	d.t.Helper()
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, d.base+"events?since="+since, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	res, err := d.client.Do(ask)
	if err != nil {
		d.t.Fatal(err)
	}
	if kind := res.Header.Get("Content-Type"); kind != "text/event-stream" || res.StatusCode != http.StatusOK {
		d.t.Fatalf("%s %s", res.Status, kind)
	}
	lines := make(chan string, 100)
	go func() {
		defer res.Body.Close()
		defer close(lines)
		for in := bufio.NewScanner(res.Body); in.Scan(); {
			lines <- in.Text()
		}
	}()
	return lines
}

func version(page string) string {
	_, rest, _ := strings.Cut(page, `data-version="`)
	v, _, _ := strings.Cut(rest, `"`)
	return v
}

func until(lines <-chan string, want string) bool {
	for line := range lines {
		if strings.HasPrefix(line, want) {
			return true
		}
	}
	return false
}

// A page hears of what is said while it is open, and of what was said before it listened.
func TestLive(t *testing.T) {
	d := sitAt(t, small)
	before := version(d.page("decisions"))
	ctx, cancel := context.WithCancel(t.Context())
	lines := d.listen(ctx, before)
	if !until(lines, "retry:") {
		t.Fatal("no stream")
	}
	d.say(event(ledger.DecisionLogged, "D-AAAA01", body{"title": "Charge is idempotent", "status": "accepted"}))
	if !until(lines, "event: changed") {
		t.Fatal("nothing was told")
	}
	d.shows("decisions", "Charge is idempotent")
	if version(d.page("decisions")) == before {
		t.Error("the page is still of the same version")
	}
	cancel()

	late, end := context.WithCancel(t.Context())
	defer end()
	if !until(d.listen(late, before), "event: changed") {
		t.Error("what was said before it listened is not told")
	}
}
