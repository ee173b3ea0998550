package dash_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/dash"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// TestMain keeps the settings of whoever runs the tests out of them: git's own say who somebody is elsewhere.
func TestMain(m *testing.M) {
	if err := os.Setenv("GIT_CONFIG_GLOBAL", os.DevNull); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

var today = time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC) // a Wednesday

// desk is a dashboard of a repository, and a browser that has opened it.
type desk struct {
	t       testing.TB
	w       *workspace.Workspace
	stores  *workspace.Stores
	changes *dash.Changes
	client  *http.Client
	base    string // of the pages
	opens   string // the address with the token
}

// sitAt opens the dashboard of a repository with a history, after what was said in it.
func sitAt(t testing.TB, history string, said ...eventlog.Event) *desk {
	t.Helper()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	gittest.Repo(t, in("repo"), history)
	return sitIn(t, in("repo"), config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}, func() time.Time { return today }, said...)
}

func sitIn(t testing.TB, top string, dirs config.Dirs, now func() time.Time, said ...eventlog.Event) *desk {
	t.Helper()
	d := &desk{t: t, changes: dash.NewChanges()}
	var err error
	if d.stores, err = workspace.OpenStores(t.Context(), dirs, dirs.Data, now, nil); err != nil {
		t.Fatal(err)
	}
	d.w, err = workspace.Open(t.Context(), top, workspace.Opened(d.stores, nil), workspace.Options{
		Dirs: dirs, Now: now, OnChange: func(*workspace.Snapshot) { d.changes.Tell() },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(d.w.Close(), d.stores.Close()); err != nil {
			t.Error(err)
		}
	})
	d.say(said...)
	if err := errors.Join(d.w.Refresh(t.Context()), d.w.CatchUp(t.Context()), d.w.Materialise(t.Context())); err != nil {
		t.Fatal(err)
	}
	server, err := dash.New(dash.Options{Workspace: d.w, Lead: d.stores.Lead, ConfigDir: dirs.Config, Changes: d.changes, Now: now, Log: func(err error) { t.Error(err) }})
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewUnstartedServer(nil)
	h.Config.Handler = server.Handler(h.Listener.Addr().String())
	h.Start()
	t.Cleanup(h.Close)
	d.opens = server.Address(h.Listener)
	at, err := url.Parse(d.opens)
	if err != nil {
		t.Fatal(err)
	}
	at.RawQuery = ""
	d.base = at.String()
	d.client = browser(t)
	res, err := d.client.Get(d.opens)
	if err != nil {
		t.Fatal(err)
	}
	if res.Body.Close(); res.StatusCode != http.StatusOK || res.Request.URL.String() != d.base {
		t.Fatalf("opened: %s at %s, want the pages without the token", res.Status, res.Request.URL)
	}
	return d
}

