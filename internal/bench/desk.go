package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/workspace"
)

const deskEntries = 10_000

// terrain is what of a repository the desk is asked about.
type terrain struct {
	largest string         // area
	knows   *people.Person // much; they are the reader, too
	paths   []string       // in areas that are changed often
	people  []*people.Person
}

// desk measures every report as a whole process, on a terminal, as JSON and as a page, and every page of the dashboard, on the
// repository given with 10,000 entries of all kinds. The reader is somebody who knows much of it. Beside what a clock says stands the
// processors' time, which tells more on a machine that is not quiet.
func (b *bench) desk(rounds int) error {
	t, err := b.fillDesk()
	if err != nil {
		return err
	}
	if err := b.deskReports(t, rounds); err != nil {
		return err
	}
	return b.deskPages(t, rounds)
}

// deskReports prints a line for each report. The first run of each is left out: it works out what the next ones find kept.
func (b *bench) deskReports(t terrain, rounds int) error {
	fmt.Printf("%-34s %28s %28s %28s\n", "report (target: under 300 ms)", "terminal", "--json", "--html")
	for _, args := range [][]string{
		{"version"},
		{"report", "week"},
		{"report", "decisions"},
		{"report", "delegations"},
		{"report", "load"},
		{"report", "pairings"},
		{"report", "silos"},
		{"report", "area", t.largest},
		{"report", "area"},
		{"report", "away", t.knows.Email, "--to", "in 2 weeks"},
		{"report", "handover"},
		{"report", "onboarding"},
		{"report", "onboarding", t.largest},
		{"report", "update"},
		{"report", "balance"},
		{"report", "moves"},
		{"pairing", "matrix"},
		{"query", "SELECT state, count(*) FROM delegations GROUP BY state"},
	} {
		line := strings.Join(args, " ")
		fmt.Printf("%-34s", line[:min(len(line), 34)])
		for _, form := range []string{"", "--json", "--html"} {
			if form != "" && args[0] == "version" || form == "--html" && args[0] != "report" {
				fmt.Printf(" %28s", "")
				continue
			}
			all := append([]string{"-C", b.repo}, args...)
			if form != "" {
				all = append(all, form)
			}
			if _, err := b.time(b.binary, all...); err != nil {
				return fmt.Errorf("leadline %s: %w", strings.Join(all, " "), err)
			}
			var took []time.Duration
			before := worked("self", 13)
			for range rounds {
				one, err := b.time(b.binary, all...)
				if err != nil {
					return fmt.Errorf("leadline %s: %w", strings.Join(all, " "), err)
				}
				took = append(took, one)
			}
			fmt.Printf(" %28s", figures(took, worked("self", 13)-before))
		}
		fmt.Println()
	}
	return nil
}

func figures(took []time.Duration, worked time.Duration) string {
	return fmt.Sprintf("%d ms, at most %d (cpu %d)", quantile(took, 0.5).Milliseconds(), quantile(took, 1).Milliseconds(), (worked / time.Duration(len(took))).Milliseconds())
}

// deskPages prints a line for each page that a browser asks `leadline dash` for.
func (b *bench) deskPages(t terrain, rounds int) (err error) {
	p, err := exec.Command{Path: b.binary, Args: []string{"-C", b.repo, "dash", "--no-open"}, Env: b.env}.Start(b.ctx)
	if err != nil {
		return err
	}
	defer func() {
		p.Stop()
		_ = p.Wait() // killed by us
	}()
	line := make([]byte, 4096)
	n, err := p.Stdout.Read(line)
	if err != nil {
		return err
	}
	opens := strings.TrimSpace(string(line[:n]))
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	browser := &http.Client{Jar: jar}
	base, err := url.Parse(opens)
	if err != nil {
		return err
	}
	get := func(page string) (size int64, err error) {
		res, err := browser.Get(page)
		if err != nil {
			return 0, err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return 0, fmt.Errorf("%s: %s", page, res.Status)
		}
		return io.Copy(io.Discard, res.Body)
	}
	began := time.Now()
	if _, err := get(opens); err != nil {
		return err
	}
	fmt.Printf("%-34s %d ms, right after the program's start\n", "page (target: under 200 ms)", time.Since(began).Milliseconds())
	base.RawQuery = ""
	server, _ := child(b.binary)
	area, who := url.QueryEscape(t.largest), url.QueryEscape(t.knows.Email)
	for _, page := range []string{
		"", "map", "map?at=" + area, "area?path=" + area, "area?path=.", "away?who=" + who, "reviews", "takeovers", "delegations", "open", "decisions",
		"pairing", "query", "query?q=SELECT+*+FROM+decisions", "entry?id=D-B00000",
	} {
		began := time.Now()
		size, err := get(base.String() + page)
		if err != nil {
			return err
		}
		first := time.Since(began)
		var took []time.Duration
		before := worked(strconv.Itoa(server), 11)
		for range rounds {
			began := time.Now()
			if _, err := get(base.String() + page); err != nil {
				return err
			}
			took = append(took, time.Since(began))
		}
		fmt.Printf("/%-33.33s %28s, first %d ms, %d kB\n", page, figures(took, worked(strconv.Itoa(server), 11)-before), first.Milliseconds(), size>>10)
	}
	return nil
}

