package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) syncStatus(ctx context.Context, s *session, r workspace.Remote) error {
	state := r.Channel.State()
	waiting, err := share.Waiting(ctx, r.Channel)
	if err != nil {
		return err
	}
	writers, err := share.Writers(ctx, r.Channel)
	if err != nil {
		return err
	}
	if a.json {
		return a.answer(a.statusJSON(s, r, state, waiting, writers))
	}
	now := a.Now()
	style := a.style()
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n", style.Strong(r.Name), r.Channel.Destination)
	rows := [][]string{}
	add := func(what, text string) { rows = append(rows, []string{what, text}) }
	switch {
	case state.At.IsZero():
		add("synced", "never; `leadline sync` does, and `leadline sync --dry-run` shows what it would send")
	default:
		add("synced", fmt.Sprintf("%s: sent %d, received %d", phrase.When(state.At, now), state.Sent, state.Received))
	}
	if waiting > 0 {
		add("waiting", phrase.Count(waiting, "event")+" said here")
	}
	auto := "no; `leadline sync --auto on` asks for it"
	if s.SyncsItself(r) {
		auto = "every ten minutes while an editor is open"
		if state.Next.After(now) {
			auto += "; next at " + state.Next.In(now.Location()).Format("15:04")
		}
	}
	add("by itself", auto)
	if p := state.Problem; p != nil {
		add("problem", unmetText(r, p.Reason, p.Said)+" ("+phrase.When(p.At, now)+")")
	}
	if state.Owing {
		add("taken back", "something that was taken back is still at the remote; it leaves within a week, or with `leadline forget`")
	}
	for _, stays := range state.Stays {
		add("stays", "the host does not delete "+phrase.Clean(stays, 200))
	}
	for _, w := range writers {
		name := w.Who
		if name == "" {
			name = "somebody"
		}
		if w.Mine {
			name = "this machine"
		}
		add("writer", fmt.Sprintf("%s  %s, %s, last %s", w.ID, name, phrase.Count(w.Events, "event"), phrase.When(w.Last, now)))
	}
	b.WriteString(indent(a.table(false, rows)))
	b.WriteString(a.troubleText(state.Refused, state.Clashes, state.Held, stillNews(state.Lost, now)))
	return a.print(b.String())
}

// stillNews are the losses that are worth telling again.
func stillNews(lost []share.Contest, now time.Time) []share.Contest {
	var out []share.Contest
	for _, l := range lost {
		if now.Sub(l.At) < 7*24*time.Hour {
			out = append(out, l)
		}
	}
	return out
}
