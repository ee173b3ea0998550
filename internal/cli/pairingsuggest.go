package cli

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/action"
	"github.com/leadline/leadline/internal/calendar"
	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

// suggestFlags are what somebody asks for, as written.
type suggestFlags struct {
	with                       []string
	length, purpose, from, end string
}

const (
	mostSuggestions = 3
	mostTimes       = 3
	window          = 14 // days in which a time is looked for, unless it is said otherwise
	mostInvited     = 31 // a search takes 32 people, the reader among them
)

func (a *app) pairingSuggest() *cobra.Command {
	var f suggestFlags
	c := &cobra.Command{
		Use: "suggest [PATH | ID]", Short: "With whom to sit down, about what, why now, and when",
		Long: "With whom you could sit down, about what, why now, and three times for it that cost people least focus, each with the\n" +
			"command that plans it. Only you are told; nothing is recorded and nobody is asked.\n\n" +
			"  leadline pairing suggest                    what would be most useful to you now\n" +
			"  leadline pairing suggest pay/charge.go      about a file, a folder, or PATH:LINE\n" +
			"  leadline pairing suggest T-7K3QXM           about a delegation, a decision, a question, a risk or a review\n" +
			"  leadline pairing suggest --with @dev2       with somebody, or with several: --with @dev2,@dev3\n\n" +
			"Who knows it, who asked to learn it, who has not paired for long, whose hours overlap and who has room decide who is\n" +
			"named. Never named are people who are gone or away, whom you muted, or who asked not to be.",
		Args: a.atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.withLedger(c.Context(), func(ctx context.Context, s *session) error { return a.suggestPairing(ctx, s, f, args) })
		},
	}
	flags := c.Flags()
	flags.StringArrayVar(&f.with, "with", nil, "with `WHO` (handle, address or name); several with commas")
	flags.StringVar(&f.length, "for", "", "how `long`, such as 90m; pairing.length otherwise")
	flags.StringVar(&f.purpose, "purpose", "", strings.Join(ledger.Purposes, "|")+": what it is for; guessed otherwise")
	flags.StringVar(&f.from, "from", "", "not before this `day`, such as mon; today otherwise")
	flags.StringVar(&f.end, "to", "", "not after this `day`; two weeks after the first otherwise")
	return c
}

func (a *app) suggestPairing(ctx context.Context, s *session, f suggestFlags, args []string) error {
	if s.Snapshot().Me == nil {
		return workspace.ErrNobody
	}
	ask, need, err := s.pairingAsk(f)
	if err != nil {
		return err
	}
	lookAtCalendars(ctx, s.Workspace)
	var found []hint.Suggestion
	if len(args) > 0 {
		if ask, err = s.pairingAbout(ctx, args[0], ask); err != nil {
			return err
		}
		var one hint.Suggestion
		one, err = hint.Suggest(ctx, s.Workspace, ask, need)
		found = append(found, one)
	} else {
		found, err = hint.SuggestAny(ctx, s.Workspace, ask, need, mostSuggestions)
	}
	if input := new(slot.InputError); errors.As(err, &input) {
		return usagef("%w", err)
	}
	if err != nil {
		return err
	}
	v := s.voice()
	v.Now = v.Now.In(s.Snapshot().Working(nil).Zone)
	if a.json {
		out := []suggestionJSON{}
		for _, one := range found {
			out = append(out, suggestionOf(v, one))
		}
		return a.answer(out)
	}
	return a.print(a.suggestionsText(v, found) + calendarAge(v))
}

