package lsp_test

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// twoAddresses is a history in which the reader may be somebody else too.
const twoAddresses = smallHistory + `
commit main 2026-02-11T10:00:00Z Dev Three <dev3@old.example.com>
go on
+ a.go
<<<
package a

// TODO: retry on timeout
var A = 2
>>>
`

// editAsked opens an editor that answers questions from the start, and counts them.
func (d *desk) editAsked(answer string) (*lsptest.Client, *atomic.Int32) {
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- lsp.Main(context.Background(), serverIn, serverOut, lsp.Config{Dirs: d.dirs, Version: "test"})
	}()
	d.t.Cleanup(func() { clientOut.Close(); <-done })
	c := lsptest.New(d.t, clientIn, clientOut)
	asked := new(atomic.Int32)
	c.Handle("window/showMessageRequest", func(_ context.Context, params json.RawMessage) (any, error) {
		asked.Add(1)
		if !strings.Contains(string(params), "dev3@old.example.com") {
			d.t.Errorf("asked %s", params)
		}
		if answer == "" {
			return nil, nil
		}
		return map[string]string{"title": answer}, nil
	})
	c.Initialize(lspclient.VSCode, string(lsp.FileURI(d.top)))
	return c, asked
}

func TestWhoYouAreIsAskedOnce(t *testing.T) {
	d := newDesk(t, twoAddresses)
	c, _ := d.editAsked("Yes")
	d.open(c, "a.go")
	hear(t, c, "dev3@old.example.com is you now")
	d.recorded("person.merged")
	c.Shutdown()

	again, asked := d.editAsked("Yes")
	u := d.open(again, "a.go")
	again.Execute("leadline.know", map[string]any{"uri": u, "know": "no"})
	hear(t, again, "You are no longer named for a.go")
	again.Shutdown()
	if n := asked.Load(); n != 0 {
		t.Errorf("asked %d times more", n)
	}
}

// remembered waits until something of a kind is among what is private.
func (d *desk) remembered(kind ledger.Kind) {
	d.t.Helper()
	ctx, cancel := context.WithCancel(d.t.Context())
	defer cancel()
	private, err := eventlog.OpenPrivate(ctx, d.dirs.Data, eventlog.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	defer private.Close()
	appended := make(chan struct{}, 1)
	if err := private.Watch(ctx, func() {
		select {
		case appended <- struct{}{}:
		default:
		}
	}); err != nil {
		d.t.Fatal(err)
	}
	for {
		all, err := private.Since(ctx, 0, 1000)
		if err != nil {
			d.t.Fatal(err)
		}
		if slices.ContainsFunc(all, func(e eventlog.Event) bool { return e.Kind == string(kind) }) {
			return
		}
		<-appended
	}
}

func TestWhoYouAreNot(t *testing.T) {
	for _, answer := range []string{"No", "Not now", ""} {
		d := newDesk(t, twoAddresses)
		first, asked := d.editAsked(answer)
		d.open(first, "a.go")
		first.WaitNotification("window/showMessageRequest", nil)
		d.remembered(ledger.IdentityAsked)
		first.Shutdown()
		second, more := d.editAsked(answer)
		d.open(second, "a.go")
		second.Shutdown()
		if n := asked.Load() + more.Load(); n != 1 {
			t.Errorf("%q: asked %d and %d times", answer, asked.Load(), more.Load())
		}
		d.recorded() // nothing that anybody else sees
	}
}

func TestWhomTheRepositorySaysYouAre(t *testing.T) {
	d := newDesk(t, strings.ReplaceAll(smallHistory, "dev3@example.com", "dev3@old.example.com"))
	mine := t.TempDir() + "/gitconfig"
	gittest.Git(t, d.top, "config", "--file", mine, "user.email", "me@example.org")
	t.Setenv("GIT_CONFIG_GLOBAL", mine)
	c, _ := d.editAsked("No")
	d.open(c, "a.go")
	hear(t, c, "git config user.email me@example.org")
	c.Shutdown()
	again, asked := d.editAsked("No")
	d.open(again, "a.go")
	again.Shutdown()
	if n := asked.Load(); n != 0 {
		t.Errorf("asked %d times more", n)
	}
}

func TestBeingLeftOut(t *testing.T) {
	d := newDesk(t, smallHistory)
	c := d.edit(lspclient.VSCode)
	u := d.open(c, "a.go")
	c.Execute("leadline.know", map[string]any{"uri": u, "leave_me_out": true})
	hear(t, c, "You are left out")
	c.Execute("leadline.know", map[string]any{"uri": u, "name_me_again": true})
	hear(t, c, "You are named again")
	c.Execute("leadline.know", map[string]any{"uri": u, "area": ".", "know": "yes"})
	hear(t, c, "Whoever needs help with the whole repository is sent to you.")
	d.recorded("person.left-out", "person.returned", "knowledge.claimed")
	c.Shutdown()
}
