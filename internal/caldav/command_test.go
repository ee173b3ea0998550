//go:build unix

package caldav

import (
	"os"
	"strings"
	"testing"
)

func TestFindAsksTheCommand(t *testing.T) {
	places := func(script string) Places {
		return Places{User: "dev1", Command: []string{"sh", "-c", script}, Environ: []string{"PATH=" + os.Getenv("PATH"), "STORE=s3cret"}}
	}
	got, err := Find(t.Context(), "cal.example.org", places(`printf '%s\r\nurl: x\n' "$STORE"`))
	if err != nil || got != Password("dev1", "s3cret") {
		t.Errorf("%v, %v", got, err)
	}
	nameless := places("echo tok")
	nameless.User = ""
	if got, err := Find(t.Context(), "cal.example.org", nameless); err != nil || got != Token("tok") {
		t.Errorf("%v, %v", got, err)
	}
	for script, words := range map[string]string{
		"echo s3cret >&2; echo s3cret; exit 3": "ended with code 3: run it by hand",
		"echo":                                 "prints none",
		"true":                                 "prints none",
		`printf 's3cret\033\n'`:                "prints none",
		"yes s3cret":                           "too much output",
	} {
		c, err := Find(t.Context(), "cal.example.org", places(script))
		if err == nil || c != (Credential{}) || !strings.Contains(err.Error(), words) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: %v, %v; want %q", script, c, err, words)
		}
	}
	if _, err := Find(t.Context(), "cal.example.org", Places{Command: []string{"leadline-no-such-program"}}); err == nil || !strings.Contains(err.Error(), "not found") {
		t.Errorf("no such program: %v", err)
	}
}
