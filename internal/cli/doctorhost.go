package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/leadline/leadline/internal/forge"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

// hostPatience is how long a command waits for what a host has to tell.
const hostPatience = 5 * time.Second

// askHost asks the repository's host, if the settings allow it and it is time to.
func askHost(ctx context.Context, s *workspace.Workspace) {
	ctx, cancel := context.WithTimeout(ctx, hostPatience)
	defer cancel()
	s.AskHost(ctx)
}

// sayHostAge ends an answer that depends on a host with how old it is what that told, where it matters.
func (a *app) sayHostAge(s *session) error {
	since := s.voice().HostedSince()
	switch {
	case since == "":
		return nil
	case a.json:
		a.note("%s", since)
		return nil
	}
	return a.print(since + "\n")
}

// checkHost tells whether a host is asked about requests for review, and what came of it.
func checkHost(ctx context.Context, c *checkup, w *workspace.Workspace, now time.Time) {
	askHost(ctx, w)
	const what = "host"
	h := w.Snapshot().Hosted
	if h.Server == nil {
		why, todo := phrase.HostUnasked(h)
		if h.Unasked == workspace.HostOff {
			c.ok(what, why)
			return
		}
		c.note(what, why, todo)
		return
	}
	ctx, cancel := context.WithTimeout(ctx, hostPatience)
	defer cancel()
	source := w.HostToken(ctx)
	found := fmt.Sprintf("%s at %s, project %s, %s", h.Server.Kind, h.Server.API, h.Server.Project, tokenFrom(source))
	if h.Told() {
		found += fmt.Sprintf("; asked %s: %s, %s", phrase.When(h.State.At, now),
			count(len(h.State.Open), "open request", "open requests"), count(len(h.State.Landed), "landed", "landed"))
		if h.State.Cut {
			found += ", and there are more"
		}
	}
	p := h.State.Problem
	switch {
	case p == nil && h.Told():
		c.ok(what, found)
	case h.BrokenOff():
		c.note(what, found, "not everything was told in time; sizes and reviews are asked for next time")
	case p == nil:
		c.note(what, found, "it was not asked yet; another Leadline may be asking it")
	default:
		found += fmt.Sprintf("; the look of %s failed", phrase.When(p.At, now))
		switch todo := hostTodo(p, h, source); p.Reason {
		case forge.Unknown, forge.Forbidden, forge.Absent, forge.Garbled:
			c.mend(what, found, todo)
		default:
			c.note(what, found, todo)
		}
	}
}

func tokenFrom(source workspace.TokenSource) string {
	switch source {
	case workspace.TokenEnvironment:
		return "with a token from the environment"
	case workspace.TokenCredential:
		return "with the token that git has for it"
	}
	return "without a token"
}

// hostTodo says what to do where a host gave no answer.
func hostTodo(p *forge.Problem, h *workspace.Hosted, source workspace.TokenSource) string {
	if source == workspace.TokenNone {
		switch p.Reason {
		case forge.Unknown, forge.Forbidden, forge.Absent:
			return fmt.Sprintf("the host shows nothing to strangers: give it a token that may read the project, in the environment (%s) or by `git credential`; or see that the remote's address is right", tokenVariable(h))
		case forge.Limited:
			return p.Error() + "; with a token it answers more often"
		}
	}
	return p.Error()
}

// tokenVariable names the variable in which a token for a server is looked for.
func tokenVariable(h *workspace.Hosted) string {
	switch at := h.Server.API.Host; {
	case at == "api.github.com":
		return "GH_TOKEN"
	case h.Server.Kind == forge.GitHub:
		return "GH_ENTERPRISE_TOKEN, and GH_HOST=" + at
	case at == "gitlab.com":
		return "GITLAB_TOKEN"
	case h.Server.Kind == forge.GitLab:
		return "GITLAB_TOKEN, and GITLAB_HOST=" + at
	default:
		return "GITEA_SERVER_TOKEN, and GITEA_SERVER_URL=" + h.Server.API.Scheme + "://" + at
	}
}
