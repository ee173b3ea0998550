// Command demo runs Leadline's main job for real and prints what a user would see: a language server over
// stdio on a real repository answers an editor, a decision is logged, a TODO delegated, a pairing block
// scheduled, a second editor sees all of it, and the lead asks the store.
//
// It works on a clone of the repository, with a home and a store of its own: nothing of the user's is
// touched.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

func main() {
	binary := flag.String("leadline", "bin/leadline", "the program to show")
	repo := flag.String("repo", ".", "the repository to show it on; it is cloned")
	flag.Parse()
	if err := run(context.Background(), *binary, *repo); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

// stage is where the demo plays: a clone, a home and the program.
type stage struct {
	ctx    context.Context
	binary string
	home   string
	clone  string
	env    []string
}

func run(ctx context.Context, binary, repo string) error {
	home, err := os.MkdirTemp("", "leadline-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	s, err := newStage(ctx, binary, repo, home)
	if err != nil {
		return err
	}
	chapter("The history is read once; a bar shows how far it is")
	if err := s.leadline("index"); err != nil {
		return err
	}
	told, err := s.play()
	if err != nil {
		return err
	}
	return s.lead(told)
}

func newStage(ctx context.Context, binary, repo, home string) (*stage, error) {
	s := &stage{ctx: ctx, home: home, clone: filepath.Join(home, "clone")}
	var err error
	if s.binary, err = filepath.Abs(binary); err != nil {
		return nil, err
	}
	source, err := filepath.Abs(repo)
	if err != nil {
		return nil, err
	}
	for _, v := range []string{"PATH", "TERM", "TZ", "LANG"} {
		if value, ok := os.LookupEnv(v); ok {
			s.env = append(s.env, v+"="+value)
		}
	}
	s.env = append(s.env, "HOME="+home, "XDG_CACHE_HOME="+home+"/cache", "XDG_DATA_HOME="+home+"/data",
		"XDG_STATE_HOME="+home+"/state", "XDG_CONFIG_HOME="+home+"/config", "LEADLINE_STORE="+home+"/store")
	identity := "[user]\n\tname = You\n\temail = you@example.com\n[safe]\n\tdirectory = *\n"
	if err := os.WriteFile(filepath.Join(home, ".gitconfig"), []byte(identity), 0o600); err != nil {
		return nil, err
	}
	chapter("A repository that you did not write: " + filepath.Base(source))
	if _, err := s.output("git", "clone", "--quiet", "--no-hardlinks", source, s.clone); err != nil {
		return nil, fmt.Errorf("cannot clone %s: %w", source, err)
	}
	return s, nil
}

// lead asks what the lead would ask.
func (s *stage) lead(told said) error {
	for _, step := range []struct {
		title string
		args  []string
	}{
		{"The lead, on a command line: what was decided?", []string{"decision", "list"}},
		{"What was promised? The store is a SQLite file: ask it anything", []string{"query", "select id, what, \"to\", state, check_in, path, line from delegations"}},
		{"When do people meet?", []string{"pairing", "list"}},
		{"The week", []string{"report", "week"}},
		{"The same, for programs", []string{"decision", "show", told.decision, "--json"}},
		{"A mistake can be undone", []string{"retract", told.pairing}},
	} {
		chapter(step.title)
		if err := s.leadline(step.args...); err != nil {
			return err
		}
	}
	fmt.Println("\nThat was Leadline. `leadline lsp` speaks to any editor; README.md says how to connect yours.")
	return nil
}

// leadline runs a command as a user would and prints it with what it prints.
func (s *stage) leadline(args ...string) error {
	fmt.Println("$ leadline " + shell(args))
	out, err := s.output(s.binary, append([]string{"-C", s.clone}, args...)...)
	show(string(out))
	return err
}

func (s *stage) output(program string, args ...string) ([]byte, error) {
	return exec.Command{Path: program, Args: args, Dir: s.home, Env: s.env, Timeout: 10 * time.Minute}.Output(s.ctx)
}

func shell(args []string) string {
	quoted := make([]string, len(args))
	for i, a := range args {
		quoted[i] = a
		if strings.ContainsAny(a, " '\"*") {
			quoted[i] = "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}

func chapter(title string) { fmt.Printf("\n── %s\n", title) }

// show prints what a user would see, at most a screen of it.
func show(text string) {
	const most = 30
	n := 0
	for line := range strings.Lines(text) {
		if n++; n > most {
			fmt.Println("   …")
			return
		}
		fmt.Print("   " + line)
	}
	if text != "" && !strings.HasSuffix(text, "\n") {
		fmt.Println()
	}
}
