package git

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/exec"
)

// Limits on what another machine may make this one do.
const (
	meetTimeout = 10 * time.Minute
	mostFetched = 1 << 30 // bytes on the disk, of one fetch
	lookAtDisk  = 200 * time.Millisecond
)

// Why another machine could not be met.
type Unmet string

// The reasons. Whoever asks again may succeed where it is UnmetOffline; elsewhere somebody has to do something.
const (
	UnmetOffline Unmet = "offline" // no network, no such host for now, no answer in time
	UnmetDenied  Unmet = "denied"  // it does not let us in, or nothing to show it was found without asking
	UnmetAbsent  Unmet = "absent"  // there is no repository
	UnmetTooMuch Unmet = "too-much"
	UnmetFull    Unmet = "full" // a disk, of either side
	UnmetOther   Unmet = "other"
)

// UnmetError says that another machine could not be met, in its own words.
type UnmetError struct {
	Reason      Unmet
	Destination string
	Said        string // one line, from the other side: show it cleaned
}

func (e *UnmetError) Error() string {
	if e.Said == "" {
		return fmt.Sprintf("%s: %s", e.Destination, e.Reason)
	}
	return fmt.Sprintf("%s: %s", e.Destination, e.Said)
}

// meeting runs git with the network: in our own store, with the user's home and own settings, since those know how to get there,
// and without ever asking at a keyboard or in a window. No hook runs, on either side, where the other side is a folder here.
func (x *Exchange) meeting(timeout time.Duration, args ...string) exec.Command {
	env := []string{
		"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC", "GIT_DIR=" + x.dir,
		"GIT_ALLOW_PROTOCOL=https:ssh:file", "GIT_NO_LAZY_FETCH=1", "GIT_NO_REPLACE_OBJECTS=1", "GIT_PAGER=cat",
		"GIT_TERMINAL_PROMPT=0", "GIT_ASKPASS=", "SSH_ASKPASS=", "SSH_ASKPASS_REQUIRE=never", "GCM_INTERACTIVE=never",
		"GIT_SSH_COMMAND=ssh -oBatchMode=yes -oConnectTimeout=20 -oServerAliveInterval=15 -oForwardAgent=no -oForwardX11=no -oClearAllForwardings=yes",
		"GIT_SSH_VARIANT=ssh",
	}
	for _, name := range []string{
		"HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "SSH_AUTH_SOCK",
		"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO",
		"SystemRoot", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TMPDIR", "TEMP",
	} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	settings := []string{
		"core.hooksPath=" + os.DevNull, "core.fsmonitor=false", "core.askPass=", "gc.auto=0", "maintenance.auto=false", "protocol.version=2",
		"fetch.fsckObjects=true", "transfer.fsckObjects=true", "fetch.prune=false", "fetch.pruneTags=false", "fetch.recurseSubmodules=no",
		"fetch.writeCommitGraph=false", "fetch.unpackLimit=100", "submodule.recurse=false", "push.recurseSubmodules=no", "push.followTags=false",
		"push.gpgSign=false", "push.useForceIfIncludes=false",
	}
	full := []string{"--no-pager"}
	for _, s := range settings {
		full = append(full, "-c", s)
	}
	return exec.Command{
		Path: "git", Args: append(full, args...), Dir: x.dir, Env: env,
		Timeout: timeout, MemoryLimit: memoryLimit, OutputLimit: smallOutput, Patient: true,
	}
}

// theirs is how the program on the other side is started where that is this machine: a folder may have hooks and settings. What
// arrives is checked in a quarantine to which the folder's own objects are an alternate: the settings can name a command for
// those, and one for objects that are missing.
func (d Destination) theirs(option, program string) []string {
	if !d.local {
		return nil
	}
	return []string{option + "=GIT_NO_LAZY_FETCH=1 GIT_ALLOW_PROTOCOL=none git -c core.hooksPath=" + os.DevNull +
		" -c core.fsmonitor=false -c core.alternateRefsCommand=true -c receive.denyCurrentBranch=refuse -c receive.autogc=false -c gc.auto=0 " + program}
}

// Fetch brings refs of the destination into the store by refspecs, which name both sides and begin with + where a ref may move
// anywhere: whoever calls looks at what arrived before believing it. Of what is here already the other side is told only the
// refs that match tip, a pattern. The error is an *UnmetError.
func (x *Exchange) Fetch(ctx context.Context, d Destination, tip string, refspecs []string) error {
	args := []string{
		"fetch", "--quiet", "--refmap=", "--no-prune", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules",
		"--no-show-forced-updates", "--negotiation-tip=" + tip,
	}
	args = append(append(append(args, d.theirs("--upload-pack", "upload-pack")...), "--", d.address), refspecs...)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go x.guardDisk(ctx, func() { cancel(errTooMuch) })
	_, err := x.meeting(meetTimeout, args...).Output(ctx)
	if errors.Is(context.Cause(ctx), errTooMuch) {
		x.sweep()
		return &UnmetError{UnmetTooMuch, d.String(), fmt.Sprintf("more than %d MB came; nothing of it was taken", mostFetched>>20)}
	}
	return d.unmet(ctx, err)
}

