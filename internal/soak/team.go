package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

// machine is a home with a clone and the editors that are open on it. One goroutine works at it.
type machine struct {
	name, home, clone string
	binary            string
	env               []string
	rand              *rand.Rand
	editors           []*editor
	rest              time.Duration  // in which people do nothing between two things, and servers what they do by themselves
	acknowledged      []string       // ids of all that was said here
	mine              []string       // of them what was neither amended nor taken back yet
	done              map[string]int // things, by what they are
	did               map[string]int // what came of them
	began             time.Time
	warmed            time.Duration // since it began, when each thing had been done often enough; 0 before
}

// editor is one server with what is open in it.
type editor struct {
	*lspclient.Client
	on      *machine
	name    string
	open    []string // paths, the oldest first
	figures []figures

	mu    sync.Mutex
	drawn []string // guarded by mu: URIs of drafts that the server asked to show
}

const (
	files    = 40
	branches = 3
)

// found makes the remote, a history, and two machines with their editors.
func found(ctx context.Context, dir, binary string, seed uint64, rest time.Duration) ([]*machine, error) {
	bare := filepath.Join(dir, "team.git")
	var team []*machine
	for i := range 2 {
		n := i + 1
		m := &machine{
			name: fmt.Sprint("machine ", n), home: filepath.Join(dir, fmt.Sprint("home", n)), binary: binary,
			rand: rand.New(rand.NewPCG(seed, uint64(n))), done: map[string]int{}, did: map[string]int{}, rest: rest,
		}
		m.clone = filepath.Join(m.home, "clone")
		m.env = []string{
			"PATH=" + os.Getenv("PATH"), "HOME=" + m.home, "GIT_CONFIG_NOSYSTEM=1", "XDG_CACHE_HOME=" + m.home + "/cache",
			"XDG_DATA_HOME=" + m.home + "/data", "XDG_STATE_HOME=" + m.home + "/state", "XDG_CONFIG_HOME=" + m.home + "/config",
		}
		if err := os.MkdirAll(filepath.Join(m.home, "config", "leadline"), 0o700); err != nil {
			return nil, err
		}
		for path, text := range map[string]string{
			".gitconfig":                  fmt.Sprintf("[user]\n\tname = Dev %d\n\temail = dev%d@example.com\n[init]\n\tdefaultBranch = main\n[gc]\n\tautoDetach = false\n", n, n),
			"config/leadline/config.toml": "[sync]\nauto = \"on\"\n",
		} {
			if err := os.WriteFile(filepath.Join(m.home, path), []byte(text), 0o600); err != nil {
				return nil, err
			}
		}
		if i == 0 {
			if err := m.begin(ctx, bare); err != nil {
				return nil, err
			}
		} else if err := m.git(ctx, "clone", "-q", bare, m.clone); err != nil {
			return nil, err
		}
		for e := range 2 - i {
			one, err := m.edit(ctx, fmt.Sprintf("editor %d on %s", e+1, m.name))
			if err != nil {
				return nil, err
			}
			m.editors = append(m.editors, one)
		}
		team = append(team, m)
	}
	return team, nil
}

func path(file int) string { return fmt.Sprintf("area%d/part%d.go", file%5, file) }

func text(file int) string {
	var out strings.Builder
	fmt.Fprintf(&out, "package area%d\n", file%5)
	for n := range 12 {
		fmt.Fprintf(&out, "\n// part%dx%d bills an order.\nfunc part%dx%d(order string) error {\n\t// TODO: make step %d of part %d safe to repeat\n\treturn bill(order, %d)\n}\n", file, n, file, n, n, file, n)
	}
	return out.String()
}

// begin makes the history and the remote.
func (m *machine) begin(ctx context.Context, bare string) error {
	if err := errors.Join(m.git(ctx, "init", "-q", "--bare", bare), m.git(ctx, "init", "-q", m.clone)); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(m.clone, "CODEOWNERS"), []byte("/area1/ @dev1\n/area2/ @dev2\n"), 0o600); err != nil {
		return err
	}
	in := func(arguments ...string) error { return m.git(ctx, append([]string{"-C", m.clone}, arguments...)...) }
	for file := range files {
		name := filepath.Join(m.clone, path(file))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o700), os.WriteFile(name, []byte(text(file)), 0o600)); err != nil {
			return err
		}
		author := fmt.Sprintf("Dev %d <dev%d@example.com>", file%3+1, file%3+1)
		if err := errors.Join(in("add", "."), in("commit", "-q", "--author", author, "-m", fmt.Sprintf("Part %d, because orders must be billed once (#%d)", file, file))); err != nil {
			return err
		}
	}
	for b := range branches {
		if err := in("branch", fmt.Sprint("topic", b)); err != nil {
			return err
		}
	}
	return errors.Join(in("remote", "add", "origin", bare), in("push", "-q", "--all", "origin"))
}

// git runs the user's own git, as a user does.
func (m *machine) git(ctx context.Context, arguments ...string) error {
	_, err := exec.Command{Path: "git", Args: arguments, Dir: m.home, Env: m.env, Timeout: time.Minute}.Output(ctx)
	if err != nil {
		return fmt.Errorf("%s: git %s: %w", m.name, strings.Join(arguments, " "), err)
	}
	return nil
}

