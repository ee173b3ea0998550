//go:build unix && !race

package hostile_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/cli"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/lsp"
)

const (
	envRole  = "LEADLINE_HOSTILE_ROLE"  // set: this process is leadline, or runs a list of its commands
	envUsage = "LEADLINE_HOSTILE_USAGE" // a folder where each process says how much memory it took
)

func TestMain(m *testing.M) {
	if os.Getenv(envRole) == "" {
		os.Exit(m.Run())
	}
	code := 0
	if len(os.Args) > 1 {
		code = leadline(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	} else if err := several(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	if err := usage(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func now() time.Time { return time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC) }

func leadline(args []string, in io.Reader, out, errs io.Writer) int {
	dir, err := os.Getwd()
	if err != nil {
		fmt.Fprintln(errs, err)
		return 1
	}
	return cli.Main(context.Background(), args, cli.Deps{
		In: in, Out: out, Err: errs, Environ: os.Environ(), Dir: dir, Now: now, Rand: rand.Reader,
		Serve: func(ctx context.Context, in io.Reader, out io.Writer) int {
			dirs, err := config.FindDirs(os.Getenv, runtime.GOOS)
			if err != nil {
				fmt.Fprintln(errs, err)
				return 1
			}
			return lsp.Main(ctx, in, out, lsp.Config{Dirs: dirs, Now: now, Getenv: os.Getenv, Welcome: true, Log: slog.New(slog.NewTextHandler(errs, nil))})
		},
		Executable: os.Executable, LookPath: exec.LookPath,
	})
}

// said is what one command said.
type said struct {
	Args     []string
	Code     int
	Out, Err string
	Took     time.Duration
}

// several runs the command lines that it reads, one after the other, and says after each what came of it.
func several(in io.Reader, out io.Writer) error {
	var lines [][]string
	if err := json.NewDecoder(in).Decode(&lines); err != nil {
		return err
	}
	answer := json.NewEncoder(out)
	for _, args := range lines {
		var stdout, stderr bytes.Buffer
		began := time.Now()
		code := leadline(args, bytes.NewReader(nil), &stdout, &stderr)
		if err := answer.Encode(said{args, code, stdout.String(), stderr.String(), time.Since(began)}); err != nil {
			return err
		}
	}
	return nil
}

// usage writes the largest sizes of this process and of any that it waited for, in KB. What a process took before it became this
// program, when it was a copy of the one that started it, does not count where the system tells them apart.
func usage() error {
	var own, others syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &own); err != nil {
		return err
	}
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &others); err != nil {
		return err
	}
	mine, kilo := int64(own.Maxrss), int64(1)
	if runtime.GOOS == "darwin" {
		kilo = 1024
	}
	if status, err := os.ReadFile("/proc/self/status"); err == nil {
		if _, after, ok := strings.Cut(string(status), "VmHWM:"); ok {
			if _, err := fmt.Sscan(after, &mine); err != nil {
				return err
			}
		}
	}
	name := filepath.Join(os.Getenv(envUsage), fmt.Sprint(os.Getpid()))
	return os.WriteFile(name, fmt.Appendf(nil, "%d %d", mine/kilo, int64(others.Maxrss)/kilo), 0o600)
}
