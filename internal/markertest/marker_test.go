package markertest_test

import (
	"context"
	"encoding/json"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
	"github.com/leadline/leadline/internal/lsptest"
	"github.com/leadline/leadline/internal/workspace"
)

var update = flag.Bool("update", false, "rewrite the want sections of testdata/marker")

// TestMarkers runs the archives of testdata/marker. Each is a story of its own: a history, settings, what
// people did, and what the editor must show then. Its files:
//
//	history          a repository, as package gittest reads it; `later` continues it, with ids as in arguments
//	settings         .leadline.toml
//	mine             the reader's own settings
//	editor           initializationOptions, JSON
//	client           an editor's profile (package lspclient); neovim by default
//	unsaved PATH     text of an open file, where it differs from the saved one
//	edited PATH      text that the step `edit` types
//	do               one step a line
//	want KIND PLACE  what is shown: lens, hover, inlay, diagnostics, actions (indented: behind the last); `want messages` is what was said;
//	                 completion, definition and owner (a hover) are asked for at the end of what stands before the
//	                 mark, symbols for the file, `want edit PLACE TITLE` is the text after that action,
//	                 `want page TOPIC PATH` is the page that a report or the plate opens as, or that tells of an id;
//	                 `want cited PLACE` is a hover, `want references PLACE` where it is cited, `want links PATH` what
//	                 is a link, `want status PATH` what the status bar shows, `want found PATH WORDS` what the editor's search for symbols finds
//
// A step is one of
//
//	[as WHO: ][!] COMMAND PLACE {arguments}   "!" says that it must be refused; $D in the arguments is the
//	                                                     id of the newest decision, $T $P $R likewise, ${D-1}
//	                                                     that of the first; it is shown as D-1
//	bare COMMAND PLACE                                   the command without arguments, after a hover at the place
//	edit PATH                                            the reader types
//	cite PATH                                            the reader types the text of the section `cited PATH`, in which
//	                                                     D-1 is the id of the first decision, Q-1 of the first question …
//	keep PATH                                            the same, but on disk, as if somebody else had
//	symbols PATH {"KIND NAME": "FIRST LAST"}             the editor hands over symbols, from mark to mark
//	later                                                the history goes on while no editor is open
//	clock 2026-11-26T09:00:00Z                           time passes; the editor is opened anew
//
// A place is a path, or path@name where //@name (or #@name) marks a line of the file; a path with blanks is written as a
// Go string. Run with -update to rewrite the want sections from what is shown.
func TestMarkers(t *testing.T) {
	archives, err := filepath.Glob("../../testdata/marker/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatal("no archives in testdata/marker", err)
	}
	for _, path := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			runMarkers(t, path)
		})
	}
}

// story is a marker archive at work.
type story struct {
	t       *testing.T
	archive *txtar.Archive
	dirs    config.Dirs
	top     string
	client  *lsptest.Client
	open    map[string]string // path → text in the editor
	ids     map[string]string // kind letter → newest id
	count   map[string]int    // kind letter → ids so far
	names   []string          // ids, each before its name in the archive: D-1, D-2, …
	said    strings.Builder   // messages of editors that were closed
	clock   atomic.Pointer[time.Time]
}

var start = time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC) // a Wednesday

