//go:build unix && !race

package drill_test

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/store/leadstore"
)

// What a process of this binary plays, and on which folder.
const (
	envRole   = "LEADLINE_DRILL_ROLE"
	envDir    = "LEADLINE_DRILL_DIR"
	envRounds = "LEADLINE_DRILLS"
)

func TestMain(m *testing.M) {
	roles := map[string]func(context.Context, string) error{"writer": write, "older": writeAsBefore, "reader": read, "full": writeIntoFull, "command": command, "serve": serve}
	if role, ok := roles[os.Getenv(envRole)]; ok {
		if err := role(context.Background(), os.Getenv(envDir)); err != nil {
			fmt.Fprintln(os.Stderr, os.Getenv(envRole)+":", err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// play prepares a process in a role.
func play(t *testing.T, role, dir string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), program)
	c.Env = append(os.Environ(), envRole+"="+role, envDir+"="+dir)
	c.Stderr = os.Stderr
	return c
}

// together is how many events are said in one go: all of them are recorded, or none.
const together = 3

// write records until it is killed, printing the ids of what was acknowledged.
func write(ctx context.Context, dir string) error {
	l, err := eventlog.OpenTeam(ctx, dir, eventlog.Options{})
	if err != nil {
		return err
	}
	for i := 0; ; i++ {
		var events []eventlog.Event
		group := fmt.Sprintf("%d.%d", os.Getpid(), i)
		for n := range together {
			kind, body := ledger.DecisionLogged, `{"decision":{"title":"said together","status":"accepted"},"group":"`+group+`"}`
			if n > 0 {
				kind, body = ledger.EntryAmended, `{"decision":{"title":"amended"},"group":"`+group+`"}`
			}
			events = append(events, eventlog.Event{
				Kind: string(kind), Subject: fmt.Sprintf("D-%06d", rand.N(1000)), Repo: "r", ActorName: "Dev One", Body: json.RawMessage(body),
			})
		}
		stored, err := l.Append(ctx, events...)
		if err != nil {
			return err
		}
		for _, e := range stored {
			group += " " + e.ID
		}
		if _, err := fmt.Println(group); err != nil {
			return err
		}
	}
}

// writeAsBefore records as the first version of the schema did: without sums, and as a writer of its own.
func writeAsBefore(ctx context.Context, dir string) error {
	l, err := eventlog.OpenTeam(ctx, dir, eventlog.Options{}) // makes the file if need be
	if err != nil {
		return err
	}
	if err := l.Close(); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, eventlog.TeamFile)+"?_txlock=immediate&_busy_timeout=20000&_pragma=synchronous(2)")
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	for i := 0; ; i++ {
		id := fmt.Sprintf("older%d.%d", os.Getpid(), i)
		_, err := db.ExecContext(ctx, `INSERT INTO events (id, writer, seq, hlc, v, repo, actor_name, actor_email, at, kind, subject, visibility, body)
			SELECT ?1, 'older', coalesce((SELECT max(seq) FROM events WHERE writer='older'), 0) + 1, max(coalesce((SELECT max(hlc) FROM events), 0) + 1, ?2 << 16),
			1, 'r', 'Dev Two', '', '2026-10-01T12:00:00.000Z', 'decision.logged', 'D-OLDER', 'team', '{"decision":{"title":"as before"}}'`, id, time.Now().UnixMilli())
		if err != nil {
			return err
		}
		if _, err := fmt.Println("- " + id); err != nil {
			return err
		}
	}
}

// read brings the lead's store up to date until it is killed, and never sees less than before.
func read(ctx context.Context, dir string) error {
	l, err := eventlog.OpenTeam(ctx, dir, eventlog.Options{})
	if err != nil {
		return err
	}
	lead, err := leadstore.Open(ctx, dir, ledger.Fold)
	if err != nil {
		return err
	}
	for before := int64(0); ; {
		if _, err := lead.CatchUp(ctx, l); err != nil {
			return err
		}
		rows, err := lead.Query(ctx, `SELECT count(*) FROM events`, leadstore.Limits{})
		if err != nil {
			return err
		}
		rows.Next()
		seen, _ := rows.Values()[0].(int64)
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		if seen < before {
			return fmt.Errorf("%d events were seen, and now %d", before, seen)
		}
		before = seen
		if _, err := fmt.Println("-"); err != nil {
			return err
		}
	}
}

// acknowledged collects what processes say they have recorded: ids by what was said together.
type acknowledged struct {
	mu     sync.Mutex
	groups map[string][]string // guarded by mu
}