var errTooMuch = errors.New("too much")

// guardDisk calls stop when a fetch has written too much. It returns when ctx ends.
func (x *Exchange) guardDisk(ctx context.Context, stop func()) {
	before := x.incoming()
	look := time.NewTicker(lookAtDisk)
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-look.C:
			if x.incoming()-before > mostFetched {
				stop()
				return
			}
		}
	}
}

// incoming is how much packs that are still being written take, in bytes.
func (x *Exchange) incoming() (size int64) {
	for _, path := range x.unfinished() {
		if st, err := os.Lstat(path); err == nil {
			size += st.Size()
		}
	}
	return size
}

func (x *Exchange) unfinished() []string {
	found, _ := filepath.Glob(filepath.Join(x.dir, "objects", "pack", "tmp_*")) // the pattern is right
	return found
}

// Pushed is what became of one ref that was sent.
type Pushed struct {
	Ref string // on the other side
	OK  bool
	Why string // one line, from the other side: show it cleaned
}

// Push sends refs of the store to the destination, never by force: from names the ref here, or is "" to delete that one there.
// What the other side refused comes in the answers; the error is an *UnmetError and says that there are none.
func (x *Exchange) Push(ctx context.Context, d Destination, refs map[string]string) ([]Pushed, error) {
	args := append([]string{"push", "--porcelain", "--no-verify", "--no-signed", "--no-follow-tags", "--no-force-with-lease"}, d.theirs("--receive-pack", "receive-pack")...)
	args = append(args, "--", d.address)
	for there, here := range refs {
		if !validRef(there) || here != "" && !validRef(here) {
			return nil, fmt.Errorf("%.80q is no ref that can be sent", there)
		}
		args = append(args, here+":"+there)
	}
	out, err := x.meeting(meetTimeout, args...).Output(ctx)
	answers := parsePushed(string(out))
	if len(answers) == len(refs) {
		return answers, nil
	}
	if err == nil {
		err = errors.New("git push said nothing of what became of it")
	}
	return nil, d.unmet(ctx, err)
}

// parsePushed reads lines of git push --porcelain: a flag, a tab, from:to, a tab, what happened. Flags are blank, + - * = for what
// went well, and ! for what did not.
func parsePushed(out string) []Pushed {
	var answers []Pushed
	for l := range strings.Lines(out) {
		fields := strings.SplitN(strings.TrimRight(l, "\r\n"), "\t", 3)
		if len(fields) != 3 || len(fields[0]) != 1 {
			continue
		}
		_, there, ok := strings.Cut(fields[1], ":")
		if !ok {
			continue
		}
		p := Pushed{Ref: there, OK: fields[0] != "!"}
		if !p.OK {
			p.Why = fields[2]
		}
		answers = append(answers, p)
	}
	slices.SortFunc(answers, func(a, b Pushed) int { return strings.Compare(a.Ref, b.Ref) })
	return answers
}

// unmet makes of a failure of git what its user can act upon.
func (d Destination) unmet(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return ErrNoGit
	case errors.Is(err, exec.ErrTimeout):
		return &UnmetError{UnmetOffline, d.String(), "it did not answer in time"}
	}
	said := ""
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		said = exit.Stderr
	}
	return &UnmetError{reasonOf(said), d.String(), telling(said)}
}

// reasons are words by which git and ssh tell why they failed.
var unmetWords = []struct {
	reason Unmet
	words  []string
}{
	{UnmetFull, []string{"No space left on device", "Out of diskspace", "Disk quota exceeded", "File too large"}},
	{UnmetDenied, []string{"Permission denied", "Authentication failed", "could not read Username", "could not read Password", "terminal prompts disabled", "Host key verification failed", "Access denied", "error: 401", "error: 403", "dubious ownership", "unauthorized", "Too many authentication failures"}},
	{UnmetAbsent, []string{"does not appear to be a git repository", "epository not found", "does not exist", "error: 404", "No such file or directory"}},
	{UnmetOffline, []string{"Could not resolve", "Connection refused", "Connection timed out", "Network is unreachable", "No route to host", "Failed to connect", "Temporary failure", "Operation timed out", "Connection closed", "Connection reset", "hung up", "early EOF", "error: 5", "Couldn't connect", "timed out"}},
}

func reasonOf(said string) Unmet {
	for _, u := range unmetWords {
		if slices.ContainsFunc(u.words, func(w string) bool { return strings.Contains(said, w) }) {
			return u.reason
		}
	}
	return UnmetOther
}

// telling is the line of what git said that says most.
func telling(said string) string {
	best := ""
	for l := range strings.Lines(said) {
		l = strings.TrimSpace(l)
		for _, prefix := range []string{"fatal: ", "error: ", "remote: "} {
			if rest, ok := strings.CutPrefix(l, prefix); ok && best == "" {
				best = rest
			}
		}
		if strings.Contains(l, "Permission denied") || strings.Contains(l, "Host key verification failed") || strings.HasPrefix(l, "ssh: ") {
			return strings.TrimSuffix(l, ".")
		}
	}
	if best == "" {
		best, _, _ = strings.Cut(strings.TrimSpace(said), "\n")
	}
	return strings.TrimSuffix(best, ".")
}