func runMarkers(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := newStory(t, archive)
	s.client = s.serve(1)
	s.steps()
	changed := false
	for i, f := range archive.Files {
		want, ok := strings.CutPrefix(f.Name, "want ")
		if !ok {
			continue
		}
		kind, place, _ := strings.Cut(want, " ")
		got := strings.NewReplacer(s.names...).Replace(s.show(kind, place, string(f.Data)))
		if *update {
			archive.Files[i].Data, changed = []byte(got), true
		} else if diff := cmp.Diff(string(f.Data), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
	}
	if changed {
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s.client.Shutdown()
}

func newStory(t *testing.T, archive *txtar.Archive) *story {
	home := t.TempDir()
	s := &story{t: t, archive: archive, top: filepath.Join(home, "repo"), open: map[string]string{}, ids: map[string]string{}, count: map[string]int{}}
	s.clock.Store(&start)
	in := func(name string) string { return filepath.Join(home, name) }
	s.dirs = config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state"), Store: in("store")}
	gittest.Repo(t, s.top, s.section("history"))
	if settings := s.section("settings"); settings != "" {
		if err := os.WriteFile(filepath.Join(s.top, ".leadline.toml"), []byte(settings), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if mine := s.section("mine"); mine != "" {
		if err := os.MkdirAll(s.dirs.Config, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(workspace.UserSettings(s.dirs), []byte(mine), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s.index()
	return s
}

func (s *story) section(name string) string {
	for _, f := range s.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

// index builds the index beforehand, so that every answer is the warm one.
func (s *story) index() { s.indexWith(nil) }

// land indexes the history with the ledger at hand, so that what commits finish is recorded before an editor asks.
func (s *story) land() {
	stores, err := workspace.OpenStores(context.Background(), s.dirs, s.dirs.Store, s.now, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.indexWith(stores)
	if err := stores.Close(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) indexWith(stores *workspace.Stores) {
	w, err := workspace.Open(context.Background(), s.top, workspace.Opened(stores, nil), workspace.Options{Dirs: s.dirs, Now: s.now})
	if err != nil {
		s.t.Fatal(err)
	}
	if err := w.Refresh(context.Background()); err != nil {
		s.t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		s.t.Fatal(err)
	}
}

func (s *story) now() time.Time { return *s.clock.Load() }

// seeded makes ids that are the same in every run. It is safe for concurrent use.
type seeded struct {
	mu     sync.Mutex
	source *rand.ChaCha8
}

func newSeeded(seed byte) *seeded { return &seeded{source: rand.NewChaCha8([32]byte{seed})} }

func (s *seeded) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.source.Read(p)
}

// serve starts a server and an editor on it.
func (s *story) serve(seed byte) *lsptest.Client {
	if editor := s.section("editor"); editor != "" {
		return s.serveWith(seed, json.RawMessage(editor))
	}
	return s.serveWith(seed, nil)
}

// serveAs serves somebody else, whom the history knows, and who keeps what is private to them elsewhere.
func (s *story) serveAs(seed byte, who string) *lsptest.Client {
	dirs := s.dirs
	dirs.Data = filepath.Join(dirs.Data, strings.TrimPrefix(who, "@"))
	return s.serveIn(dirs, seed, map[string]string{"me": who})
}

func (s *story) serveWith(seed byte, options any) *lsptest.Client {
	return s.serveIn(s.dirs, seed, options)
}

func (s *story) serveIn(dirs config.Dirs, seed byte, options any) *lsptest.Client {
	serverIn, clientOut := io.Pipe()
	clientIn, serverOut := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- lsp.Main(context.Background(), serverIn, serverOut, lsp.Config{
			Dirs: dirs, Version: "test", Now: s.now, Rand: newSeeded(seed),
		})
	}()
	s.t.Cleanup(func() { clientOut.Close(); <-done })
	c := lsptest.New(s.t, clientIn, clientOut)
	profile := lspclient.Neovim
	if p := strings.TrimSpace(s.section("client")); p != "" {
		profile = lspclient.Profile(p)
	}
	c.InitializeWith(profile, string(lsp.FileURI(s.top)), options)
	return c
}

func (s *story) uri(path string) string { return string(lsp.FileURI(filepath.Join(s.top, path))) }

// look opens a file in the editor, once.
func (s *story) look(c *lsptest.Client, path string) string {
	if text, ok := s.open[path]; ok && c == s.client {
		return text
	}
	text := s.section("unsaved " + path)
	if text == "" {
		saved, err := os.ReadFile(filepath.Join(s.top, path))
		if err != nil {
			s.t.Fatal(err)
		}
		text = string(saved)
	}
	c.Open(s.uri(path), "", text)
	if c == s.client {
		s.open[path] = text
	}
	return text
}

// place finds path@name: the file's URI and the 0-based line that is marked.
func (s *story) place(c *lsptest.Client, place string) (uri string, line int) {
	path, name, marked := strings.Cut(place, "@")
	if strings.HasPrefix(path, `"`) {
		var err error
		if path, err = strconv.Unquote(path); err != nil {
			s.t.Fatalf("%s: %v", place, err)
		}
	}
	text := s.look(c, path)
	if !marked {
		return s.uri(path), 0
	}
	mark := regexp.MustCompile(`(?://|#|--)@` + regexp.QuoteMeta(name) + `\b`)
	for i, l := range strings.Split(text, "\n") {
		if mark.MatchString(l) {
			return s.uri(path), i
		}
	}
	s.t.Fatalf("no line of %s is marked @%s", path, name)
	return "", 0
}

var step = regexp.MustCompile(`^(?:as (\S+): )?(! )?(\S+) ("(?:[^"\\]|\\.)*"(?:@\w+)?|\S+) ?(\{.*\})?$`)
