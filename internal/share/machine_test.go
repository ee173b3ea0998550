package share_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

var noon = time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)

// Nobody's own settings of git take part.
func TestMain(m *testing.M) {
	home, err := os.MkdirTemp("", "share")
	if err == nil {
		err = errors.Join(os.Setenv("HOME", home), os.Setenv("XDG_CONFIG_HOME", home), os.Setenv("GIT_CONFIG_NOSYSTEM", "1"))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if dir := os.Getenv(syncsIn); dir != "" {
		err := syncAlone(context.Background(), dir, os.Getenv(syncsWith))
		os.RemoveAll(home)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	code := m.Run()
	os.RemoveAll(home)
	os.Exit(code)
}

// remote is a bare repository where machines meet.
func remote(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	bare := filepath.Join(dir, "team.git")
	gittest.Git(t, dir, "init", "-q", "--bare", bare)
	return bare
}

// machine is one person's machine with one clone of the repository.
type machine struct {
	t     testing.TB
	dir   string
	who   string
	now   time.Time
	log   *eventlog.Log
	own   *eventlog.Log
	lead  *leadstore.Store
	clone *git.Repository
}

func newMachine(t testing.TB, who string) *machine {
	t.Helper()
	m := &machine{t: t, dir: t.TempDir(), who: who, now: noon}
	clone := filepath.Join(m.dir, "clone")
	gittest.Git(t, m.dir, "init", "-q", clone)
	var err error
	if m.clone, err = git.Find(clone); err != nil {
		t.Fatal(err)
	}
	m.open()
	t.Cleanup(m.close)
	return m
}

func (m *machine) check(err error) {
	m.t.Helper()
	if err != nil {
		m.t.Fatalf("%s: %v", m.who, err)
	}
}

func (m *machine) open() {
	m.t.Helper()
	ctx := context.Background()
	o := eventlog.Options{Now: func() time.Time { return m.now }, Rand: rand.Reader}
	var err error
	m.log, err = eventlog.OpenTeam(ctx, m.dir, o)
	m.check(err)
	m.own, err = eventlog.OpenPrivate(ctx, m.dir, o)
	m.check(err)
	m.lead, err = leadstore.Open(ctx, m.dir, ledger.Fold)
	m.check(err)
}

func (m *machine) close() {
	m.t.Helper()
	m.check(m.lead.Close())
	m.check(m.own.Close())
	m.check(m.log.Close())
}

func (m *machine) repo() string {
	m.t.Helper()
	id, err := m.log.Repo(context.Background(), eventlog.Evidence{GitDir: m.clone.CommonDir})
	m.check(err)
	return id
}

func (m *machine) channel(address string) share.Channel {
	m.t.Helper()
	d, err := git.DestinationOf(m.clone, address)
	m.check(err)
	x, err := git.OpenExchange(filepath.Join(m.dir, "sync.git"), "sha1")
	m.check(err)
	return share.Channel{Log: m.log, Private: m.own, Exchange: x, Repo: m.repo(), Destination: d, Now: func() time.Time { return m.now }}
}

func (m *machine) sync(address string) share.Outcome {
	m.t.Helper()
	out, err := share.Sync(context.Background(), m.channel(address))
	m.check(err)
	return out
}

func (m *machine) say(kind, subject, body string) eventlog.Event {
	m.t.Helper()
	stored, err := m.log.Append(context.Background(), eventlog.Event{
		Repo: m.repo(), Kind: kind, Subject: subject, Body: json.RawMessage(body),
		ActorName: "Dev " + m.who, ActorEmail: m.who + "@example.com", At: m.now,
	})
	m.check(err)
	return stored[0]
}

func (m *machine) decide(subject, title string) eventlog.Event {
	m.t.Helper()
	return m.say("decision.logged", subject, fmt.Sprintf(`{"title":%q,"status":"accepted"}`, title))
}

func (m *machine) events() []eventlog.Event {
	m.t.Helper()
	events, err := m.log.Since(context.Background(), 0, 1<<20)
	m.check(err)
	return events
}

// rows are what the lead's store says, view by view; that of other machines must be equal.
func (m *machine) rows() map[string][]string {
	m.t.Helper()
	ctx := context.Background()
	_, err := m.lead.CatchUp(ctx, m.log)
	m.check(err)
	out := map[string][]string{}
	for _, view := range []string{"decisions", "delegations", "questions", "risks", "events"} {
		rows, err := m.lead.Query(ctx, "SELECT * FROM "+view+" ORDER BY id", leadstore.Limits{Rows: 1 << 20})
		m.check(err)
		for rows.Next() {
			out[view] = append(out[view], fmt.Sprint(rows.Values()...))
		}
		m.check(rows.Err())
		m.check(rows.Close())
	}
	entries, _, err := m.lead.Entries(ctx, m.repo(), 0)
	m.check(err)
	for _, e := range entries {
		out["entries"] = append(out["entries"], fmt.Sprintln(e.ID, e.Repo, e.Kind, e.Subject, string(e.Doc), e.Searchable))
	}
	slices.Sort(out["entries"])
	return out
}

func alike(t *testing.T, machines ...*machine) {
	t.Helper()
	want := machines[0].rows()
	for _, m := range machines[1:] {
		if diff := cmp.Diff(want, m.rows()); diff != "" {
			t.Fatalf("%s and %s do not agree:\n%s", machines[0].who, m.who, diff)
		}
	}
}

// sent reads the lines of a ref of the remote, batch by batch.
func sent(t testing.TB, bare, ref string) string {
	t.Helper()
	var b strings.Builder
	for _, commit := range strings.Fields(gittest.Git(t, bare, "rev-list", "--reverse", ref)) {
		b.WriteString(gittest.Git(t, bare, "show", commit+":"+git.BatchFile) + "\n")
	}
	return b.String()
}

func refs(t testing.TB, bare string) []string {
	t.Helper()
	return strings.Fields(gittest.Git(t, bare, "for-each-ref", "--format=%(refname)"))
}
