package dash_test

import (
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// mostBytes is what a whole page may have, with all that it brings along.
const mostBytes = 300 << 10

// much is n entries of all kinds, about areas and by people that are given.
func much(n int, now time.Time, paths, people []string) []eventlog.Event {
	var out []eventlog.Event
	said := func(i int, kind ledger.Kind, id string, what body) {
		what["anchors"] = at(paths[i%len(paths)])
		e := event(kind, id, what)
		e.ActorName, e.ActorEmail = people[i%len(people)], people[i%len(people)]
		out = append(out, e)
	}
	day := func(i int) string { return now.AddDate(0, 0, i%60-30).Format(time.DateOnly) }
	for i := range n {
		title, to := fmt.Sprintf("what is entry %d about, in a line of the usual length", i), people[(i*7+1)%len(people)]
		switch i % 6 {
		case 0:
			said(i, ledger.DecisionLogged, fmt.Sprintf("D-A%05d", i), body{
				"title": title, "because": "it must", "status": []string{"accepted", "proposed"}[i/6%2],
				"undo": []string{"days", "weeks", "months"}[i%3], "confidence": "guess", "review_by": day(i),
			})
		case 1:
			said(i, ledger.QuestionAsked, fmt.Sprintf("Q-A%05d", i), body{"text": title, "decides": to, "due": day(i)})
		case 2:
			said(i, ledger.RiskRaised, fmt.Sprintf("K-A%05d", i), body{"problem": title, "takes": "two days", "gains": "trust"})
		case 3:
			id := fmt.Sprintf("T-A%05d", i)
			said(i, ledger.TodoOffered, id, body{"to": to, "what": title, "why": "because"})
			if i%4 > 0 {
				taken := event(ledger.TodoTaken, id, body{})
				taken.ActorName, taken.ActorEmail = to, to
				out = append(out, taken)
			}
		case 4:
			said(i, ledger.ReviewRequested, fmt.Sprintf("R-A%05d", i), body{"to": to, "paths": []string{paths[i%len(paths)]}, "files": 1 + i%9})
		case 5:
			said(i, ledger.PairingScheduled, fmt.Sprintf("P-A%05d", i), body{
				"topic": title, "people": []string{people[i%len(people)], to}, "minutes": 60, "uid": fmt.Sprint(i),
				"start": now.AddDate(0, 0, i%60-30).Format(time.RFC3339),
			})
		}
	}
	return out
}

// Two thousand people and ten thousand entries are no more to load than a page may be.
func TestManyPeopleAndEntries(t *testing.T) {
	var b strings.Builder
	b.WriteString("me Dev One <devone@example.com>\n")
	when := today.AddDate(0, 0, -300)
	var people, paths []string
	for i := range 2000 {
		who := fmt.Sprintf("p%d@example.com", i)
		people = append(people, who)
		file := fmt.Sprintf("area%d/part%d/file.go", i%80, i%240)
		if i < 240 {
			paths = append(paths, file)
		}
		when = when.Add(3 * time.Hour)
		fmt.Fprintf(&b, "commit main %s Person Number %d <%s>\nwork\n| Co-authored-by: Person Number %d <p%d@example.com>\n+ %s\n<<<\n%d\n>>>\n", when.Format(time.RFC3339), i, who, (i*13)%2000, (i*13)%2000, file, i)
	}
	d := sitAt(t, b.String(), much(10_000, today, paths, people)...)
	shared := 0
	for _, file := range []string{"assets/dash.css", "assets/dash.js", "assets/htmx.min.js", "assets/icon.svg"} {
		shared += len(d.page(file))
	}
	for _, name := range []string{"", "map", "map?at=area3", "area?path=area3", "area?path=.", "away?who=p3@example.com", "reviews", "delegations", "open", "decisions", "decisions?before=2026-11-01", "pairing", "query", "query?q=SELECT+*+FROM+decisions"} {
		if all := shared + len(d.page(name)); all > mostBytes {
			t.Errorf("%s has %d bytes with all that it brings along", name, all)
		}
	}
}

// BenchmarkPages is the server's time for each page of a large repository with 10,000 entries: each stays below 200 ms.
func BenchmarkPages(b *testing.B) {
	top, now := os.Getenv("LEADLINE_BENCH_REPO"), time.Now()
	dir := b.TempDir()
	if top == "" {
		top = dir + "/repo"
		now = today
		gittest.Repo(b, top, team())
	}
	d := sitIn(b, top, config.Dirs{Config: dir + "/config", Data: dir + "/data", Cache: dir + "/cache", State: dir + "/state"}, func() time.Time { return now })
	areas, err := d.w.Areas(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	var paths, people []string
	for _, a := range areas {
		paths = append(paths, a.Path+"/file")
		for _, k := range a.Knowers[:min(len(a.Knowers), 3)] {
			people = append(people, k.Person.Email)
		}
	}
	d.say(much(10_000, now, paths, people)...)
	if err := d.w.Materialise(b.Context()); err != nil {
		b.Fatal(err)
	}
	most := slices.MaxFunc(areas, func(a, b ownership.Area) int { return a.Files - b.Files })
	largest := url.QueryEscape(most.Path)
	for _, page := range []string{"", "map", "map?at=" + largest, "area?path=" + largest, "away?who=" + url.QueryEscape(people[0]), "reviews", "delegations", "open", "decisions", "pairing", "query", "query?q=SELECT+*+FROM+decisions", "entry?id=D-A00006"} {
		b.Run("/"+page, func(b *testing.B) {
			n := len(d.page(page)) // what is worked out once for a state of the history, before anybody asks
			for b.Loop() {
				n = len(d.page(page))
			}
			b.ReportMetric(float64(n), "bytes")
		})
	}
}
