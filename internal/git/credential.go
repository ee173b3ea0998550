package git

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

// Credential asks the user's own credential helpers for the password, in practice a token, that git would send to a host over
// https; "" where they know none. It runs outside any repository, with the user's own settings, and never asks at a
// keyboard or in a window. Nothing is stored by it.
func Credential(ctx context.Context, host string) (string, error) {
	_, password, err := Login(ctx, host, "")
	return password, err
}

// Login is [Credential] with the name that belongs to the password. Where user is not empty, only that name's will do.
func Login(ctx context.Context, host, user string) (name, password string, err error) {
	if host == "" || strings.ContainsAny(host, "\n\r\x00/ ") {
		return "", "", fmt.Errorf("%q is no host", host)
	}
	asked := "protocol=https\nhost=" + host + "\n"
	if strings.ContainsAny(user, "\n\r\x00") {
		return "", "", fmt.Errorf("%q is no name of an account", user)
	}
	if user != "" {
		asked += "username=" + user + "\n"
	}
	dir, env := nowhere([]string{
		"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC",
		"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=", "SSH_ASKPASS=", "GCM_INTERACTIVE=never", "GIT_PAGER=cat",
	})
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "GIT_CONFIG_GLOBAL", "SystemRoot", "USERPROFILE", "APPDATA", "LOCALAPPDATA"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	out, err := exec.Command{
		Path: "git", Args: []string{"-c", "core.askPass=", "credential", "fill"}, Dir: dir, Env: env,
		Stdin: strings.NewReader(asked + "\n"), Timeout: 20 * time.Second, OutputLimit: 64 << 10,
	}.Output(ctx)
	if code(err) != 0 {
		return "", "", nil // nobody knows one, and nobody was asked
	}
	if err != nil {
		return "", "", fmt.Errorf("asking git's credential helpers for %s: %w", host, noGit(err))
	}
	for line := range strings.Lines(string(out)) {
		switch key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "="); key {
		case "username":
			name = value
		case "password":
			password = value
		}
	}
	if user != "" && name != user {
		return "", "", nil // a helper that was asked for one and tells another
	}
	return name, password, nil
}
