package caldav

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/exec"
	"github.com/leadline/leadline/internal/git"
)

// Credential is how somebody is known to one server. It prints as nothing and has no JSON, so that it ends in no log and no file.
type Credential struct {
	user, secret string
}

// Password is a name and a password.
func Password(user, password string) Credential { return Credential{user: user, secret: password} }

// Token stands for somebody without a name, as OAuth gives it out (RFC 6750).
func Token(token string) Credential { return Credential{secret: token} }

// String shows that there is one, or none.
func (c Credential) String() string {
	if !c.known() {
		return "no credential"
	}
	return "a credential"
}

// GoString is String.
func (c Credential) GoString() string { return c.String() }

// MarshalJSON fails: nothing is ever stored.
func (Credential) MarshalJSON() ([]byte, error) {
	return nil, errors.New("credentials are not written down")
}

func (c Credential) known() bool { return c.secret != "" }

func (c Credential) sign(r *http.Request) {
	switch {
	case !c.known():
	case c.user == "":
		r.Header.Set("Authorization", "Bearer "+c.secret)
	default:
		r.SetBasicAuth(c.user, c.secret)
	}
}

// Places is where [Find] may look.
type Places struct {
	// User is the name in the user's settings; where it is empty, the environment or git's helper may name one.
	User string
	// Command prints the password, or a token where no name is known; program and arguments, no shell. It comes from the user's
	// own settings, never from a repository's: the caller sees to that. Empty: none.
	Command []string
	// Environ is what Command runs with and where variables are looked up, as os.Environ has it.
	Environ []string
}

// commandTimeout leaves time to unlock a store of passwords.
const commandTimeout = time.Minute

// Find looks for the credential of one host ("calendar.example.org" or with a port) in the environment
// (LEADLINE_CALENDAR_USER and LEADLINE_CALENDAR_PASSWORD, which are for LEADLINE_CALENDAR_HOST and given to no other), then asks the
// command, then git's credential helpers. The first that knows one counts; the zero Credential where none does. A
// command that fails is an error, and so is git where it cannot be run.
func Find(ctx context.Context, host string, p Places) (Credential, error) {
	getenv := func(name string) string {
		for _, v := range p.Environ {
			if key, value, ok := strings.Cut(v, "="); ok && key == name {
				return value
			}
		}
		return ""
	}
	if named := getenv("LEADLINE_CALENDAR_HOST"); named != "" && strings.EqualFold(hostIn(named), host) {
		user := getenv("LEADLINE_CALENDAR_USER")
		if user == "" {
			user = p.User
		}
		if c := (Credential{user, getenv("LEADLINE_CALENDAR_PASSWORD")}); c.usable() {
			return c, nil
		}
	}
	if len(p.Command) > 0 {
		return ask(ctx, p)
	}
	user, secret, err := git.Login(ctx, host, p.User)
	if c := (Credential{user, secret}); err == nil && user != "" && c.usable() {
		return c, nil
	}
	return Credential{}, err
}

// hostIn is the host of an address, or of itself.
func hostIn(text string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(text, "https://"), "http://"), "/")
	return host
}

// ask runs the command. Its words are shown to nobody: they may be the password.
func ask(ctx context.Context, p Places) (Credential, error) {
	command := exec.Command{Path: p.Command[0], Args: p.Command[1:], Env: p.Environ, Timeout: commandTimeout, OutputLimit: 64 << 10}
	out, err := command.Output(ctx)
	first, _, _ := bytes.Cut(out, []byte("\n"))
	c := Credential{p.User, strings.TrimSuffix(string(first), "\r")}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return Credential{}, fmt.Errorf("%s, which your settings name for the calendar's password, ended with code %d: run it by hand to see why", cut(p.Command[0]), exit.Code)
	case err != nil:
		return Credential{}, fmt.Errorf("asking %s for the calendar's password, as your settings say: %w", cut(p.Command[0]), err)
	case !c.usable():
		return Credential{}, fmt.Errorf("%s, which your settings name for the calendar's password, prints none on its first line", cut(p.Command[0]))
	}
	return c, nil
}

// usable says whether a header can hold it; a name before a colon can hold none (RFC 7617, section 2).
func (c Credential) usable() bool {
	text := func(s string) bool {
		return len(s) < 10_000 && utf8.ValidString(s) && strings.IndexFunc(s, unicode.IsControl) < 0
	}
	return c.known() && text(c.user) && text(c.secret) && !strings.Contains(c.user, ":")
}