// pairingAsk understands the flags.
func (s *session) pairingAsk(f suggestFlags) (ask hint.PairingAsk, need hint.PairingNeed, err error) {
	snapshot := s.Snapshot()
	need = hint.PairingNeed{Length: snapshot.Settings.Pairing.Length, Most: mostTimes}
	if f.length != "" {
		if need.Length, err = calendar.ParseLength(f.length); err != nil {
			return ask, need, usagef("--for: %w", err)
		}
	}
	if ask.Purpose = slot.Purpose(f.purpose); f.purpose != "" && !slices.Contains(ledger.Purposes, f.purpose) {
		return ask, need, usagef("--purpose: %q is none; say %s", phrase.Clean(f.purpose, 40), strings.Join(ledger.Purposes, ", "))
	}
	if ask.From, ask.To, err = s.window(f.from, f.end); err != nil {
		return ask, need, err
	}
	for _, who := range whos(f.with) {
		if who = strings.TrimSpace(who); who == "" {
			continue
		}
		p := snapshot.Person(who)
		switch {
		case p == nil:
			return ask, need, s.nobodyCalled(who)
		case p == snapshot.Me:
			return ask, need, usagef("--with: %s is you; pairing takes two", phrase.Clean(who, 80))
		case p.Bot:
			return ask, need, usagef("--with: %s is a program", phrase.Clean(who, 80))
		case !slices.Contains(ask.With, p):
			ask.With = append(ask.With, p)
		}
	}
	if len(ask.With) > mostInvited {
		return ask, need, usagef("--with: %d people are too many for one time; name at most %d", len(ask.With), mostInvited)
	}
	return ask, need, nil
}

// window is when something may take place: from one day to the end of another, on the reader's clocks.
func (s *session) window(first, last string) (from, to time.Time, err error) {
	now := s.Snapshot().Now().In(s.Snapshot().Working(nil).Zone)
	from = now
	if first != "" {
		if from, err = day(first, now); err != nil {
			return from, to, usagef("--from: %w", err)
		}
		if from.Before(now) {
			from = now
		}
	}
	to = from.AddDate(0, 0, window)
	if last != "" {
		if to, err = day(last, now); err != nil {
			return from, to, usagef("--to: %w", err)
		}
		if to = to.AddDate(0, 0, 1); !from.Before(to) {
			return from, to, usagef("--to is before --from; there are no days between them")
		}
	}
	return from, to, nil
}

// day is a day as people say it; today as well, by its name or its date.
func day(text string, now time.Time) (time.Time, error) {
	d, err := calendar.ParseDay(text, now)
	if past := new(calendar.PastError); errors.As(err, &past) && d.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return d, nil
	}
	return d, err
}

var humanID = pattern.New(`^[A-Za-z]-[0-9A-Za-z]{6,12}$`)

// pairingAbout is what an argument names: a path, lines of a file, or an entry.
func (s *session) pairingAbout(ctx context.Context, arg string, ask hint.PairingAsk) (hint.PairingAsk, error) {
	if humanID().MatchString(arg) && !s.app.there(arg) {
		e, err := action.Lookup(ctx, s.Workspace, arg)
		if err != nil {
			return ask, err
		}
		if e.Type == ledger.TypePairing {
			return ask, usagef("%s is a pairing block already; `leadline pairing move %s` finds another time for it", e.ID, e.ID)
		}
		return hint.AboutEntry(s.Snapshot(), e, ask), nil
	}
	area, err := s.area(ctx, strings.TrimSuffix(arg, "/"))
	if err == nil {
		ask.Path = area
		if p, err := s.place(arg); err == nil && p.Line > 0 && area != "." {
			ask = hint.AboutLines(s.OpenSaved(ctx, p.Path), p.Path, p.Line, p.EndLine, ask)
		}
	}
	return ask, err
}

// scheduling is the command line that plans a block at a time, for a shell to run.
func scheduling(v phrase.Voice, p hint.Suggestion, s hint.Slots, start time.Time) string {
	var who []string
	for _, m := range s.People[1:] {
		who = append(who, workspace.Address(m))
	}
	words := []string{
		"leadline", "pairing", "schedule", "--with", strings.Join(who, ","), "--at", start.Format(time.RFC3339),
		"--for", fmt.Sprintf("%dm", int(s.Length/time.Minute)), "--topic", v.PairingTopic(p.Pairing),
	}
	if p.Path != "." && p.Path != "" {
		words = append(words, "--path", p.Path)
		if p.Line > 0 {
			words = append(words, "--line", fmt.Sprint(p.Line))
		}
	}
	words = append(words, "--purpose", string(p.Purpose))
	if p.Entry != nil {
		words = append(words, "--about", p.Entry.ID)
	}
	for i, w := range words {
		words[i] = phrase.ShellWord(w, runtime.GOOS)
	}
	return strings.Join(words, " ")
}
