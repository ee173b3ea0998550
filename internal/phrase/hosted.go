package phrase

import (
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/workspace"
)

// fresh is how old what a host told may be before its age is said.
const fresh = time.Hour

// HostedSince says how old it is what the repository's host told of requests, where that matters: after an hour, and when the host
// could not be asked. It is "" else.
func (v Voice) HostedSince() string {
	h := v.Snapshot.Hosted
	if h == nil || h.Server == nil {
		return ""
	}
	why, end := "", "."
	if p := h.State.Problem; p != nil && !h.BrokenOff() {
		why = ": " + Clean(p.Error(), 300)
		if strings.HasSuffix(why, "?") {
			end = ""
		}
	}
	host := Clean(h.Host, nameLimit)
	switch {
	case !h.Told() && why != "":
		return fmt.Sprintf("What waits for review on %s is not known%s%s", host, why, end)
	case !h.Told():
		return fmt.Sprintf("What waits for review on %s is not known yet.", host)
	case why == "" && v.Now.Sub(h.State.At) <= fresh:
		return ""
	}
	return fmt.Sprintf("What waits for review on %s is known as of %s%s%s", host, When(h.State.At, v.Now), why, end)
}

// HostUnasked says why no host is asked, and what to do about it if that was not meant; todo is "" where nothing is to be done.
func HostUnasked(h *workspace.Hosted) (why, todo string) {
	host := Clean(h.Host, nameLimit)
	switch h.Unasked {
	case workspace.HostNone:
		return "no remote is on a server, so no host is asked", ""
	case workspace.HostUnnamed:
		return host + " is not asked: nobody but you can tell that it may be", fmt.Sprintf(`set forge.api = "https://%s" in your own settings if it is your host`, host)
	case workspace.HostOther:
		return host + " is not asked: forge.kind and forge.api are about another host", ""
	case workspace.HostUncertain:
		return host + " is not asked: nothing tells what runs there", "set forge.kind to github, gitlab or gitea"
	case workspace.HostUnable:
		return host + " is not asked: it is none of github, gitlab and gitea, or the remote's address is no project there", ""
	}
	return "off: no host is asked which requests wait for review", ""
}
