package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/dash"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) dash() *cobra.Command {
	var port int
	var noOpen bool
	c := &cobra.Command{
		Use: "dash", Short: "Show all of it as a web page on this machine, until Ctrl-C", Args: a.exactly(0),
		Long: "Show the week, who knows what, reviews, what was handed on, risks, questions, decisions and pairing as a web page on this machine,\n" +
			"until Ctrl-C. The address is printed on a line of its own: it opens the page for whoever has it, on this machine alone. The page\n" +
			"follows what is said in editors and on command lines. What an editor's menu can do about what is shown, forms on it do, in the\n" +
			"name of whom git says you are. It asks nothing of other hosts.",
		RunE: func(c *cobra.Command, _ []string) error {
			if port < 0 || port > 65535 {
				return usagef("--port is a number from 1 to 65535")
			}
			return a.serveDash(c.Context(), port, !noOpen)
		},
	}
	c.Flags().IntVar(&port, "port", 0, "listen on this `port`; without it, on any that is free")
	c.Flags().BoolVar(&noOpen, "no-open", false, "print the address, and open no browser")
	return c
}

// dashJSON is where the page is.
type dashJSON struct {
	URL string `json:"url"`
}

func (a *app) serveDash(ctx context.Context, port int, browse bool) (err error) {
	dirs, err := a.dirs()
	if err != nil {
		return err
	}
	listener, err := dash.Listen(ctx, port)
	if err != nil {
		return err
	}
	defer listener.Close() // where nothing else has closed it yet
	var stores *workspace.Stores
	changes := dash.NewChanges()
	w, err := workspace.Open(ctx, a.dir(), func() (_ *workspace.Stores, err error) {
		stores, err = a.openStores(ctx, dirs)
		return stores, err
	}, workspace.Options{
		Dirs: dirs, Now: a.Now, Rand: a.Rand, OnProgress: a.progress().show, Refreshing: true, Log: a.noteOnce(), Getenv: a.getenv,
		OnChange: func(*workspace.Snapshot) { changes.Tell() },
	})
	if err != nil {
		return errors.Join(err, stores.Close())
	}
	defer func() { err = errors.Join(err, w.Close(), stores.Close()) }()
	if err := w.Snapshot().StoreErr; err != nil {
		a.note("%s; showing what is known without it", err)
	}
	options := dash.Options{Workspace: w, ConfigDir: dirs.Config, Changes: changes, Now: a.Now, Rand: a.Rand, Log: a.noteOnce()}
	if stores != nil {
		options.Lead = stores.Lead
	}
	server, err := dash.New(options)
	if err != nil {
		return err
	}
	server.Warm(ctx)
	w.Watch(changes.Tell)
	address := server.Address(listener)
	if a.json {
		err = a.answer(dashJSON{address})
	} else {
		err = a.print(address + "\n")
	}
	if err != nil {
		return err
	}
	if browse {
		a.browse(ctx, dirs, address)
	}
	return server.Serve(ctx, listener)
}

// browsers open an address in the user's browser, by system.
var browsers = map[string][]string{"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"}}

// browse opens the address in the user's browser, if there is a desktop. What is not opened was printed all the same. The address
// goes there in a file that nobody else can read: what processes are called with, everybody on a machine can see.
func (a *app) browse(ctx context.Context, dirs config.Dirs, address string) {
	command, ok := browsers[runtime.GOOS]
	if !ok {
		if a.getenv("DISPLAY") == "" && a.getenv("WAYLAND_DISPLAY") == "" {
			return
		}
		command = []string{"xdg-open"}
	}
	name := filepath.Join(dirs.State, "dash.html")
	page := fmt.Sprintf("<!doctype html><title>Leadline</title><meta http-equiv=\"refresh\" content=\"0;url=%s\"><a href=\"%s\">Leadline</a>\n", address, address)
	if os.MkdirAll(dirs.State, 0o700) != nil || writeOwn(name, page) != nil {
		return
	}
	program := exec.Command{Path: command[0], Args: append(command[1:], name), Env: a.Environ}
	p, err := program.Start(context.WithoutCancel(ctx)) // a browser that it starts outlives us
	if err != nil {
		a.note("cannot open a browser: %s. Open the address by hand", err)
		return
	}
	go func() {
		_, _ = io.Copy(io.Discard, p.Stdout)
		_ = p.Wait() // which opened it, or said why not on its own
	}()
}

// writeOwn writes a file that nobody else can read, in the place of one that is there.
func writeOwn(name, text string) error {
	if err := os.Remove(name); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
