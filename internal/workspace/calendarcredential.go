package workspace

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/caldav"
)

// calendarCredential looks for how the reader is known to a calendar's server. The command in the settings is for CalDAV servers: for
// the only one there is, or for each where it says {host}.
func (w *Workspace) calendarCredential(ctx context.Context, plan *calendarPlan, address string, command bool) (caldav.Credential, error) {
	host, err := caldav.HostOf(address)
	if err != nil {
		return caldav.Credential{}, err
	}
	places := caldav.Places{User: plan.User}
	for _, name := range passed {
		if value := w.options.Getenv(name); value != "" {
			places.Environ = append(places.Environ, name+"="+value)
		}
	}
	if command && len(plan.Command) > 0 {
		if places.Command = plan.commandFor(host); places.Command == nil {
			return caldav.Credential{}, errors.New("calendar.command would give one password to several servers: let it say {host} where the server's name belongs")
		}
	}
	if !command {
		places.User = ""
	}
	return caldav.Find(ctx, host, places)
}

// commandFor is the command with a server's name in it; nil where it does not say for which of several servers it is.
func (p *calendarPlan) commandFor(host string) []string {
	named := false
	out := make([]string, len(p.Command))
	for i, part := range p.Command {
		named = named || i > 0 && strings.Contains(part, "{host}")
		out[i] = part
		if i > 0 {
			out[i] = strings.ReplaceAll(part, "{host}", host)
		}
	}
	if named {
		return out
	}
	for _, address := range append(slices.Clone(p.Collections), p.Blocks) {
		if other, err := caldav.HostOf(address); err == nil && address != "" && other != host {
			return nil
		}
	}
	return out
}
