package lsp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// onLeave lets a calendar of the reader's be read that has them away for three weeks, whatever day it is.
func (d *desk) onLeave() {
	d.t.Helper()
	first := time.Now().AddDate(0, 0, 7)
	text := fmt.Sprintf("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Surgery\r\nDTSTART;VALUE=DATE:%s\r\nDTEND;VALUE=DATE:%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
		first.Format("20060102"), first.AddDate(0, 0, 21).Format("20060102"))
	file := filepath.Join(filepath.Dir(d.top), "leave.ics")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	if err := os.MkdirAll(d.dirs.Config, 0o700); err != nil {
		d.t.Fatal(err)
	}
	if err := os.WriteFile(d.dirs.UserFile(), []byte(fmt.Sprintf("[calendar]\nfiles = [%q]\n", file)), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// An editor looks at the reader's calendars by itself, and asks once whether to tell the team that they are away. Nobody knows before.
func TestLeaveIsToldOnlyIfOneSaysSo(t *testing.T) {
	d := newDesk(t, smallHistory)
	d.onLeave()
	for _, round := range []struct {
		answer string
		asked  bool
		told   int
	}{{"Keep it to myself", true, 0}, {"Tell my team", false, 0}} {
		c, questions := d.editAnswering(round.answer)
		u := d.open(c, "a.go")
		c.Settled(u)
		if !round.asked && len(questions) > 0 {
			t.Errorf("asked again: %s", <-questions)
		}
		if round.asked {
			said := <-questions
			if !strings.Contains(said, "Your calendar says that you are away") || strings.Contains(said, "Surgery") {
				t.Errorf("asked %s", said)
			}
		}
		c.Shutdown()
		if got := d.absences(); got != round.told {
			t.Errorf("%q: %d told", round.answer, got)
		}
	}
}

func TestLeaveIsToldIfOneSaysSo(t *testing.T) {
	d := newDesk(t, smallHistory)
	d.onLeave()
	c, questions := d.editAnswering("Tell my team")
	d.open(c, "a.go")
	<-questions
	hear(t, c, "Your team knows")
	c.Shutdown()
	if got := d.absences(); got != 1 {
		t.Errorf("%d told", got)
	}
}

// editAnswering opens an editor that answers every question in the same way, and hands the questions over.
func (d *desk) editAnswering(answer string) (*lsptest.Client, <-chan string) {
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- lsp.Main(context.Background(), serverIn, serverOut, lsp.Config{Dirs: d.dirs, Version: "test"})
	}()
	d.t.Cleanup(func() { clientOut.Close(); <-done })
	c := lsptest.New(d.t, clientIn, clientOut)
	questions := make(chan string, 10)
	c.Handle("window/showMessageRequest", func(_ context.Context, params json.RawMessage) (any, error) {
		questions <- string(params)
		return map[string]string{"title": answer}, nil
	})
	c.Initialize(lspclient.VSCode, string(lsp.FileURI(d.top)))
	return c, questions
}

// absences counts what the team was told of anybody being away.
func (d *desk) absences() (n int) {
	d.t.Helper()
	log, err := eventlog.OpenTeam(d.t.Context(), d.dirs.Data, eventlog.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	defer log.Close()
	events, err := log.Since(context.Background(), 0, 100)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, e := range events {
		var away ledger.Away
		if e.Kind == string(ledger.PersonAway) && json.Unmarshal(e.Body, &away) == nil && away.From != "" {
			n++
		}
	}
	return n
}
