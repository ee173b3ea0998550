package cli

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/workspace"
)

type truckFactorJSON struct {
	TruckFactor int               `json:"truck_factor"`
	People      []truckPersonJSON `json:"people"`
	Files       int               `json:"files"`
	Covered     float64           `json:"covered"`
	Nearest     *nearestJSON      `json:"nearest"`    // null where nobody of people is gone, or nobody is here
	MayBeOne    []splitJSON       `json:"may_be_one"` // those of people who may be one person
}

type truckPersonJSON struct {
	personJSON
	Active bool `json:"active"`
}

// splitJSON are two who may be one person, by name and address.
type splitJSON struct {
	People [2]personJSON `json:"people"`
	Why    string        `json:"why"`
}

func (a *app) truckFactor() *cobra.Command {
	var at string
	c := &cobra.Command{
		Use: "truckfactor [DIR]", Short: "How many people must leave before half of the files have no author",
		Long: "How many people must leave before fewer than half of the files have an author left: the truck factor of Avelino et\n" +
			"al. (ICPC 2016), from degrees of authorship. Files are source and markup, neither vendored nor generated; programs\n" +
			"count for nothing. With --json, covered is the part of the files that still has an author then.",
		Args: a.atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error { return a.answerTruckFactor(ctx, s, args, at) })
		},
	}
	c.Flags().StringVar(&at, "at", "HEAD", "the history up to `REV`: a full hash, HEAD, a branch or a tag")
	return c
}

func (a *app) answerTruckFactor(ctx context.Context, s *session, args []string, rev string) error {
	dir := ""
	if len(args) == 1 {
		var err error
		if _, dir, err = s.locate(args[0]); err != nil {
			return err
		}
	}
	at := git.Hash("")
	if head, err := s.Repository.Head(); err != nil || !head.Unborn || rev != "HEAD" {
		if at, err = s.Resolve(ctx, rev); err != nil {
			return err
		}
	}
	factor, err := s.TruckFactor(ctx, dir, at)
	if err != nil {
		return err
	}
	for i, p := range factor.People { // the history of another branch has people of its own
		if known, ok := s.Snapshot().People.Find(p.Email); ok {
			factor.People[i] = known
		}
	}
	factor.Split = slices.DeleteFunc(factor.Split, func(p people.Pair) bool { return leftOut(s.Snapshot(), p) })
	var nearest *ownership.Near
	gone := slices.ContainsFunc(factor.People, func(p *people.Person) bool { return s.Snapshot().Gone(p) && !s.Snapshot().LeftOut(p) })
	if gone {
		if nearest, err = s.Nearest(ctx, cmp.Or(dir, ".")); err != nil {
			return err
		}
	}
	if a.json {
		out := truckFactorJSON{
			TruckFactor: len(factor.People), People: []truckPersonJSON{}, Files: factor.Files, Covered: factor.Covered,
			Nearest: nearestOf(nearest), MayBeOne: splitsOf(factor.Split),
		}
		for _, p := range factor.People {
			one := personOf(p)
			if s.Snapshot().LeftOut(p) {
				one = personJSON{Name: unnamed}
			}
			out.People = append(out.People, truckPersonJSON{one, s.Snapshot().Active(p)})
		}
		return a.answer(out)
	}
	v := s.voice()
	text := truckFactorText(v, factor)
	if gone {
		text += fmt.Sprintf("Nearest of those who are still here: %s.\n", v.Nearest(nearest, cmp.Or(dir, ".")))
	}
	return a.print(text + splitText(factor.Split))
}

func leftOut(s *workspace.Snapshot, p people.Pair) bool {
	return s.LeftOut(p.One) || s.LeftOut(p.Other)
}

func splitsOf(pairs []people.Pair) []splitJSON {
	out := []splitJSON{}
	for _, p := range pairs {
		out = append(out, splitJSON{[2]personJSON{personOf(p.One), personOf(p.Other)}, string(p.Why)})
	}
	return out
}

// splitText says who may be one person under two names, and how to say that they are.
func splitText(pairs []people.Pair) string {
	if len(pairs) == 0 {
		return ""
	}
	var b strings.Builder
	for _, p := range pairs {
		fmt.Fprintf(&b, "May be one person: %s and %s (%s).\n", identity(p.One), identity(p.Other), p.Why)
	}
	b.WriteString("If so, name both addresses in .mailmap, or under people.<handle>.emails in .leadline.toml.\n")
	return b.String()
}

// identity is a person by name and address, where the name alone does not tell two apart.
func identity(p *people.Person) string {
	return phrase.Clean(fmt.Sprintf("%s <%s>", p.Name, p.Email), longestCell)
}

func truckFactorText(v phrase.Voice, f ownership.Factor) string {
	if f.Files == 0 {
		return "There are no files here that a truck factor could be about: it counts source and markup that people wrote.\n"
	}
	files := phrase.Count(f.Files, "file")
	if len(f.People) == 0 {
		return fmt.Sprintf("%s\nFewer than half of %s have an author as it is.\n", v.Style.Strong("truck factor 0"), files)
	}
	names := make([]string, len(f.People))
	for i, p := range f.People {
		switch names[i] = v.Name(p); {
		case v.Snapshot.LeftOut(p):
			names[i] = unnamed
		case v.Snapshot.Gone(p):
			names[i] += fmt.Sprintf(" (no longer active, %s)", phrase.LastHere(v.Snapshot.LastSeen(p), v.Now))
		}
	}
	return fmt.Sprintf("%s\nWithout %s, %.0f %% of %s would still have an author.\n",
		v.Style.Strong(fmt.Sprintf("truck factor %d", len(f.People))), and(names), math.Floor(100*f.Covered), files)
}

// unnamed stands for those who asked to be named nowhere.
const unnamed = "somebody who is not named"

// and joins names as people do.
func and(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
