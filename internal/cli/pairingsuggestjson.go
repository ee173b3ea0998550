package cli

import (
	"time"

	"github.com/leadline/leadline/internal/hint"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/slot"
	"github.com/leadline/leadline/internal/workspace"
)

// suggestionJSON is whom to pair with about one thing, for the reader alone. Companies are best first; those that there is a
// time for come before those that there is none for.
type suggestionJSON struct {
	Topic     string        `json:"topic"`
	Purpose   string        `json:"purpose"`
	Guessed   *string       `json:"purpose_guessed"` // what from, in words; null where it was given
	Path      *string       `json:"path"`            // null where it has no place
	Line      *int          `json:"line"`
	About     *string       `json:"about"` // id of what it grows from
	Why       []string      `json:"why"`   // why now
	Companies []companyJSON `json:"companies"`
	Nobody    *string       `json:"nobody"`  // why there is no company
	Planned   []string      `json:"planned"` // ids of blocks about it that are planned
	Also      []string      `json:"also"`    // what else the people named could sit down about
}

type companyJSON struct {
	People []mateJSON `json:"people"`
	Slots  []slotJSON `json:"slots"`
	None   *noneJSON  `json:"none"` // why there is no slot
	// Rests says in words of whom little is known; null where much is.
	Rests *string `json:"rests_on"`
}

type mateJSON struct {
	personJSON
	Teaches bool     `json:"teaches"` // they know it better than the reader
	Reasons []string `json:"reasons"`
}

type slotJSON struct {
	Start   instant        `json:"start"`
	End     instant        `json:"end"`
	Clocks  []slotTimeJSON `json:"clocks"` // when it begins for whom, the reader first
	Reasons []string       `json:"reasons"`
	Command string         `json:"command"` // that plans it
}

type slotTimeJSON struct {
	Who  string `json:"who"`
	At   string `json:"at"` // RFC 3339 on their clock
	Zone string `json:"zone"`
}

type noneJSON struct {
	Why      string     `json:"why"` // too-soon, not-working, too-long, hours-apart, meeting-limit, booked
	Text     string     `json:"text"`
	Who      []string   `json:"who"`
	LeastBad []slotJSON `json:"least_bad"`
	Relay    []turnJSON `json:"relay"` // how it could be done without meeting
}

type turnJSON struct {
	Who   string  `json:"who"`
	Start instant `json:"start"`
	End   instant `json:"end"`
}

func suggestionOf(v phrase.Voice, p hint.Suggestion) suggestionJSON {
	out := suggestionJSON{
		Topic: v.PairingTopic(p.Pairing), Purpose: string(p.Purpose), Guessed: some(phrase.PurposeGuessed(p.Guess)), Line: some(p.Line),
		Why: list(v.PairingNow(p.Pairing)), Companies: []companyJSON{}, Planned: []string{}, Also: []string{},
	}
	if p.Path != "." {
		out.Path = some(p.Path)
	}
	if p.Entry != nil {
		out.About = some(p.Entry.ID)
	}
	for i, c := range p.Companies {
		out.Companies = append(out.Companies, companyOf(v, p, c, p.Times[i]))
	}
	if p.Nobody != "" {
		out.Nobody = some(v.NobodyToPair(p.Pairing))
	}
	for _, e := range p.Planned {
		out.Planned = append(out.Planned, e.ID)
	}
	for _, ask := range p.Also {
		out.Also = append(out.Also, alsoAbout(ask))
	}
	return out
}

// alsoAbout is something else to sit down about, as an argument of the command.
func alsoAbout(ask hint.PairingAsk) string {
	if ask.Entry != nil {
		return ask.Entry.ID
	}
	return ask.Path
}

func companyOf(v phrase.Voice, p hint.Suggestion, c hint.Company, s hint.Slots) companyJSON {
	out := companyJSON{Slots: []slotJSON{}, Rests: some(v.SlotsRest(s))}
	for _, m := range c {
		out.People = append(out.People, mateJSON{
			personJSON: personJSON{Name: m.Person.Name, Email: m.Person.Email, Handle: some(m.Person.Handle)},
			Teaches:    m.Teaches, Reasons: list(v.MateReasons(m)),
		})
	}
	for _, one := range s.Best {
		out.Slots = append(out.Slots, slotOf(v, p, s, one))
	}
	if n := s.None; n != nil {
		out.None = &noneJSON{Why: string(n.Why), Text: v.NoSlot(s), Who: n.Who, LeastBad: []slotJSON{}, Relay: []turnJSON{}}
		for _, one := range n.LeastBad {
			out.None.LeastBad = append(out.None.LeastBad, slotOf(v, p, s, one))
		}
		for _, t := range n.Relay {
			out.None.Relay = append(out.None.Relay, turnJSON{t.Handle, at(t.Start), at(t.End)})
		}
	}
	return out
}

func slotOf(v phrase.Voice, p hint.Suggestion, s hint.Slots, one slot.Slot) slotJSON {
	out := slotJSON{Start: at(one.Start), End: at(one.End), Reasons: list(v.SlotReasons(s, one)), Command: scheduling(v, p, s, one.People[0].Start)}
	for i, e := range one.People {
		out.Clocks = append(out.Clocks, slotTimeJSON{Who: workspace.Address(s.People[i]), At: e.Start.Format(time.RFC3339), Zone: s.Times[i].Zone})
	}
	return out
}
