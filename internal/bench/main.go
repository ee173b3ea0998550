// Command bench measures Leadline as a user meets it: whole processes on a real repository. It prints one
// figure a line, with its target where there is one; it judges nothing, since machines are noisy.
//
//	go run ./internal/bench -leadline bin/leadline -repo PATH
//
// Where a peer is involved (the index against bare git), the two run in turn, and the figure is the
// median of the ratios of neighbours.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lsp"
	"github.com/leadline/leadline/internal/lspclient"
)

func main() {
	binary := flag.String("leadline", "bin/leadline", "the program to measure")
	repo := flag.String("repo", ".", "a repository with a work tree")
	rounds := flag.Int("rounds", 3, "how often the index and bare git take turns")
	requests := flag.Int("requests", 3000, "how many requests of each sort")
	only := flag.String("only", "", "one part alone: start, index, who, serve, lines, why, tour, todos, identity, anchors, log, append, million, many or desk")
	sample := whySample{lines: 10}
	flag.IntVar(&sample.files, "files", 200, "how many files why is asked about, ten lines each")
	flag.Uint64Var(&sample.seed, "seed", 1, "which lines why is asked about, and which anchors are carried")
	flag.IntVar(&sample.show, "show", 0, "how many of its answers are printed, to be judged by hand")
	writer := flag.String("writer", "", "be one of the writing processes of append, on the store in this folder")
	length := flag.Duration("length", time.Minute, "how long append writes")
	kept := flag.String("home", "", "keep the index and what was filled in this folder, for the next time")
	verbose := flag.Bool("v", false, "say what was measured of each file")
	flag.Parse()
	if *writer != "" {
		if err := json.NewEncoder(os.Stdout).Encode(write(context.Background(), *writer, *length)); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	b := &bench{length: *length, ctx: context.Background(), binary: *binary, repo: *repo, verbose: *verbose, sample: sample, home: *kept}
	if err := b.run(*only, *rounds, *requests); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one measurement: the program, the repository and a home of its own.
type bench struct {
	ctx     context.Context
	binary  string
	repo    string
	verbose bool
	sample  whySample
	length  time.Duration
	home    string
	env     []string
}

func (b *bench) run(only string, rounds, requests int) error {
	home, err := b.home, error(nil)
	if home == "" {
		if home, err = os.MkdirTemp("", "leadline-bench-"); err != nil {
			return err
		}
		defer os.RemoveAll(home)
	} else if home, err = filepath.Abs(home); err != nil {
		return err
	} else if err := os.MkdirAll(home, 0o700); err != nil {
		return err
	}
	b.home = home
	if b.binary, err = filepath.Abs(b.binary); err != nil {
		return err
	}
	if b.repo, err = filepath.Abs(b.repo); err != nil {
		return err
	}
	identity := "[user]\n\tname = Bench\n\temail = bench@example.com\n"
	if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(identity), 0o600); err != nil {
		return err
	}
	b.env = append(os.Environ(),
		"HOME="+home, "XDG_CACHE_HOME="+home+"/cache", "XDG_DATA_HOME="+home+"/data",
		"XDG_STATE_HOME="+home+"/state", "XDG_CONFIG_HOME="+home+"/config", "LEADLINE_STORE="+home+"/store")
	for _, part := range []struct {
		name    string
		measure func() error
	}{
		{"start", func() error { return b.start(50) }},
		{"index", func() error { return b.index(rounds) }},
		{"who", func() error { return b.who(rounds) }},
		{"serve", func() error { return b.serve(requests) }},
		{"lines", func() error { return b.lines(rounds) }},
		{"why", func() error { return b.why(b.sample) }},
		{"tour", func() error { return b.tour(max(rounds, 5)) }},
		{"todos", func() error { return b.todos(max(rounds, 5)) }},
		{"identity", b.identity},
		{"anchors", b.anchors},
		{"log", func() error { return b.log(10) }},
		{"append", func() error { return b.append(b.length) }},
		{"million", func() error { return b.million(max(rounds, 5)) }},
		{"many", func() error { return b.many(max(rounds, 9), requests) }},
		{"desk", func() error { return b.desk(rounds) }},
	} {
		if only != "" && only != part.name {
			continue
		}
		if err := part.measure(); err != nil {
			return err
		}
	}
	return nil
}

// start measures from the start of the process to the answer to initialize.
func (b *bench) start(times int) error {
	var took []time.Duration
	for range times {
		began := time.Now()
		c, err := b.server()
		if err != nil {
			return err
		}
		if _, err := c.Initialize(b.ctx, lspclient.VSCode, "", 0, nil); err != nil {
			return err
		}
		took = append(took, time.Since(began))
		if err := c.Shutdown(b.ctx); err != nil {
			return err
		}
		if err := c.Close(); err != nil {
			return err
		}
	}
	say("start to initialize", "median %s (target: under 30 ms), p99 %s", quantile(took, 0.5), quantile(took, 0.99))
	return nil
}

// index measures the first usable index against bare git, in turn.
func (b *bench) index(rounds int) error {
	bare := []string{"-C", b.repo, "log", "--no-merges", "-M", "-l1000", "--raw", "-z", "HEAD"}
	var ratios []float64
	var ours, gits, graphs []time.Duration
	for range rounds {
		git, err := b.time("git", bare...)
		if err != nil {
			return fmt.Errorf("bare git cannot read the whole history (objects missing?): %w", err)
		}
		index, graph, err := b.firstIndex()
		if err != nil {
			return err
		}
		gits, ours, graphs = append(gits, git), append(ours, index), append(graphs, graph)
		ratios = append(ratios, index.Seconds()/git.Seconds())
	}
	slices.Sort(ratios)
	say("first usable index", "%.2f × bare git log --no-merges -M -l1000 --raw -z (target: at most 1.2); medians %s and %s",
		ratios[len(ratios)/2], quantile(ours, 0.5), quantile(gits, 0.5))
	say("commit-graph after it", "median %s, in the background of an editor", quantile(graphs, 0.5))
	noop, err := b.time(b.binary, "-C", b.repo, "index")
	if err != nil {
		return err
	}
	say("index with nothing new", "%s as a whole process", noop)
	return nil
}

// firstIndex reads a history that nothing is known of, and says how long that and the commit-graph after it took.
func (b *bench) firstIndex() (index, graph time.Duration, err error) {
	if err := os.RemoveAll(filepath.Join(b.home, "cache")); err != nil {
		return 0, 0, err
	}
	out, err := exec.Command{Path: b.binary, Args: []string{"-C", b.repo, "index", "--json"}, Env: b.env}.Output(b.ctx)
	if err != nil {
		return 0, 0, err
	}
	var took struct {
		Seconds      float64 `json:"seconds"`
		GraphSeconds float64 `json:"graph_seconds"`
	}
	err = json.Unmarshal(out, &took)
	return seconds(took.Seconds), seconds(took.GraphSeconds), err
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

func (b *bench) time(program string, args ...string) (time.Duration, error) {
	began := time.Now()
	p, err := exec.Command{Path: program, Args: args, Env: b.env}.Start(b.ctx)
	if err != nil {
		return 0, err
	}
	if _, err := discard(p.Stdout); err != nil {
		return 0, err
	}
	return time.Since(began), p.Wait()
}

// serve measures hints over stdio from a warm index, and the memory of a server that has nothing to do.
func (b *bench) serve(requests int) error {
	paths, err := b.files(20)
	if err != nil {
		return err
	}
	c, err := b.server()
	if err != nil {
		return err
	}
	if _, err := c.Initialize(b.ctx, lspclient.VSCode, string(lsp.FileURI(b.repo)), 0, nil); err != nil {
		return err
	}
	var uris []string
	for _, p := range paths {
		text, err := os.ReadFile(filepath.Join(b.repo, p))
		if err != nil {
			return err
		}
		uri := string(lsp.FileURI(filepath.Join(b.repo, p)))
		uris = append(uris, uri)
		if err := c.Open(uri, "", string(text)); err != nil {
			return err
		}
		if _, err := c.CodeLens(b.ctx, uri); err != nil { // the first answer loads the file's history
			return err
		}
	}
	if err := c.Open("untitled:one", "", ""); err != nil {
		return err
	}
	if err := ask(b, c, uris, requests, "just opened"); err != nil {
		return err
	}
	for _, uri := range uris { // answered when what is read in the background is there
		if _, err := c.Call(b.ctx, "leadline/settled", map[string]any{"textDocument": map[string]string{"uri": uri}}); err != nil {
			return err
		}
	}
	if err := ask(b, c, uris, requests, "settled"); err != nil {
		return err
	}
	if err := b.memory(c); err != nil {
		return err
	}
	if err := c.Shutdown(b.ctx); err != nil {
		return err
	}
	return c.Close()
}

// ask times each sort of request, one after the other as an editor's user would cause them.
func ask(b *bench, c *lspclient.Client, uris []string, requests int, when string) error {
	sorts := []struct {
		name string
		ask  func(uri string, i int) error
	}{
		{"hover", func(uri string, i int) error {
			_, err := c.Hover(b.ctx, uri, lspclient.Position{Line: i % 50})
			return err
		}},
		{"code lens", func(uri string, _ int) error {
			_, err := c.CodeLens(b.ctx, uri)
			return err
		}},
		{"inlay hints", func(uri string, _ int) error {
			_, err := c.InlayHints(b.ctx, uri, lspclient.Span(0, 0, 10_000, 0))
			return err
		}},
	}
	for _, sort := range sorts {
		var took []time.Duration
		for i := range requests {
			began := time.Now()
			if err := sort.ask(uris[i%len(uris)], i); err != nil {
				return err
			}
			took = append(took, time.Since(began))
		}
		say(sort.name+", "+when, "p50 %s, p99 %s over stdio (target: p99 under 5 ms), %d requests", quantile(took, 0.5), quantile(took, 0.99), requests)
	}
	return nil
}

// files picks tracked text files, spread over the tree.
func (b *bench) files(most int) ([]string, error) {
	out, err := exec.Command{Path: "git", Args: []string{"-C", b.repo, "ls-files", "-z"}, Env: b.env}.Output(b.ctx)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, p := range strings.Split(string(out), "\x00") {
		if info, err := os.Lstat(filepath.Join(b.repo, p)); err == nil && info.Mode().IsRegular() && info.Size() > 500 && info.Size() < 1<<20 {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s has no tracked file to open", b.repo)
	}
	var spread []string
	for i := 0; i < len(found) && len(spread) < most; i += max(1, len(found)/most) {
		spread = append(spread, found[i])
	}
	return spread, nil
}
