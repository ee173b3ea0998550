package exec_test

import (
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
