// Command leadline is a language server for teams, and the command line beside it.
package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"github.com/leadline/leadline/internal/cli"
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
	return cli.Main(ctx, os.Args[1:], cli.Deps{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Environ: os.Environ(), Dir: dir, Now: time.Now, Rand: rand.Reader,
		Serve: func(context.Context, io.Reader, io.Writer) int {
			fmt.Fprintln(os.Stderr, "leadline: the language server is not part of this build")
			return 1
		},
		Executable: os.Executable, LookPath: exec.LookPath,
	})
}
