// Command soak lets a small team work for half an hour as fast as it can, and looks whether the program holds on to more and more.
//
//	go run ./internal/soak -leadline bin/leadline -length 30m
//
// Two machines are two homes with a clone each, and meet at one bare repository. On the first two editors are open, on the second
// one; each is a real server over stdio. Whoever sits there types, asks for everything that an editor shows, saves, commits, switches
// branches, says things in the editor, in drafts and on the command line, and syncs. Of every server is read again and again, while
// its documents are at rest: resident memory once unused memory was given back, live heap, goroutines, descriptors, child processes.
//
// What is compared: the second quarter of the time with the last one. Memory may grow by a tenth ([grown]); of what is counted the
// least of each quarter must be the same but for a few. In the end everything acknowledged must be on both machines, which must
// say the same, and no process may be left. Everything that fails is printed, and the program ends with 1.
//
// It judges no speed. Figures are known on linux alone; elsewhere only what was said is compared.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

func main() {
	binary := flag.String("leadline", "bin/leadline", "the program")
	length := flag.Duration("length", 30*time.Minute, "how long")
	seed := flag.Uint64("seed", 1, "of what they do")
	keep := flag.Bool("keep", false, "leave the homes where they are, to look at them")
	flag.Parse()
	if err := run(context.Background(), *binary, *length, *seed, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, binary string, length time.Duration, seed uint64, keep bool) (err error) {
	binary, err = filepath.Abs(binary)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "leadline-soak-")
	if err != nil {
		return err
	}
	if keep {
		fmt.Println("homes:", dir)
	} else {
		defer os.RemoveAll(dir)
	}
	// Nothing that hangs may keep the run from its end.
	ctx, cancel := context.WithTimeout(ctx, 2*length+5*time.Minute)
	defer cancel()
	team, err := found(ctx, dir, binary, seed)
	if err != nil {
		return err
	}
	failed := make([]error, len(team))
	var working sync.WaitGroup
	for i, m := range team {
		working.Go(func() { failed[i] = m.work(ctx, length) })
	}
	working.Wait()
	for _, m := range team {
		m.report(length)
	}
	if err := errors.Join(failed...); err != nil {
		return errors.Join(err, goodbye(team))
	}
	var wrong []error
	for _, m := range team {
		wrong = append(wrong, m.judge(length))
	}
	wrong = append(wrong, goodbye(team))
	wrong = append(wrong, compare(ctx, team), left(dir))
	if err := errors.Join(wrong...); err != nil {
		return err
	}
	fmt.Println("nothing grew, nothing was lost, nothing is left")
	return nil
}

func goodbye(team []*machine) error {
	var failed []error
	for _, m := range team {
		failed = append(failed, m.leave())
	}
	return errors.Join(failed...)
}
