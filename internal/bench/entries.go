package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// entries are n entries of all kinds, as a team that uses everything would have after some years: by the people and about the places
// of a terrain, and what happened to them since.
func entries(n int, repo string, now time.Time, t terrain) []eventlog.Event {
	var out []eventlog.Event
	said := func(by *people.Person, kind ledger.Kind, subject string, what map[string]any) {
		text, err := json.Marshal(what)
		if err != nil {
			panic(err)
		}
		out = append(out, eventlog.Event{
			Repo: repo, V: 1, Kind: string(kind), Subject: subject, Visibility: ledger.Team, ActorName: by.Name, ActorEmail: by.Email, Body: text,
		})
	}
	for i := range n {
		by, to := t.people[i%len(t.people)], t.people[(i*7+1)%len(t.people)]
		path := t.paths[i%len(t.paths)]
		day := now.AddDate(0, 0, i%60-30)
		title := fmt.Sprintf("what entry %d is about, in a line of the usual length", i)
		id := func(letter string) string { return fmt.Sprintf("%s-B%05d", letter, i) }
		at := []map[string]any{{"path": path, "line": 1, "end_line": 1}}
		switch i % 6 {
		case 0:
			said(by, ledger.DecisionLogged, id("D"), map[string]any{
				"title": title, "because": "a retry must never bill twice", "status": []string{"accepted", "accepted", "accepted", "proposed"}[i/6%4], "anchors": at,
				"undo": []string{"days", "weeks", "months"}[i/6%3], "confidence": []string{"guess", "enough"}[i/6%2], "review_by": day.Format(time.DateOnly),
			})
		case 1:
			said(by, ledger.QuestionAsked, id("Q"), map[string]any{"text": title, "decides": to.Email, "due": day.Format(time.DateOnly), "anchors": at})
		case 2:
			said(by, ledger.RiskRaised, id("K"), map[string]any{"problem": title, "takes": "two days", "gains": "trust", "anchors": at})
		case 3:
			said(by, ledger.TodoOffered, id("T"), map[string]any{"to": to.Email, "what": title, "why": "it is asked for", "anchors": at})
			if i/6%4 > 0 {
				said(to, ledger.TodoTaken, id("T"), map[string]any{})
			}
			if i/6%4 > 1 {
				said(to, ledger.TodoDone, id("T"), map[string]any{})
			}
		case 4:
			said(by, ledger.ReviewRequested, id("R"), map[string]any{"to": to.Email, "paths": []string{path}, "files": 1 + i%9})
		case 5:
			said(by, ledger.PairingScheduled, id("P"), map[string]any{
				"topic": title, "people": []string{by.Email, to.Email}, "minutes": 60, "uid": id("P"), "start": day.Format(time.RFC3339), "anchors": at,
			})
		}
	}
	for i, p := range t.people {
		said(p, ledger.WishLearn, t.largest, map[string]any{})
		said(p, ledger.WishLearn, pathOf(t, i), map[string]any{})
	}
	return out
}

func pathOf(t terrain, i int) string { return t.paths[i*5%len(t.paths)] }
