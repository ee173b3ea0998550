//go:build browser

package dash_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// The dashboard in a real browser: browser/run.mjs starts the program on a team's half a year, looks at every page and uses it.
// `.ci/dash` names the program and the modules, and keeps the screenshots.
func TestInBrowser(t *testing.T) {
	home := t.TempDir()
	in := func(names ...string) string { return filepath.Join(append([]string{home}, names...)...) }
	now := time.Now().UTC().Truncate(time.Hour)
	for _, one := range []struct {
		name, history string
		said          []eventlog.Event
	}{{"empty", small, nil}, {"team", halfYear(now), months(now)}} {
		gittest.Repo(t, in(one.name, "ledger"), one.history)
		desk := func(t *testing.T) {
			dirs := config.Dirs{Config: in(one.name, "config/leadline"), Data: in(one.name, "data/leadline"), Cache: in(one.name, "cache/leadline"), State: in(one.name, "state/leadline")}
			sitIn(t, in(one.name, "ledger"), dirs, time.Now, one.said...)
		}
		if !t.Run("seeding "+one.name, desk) { // closes its stores again
			return
		}
	}
	run := exec.CommandContext(t.Context(), "node", append([]string{"browser/run.mjs"}, strings.Fields(os.Getenv("LEADLINE_DASH_STORIES"))...)...)
	run.Env = append(os.Environ(), "LEADLINE_DASH_HOME="+home)
	run.Stdout, run.Stderr = os.Stdout, os.Stderr
	if err := run.Run(); err != nil {
		t.Fatal(err)
	}
}

// areas are who works where, in turn.
var areas = []struct {
	path string
	who  []string
}{
	{"pay/charge.go", []string{"Dev One"}},
	{"pay/in/refund.go", []string{"Dev One"}},
	{"pay/ledger/post.go", []string{"Dev One", "Dev Two"}},
	{"fx/rates.go", []string{"Dev One", "Dev Two"}},
	{"fx/cache/warm.go", []string{"Dev Two"}},
	{"web/src/checkout/summary.ts", []string{"Dev Three"}},
	{"web/src/checkout/address-book-of-every-country-there-is.ts", []string{"Dev Three", "Dev Two"}},
	{"web/style/print.css", []string{"Dev Three"}},
	{"services/notifications-and-everything-that-is-sent-by-mail/templates/render.go", []string{"Gone Before"}},
	{"ops/deploy.sh", []string{"Dev Four", "Dev Five", "Dev Six"}},
	{"search/index/build.go", []string{"Dev Five"}},
	{"search/query/parse.go", []string{"Dev Five", "Dev Six", "Dev Four"}},
	{"docs/handbook.md", []string{"Dev Six", "Dev One"}},
}

func halfYear(now time.Time) string {
	var b strings.Builder
	b.WriteString("me Dev One <devone@example.com>\n")
	for week := 26; week > 0; week-- {
		for i, a := range areas {
			who := a.who[week%len(a.who)]
			if who == "Gone Before" && week < 26 {
				continue
			}
			day := now.AddDate(0, 0, -7*week).Add(time.Duration(i) * time.Hour)
			if who == "Gone Before" {
				day = day.AddDate(-2, 0, 0)
			}
			also := ""
			if len(a.who) > 1 && week%3 == 0 {
				with := a.who[(week+1)%len(a.who)]
				also = fmt.Sprintf("| Co-authored-by: %s <%s>\n", with, mail(with))
			}
			fmt.Fprintf(&b, "commit main %s %s <%s>\nwork on %s\n%s+ %q\n<<<\nline %d\n>>>\n", day.Format(time.RFC3339), who, mail(who), a.path, also, a.path, week)
		}
	}
	return b.String()
}

func mail(who string) string {
	return strings.ToLower(strings.ReplaceAll(who, " ", "")) + "@example.com"
}