// run starts a process and kills it after it has said so many lines and some time more. What it said is in a when run returns.
func (a *acknowledged) run(t *testing.T, role, dir string, lines int, more time.Duration) {
	c := play(t, role, dir)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Error(err)
		return
	}
	if err := c.Start(); err != nil {
		t.Error(err)
		return
	}
	said, late := 0, make(chan struct{})
	text := bufio.NewReader(out)
	for {
		line, err := text.ReadString('\n') // a line that was torn by the kill is acknowledged to nobody
		if err != nil {
			break
		}
		if said++; said == lines {
			go func() {
				defer close(late)
				<-time.After(more)
				if err := c.Process.Kill(); err != nil {
					t.Error(err)
				}
			}()
		}
		if group, ids, _ := strings.Cut(strings.TrimSpace(line), " "); ids != "" {
			a.mu.Lock()
			a.groups[group] = append(a.groups[group], strings.Fields(ids)...)
			a.mu.Unlock()
		}
	}
	if err := c.Wait(); err == nil || c.ProcessState.ExitCode() == 1 {
		t.Errorf("a %s ended by itself: %v", role, err)
		return
	}
	<-late
}

// Writers and readers, of this version of the program and of one before, are killed at any moment: whatever was acknowledged is
// there, what was said together is there together, nothing is torn, and the projection is the one that the events give.
func TestKilledAtAnyMoment(t *testing.T) {
	rounds, err := strconv.Atoi(os.Getenv(envRounds))
	if err != nil {
		rounds = 100
	}
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(1, uint64(rounds)))
	all := acknowledged{groups: map[string][]string{}}
	for round := range rounds {
		var running sync.WaitGroup
		for _, role := range [][]string{{"writer", "writer", "reader"}, {"writer", "older", "reader"}}[round%2] {
			lines, more := 1+random.IntN(12), time.Duration(random.IntN(5000))*time.Microsecond
			running.Go(func() { all.run(t, role, dir, lines, more) })
		}
		running.Wait()
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
		if round%10 == 9 || round == rounds-1 {
			all.check(t, dir)
		}
	}
	l, err := eventlog.OpenTeam(t.Context(), dir, eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	last, err := l.Last(t.Context())
	t.Logf("%d rounds, %d events, %v", rounds, last, err)
	if diff := cmp.Diff(projection(t, t.TempDir(), l), projection(t, dir, l)); diff != "" {
		t.Errorf("the projection is not that of the events (-rebuilt +live)\n%.2000s", diff)
	}
}

// check reads everything: it is sound, in order, without a gap, whole, and has all that was acknowledged.
func (a *acknowledged) check(t *testing.T, dir string) {
	t.Helper()
	l, err := eventlog.OpenTeam(t.Context(), dir, eventlog.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Check(t.Context()); err != nil {
		t.Error(err)
	}
	events, err := l.Since(t.Context(), 0, 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	there, groups, seqs, clock := map[string]bool{}, map[string]int{}, map[string]int64{}, int64(0)
	for _, e := range events {
		there[e.ID] = true
		var body struct {
			Group string `json:"group"`
		}
		if err := json.Unmarshal(e.Body, &body); err != nil {
			t.Errorf("%s: %v", e.ID, err)
		}
		groups[body.Group]++
		if e.Seq != seqs[e.Writer]+1 || e.HLC <= clock {
			t.Errorf("%s has number %d after %d, and clock %d after %d", e.ID, e.Seq, seqs[e.Writer], e.HLC, clock)
		}
		seqs[e.Writer], clock = e.Seq, e.HLC
	}
	delete(groups, "") // said by the older program
	for group, n := range groups {
		if n != together {
			t.Errorf("of %d events said together as %s, %d are there", together, group, n)
		}
	}
	for _, ids := range a.groups {
		for _, id := range ids {
			if !there[id] {
				t.Errorf("%s was acknowledged and is lost", id)
			}
		}
	}
}

// projection is what the lead's store of a folder shows of a log, up to date.
func projection(t *testing.T, dir string, l *eventlog.Log) []string {
	t.Helper()
	lead, err := leadstore.Open(t.Context(), dir, ledger.Fold)
	if err != nil {
		t.Fatal(err)
	}
	defer lead.Close()
	if _, err := lead.CatchUp(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	if err := lead.Check(t.Context()); err != nil {
		t.Error(err)
	}
	var out []string
	for _, query := range []string{`SELECT * FROM events ORDER BY id`, `SELECT * FROM decisions ORDER BY id`} {
		rows, err := lead.Query(t.Context(), query, leadstore.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			out = append(out, fmt.Sprint(rows.Values()...))
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// A disk that fills up while people write: what was acknowledged is there, what was not is refused in words, and once there is
// room everything goes on.
func TestDiskFillsUp(t *testing.T) {
	dir := t.TempDir()
	all := acknowledged{groups: map[string][]string{}}
	for range 3 {
		c := play(t, "full", dir)
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(out)) {
			all.groups["full"] = append(all.groups["full"], strings.TrimSpace(line))
		}
	}
	if len(all.groups["full"]) == 0 {
		t.Error("nothing was recorded before the disk was full")
	}
	all.run(t, "writer", dir, 3, 0)
	all.check(t, dir)
}
