// Command soak lets a small team work for half an hour as fast as it can, and looks whether the program holds on to more and more.
//
//	go run ./internal/soak -leadline bin/leadline -length 30m
//
// Two machines are two homes with a clone each, and meet at one bare repository. On the first two editors are open, on the second
// one; each is a real server over stdio. Whoever sits there types, asks for everything that an editor shows, saves, commits, switches
// branches, says things in the editor, in drafts and on the command line, and syncs. Of every server is read again and again, while
// its documents are at rest and after it gave back unused memory: resident memory and how much of that are pages of the program's
// file, live heap, goroutines, descriptors, child processes. Beside them stands how much had been said by then.
//
// What is compared is the last eighth of the time with the eighth after warm-up, which is over when each kind of thing has been done
// ten times on that machine ([warm]): until then the system loads the parts of the program that are used (about 2 MB of 37), the
// runtime learns types and expressions, and SQLite fills its caches ([store.CacheKiB] for each connection).
//
//   - Resident memory may grow by a tenth ([grown]), whatever was said meanwhile.
//   - Live heap may grow by a tenth, and by [perEntry] bytes for each entry: a server knows every entry of a repository with its
//     anchors, so that hints need no disk; 2.4 kB of heap for each was measured, 1.9 where entries are not amended or answered.
//     Caches of SQLite are bounded, and full by then.
//   - Of what is counted the least of each part must be the same but for a few.
//
// In the end everything acknowledged must be on both machines, also what was amended or taken back since, both must say the same,
// and no process may be left. Everything that fails is printed, and the program ends with 1.
//
// With -only one cause can be told from another: edits and branch switches alone leave the ledger as it is.
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
	rest := flag.Duration("rest", 150*time.Millisecond, "between two things")
	only := flag.String("only", "", "some of edit, action, draft, answer, command, branch switch and sync, with commas between, to see which of them does it")
	keep := flag.Bool("keep", false, "leave the homes where they are, to look at them")
	flag.Parse()
	if err := run(context.Background(), *binary, *length, *seed, *rest, *only, *keep); err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, binary string, length time.Duration, seed uint64, rest time.Duration, only string, keep bool) (err error) {
	things, err := things(only)
	if err != nil {
		return err
	}
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
	team, err := found(ctx, dir, binary, seed, rest)
	if err != nil {
		return err
	}
	failed := make([]error, len(team))
	var working sync.WaitGroup
	for i, m := range team {
		working.Go(func() { failed[i] = m.work(ctx, length, things) })
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
