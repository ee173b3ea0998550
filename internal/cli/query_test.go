package cli

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// Rows hold what people and repositories wrote: whatever it is, the answer stays JSON.
func FuzzJSONValue(f *testing.F) {
	for _, seed := range []string{"", "text", "\x00\xff", "<script>\u2028", `{"a":1}`} {
		f.Add([]byte(seed), 0.5)
	}
	f.Fuzz(func(t *testing.T, raw []byte, number float64) {
		for _, v := range []any{raw, string(raw), number, int64(number), nil} {
			if out := jsonValue(v); !json.Valid(out) {
				t.Errorf("%#v becomes %q", v, out)
			}
		}
		if !utf8.ValidString(text(raw)) {
			t.Errorf("%q becomes text that is none", raw)
		}
	})
}
