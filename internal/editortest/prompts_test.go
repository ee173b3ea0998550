//go:build editors

package editortest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/gittest"
)

const charge = `commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>
charge
+ pay/charge.go
<<<
package pay

// Charge is idempotent.
// TODO(dev1): retry on timeout
func Charge() {}
>>>
`

type prompt struct {
	Prompt  string
	Default string
	Items   []string
}

type said struct {
	Command   string
	Arguments []object
}

func TestNeovimPrompts(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, "PROBE_SERVER="+self)
	b.env = append(b.env, standInLog+"="+b.path("log"), "PROBE_OTHER="+b.path("other"), "PROBE_NOWHERE="+b.path("nowhere"))
	gittest.Repo(t, b.path("repo"), charge)
	gittest.Repo(t, b.path("other"), "commit main 2026-10-01T10:00:00Z Dev One <dev1@example.com>\nx\n+ \"a b#1%.txt\"\n")
	if err := os.Mkdir(b.path("nowhere"), 0o700); err != nil {
		t.Fatal(err)
	}
	e := b.start(t, b.path("repo"), "prompts.lua")

	const here = 2 // line 3 of the file, where the story begins
	uri := "file://" + b.path("repo", "pay", "charge.go")
	place := func(line, character, endLine, endCharacter float64, words object) []object {
		words["uri"] = uri
		words["range"] = object{
			"start": object{"line": line, "character": character}, "end": object{"line": endLine, "character": endCharacter},
		}
		return []object{words}
	}
	steps := []struct {
		name     string
		command  string // empty: nothing is sent
		args     []object
		then     []object // what the same command is sent afterwards
		messages int
		check    func(t *testing.T, asked []prompt)
	}{
		{name: "decision by code action", command: "leadline.decision.log", args: place(here, 0, here, 0, object{
			"title": "Charge is idempotent", "because": "a retry must never bill twice", "undo": "days", "decided_by": "me",
		})},
		{name: "complete command", command: "leadline.decision.log", args: place(2, 0, 4, 16, object{"title": "Keys per request", "undo": "weeks"})},
		{name: "one-way door", command: "leadline.decision.log", args: place(here, 0, here, 0, object{
			"title": "Ledger before queue", "undo": "months", "decided_by": "team", "confidence": "enough",
			"options": "keys: a week", "consulted": "@dev1, @dev2", "if_wrong": "we go back",
		})},
		{name: "cancelled"},
		{name: "refused", messages: 1},
		{name: "said again", command: "leadline.decision.log", args: place(here, 0, here, 0, object{
			"title": "Now it fits", "undo": "days", "decided_by": "me",
		}), check: func(t *testing.T, asked []prompt) {
			if got := asked[0].Default; got != "refuse this" {
				t.Errorf("after a refusal the prompt offers %q, want what was typed", got)
			}
		}},
		{name: "rule", command: "leadline.decision.log", args: place(here, 0, here, 0, object{
			"title": "pay is not fx", "undo": "days", "decided_by": "team", "checks": "forbid example.com/fx in pay/**",
		})},
		{name: "attach", command: "leadline.attach", args: place(here, 0, here, 0, object{"id": "D-7K3QXM", "also": "true"}), check: func(t *testing.T, asked []prompt) {
			want := []string{"D-2F8MRT Ledger before queue · proposed · a queue forgets · lost its place", "D-7K3QXM Charge is idempotent · pay/charge.go:3"}
			if diff := cmp.Diff(want, asked[0].Items); diff != "" {
				t.Errorf("decisions offered (-want +got):\n%s", diff)
			}
		}},
		{name: "attach what is lost", command: "leadline.attach", args: place(3, 0, 4, 16, object{"id": "D-2F8MRT"})},
		{name: "attach no more", command: "leadline.attach", args: place(here, 0, here, 0, object{"id": "D-7K3QXM", "undo": "true"})},
		{name: "checked", command: "leadline.question.open", args: place(here, 0, here, 0, object{"text": "Which currency?", "decides": "team", "by": "fri"})},
		{name: "behind the menu", command: "leadline.risk.raise", args: place(here, 0, here, 0, object{"problem": "it rains"})},
		{name: "delegate", command: "leadline.todo.delegate", args: place(3, 0, 3, 0, object{
			"to": "@dev2", "what": "retry on timeout", "why": "timeouts bill twice", "outcome": "no double bill", "check_in": "fri", "authority": "tell",
		}), check: func(t *testing.T, asked []prompt) {
			want := []string{"@dev2 · knows it · last here yesterday", "@dev3 · asked to learn this; @dev2 can help", "somebody else…"}
			if diff := cmp.Diff(want, asked[0].Items); diff != "" {
				t.Errorf("people offered (-want +got):\n%s", diff)
			}
		}},
		{name: "offer", command: "leadline.work.offer", args: place(3, 0, 3, 0, object{
			"to": "@dev3", "what": "write the guide", "why": "newcomers ask", "authority": "free",
		})},
		{name: "wish", command: "leadline.wish", args: place(3, 0, 3, 0, object{"wish": "learn"})},
		{name: "decline", command: "leadline.respond", args: place(3, 0, 3, 0, object{"id": "T-9M2AVC", "answer": "decline", "reason": "no time"})},
		{name: "decline in silence", command: "leadline.respond", args: place(3, 0, 3, 0, object{"id": "T-9M2AVC", "answer": "decline", "reason": ""})},
		{name: "move", command: "leadline.respond", args: place(3, 0, 3, 0, object{"id": "T-9M2AVC", "answer": "moved", "check_in": "fri"})},
		{name: "keep", command: "leadline.respond", args: place(3, 0, 3, 0, object{"id": "D-7K3QXM", "answer": "keep", "learned": "", "review_by": "in 3 months"})},
		{name: "look", command: "leadline.decision.review", args: place(3, 0, 3, 0, object{"id": "D-7K3QXM", "outcome": "retire", "learned": "nobody used it"})},
		{name: "doubt", command: "leadline.decision.question", args: place(3, 0, 3, 0, object{"id": "D-7K3QXM", "text": "Still?"})},
		{name: "defend", command: "leadline.decision.answer", args: place(3, 0, 3, 0, object{"id": "D-7K3QXM", "text": "Yes."})},
		{name: "supersede", command: "leadline.decision.supersede", args: place(3, 0, 3, 0, object{"id": "D-7K3QXM", "by": "D-2F8MRT"})},
		{name: "risk", command: "leadline.risk.raise", args: place(3, 0, 3, 0, object{"problem": "Rates are stale", "takes": "2 days"})},
		{name: "close", command: "leadline.risk.close", args: place(3, 0, 3, 0, object{"id": "K-7K3QXM", "outcome": "mended"})},
		{name: "thank", command: "leadline.thank", args: place(3, 0, 3, 0, object{"id": "T-9M2AVC"})},
		{name: "pair", command: "leadline.pairing.schedule", args: place(3, 0, 3, 0, object{
			"with": "@dev1, @dev2", "at": "thu 14:00", "for": "45m", "purpose": "unblock", "topic": "keys",
		}), check: func(t *testing.T, asked []prompt) {
			if diff := cmp.Diff([]string{"@dev2 · wrote most of it (yesterday)", "somebody else…"}, asked[0].Items); diff != "" {
				t.Errorf("partners offered (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{"Thursday 14:00–15:00 · next to your 15:00", "Friday 09:00–10:00", "another time…"}, asked[3].Items); diff != "" {
				t.Errorf("times offered (-want +got):\n%s", diff)
			}
			if got := asked[len(asked)-1].Default; got != "retry on timeout" {
				t.Errorf("the topic offered is %q", got)
			}
		}},
		{name: "suggest", command: "leadline.pairing.suggest", args: place(3, 0, 3, 0, object{"with": "@dev2", "at": "2026-11-26T14:00:00+01:00"})},
		{name: "suggest otherwise", command: "leadline.pairing.suggest", args: place(3, 0, 3, 0, object{"with": "@dev1", "at": "fri 10:00", "for": "90m"})},
		{name: "begin", command: "leadline.pairing.start", args: place(3, 0, 3, 0, object{"with": "@dev1, @dev2"})},
		{name: "begin a block", command: "leadline.pairing.start", args: place(3, 0, 3, 0, object{"id": "P-7K3QXM", "hook": "true"})},
		{name: "stop", command: "leadline.pairing.stop", args: place(3, 0, 3, 0, object{})},
		{name: "move a block", command: "leadline.pairing.move", args: place(3, 0, 3, 0, object{"id": "P-4H7WQZ", "at": "fri 10:00"})},
		{name: "cancel a block", command: "leadline.pairing.cancel", args: place(3, 0, 3, 0, object{"id": "P-4H7WQZ"})},
		{name: "happened", command: "leadline.pairing.done", args: place(3, 0, 3, 0, object{"id": "P-4H7WQZ", "outcome": "@dev2 can do it"})},
		{name: "dropped", command: "leadline.pairing.drop", args: place(3, 0, 3, 0, object{"id": "P-4H7WQZ"})},
		{name: "outcome", command: "leadline.pairing.outcome", args: place(3, 0, 3, 0, object{"id": "P-4H7WQZ", "outcome": "@dev2 can do it"})},
		{name: "why", command: "leadline.why.open", args: place(3, 0, 3, 0, object{})},
		{name: "know", command: "leadline.know", args: place(3, 0, 3, 0, object{"know": "yes"})},
		{name: "companion", command: "leadline.companion.open", args: place(3, 0, 3, 0, object{})},
		{name: "tour", command: "leadline.tour", args: place(3, 0, 3, 0, object{"path": "pay"})},
		{name: "catchup", command: "leadline.catchup", args: place(3, 0, 3, 0, object{"path": ".", "seen": "true"})},
		{name: "reviewers", command: "leadline.reviewers", args: place(3, 0, 3, 0, object{})},
		{name: "prompted by the server", command: "leadline.pairing.outcome", args: []object{{"id": "P-4H7WQZ", "outcome": "it went well"}}},
		{name: "publish", command: "leadline.pairing.publish", args: place(3, 0, 3, 0, object{"id": "P-4H7WQZ"})},
		{name: "review", command: "leadline.review.request", args: place(3, 0, 3, 0, object{"to": "@dev1"})},
		{name: "snooze", command: "leadline.hint.snooze", args: place(3, 0, 3, 0, object{})},
		{name: "respond", command: "leadline.respond", args: place(0, 0, 0, 0, object{"id": "T-9M2AVC", "answer": "on track", "note": "nearly there"})},
		{name: "retract", command: "leadline.retract", args: place(0, 0, 0, 0, object{"id": "K-7K3QXM"})},
		{name: "retract by id", command: "leadline.retract", args: place(0, 0, 0, 0, object{"id": "D-7K3QXM"})},
		{name: "amend by prompts", command: "leadline.amend", args: place(0, 0, 0, 0, object{
			"id": "D-7K3QXM", "title": "Two queues", "undo": "weeks", "review_by": "fri", "was": object{"title": "One queue", "undo": "days", "review_by": ""},
		}), check: func(t *testing.T, asked []prompt) {
			last := asked[len(asked)-1].Items
			for _, row := range []string{"record Title, Undo, Review by", "Title: Two queues, before: One queue", "all of it, in a draft · records Title, Undo, Review by first"} {
				if !slices.Contains(last, row) {
					t.Errorf("before it is recorded: %q", last)
				}
			}
			if asked[1].Default != "One queue" {
				t.Errorf("the title begins with %q", asked[1].Default)
			}
		}},
		{name: "amend by leaving"},
		{name: "amend by draft", command: "leadline.amend", args: place(0, 0, 0, 0, object{"id": "D-2F8MRT"})},
		{
			name: "amend before a draft", command: "leadline.amend", args: place(0, 0, 0, 0, object{"id": "D-2F8MRT", "title": "Ledger first", "was": object{"title": "Ledger before queue"}}),
			then: place(0, 0, 0, 0, object{"id": "D-2F8MRT"}),
		},
		{name: "take, changed", command: "leadline.respond", args: place(0, 0, 0, 0, object{
			"id": "T-9M2AVC", "answer": "take-changed", "outcome": "half of it", "check_in": "", "tracking": "every Friday",
		})},
		{name: "take after all", command: "leadline.respond", args: place(0, 0, 0, 0, object{"id": "T-9M2AVC", "answer": "take"})},
		{name: "change nothing", messages: 1},
		{name: "hand back smaller", command: "leadline.respond", args: place(0, 0, 0, 0, object{"id": "T-9M2AVC", "answer": "handback", "instead": "smaller", "outcome": "a third"})},
		{name: "hand on", command: "leadline.respond", args: place(0, 0, 0, 0, object{"id": "T-9M2AVC", "answer": "handback", "instead": "someone", "to": "@dev2"})},
		{name: "hand back", command: "leadline.respond", args: place(0, 0, 0, 0, object{"id": "T-9M2AVC", "answer": "handback", "instead": "nothing"})},
		{name: "pair instead", command: "leadline.pairing.schedule", args: place(0, 0, 0, 0, object{
			"about": "T-9M2AVC", "with": "@dev2", "for": "45m", "at": "2026-11-26T14:00:00+01:00", "purpose": "unblock", "topic": "retry on timeout",
		})},
		{name: "change a decision", command: "leadline.respond", args: place(0, 0, 0, 0, object{"id": "D-7K3QXM", "answer": "change", "learned": "it was slow"})},
		{name: "in its place", command: "leadline.decision.log", args: []object{{
			"supersedes": "D-7K3QXM", "title": "One queue", "because": "it was slow", "undo": "days", "decided_by": "team", "tags": []any{"queue"},
		}}, check: func(t *testing.T, asked []prompt) {
			if asked[0].Default != "One queue" {
				t.Errorf("it begins with %q", asked[0].Default)
			}
		}},
		{name: "amend", command: "leadline.amend", args: place(0, 0, 0, 0, object{
			"id": "D-7K3QXM", "title": "Charge is idempotent, always", "undo": "weeks",
		})},
		{name: "report", command: "leadline.report.open", args: place(0, 0, 0, 0, object{"report": "week"})},
		{name: "plate", command: "leadline.plate", args: place(0, 0, 0, 0, object{"add": "call the vendor", "by": "fri"})},
		{name: "me", command: "leadline.report.open", args: []object{{"report": "me"}}},
		{name: "by lens", command: "leadline.review.request", args: place(0, 0, 0, 0, object{})},
		{name: "by menu", command: "leadline.hint.snooze", args: place(0, 0, 0, 0, object{})},
		{name: "unknown", messages: 1},
	}
	var want []said
	for _, s := range steps {
		var seen struct {
			Asked    []prompt
			Left     int
			Messages []struct{ Text string }
		}
		e.next(t, s.name).into(t, &seen)
		if len(seen.Messages) != s.messages {
			t.Errorf("%s: want %d messages, got %+v", s.name, s.messages, seen.Messages)
		}
		if seen.Left != 0 {
			t.Errorf("%s: %d answers were not asked for; asked: %+v", s.name, seen.Left, seen.Asked)
		}
		if s.check != nil {
			s.check(t, seen.Asked)
		}
		if s.command != "" {
			want = append(want, said{s.command, s.args})
		}
		if s.then != nil {
			want = append(want, said{s.command, s.then})
		}
	}

	var who struct{ Text string }
	if e.next(t, "who").into(t, &who); !strings.Contains(who.Text, "@payments") {
		t.Errorf(":Leadline who shows %q", who.Text)
	}
	var draft struct {
		Windows  int
		Same     bool
		Filetype string
	}
	e.next(t, "draft").into(t, &draft)
	if draft.Windows != 2 || !draft.Same || draft.Filetype != "markdown" {
		t.Errorf("the draft should open in a split, as Markdown, served by the one server: %+v", draft)
	}
	var servers struct {
		Same    bool
		Outside int
	}
	e.next(t, "servers").into(t, &servers)
	if !servers.Same || servers.Outside != 0 {
		t.Errorf("one server for all repositories and none outside them: %+v", servers)
	}
	var completed map[string]json.RawMessage
	e.next(t, "completion").into(t, &completed)
	for what, want := range map[string][]string{
		"actions": {
			"amend", "answer", "ask", "attach", "begin", "calendar", "cancel", "catchup", "close", "companion", "decision", "decisions", "defend", "delegate", "doubt",
			"drafts", "dropped", "happened", "invitation", "know", "lens", "look", "me", "move", "offer", "outcome", "pair", "pairings", "plate", "publish",
			"question", "questions", "report", "respond", "restart", "retract", "retro", "review", "reviewers", "risk", "risks", "silos", "snooze", "stop", "suggest",
			"supersede", "sync", "thank", "todos", "tour", "who", "why", "wish",
		},
		"keys":    {"@dev2", "with=", "for=", "at=", "purpose=", "topic=", "about=", "zone="},
		"choices": {"undo=days", "undo=weeks", "undo=months"},
		"people":  {"@dev2", "to=", "note="},
		"ids":     {"D-7K3QXM", "id="},
		"keyed":   {"by=D-7K3QXM"},
		"folders": {"pay/", "path="},
		"lists":   {"here", "mine", "as=quickfix", "as=telescope"},
		"reports": {"decisions", "delegations"},
		"sync":    {"--status"},
	} {
		var got []string
		if err := json.Unmarshal(completed[what], &got); err != nil {
			t.Errorf("%s: %v", what, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s completed (-want +got):\n%s", what, diff)
		}
	}
	var health struct{ Text string }
	if e.next(t, "health").into(t, &health); !strings.Contains(health.Text, "leadline stand-in") || !strings.Contains(health.Text, "git: fine") {
		t.Errorf(":checkhealth shows %s", health.Text)
	}
	e.next(t, "done")

	var got []said
	starts := 0
	log, err := os.ReadFile(b.path("log"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(log) {
		var s struct {
			Command   string
			Arguments []json.RawMessage
		}
		if err := json.Unmarshal(line, &s); err != nil {
			t.Fatal(err)
		}
		switch s.Command {
		case "initialize":
			starts++
		case "saved":
			if text := string(s.Arguments[0]); !strings.Contains(text, "Said in a draft") {
				t.Errorf("the saved draft arrived as %s", text)
			}
		default:
			one := said{Command: s.Command}
			for _, a := range s.Arguments {
				var args object
				if err := json.Unmarshal(a, &args); err != nil {
					t.Fatalf("%s was sent %s: %v", s.Command, a, err)
				}
				one.Arguments = append(one.Arguments, args)
			}
			got = append(got, one)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
	if starts != 2 {
		t.Errorf("the server was started %d times, want 2: once, and once by :Leadline restart", starts)
	}
}

func TestNeovimWithoutTheProgram(t *testing.T) {
	b := newBench(t)
	gittest.Repo(t, b.path("repo"), charge)
	e := b.start(t, b.path("repo"), "missing.lua")
	var seen struct {
		Messages []struct{ Text string }
		Health   string
	}
	e.next(t, "done").into(t, &seen)
	if len(seen.Messages) != 2 || !strings.Contains(seen.Messages[0].Text, "cannot find the program `leadline-is-not-here`") ||
		!strings.Contains(seen.Messages[1].Text, "no server here") {
		t.Errorf("messages: %+v", seen.Messages)
	}
	if !strings.Contains(seen.Health, "install leadline") {
		t.Errorf(":checkhealth shows %s", seen.Health)
	}
	if _, err := os.Stat(filepath.Join(b.dir, "store")); err == nil {
		t.Error("something was stored")
	}
}
