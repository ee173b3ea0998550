package action

import (
	"strings"
	"testing"
)

// FuzzLists checks that what is accepted is one line, is accepted again as it was stored, and that a place stays inside the
// repository.
func FuzzLists(f *testing.F) {
	for _, seed := range []string{"3 days", "€500", "half an hour a month", "a lot", "#debt, pay", "pay/charge.go:3-7", "../x", "a:0", ":3", "1h/month", "\x00", "½ d"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := amount(text); err == nil {
			if strings.ContainsAny(got, "\n\r") || got == "" {
				t.Errorf("%q became %q", text, got)
			}
			if _, err := amount(got); err != nil {
				t.Errorf("%q became %q, which is none: %v", text, got, err)
			}
		}
		if got, err := words([]string{text}); err == nil {
			if again, err := words(got); err != nil || len(again) != len(got) {
				t.Errorf("%q became %q, then %q: %v", text, got, again, err)
			}
		}
		if got, err := spots([]string{text}); err == nil {
			for _, at := range got {
				if strings.HasPrefix(at.Path, "/") || strings.HasPrefix(at.Path, "../") || at.Line < 0 || at.EndLine < at.Line {
					t.Errorf("%q became %+v", text, at)
				}
			}
		}
	})
}
