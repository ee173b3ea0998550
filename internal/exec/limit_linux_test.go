package exec_test

import (
	"errors"
	"io"
	"strings"
	"testing"
)

func TestMemoryLimit(t *testing.T) {
	in, gate := io.Pipe()
	c := shell("read go; cat /proc/self/limits")
	c.MemoryLimit = 1 << 30
	c.Stdin = in
	p, err := c.Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	go func() { // the limit is set once Start is back
		_, _ = io.WriteString(gate, "go\n")
		gate.Close()
	}()
	out, err := io.ReadAll(p.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if strings.HasPrefix(line, "Max data size") {
			if !strings.Contains(line, "1073741824") {
				t.Errorf("limits say %q", line)
			}
			return
		}
	}
	t.Error("no limit listed")
}

// Other programs come first where it does not matter how long one takes.
func TestPatient(t *testing.T) {
	niceness := func(patient bool) string {
		in, gate := io.Pipe()
		c := shell("read go; cut -d' ' -f19 /proc/self/stat")
		c.Stdin, c.Patient = in, patient
		p, err := c.Start(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		go func() { // it is set once Start is back
			_, _ = io.WriteString(gate, "go\n")
			gate.Close()
		}()
		out, err := io.ReadAll(p.Stdout)
		if err := errors.Join(err, p.Wait()); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	own, patient := niceness(false), niceness(true)
	if own == patient && own != "19" {
		t.Errorf("both have the nice value %s", own)
	}
}
