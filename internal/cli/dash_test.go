package cli_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/cli"
	"github.com/leadline/leadline/internal/gittest"
)

// The dashboard prints its address on a line of its own, answers there, follows what a command line says, and ends when it is
// told to. A port that is taken is no reason for a puzzle.
func TestDash(t *testing.T) {
	home := t.TempDir()
	repo := filepath.Join(home, "repo")
	gittest.Repo(t, repo, "me Dev One <dev1@example.com>\ncommit main 2026-11-01T10:00:00Z Dev One <dev1@example.com>\nbegin\n+ a.go\n")
	run := func(ctx context.Context, out, errs io.Writer, args ...string) int {
		return cli.Main(ctx, args, cli.Deps{
			In: strings.NewReader(""), Out: out, Err: errs, Environ: []string{"HOME=" + home, "USERPROFILE=" + home, "GIT_CONFIG_NOSYSTEM=1"},
			Dir: repo, Now: time.Now, Rand: rand.Reader,
			Executable: func() (string, error) { return "", errors.New("none") }, LookPath: func(string) (string, error) { return "", errors.New("none") },
		})
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	from, to := io.Pipe()
	ended := make(chan int, 1)
	var errs strings.Builder
	go func() {
		ended <- run(ctx, to, &errs, "dash", "--no-open")
		to.Close()
	}()
	line, err := bufio.NewReader(from).ReadString('\n')
	if err != nil {
		t.Fatalf("%v: %s", err, errs.String())
	}
	address := strings.TrimSpace(line)
	if !strings.HasPrefix(address, "http://127.0.0.1:") {
		t.Fatalf("address: %q", address)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := http.Client{Jar: jar}
	page := func(at string) string {
		t.Helper()
		res, err := browser.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		text, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %v", at, res.Status, err)
		}
		return string(text)
	}
	base, _, _ := strings.Cut(address, "?")
	if !strings.Contains(page(address), "Nothing is recorded about this repository yet") {
		t.Error("the first page does not say what to do first")
	}
	version := page(base + "decisions")
	_, version, _ = strings.Cut(version, `data-version="`)
	version, _, _ = strings.Cut(version, `"`)
	told, err := browser.Get(base + "events?since=" + version)
	if err != nil {
		t.Fatal(err)
	}
	defer told.Body.Close()
	if code := run(t.Context(), io.Discard, io.Discard, "decision", "log", "--title", "Charge is idempotent", "--because", "it must", "--undo", "days"); code != 0 {
		t.Fatal(code)
	}
	for in := bufio.NewScanner(told.Body); in.Scan(); {
		if strings.HasPrefix(in.Text(), "event: changed") && strings.Contains(page(base+"decisions"), "Charge is idempotent") {
			break
		}
	}
	port := strings.Split(strings.TrimPrefix(address, "http://"), "/")[0]
	_, port, err = net.SplitHostPort(port)
	if err != nil {
		t.Fatal(err)
	}
	var second strings.Builder
	if code := run(t.Context(), io.Discard, &second, "dash", "--no-open", "--port", port); code != 1 || !strings.Contains(second.String(), "Another dash may be open") {
		t.Errorf("a second one on the same port: %d %s", code, second.String())
	}
	if code := run(t.Context(), io.Discard, io.Discard, "dash", "--port", "70000"); code != 2 {
		t.Errorf("a port that is none: %d", code)
	}
	cancel()
	if code := <-ended; code != 0 {
		t.Errorf("ended with %d: %s", code, errs.String())
	}
}
