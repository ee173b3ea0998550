package lspclient

import (
	"bufio"
	"errors"
	"os"
	"testing"

	"github.com/leadline/leadline/internal/exec"
)

// TestMain lets the test binary play the server: it answers one request and ends with code 3, or leaves at once.
func TestMain(m *testing.M) {
	if os.Getenv("LEADLINE_TEST_SERVER") == "" {
		os.Exit(m.Run())
	}
	if os.Getenv("LEADLINE_TEST_SERVER") == "leaves" {
		os.Exit(0)
	}
	in := bufio.NewReader(os.Stdin)
	if _, err := readFrame(in); err != nil {
		os.Exit(4)
	}
	_, _ = os.Stdout.Write(Frame([]byte(`{"jsonrpc":"2.0","id":1,"result":"hello"}`)))
	_, _ = readFrame(in)
	os.Exit(3)
}

func TestChildProcess(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c, err := Start(t.Context(), exec.Command{Path: self, Env: append(os.Environ(), "LEADLINE_TEST_SERVER=1")}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Call(t.Context(), "a", nil); err != nil || string(got) != `"hello"` {
		t.Errorf("%s, %v", got, err)
	}
	var ended *exec.ExitError
	if err := c.Close(); !errors.As(err, &ended) || ended.Code != 3 {
		t.Errorf("ended with %v", err)
	}
}

func TestNoSuchServer(t *testing.T) {
	if _, err := Start(t.Context(), exec.Command{Path: "no-such-server"}, Options{}); !errors.Is(err, exec.ErrNotFound) {
		t.Error(err)
	}
}

// A server that leaves at once, however late anybody looks after its input, is told from a broken pipe.
func TestChildThatLeavesAtOnce(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		c, err := Start(t.Context(), exec.Command{Path: self, Env: append(os.Environ(), "LEADLINE_TEST_SERVER=leaves")}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		<-c.Done()
		if err := c.Close(); err != nil {
			t.Fatalf("ended with %v", err)
		}
	}
}
