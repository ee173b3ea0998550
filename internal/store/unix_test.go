//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// The test binary runs itself as another user, or with a limit on the size of files, as envRole says.
const (
	envRole = "LEADLINE_TEST_ROLE"
	envPath = "LEADLINE_TEST_PATH"
)

func TestMain(m *testing.M) {
	roles := map[string]func(string) error{"read-only": readOnlyRole, "full": fullRole}
	if role, ok := roles[os.Getenv(envRole)]; ok {
		if err := role(os.Getenv(envPath)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func play(t *testing.T, role, path string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), program)
	c.Env = append(os.Environ(), envRole+"="+role, envPath+"="+path)
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", role, err, out)
	}
}

func readOnlyRole(path string) error {
	if os.Getuid() == 0 { // permissions stop everybody but root
		const nobody = 65534
		if err := errors.Join(syscall.Setgroups(nil), syscall.Setgid(nobody), syscall.Setuid(nobody)); err != nil {
			return err
		}
	}
	ctx := context.Background()
	d, err := Open(ctx, path, options())
	if err != nil {
		return fmt.Errorf("opening: %w", err)
	}
	defer d.Close()
	var n int
	if err := d.Read().QueryRowContext(ctx, `SELECT count(*) FROM t`).Scan(&n); err != nil || n != 1 {
		return fmt.Errorf("reading: %d rows, %w", n, err)
	}
	if _, err := os.Stat(path + "-wal"); d.Frozen() == (err == nil) {
		return fmt.Errorf("frozen: %t, though of the WAL: %v", d.Frozen(), err)
	}
	if err := put(ctx, d, 2); !errors.Is(err, ErrReadOnly) {
		return fmt.Errorf("writing: %w", err)
	}
	if err := d.Watch(ctx, func() {}); err != nil {
		return fmt.Errorf("watching: %w", err)
	}
	if _, err := Open(ctx, filepath.Join(filepath.Dir(path), "new.db"), options()); !errors.Is(err, ErrReadOnly) {
		return fmt.Errorf("creating another: %w", err)
	}
	return nil
}

func TestUnwritableDirectory(t *testing.T) {
	for name, inUse := range map[string]bool{"at rest": false, "in use by another": true} {
		t.Run(name, func(t *testing.T) {
			dir, err := os.MkdirTemp("", "leadline-") // t.TempDir is closed to other users
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.Chmod(dir, 0o700); os.RemoveAll(dir) })
			path := filepath.Join(dir, "t.db")
			d := open(t, path, options())
			if err := put(t.Context(), d, 1); err != nil {
				t.Fatal(err)
			}
			if !inUse {
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
			names, err := filepath.Glob(path + "*")
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range names {
				if err := os.Chmod(name, 0o444); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.Chmod(dir, 0o555); err != nil {
				t.Fatal(err)
			}
			play(t, "read-only", path)
		})
	}
}

func fullRole(path string) error {
	ctx := context.Background()
	signal.Ignore(syscall.SIGXFSZ)
	d, err := Open(ctx, path, options())
	if err != nil {
		return err
	}
	defer d.Close()
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: 64 << 10, Max: 64 << 10}); err != nil {
		return err
	}
	kept := 0
	for err = nil; err == nil && kept < 1000; kept++ {
		err = put(ctx, d, make([]byte, 1000))
	}
	if !errors.Is(err, ErrFull) {
		return fmt.Errorf("after %d rows: %w", kept, err)
	}
	var n int
	if err := d.Read().QueryRowContext(ctx, `SELECT count(*) FROM t`).Scan(&n); err != nil || n != kept-1 {
		return fmt.Errorf("%d of %d acknowledged rows, %w", n, kept-1, err)
	}
	return nil
}

func TestNoRoomForFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	play(t, "full", path)
	d := open(t, path, options())
	if err := d.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if count(t, d) == 0 {
		t.Error("what was acknowledged is lost")
	}
}

func TestPipeIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "t.db")
	if err := unix.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), path, options()); !errors.Is(err, ErrNotOurs) {
		t.Error(err)
	}
}

func TestPrivateFilesAreOnesOwn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	path := filepath.Join(dir, "t.db")
	o := options()
	o.Private = true
	d := open(t, path, o)
	if err := put(t.Context(), d, 1); err != nil {
		t.Fatal(err)
	}
	check := func() {
		t.Helper()
		for name, want := range map[string]os.FileMode{dir: 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600} {
			info, err := os.Stat(name)
			if err != nil || info.Mode().Perm() != want {
				t.Errorf("%s has mode %v, %v", filepath.Base(name), info.Mode().Perm(), err)
			}
		}
	}
	check()
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	open(t, path, o)
	check()
}

// A file that is deleted, moved or replaced while it is open takes nothing more: nobody would ever read it.
func TestMovedAwayWhileOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events.db")
	o := options()
	o.Durable = true
	d := open(t, path, o)
	if err := put(t.Context(), d, 1); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path, path+".away"); err != nil {
		t.Fatal(err)
	}
	if err := put(t.Context(), d, 2); !errors.Is(err, ErrMoved) {
		t.Errorf("without a file: %v, want ErrMoved", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := put(t.Context(), d, 3); !errors.Is(err, ErrMoved) {
		t.Errorf("with another file there: %v, want ErrMoved", err)
	}
	if err := os.Rename(path+".away", path); err != nil {
		t.Fatal(err)
	}
	if err := put(t.Context(), d, 4); err != nil {
		t.Errorf("with the file back: %v", err)
	}
	if n := count(t, d); n != 2 {
		t.Errorf("%d rows, want the 2 that were acknowledged", n)
	}
}