// browser keeps cookies, and has none yet.
func browser(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// say records what somebody said; an event without an actor is Dev One's.
func (d *desk) say(events ...eventlog.Event) {
	d.t.Helper()
	for i := range events {
		e := &events[i]
		e.Repo, e.V, e.Visibility = d.w.Snapshot().Repo, 1, ledger.Team
		if e.ActorEmail == "" {
			e.ActorName, e.ActorEmail = "Dev One", "devone@example.com"
		}
	}
	if len(events) == 0 {
		return
	}
	if _, err := d.stores.Events.Append(d.t.Context(), events...); err != nil {
		d.t.Fatal(err)
	}
	if err := d.w.CatchUp(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// ask gets a page; the text of one that is not there, too.
func (d *desk) ask(page string) (status int, body string) {
	d.t.Helper()
	res, err := d.client.Get(d.base + page)
	if err != nil {
		d.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return res.StatusCode, string(text)
}

// page gets a page that is there.
func (d *desk) page(name string) string {
	d.t.Helper()
	status, body := d.ask(name)
	if status != http.StatusOK {
		d.t.Fatalf("%s: %d\n%s", name, status, body)
	}
	return body
}

// shows says that a page has all of some texts.
func (d *desk) shows(name string, texts ...string) {
	d.t.Helper()
	body := d.page(name)
	for _, text := range texts {
		if !strings.Contains(body, text) {
			d.t.Errorf("%s does not say %q:\n%s", name, text, body[strings.Index(body, "<main"):])
		}
	}
}

func event(kind ledger.Kind, subject string, body any) eventlog.Event {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return eventlog.Event{Kind: string(kind), Subject: subject, Body: text}
}

func by(name string, e eventlog.Event) eventlog.Event {
	e.ActorName, e.ActorEmail = name, strings.ToLower(strings.ReplaceAll(name, " ", ""))+"@example.com"
	return e
}

type body = map[string]any

func at(path string) []body { return []body{{"path": path, "line": 1, "end_line": 1}} }

// team is a history in which pay rests on one person, fx on two, and lab on somebody who wants to be named nowhere.
func team() string {
	var b strings.Builder
	b.WriteString("me Dev One <devone@example.com>\n")
	day := time.Date(2026, 6, 1, 10, 0, 0, 0, time.UTC)
	commit := func(who, file, trailer string) {
		day = day.Add(24 * time.Hour)
		fmt.Fprintf(&b, "commit main %s %s\nwork\n%s+ %q\n<<<\n%d\n>>>\n", day.Format(time.RFC3339), who, trailer, file, day.Unix())
	}
	one, two, hidden := "Dev One <devone@example.com>", "Dev Two <devtwo@example.com>", "Hidden Harriet <hiddenharriet@example.com>"
	for range 5 {
		commit(one, "pay/charge.go", "")
		commit(one, "pay/in/refund.go", "")
		commit(one, "fx/rates.go", "| Co-authored-by: "+two+"\n")
		commit(two, "fx/rates.go", "")
		commit(hidden, "lab/try.go", "")
		commit(two, "x&y'z/odd.go", "| Co-authored-by: "+hidden+"\n")
	}
	return b.String()
}

const markup = `<script>alert("1")</script><img src=x onerror=alert(2)>`

// busy is what people said in that repository.
func busy() []eventlog.Event {
	id := func(kind string, n int) string { return fmt.Sprintf("%s-AAAA%02d", kind, n) }
	return []eventlog.Event{
		by("Hidden Harriet", event(ledger.PersonLeftOut, "hiddenharriet@example.com", body{})),
		event(ledger.DecisionLogged, id("D", 1), body{
			"title": "Charge is idempotent " + markup, "because": "A retry must never bill twice " + markup, "status": "accepted", "undo": "months",
			"confidence": "guess", "decided_by": "team", "review_by": "2026-11-20", "consulted": []string{"hiddenharriet@example.com"}, "anchors": at("pay/charge.go"),
		}),
		event(ledger.DecisionLogged, id("D", 2), body{"title": "Rates are cached", "status": "accepted", "undo": "days", "relates_to": []string{id("D", 1)}, "anchors": at("fx/rates.go")}),
		event(ledger.DecisionLogged, id("D", 3), body{"title": "A queue", "status": "proposed", "review_by": "2026-11-01"}),
		by("Hidden Harriet", event(ledger.QuestionAsked, id("Q", 1), body{"text": "Which currency rounds?", "decides": "devtwo@example.com", "due": "2026-11-25", "anchors": at("fx/rates.go")})),
		event(ledger.RiskRaised, id("K", 1), body{"problem": "Rates may be stale " + markup, "takes": "two days", "gains": "trust", "anchors": at("fx/rates.go")}),
		event(ledger.TodoOffered, id("T", 1), body{"to": "devtwo@example.com", "what": "retry on timeout", "why": "because", "anchors": at("pay/charge.go")}),
		event(ledger.TodoOffered, id("T", 2), body{"to": "hiddenharriet@example.com", "what": "cache warm-up", "why": "because", "anchors": at("fx/rates.go")}),
		by("Hidden Harriet", event(ledger.TodoTaken, id("T", 2), body{})),
		event(ledger.TodoOffered, id("T", 3), body{"to": "devtwo@example.com", "what": "docs", "why": "because"}),
		by("Dev Two", event(ledger.TodoTaken, id("T", 3), body{})),
		by("Dev Two", event(ledger.TodoCheckedIn, id("T", 3), body{"answer": "help"})),
		event(ledger.TodoOffered, id("T", 4), body{"to": "devtwo@example.com", "what": "clean up", "why": "because"}),
		by("Dev Two", event(ledger.TodoTaken, id("T", 4), body{})),
		by("Dev Two", event(ledger.TodoDone, id("T", 4), body{})),
		event(ledger.ReviewRequested, id("R", 1), body{"to": "devtwo@example.com", "paths": []string{"pay/charge.go"}, "files": 1}),
		event(ledger.ReviewRequested, id("R", 2), body{"to": "hiddenharriet@example.com", "paths": []string{"pay/in/refund.go", "fx/rates.go"}, "files": 2}),
		by("Dev Two", event(ledger.WishLearn, "pay", body{})),
		event(ledger.PairingScheduled, id("P", 1), body{
			"topic": "the ledger", "people": []string{"devone@example.com", "hiddenharriet@example.com"}, "start": "2026-11-20T14:00:00Z", "minutes": 60, "uid": "1", "anchors": at("fx/rates.go"),
		}),
		event(ledger.PairingScheduled, id("P", 2), body{
			"topic": "the rates", "people": []string{"devone@example.com", "devtwo@example.com"}, "start": "2026-11-16T14:00:00Z", "minutes": 60, "uid": "2", "anchors": at("fx/rates.go"),
		}),
		event(ledger.PairingDone, id("P", 2), body{"outcome": "both know the cache", "how": "said"}),
		event(ledger.RetroNoted, "N-AAAA01", body{"text": "the build is slow", "area": "pay"}),
	}
}

// everything are pages with something on them, for whoever checks what must hold on all.
func everything() []string {
	return []string{
		"", "map", "map?at=pay", "area?path=pay", "area?path=fx", "area?path=" + url.QueryEscape("x&y'z"), "area?path=lab", "area?path=.",
		"away?who=devone@example.com", "away?who=" + url.QueryEscape("Dev Two") + "&from=2026-11-16&to=2026-11-30",
		"reviews", "takeovers", "delegations", "open", "decisions", "pairing", "query", "query?q=SELECT+*+FROM+silos",
		"entry?id=D-AAAA01", "entry?id=D-AAAA02", "entry?id=Q-AAAA01", "entry?id=K-AAAA01", "entry?id=T-AAAA01", "entry?id=T-AAAA02", "entry?id=P-AAAA01", "entry?id=R-AAAA02",
	}
}
