// Command leadline is a language server for teams, and the command line beside it.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/leadline/leadline/internal/cli"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lsp"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintf(os.Stderr, "leadline: cannot tell where it was started: %v; go into a folder that exists\n", err)
		return 1
	}
	collectFrom(48<<20, 100)
	return cli.Main(ctx, os.Args[1:], cli.Deps{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ: os.Environ(), Dir: dir, Now: time.Now, Rand: rand.Reader,
		Serve:      serve,
		Executable: os.Executable, LookPath: exec.LookPath,
	})
}

// ledgerPatience is how long a file that was opened waits for what people said about it: most stores are read in a tenth of that.
const ledgerPatience = 50 * time.Millisecond

// serve runs the language server. Its log goes to standard error, which editors keep.
func serve(ctx context.Context, in io.Reader, out io.Writer) int {
	dirs, err := config.FindDirs(os.Getenv, runtime.GOOS)
	if err != nil {
		fmt.Fprintf(os.Stderr, "leadline: %v\n", err)
		return 1
	}
	// An editor keeps a server for days, mostly idle: memory is dearer here than the time to collect it.
	collectFrom(40<<20, 50)
	return lsp.Main(ctx, in, out, lsp.Config{
		Welcome: true, Getenv: os.Getenv, Patience: ledgerPatience,
		Dirs: dirs, Version: cli.Version(), Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
}

// collectFrom leaves garbage alone until the program uses so many bytes, and collects it in the usual way afterwards. Most
// commands end before, and a server that opens a repository would collect several times while all that it reads is of use. What
// the environment says about collecting (GOGC, GOMEMLIMIT) is stronger.
func collectFrom(bytes int64, percent int) {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(bytes)
	runtime.AddCleanup(new([64]byte), func(percent int) { // at the end of the first collection
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(math.MaxInt64)
	}, percent)
}
