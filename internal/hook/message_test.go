package hook_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/hook"
)

const (
	two   = "Co-authored-by: Dev Two <dev2@example.com>"
	three = "Co-authored-by: Dev Three <dev3@example.com>"
	help  = "# Please enter the commit message for your changes.\n#\n#\tmodified:   a.go\n"
)

func TestAdd(t *testing.T) {
	for name, tt := range map[string]struct {
		message string
		plain   bool // no editor opens
		want    string
	}{
		"an empty one, in an editor": {"\n" + help, false, "\n\n" + two + "\n" + three + "\n\n" + help},
		"nothing at all":             {"", false, "\n\n" + two + "\n" + three + "\n"},
		"one line":                   {"Retry\n", true, "Retry\n\n" + two + "\n" + three + "\n"},
		"no newline at its end":      {"Retry", true, "Retry\n\n" + two + "\n" + three + "\n"},
		"a number of an issue":       {"Retry\n\n#412\n", true, "Retry\n\n#412\n\n" + two + "\n" + three + "\n"},
		"a template":                 {"Retry\n\nbecause\n" + help, false, "Retry\n\nbecause\n\n" + two + "\n" + three + "\n\n" + help},
		"a subject like a trailer":   {"fix: retry\n", true, "fix: retry\n\n" + two + "\n" + three + "\n"},
		"trailers": {
			"Retry\n\nwhy: so\n\nSigned-off-by: Dev One <dev1@example.com>\n", true,
			"Retry\n\nwhy: so\n\nSigned-off-by: Dev One <dev1@example.com>\n" + two + "\n" + three + "\n",
		},
		"one is credited already": {"Retry\n\nco-authored-by: D. Two <DEV2@example.com>\n", true, "Retry\n\nco-authored-by: D. Two <DEV2@example.com>\n" + three + "\n"},
		"both are":                {"Retry\n\n" + two + "\n" + three, true, "Retry\n\n" + two + "\n" + three},
		"a diff below": {
			"Retry\n" + help + "# ------------------------ >8 ------------------------\n# Do not touch the line above.\ndiff --git a/a b/a\n+" + two + "\n", false,
			"Retry\n\n" + two + "\n" + three + "\n\n" + help + "# ------------------------ >8 ------------------------\n# Do not touch the line above.\ndiff --git a/a b/a\n+" + two + "\n",
		},
		"another mark": {"Retry\n\n; Please enter\n;\n", false, "Retry\n\n" + two + "\n" + three + "\n\n; Please enter\n;\n"},
	} {
		got := string(hook.Add([]byte(tt.message), []string{two, three, two}, !tt.plain))
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if again := string(hook.Add([]byte(got), []string{two, three}, !tt.plain)); again != got {
			t.Errorf("%s: added twice: %s", name, cmp.Diff(got, again))
		}
	}
}

func TestUnwritten(t *testing.T) {
	for message, want := range map[string]bool{
		"":                         false, // nothing of ours: git sees to it
		"\n" + help:                false,
		"\n\n" + two + "\n" + help: true,
		"\n\n" + two + "\n# ------------------------ >8 ------------------------\ndiff --git a/a b/a\n+x\n": true,
		"Retry\n\n" + two + "\n" + help:                                false,
		"\n\n" + two + "\nSigned-off-by: Dev One <dev1@example.com>\n": false,
	} {
		if got := hook.Unwritten([]byte(message)); got != want {
			t.Errorf("%q: %v", message, got)
		}
	}
}

// Whatever a message holds, all of it stays, in its order, and nobody is credited twice.
func FuzzAdd(f *testing.F) {
	f.Add("Retry\n\n"+help, true)
	f.Add("\x00\n# \r\n# ------------------------ >8 ------------------------\n"+two, true)
	f.Add("Retry\n\n"+three, false)
	f.Fuzz(func(t *testing.T, message string, commented bool) {
		got := string(hook.Add([]byte(message), []string{two}, commented))
		if n := strings.Count(strings.ToLower(got), strings.ToLower(two)); n > 1 && n > strings.Count(strings.ToLower(message), strings.ToLower(two))+1 {
			t.Fatalf("credited %d times in %q", n, got)
		}
		kept := func(s string) (out []string) {
			for line := range strings.Lines(s) {
				if line = strings.TrimRight(line, " \t\r\n"); line != "" {
					out = append(out, line)
				}
			}
			return out
		}
		rest := kept(got)
		for _, line := range kept(message) {
			for len(rest) > 0 && rest[0] != line {
				rest = rest[1:]
			}
			if len(rest) == 0 {
				t.Fatalf("%q lost %q of %q", got, line, message)
			}
			rest = rest[1:]
		}
		hook.Unwritten([]byte(message))
	})
}