// say runs a command of Leadline in the clone.
func (m *machine) say(ctx context.Context, arguments ...string) ([]byte, error) {
	out, err := exec.Command{Path: m.binary, Args: arguments, Dir: m.clone, Env: m.env, Timeout: 2 * time.Minute, OutputLimit: 64 << 20}.Output(ctx)
	if err != nil {
		return nil, fmt.Errorf("%s: leadline %s: %w", m.name, strings.Join(arguments, " "), err)
	}
	return out, nil
}

func (m *machine) edit(ctx context.Context, name string) (*editor, error) {
	c, err := lspclient.Start(ctx, exec.Command{Path: m.binary, Args: []string{"lsp"}, Dir: m.clone, Env: m.env}, lspclient.Options{Forget: true})
	if err != nil {
		return nil, err
	}
	e := &editor{Client: c, on: m, name: name}
	c.Handle("window/showDocument", func(_ context.Context, params json.RawMessage) (any, error) {
		var p struct{ URI string }
		if err := json.Unmarshal(params, &p); err != nil {
			return nil, err
		}
		e.mu.Lock()
		defer e.mu.Unlock()
		e.drawn = append(e.drawn, p.URI)
		return map[string]bool{"success": true}, nil
	})
	_, err = c.Initialize(ctx, lspclient.VSCode, string(lsp.FileURI(m.clone)), 0, nil)
	return e, err
}

func (e *editor) uri(path string) string { return string(lsp.FileURI(filepath.Join(e.on.clone, path))) }

func (m *machine) leave() error {
	var failed []error
	for _, e := range m.editors {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		if err := errors.Join(e.Shutdown(ctx), e.Close()); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", e.name, err))
		}
		cancel()
	}
	return errors.Join(failed...)
}

// report prints what was done and seen.
func (m *machine) report(length time.Duration) {
	fmt.Printf("%s: %s; in them %s\n", m.name, counted(m.done), counted(m.did))
	for _, e := range m.editors {
		fmt.Print(table(e.name, e.figures, m.warmed, length))
	}
	for _, name := range []string{"events.db", "events.db-wal", "leadline.db", "leadline.db-wal"} {
		if info, err := os.Stat(filepath.Join(m.home, "data", "leadline", name)); err == nil {
			fmt.Printf("  %s %.1f MB", name, megabytes(info.Size()))
		}
	}
	fmt.Println()
}

func counted(of map[string]int) string {
	var out []string
	for _, what := range slices.Sorted(maps.Keys(of)) {
		out = append(out, fmt.Sprintf("%d × %s", of[what], what))
	}
	return strings.Join(out, ", ")
}

// ledger counts what the servers here know: events, and the entries that they add up to and that are not taken back.
func (m *machine) ledger(ctx context.Context) (events, entries int, err error) {
	out, err := m.say(ctx, "query", "--csv", "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM decisions) + (SELECT count(*) FROM delegations) + (SELECT count(*) FROM questions)")
	if err != nil {
		return 0, 0, err
	}
	_, row, _ := strings.Cut(string(out), "\n")
	if _, err := fmt.Sscanf(row, "%d,%d", &events, &entries); err != nil {
		return 0, 0, fmt.Errorf("counting what was said from %q: %w", out, err)
	}
	return events, entries, nil
}

func (m *machine) judge(length time.Duration) error {
	var wrong []error
	for _, e := range m.editors {
		if err := growth(e.figures, m.warmed, length); err != nil {
			wrong = append(wrong, fmt.Errorf("%s: %w", e.name, err))
		}
	}
	return errors.Join(wrong...)
}

// compare syncs until everybody has everything, and looks whether all of them say the same and nothing that was acknowledged is missing.
func compare(ctx context.Context, team []*machine) error {
	for range 2 {
		for _, m := range team {
			if _, err := m.say(ctx, "sync"); err != nil {
				return err
			}
		}
	}
	var said []string
	for _, m := range team {
		out, err := m.say(ctx, "query", "--csv", "SELECT id, writer, seq, hlc, kind, subject, body FROM events ORDER BY id")
		if err != nil {
			return err
		}
		entries, err := m.say(ctx, "query", "--csv", "SELECT id, state FROM delegations UNION ALL SELECT id, status FROM decisions UNION ALL SELECT id, state FROM questions ORDER BY 1")
		if err != nil {
			return err
		}
		said = append(said, string(out)+string(entries))
	}
	for i, m := range team {
		if said[i] != said[0] {
			return fmt.Errorf("%s and %s do not say the same after both have synced", team[0].name, m.name)
		}
		for _, id := range m.acknowledged {
			if !strings.Contains(said[0], ","+id+",") {
				return fmt.Errorf("%s was acknowledged on %s, and is lost", id, m.name)
			}
		}
	}
	events, entries, err := team[0].ledger(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("both machines say the same: %d events, of which %d entries are left\n", events, entries)
	return nil
}