// months is what that team said.
func months(now time.Time) []eventlog.Event {
	var out []eventlog.Event
	day := func(n int) string { return now.AddDate(0, 0, n).Format(time.DateOnly) }
	say := func(ago int, e eventlog.Event) {
		e.At = now.AddDate(0, 0, -ago).Add(-time.Hour)
		out = append(out, e)
	}
	id := func(kind string, n int) string { return fmt.Sprintf("%s-BBBB%02d", kind, n) }
	devs := []string{"Dev One", "Dev Two", "Dev Three", "Dev Four", "Dev Five", "Dev Six"}
	undo := []string{"days", "weeks", "months"}
	for n := range 30 {
		a := areas[n%len(areas)]
		who := devs[n%len(devs)]
		d := body{
			"title": fmt.Sprintf("Choice %d about %s", n, strings.Split(a.path, "/")[0]), "because": "it was the smallest thing that could work, and can be undone",
			"status": "accepted", "undo": undo[n%3], "decided_by": mail(who), "anchors": at(a.path),
		}
		if n%5 == 0 {
			d["confidence"], d["review_by"] = "guess", day(n%9-4)
		}
		if n%6 == 5 {
			d["relates_to"], d["supersedes"] = []string{id("D", n-1)}, []string{id("D", n-4)}
		}
		if n%11 == 3 {
			d["status"] = "proposed"
		}
		if n == 7 {
			d["title"], d["because"] = "A title that goes on and on, about "+strings.Repeat("everything that there is to say ", 8), strings.Repeat("word ", 200)
		}
		say(170-5*n, by(who, event(ledger.DecisionLogged, id("D", n), d)))
	}
	say(0, by("Dev One", event(ledger.DecisionLogged, "D-CCCC01", body{"title": "Charge is idempotent " + markup, "because": "a retry must never bill twice", "status": "accepted", "undo": "months", "decided_by": "devone@example.com", "anchors": at("pay/charge.go")})))
	say(0, by("Dev One", event(ledger.DecisionLogged, "D-CCCC02", body{"title": "A queue for mails", "status": "proposed", "undo": "weeks"})))
	say(0, by("Dev Two", event(ledger.DecisionQuestioned, "D-CCCC01", body{"text": "Why not a queue?"})))
	for n := range 60 {
		a := areas[n%len(areas)]
		who, to := devs[n%len(devs)], devs[(n*5+1)%len(devs)]
		if who == to {
			to = devs[(n+2)%len(devs)]
		}
		say(175-3*n+1, by(who, event(ledger.ReviewRequested, id("R", n), body{"to": mail(to), "paths": []string{a.path}, "files": 1})))
		if n%7 != 0 && n < 54 {
			say(max(175-3*n-4, 0), by(to, event(ledger.ReviewTaken, id("R", n), body{})))
			say(max(175-3*n-6, 0), by(to, event(ledger.ReviewDone, id("R", n), body{})))
		}
	}
	for n, what := range []string{"retry on timeout", "warm the cache", "round half to even", "print the address book", "drop the old index", "name the queue", "write it down", "see to the certificates"} {
		a := areas[n%len(areas)]
		by1, to := devs[n%3], devs[(n+1)%6]
		say(30-2*n, by(by1, event(ledger.TodoOffered, id("T", n), body{"to": mail(to), "what": what, "why": "customers ask", "outcome": "nobody asks any more", "anchors": at(a.path)})))
		switch n {
		case 1, 2, 3:
			say(20-2*n, by(to, event(ledger.TodoTaken, id("T", n), body{"check_in": day(3)})))
		case 4:
			say(10, by(to, event(ledger.TodoTaken, id("T", n), body{})))
			say(5, by(to, event(ledger.TodoDone, id("T", n), body{})))
		case 5:
			say(10, by(to, event(ledger.TodoTaken, id("T", n), body{})))
			say(3, by(to, event(ledger.TodoHandedBack, id("T", n), body{})))
		}
		if n == 2 {
			say(1, by(to, event(ledger.TodoCheckedIn, id("T", n), body{"answer": "help"})))
		}
	}
	for n := 1; n <= 4; n++ { // to the reader
		say(1, by("Dev Two", event(ledger.TodoOffered, id("T", 20+n), body{"to": "devone@example.com", "what": fmt.Sprintf("see to queue %d", n), "why": "it grows", "anchors": at("pay/charge.go")})))
	}
	for n := range 4 {
		say(20-3*n, by(devs[n], event(ledger.QuestionAsked, id("Q", n), body{"text": "Which currency rounds, and why?", "decides": mail(devs[n+1]), "due": day(n*5 - 3), "anchors": at(areas[n].path)})))
		say(18-3*n, by(devs[n], event(ledger.RiskRaised, id("K", n), body{"problem": "Rates may be stale", "cause": "the cache", "takes": "two days", "gains": "trust", "anchors": at(areas[n+3].path)})))
	}
	say(9, by("Dev Two", event(ledger.WishLearn, "pay", body{})))
	say(9, by("Dev Four", event(ledger.WishLearn, "web", body{})))
	for n := range 3 {
		say(6, by(devs[n], event(ledger.PairingScheduled, id("P", n), body{
			"topic": "the ledger", "people": []string{mail(devs[n]), mail(devs[n+1])}, "start": now.AddDate(0, 0, n+1).Format(time.RFC3339), "minutes": 60, "uid": fmt.Sprint(n), "anchors": at(areas[n].path),
		})))
	}
	say(8, by("Dev One", event(ledger.PairingScheduled, id("P", 9), body{
		"topic": "the rates", "people": []string{"devone@example.com", "devtwo@example.com"}, "start": now.AddDate(0, 0, -3).Format(time.RFC3339), "minutes": 60, "uid": "9", "anchors": at("fx/rates.go"),
	})))
	say(2, by("Dev One", event(ledger.PairingDone, id("P", 9), body{"outcome": "both know the cache", "how": "said"})))
	say(2, by("Dev Three", event(ledger.RetroNoted, "N-BBBB01", body{"text": "the build is slow", "area": "web"})))
	return out
}
