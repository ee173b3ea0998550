package cli

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestJSONIsShownAsItIs(t *testing.T) {
	const text = "a \u202egnp\u202c \u2066x\u2069 \u0085\u009b31m \u200f \U000e0041 äö 🎉 家 \x7f"
	raw, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	for size := 1; size <= len(raw); size++ { // however it comes in pieces
		var out bytes.Buffer
		p := plainJSON{out: &out}
		for rest := raw; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			if _, err := p.Write(rest[:min(size, len(rest))]); err != nil {
				t.Fatal(err)
			}
		}
		var back string
		if err := json.Unmarshal(out.Bytes(), &back); err != nil || back != text {
			t.Fatalf("in pieces of %d: %q, %v", size, back, err)
		}
		for _, bad := range []string{"\u202e", "\u2066", "\u009b", "\u0085", "\u200f", "\U000e0041", "\x7f"} {
			if bytes.Contains(out.Bytes(), []byte(bad)) {
				t.Errorf("%q is in %q", bad, out.Bytes())
			}
		}
		if !bytes.Contains(out.Bytes(), []byte("äö 🎉 家")) {
			t.Errorf("letters are gone: %q", out.Bytes())
		}
	}
}