// worked is the processors' time that a process had, or, from field 13 on, its children that ended; 0 where no system tells. It
// is told in hundredths of a second.
func worked(pid string, field int) time.Duration {
	text, err := os.ReadFile(filepath.Join("/proc", pid, "stat"))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:])) // the third and those after it
	if len(fields) < field+2 {
		return 0
	}
	user, _ := strconv.Atoi(fields[field])
	system, _ := strconv.Atoi(fields[field+1])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// fillDesk records the entries, and does what the background of an editor would have done by now. The home is written before, with
// somebody who knows much as the reader.
func (b *bench) fillDesk() (t terrain, err error) {
	err = b.within(func(w *workspace.Workspace, _ *workspace.Stores) (err error) {
		t, err = terrainOf(w.Areas(b.ctx))
		return err
	})
	if err != nil {
		return t, err
	}
	name := fmt.Sprintf("[user]\n\tname = %s\n\temail = %s\n", t.knows.Name, t.knows.Email)
	if err := os.WriteFile(filepath.Join(b.home, ".gitconfig"), []byte(name), 0o600); err != nil {
		return t, err
	}
	return t, b.within(func(w *workspace.Workspace, stores *workspace.Stores) error {
		if len(w.Snapshot().Ledger.All("")) > 0 { // a home that was filled before
			return nil
		}
		for part := range slices.Chunk(entries(deskEntries, w.Snapshot().Repo, time.Now(), t), manyBatch) {
			if _, err := stores.Events.Append(b.ctx, part...); err != nil {
				return err
			}
		}
		if err := w.CatchUp(b.ctx); err != nil {
			return err
		}
		// An editor would follow the comments of a large repository for minutes, and no report waits for that.
		if _, _, err := w.TodosWithin(b.ctx, 20*time.Second); err != nil {
			return err
		}
		return w.Materialise(b.ctx)
	})
}

// within opens the repository.
func (b *bench) within(use func(w *workspace.Workspace, stores *workspace.Stores) error) (err error) {
	dirs, err := config.FindDirs(b.getenv, runtime.GOOS)
	if err != nil {
		return err
	}
	stores, err := workspace.OpenStores(b.ctx, dirs, workspace.StoreDir(b.ctx, dirs, b.repo), time.Now, nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stores.Close()) }()
	w, err := workspace.Open(b.ctx, b.repo, workspace.Opened(stores, nil), workspace.Options{Dirs: dirs, Getenv: b.getenv})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.Refresh(b.ctx); err != nil {
		return err
	}
	return use(w, stores)
}

// terrainOf picks what is asked about.
func terrainOf(areas []ownership.Area, err error) (terrain, error) {
	if err != nil {
		return terrain{}, err
	}
	var t terrain
	best, seen := map[*people.Person]int{}, map[*people.Person]bool{}
	most := 0
	for _, a := range areas {
		t.paths = append(t.paths, a.Path+"/file")
		if a.Files > most && strings.Contains(a.Path, "/") {
			most, t.largest = a.Files, a.Path
		}
		for i, k := range a.Knowers[:min(len(a.Knowers), 4)] {
			if !k.Active {
				continue
			}
			if i == 0 {
				best[k.Person]++
			}
			if !seen[k.Person] {
				seen[k.Person] = true
				t.people = append(t.people, k.Person)
			}
		}
	}
	for p, n := range best {
		if t.knows == nil || n > best[t.knows] || n == best[t.knows] && p.Email < t.knows.Email {
			t.knows = p
		}
	}
	if t.knows == nil || t.largest == "" {
		return t, fmt.Errorf("no folder of this repository was changed often within the last year by people who are still here; measure another")
	}
	return t, nil
}
