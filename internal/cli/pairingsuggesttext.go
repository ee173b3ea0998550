package cli

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

const (
	labelWidth = 10
	underLabel = "            " // where what stands beside a label begins
)

func (a *app) suggestionsText(v phrase.Voice, found []hint.Suggestion) string {
	if len(found) == 0 {
		return "Nothing asks to be paired on now: you took nothing, asked to learn nothing, and nothing near you rests on one person.\n" +
			"About a place: leadline pairing suggest PATH. With somebody: leadline pairing suggest --with WHO\n"
	}
	var parts []string
	for _, one := range found {
		parts = append(parts, a.suggestionText(v, one, len(found) > 1))
	}
	return strings.Join(parts, "\n")
}

// suggestionText lays one suggestion out. brief is for one among several: the first person, one time.
func (a *app) suggestionText(v phrase.Voice, p hint.Suggestion, brief bool) string {
	t := &paper{app: a, v: v}
	head := phrase.Purpose(p.Purpose)
	if why := phrase.PurposeGuessed(p.Guess); why != "" {
		head += " (guessed, as " + why + ")"
	}
	t.line(v.Style.Strong(v.PairingPlace(p.Pairing)) + " · " + head)
	t.labelled("why now", strings.Join(v.PairingNow(p.Pairing), " · "))
	t.labelled("topic", v.PairingTopic(p.Pairing))
	t.labelled("note", v.AlreadyPlanned(p.Pairing))
	if p.Nobody != "" {
		t.labelled("with", strings.TrimSpace(v.NobodyToPair(p.Pairing)+" "+instead(p.Nobody)))
		return t.String()
	}
	for i, c := range p.Companies {
		label := "with"
		if i > 0 {
			label = "or with"
		}
		for n, m := range c {
			if n > 0 {
				label = "and"
			}
			t.labelled(label, v.NameOf(workspace.Address(m.Person))+": "+strings.Join(v.MateReasons(m), "; "))
		}
		switch {
		case i > 0 || brief:
			t.first(p, c, p.Times[i], i == 0)
		default:
			t.times(p, p.Times[i])
		}
		if brief {
			break
		}
	}
	if len(p.Also) > 0 {
		var also []string
		for _, ask := range p.Also {
			also = append(also, phrase.Clean(alsoAbout(ask), 80))
		}
		t.labelled("or about", strings.Join(also, " · "))
	}
	if !brief && len(p.Times) > 0 {
		t.labelled("known", v.SlotsRest(p.Times[0]))
	}
	return t.String()
}

// paper is a suggestion under way.
type paper struct {
	strings.Builder
	app *app
	v   phrase.Voice
}

func (t *paper) line(text string) { t.WriteString(text + "\n") }

func (t *paper) labelled(label, text string) {
	if text != "" {
		t.line(fmt.Sprintf("  %-*s%s", labelWidth, label, text))
	}
}

// when is one line for a time, with its reasons.
func (t *paper) when(s hint.Slots, one slot.Slot) string {
	text := t.v.SlotTime(one)
	if elsewhere := t.v.SlotElsewhere(one); elsewhere != "" {
		text += " your time, " + elsewhere
	}
	if reasons := t.v.SlotReasons(s, one); len(reasons) > 0 {
		text += " · " + strings.Join(reasons, ", ")
	}
	return text
}

func (t *paper) slot(p hint.Suggestion, s hint.Slots, one slot.Slot) {
	t.line(underLabel + t.when(s, one))
	t.line(underLabel + "  " + t.v.Style.Code(scheduling(t.v, p, s, one.People[0].Start)))
}

// times are all that were found, or why there is none and what there is instead.
func (t *paper) times(p hint.Suggestion, s hint.Slots) {
	for _, one := range s.Best {
		t.slot(p, s, one)
	}
	if s.None == nil {
		if len(s.Best) == 0 {
			t.line(underLabel + "Every time that fits is taken by what is suggested above.")
		}
		return
	}
	t.line(underLabel + t.v.NoSlot(s))
	for i, one := range s.None.LeastBad {
		if i == 0 {
			t.labelled("least bad", "outside the hours of some, by as little as can be:")
		}
		t.slot(p, s, one)
	}
	for i, turn := range t.v.Relay(s.None.Relay) {
		if i == 0 {
			t.labelled("or", "without meeting, each in half an hour of their own:")
		}
		t.line(underLabel + turn)
	}
}

// first is the next time with somebody, and how to see more.
func (t *paper) first(p hint.Suggestion, c hint.Company, s hint.Slots, plan bool) {
	switch {
	case len(s.Best) == 0 && s.None != nil:
		t.line(underLabel + t.v.NoSlot(s))
	case len(s.Best) > 0 && plan:
		t.slot(p, s, s.Best[0])
	case len(s.Best) > 0:
		t.line(underLabel + t.when(s, s.Best[0]))
	}
	words := []string{"leadline", "pairing", "suggest"}
	if about := alsoAbout(p.PairingAsk); about != "." && about != "" {
		if p.Entry == nil && p.Line > 0 {
			about += fmt.Sprintf(":%d", p.Line)
		}
		words = append(words, phrase.ShellWord(about, runtime.GOOS))
	}
	var who []string
	for _, m := range c {
		who = append(who, workspace.Address(m.Person))
	}
	words = append(words, "--with", phrase.ShellWord(strings.Join(who, ","), runtime.GOOS))
	t.line(underLabel + "  " + t.v.Style.Code("more: "+strings.Join(words, " ")))
}

// instead is what to do where nobody is suggested.
func instead(why hint.Nobody) string {
	switch why {
	case hint.NobodyElse:
		return "Name whom you like with --with."
	case hint.NobodyHere:
		return "--with and --from plan a time after that."
	case hint.NoHistory:
		return ""
	}
	return "Name whom you like with --with, or ask: leadline question open."
}
