package eventlog_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/eventlog"
)

func TestBlank(t *testing.T) {
	log, err := eventlog.OpenTeam(t.Context(), t.TempDir(), eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	said, err := log.Append(t.Context(),
		eventlog.Event{Repo: "r", ActorName: "Dev", ActorEmail: "dev@example.com", Kind: "todo.declined", Subject: "T-A", Body: []byte(`{"note":"x"}`)},
		eventlog.Event{Repo: "r", ActorName: "Dev", ActorEmail: "dev@example.com", Kind: "todo.offered", Subject: "T-A", Body: []byte(`{"check_in":"x"}`)})
	if err != nil {
		t.Fatal(err)
	}
	blanks := []eventlog.Blank{{ID: said[0].ID, Body: []byte("{}"), Actor: true}, {ID: said[1].ID, Body: []byte("{}")}, {ID: "nobody's", Body: []byte("{}")}}
	for i, want := range []int{2, 0} {
		n, err := log.Blank(t.Context(), blanks...)
		if err != nil || n != want {
			t.Errorf("blanked %d events the %d. time, want %d, %v", n, i+1, want, err)
		}
	}
	if n, err := log.Blankings(t.Context()); n != 1 || err != nil {
		t.Errorf("%d blankings, %v", n, err)
	}
	want := []eventlog.Event{said[0], said[1]}
	want[0].ActorName, want[0].ActorEmail, want[0].Body, want[1].Body = "", "", []byte("{}"), []byte("{}")
	got, err := log.Since(t.Context(), 0, 0)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if _, err := log.Blank(t.Context(), eventlog.Blank{ID: said[0].ID, Body: []byte("no JSON")}); !errors.Is(err, eventlog.ErrInvalid) {
		t.Errorf("what is left is no JSON: %v", err)
	}
	older, err := log.Older(t.Context(), []string{"todo.declined"}, time.Now().Add(time.Hour), 0, 10)
	if err != nil || len(older) != 1 || !older[0].Blanked() {
		t.Errorf("%+v, %v", older, err)
	}
	if none, err := log.Older(t.Context(), []string{"todo.declined"}, time.Unix(0, 0), 0, 10); len(none) != 0 || err != nil {
		t.Errorf("older than everything: %+v, %v", none, err)
	}
}

// Of many that ask on the same day one is told yes.
func TestClaim(t *testing.T) {
	dir := t.TempDir()
	var logs []*eventlog.Log
	for range 4 {
		log, err := eventlog.OpenTeam(t.Context(), dir, eventlog.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer log.Close()
		logs = append(logs, log)
	}
	for _, day := range []string{"2026-11-18", "2026-11-19"} {
		var group sync.WaitGroup
		var mu sync.Mutex
		told := 0
		for _, log := range logs {
			group.Go(func() {
				yes, err := log.Claim(context.WithoutCancel(t.Context()), "forgetting", day)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if yes {
					told++
				}
			})
		}
		group.Wait()
		if told != 1 {
			t.Errorf("on %s %d were told yes", day, told)
		}
	}
	reader, err := eventlog.OpenTeam(t.Context(), dir, eventlog.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if yes, err := reader.Claim(t.Context(), "forgetting", "2026-11-20"); yes || err != nil {
		t.Errorf("one that cannot write: %v, %v", yes, err)
	}
}
