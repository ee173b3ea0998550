package action

import (
	"context"
	"encoding/binary"
	"maps"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// Retro is an observation for the next retrospective: about an area, never about a person.
var Retro = &Form{
	Name: "retro", Type: ledger.TypeRetro, Kind: ledger.RetroNoted, Done: "Noted",
	Fields: []Field{
		{Key: "text", Sort: Text, Required: true, Meaning: "what you noticed about this area, in one line; never about a person"},
		{Key: anonymous, Sort: Choice, Choices: []string{"no", "yes"}, Ask: true, Meaning: "yes leaves your name out of it, for good"},
	},
}

const anonymous = "anonymous"

// unsign prepares a note: its area, and whether it goes without a name. Whoever gives none leaves no trace that Leadline can
// avoid: the event has no actor, no clock time but the day, no lines, whose text or commit could be on one machine alone.
// What remains is the store in which it was written first and its place in that store's order of events.
func unsign(body map[string]any, in *Input, now time.Time) (unsigned bool) {
	area := in.Where.Path
	if in.Anchor != nil {
		area = in.Anchor.Path
	}
	body["area"] = path.Clean(area) // "." where it is about no file
	unsigned = body[anonymous] == "yes"
	delete(body, anonymous)
	if unsigned {
		in.Where, in.Anchor = Where{}, nil
	}
	if unsigned || in.Where.Line == 0 && in.Anchor == nil {
		in.Where = Where{}
	}
	return unsigned
}

// faceless makes an event one that tells no more of whoever wrote it than it must.
func faceless(w *workspace.Workspace, e eventlog.Event) (eventlog.Event, error) {
	day := w.Snapshot().Now().UTC().Truncate(24 * time.Hour)
	id, err := ulid.ParseStrict(e.ID)
	if err != nil { // it has none yet
		if id, err = ulid.New(0, w.Random()); err != nil {
			return e, err
		}
	} else { // a draft's: it keeps the day on which the draft was begun
		day = ulid.Time(id.Time()).UTC().Truncate(24 * time.Hour)
	}
	var stamp [8]byte
	binary.BigEndian.PutUint64(stamp[:], uint64(day.UnixMilli()))
	copy(id[:6], stamp[2:])
	e.ID, e.At = id.String(), day
	return e, nil
}

// appendUnsigned is [workspace.Workspace.Append] without a name.
func appendUnsigned(ctx context.Context, w *workspace.Workspace, e eventlog.Event) (eventlog.Event, error) {
	e, err := faceless(w, e)
	if err != nil {
		return e, err
	}
	return w.AppendUnsigned(ctx, e)
}

// Named finds the people of the repository whom a text names, by handle, address, full name, or by their first name in the
// middle of a sentence. It answers at most three.
func Named(s *workspace.Snapshot, text string) []*people.Person {
	words := strings.FieldsFunc(text, func(r rune) bool {
		return !(unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("@._-+'’", r))
	})
	seen, firsts := map[string]bool{}, map[string]bool{}
	begins := true
	for _, w := range words {
		bare := strings.Trim(w, ".'’-")
		bare = strings.TrimSuffix(strings.TrimSuffix(bare, "'s"), "’s")
		seen[strings.ToLower(bare)] = true
		if !begins && bare != strings.ToLower(bare) {
			firsts[bare] = true
		}
		begins = strings.HasSuffix(w, ".")
	}
	flat := " " + strings.ToLower(strings.Join(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")) + " "
	var out []*people.Person
	alone := map[string][]*people.Person{} // by first name: one that several share names nobody
	for _, p := range s.People.All() {
		if p.Bot {
			continue
		}
		given, _, several := strings.Cut(strings.TrimSpace(p.Name), " ")
		switch {
		case p.Handle != "" && seen["@"+strings.ToLower(p.Handle)], seen[strings.ToLower(p.Email)]:
		case several && strings.Contains(flat, " "+strings.ToLower(strings.Join(strings.Fields(p.Name), " "))+" "):
		case several && len([]rune(given)) >= 3 && firsts[given]:
			alone[given] = append(alone[given], p)
			continue
		default:
			continue
		}
		out = append(out, p)
	}
	for _, given := range slices.Sorted(maps.Keys(alone)) {
		taken := slices.ContainsFunc(out, func(p *people.Person) bool { return strings.HasPrefix(p.Name, given+" ") })
		if all := alone[given]; len(all) == 1 && !taken {
			out = append(out, all[0])
		}
	}
	return out[:min(len(out), mostNamed)]
}

const mostNamed = 3
