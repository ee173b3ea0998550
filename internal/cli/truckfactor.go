package cli

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
)

type truckFactorJSON struct {
	TruckFactor int          `json:"truck_factor"`
	People      []personJSON `json:"people"`
	Files       int          `json:"files"`
	Covered     float64      `json:"covered"`
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
	if a.json {
		out := truckFactorJSON{TruckFactor: len(factor.People), People: []personJSON{}, Files: factor.Files, Covered: factor.Covered}
		for _, p := range factor.People {
			one := personJSON{Name: p.Name, Email: p.Email, Handle: some(p.Handle)}
			if s.Snapshot().LeftOut(p) {
				one = personJSON{Name: unnamed}
			}
			out.People = append(out.People, one)
		}
		return a.answer(out)
	}
	return a.print(truckFactorText(s.voice(), factor))
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
		if names[i] = v.Name(p); v.Snapshot.LeftOut(p) {
			names[i] = unnamed
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
