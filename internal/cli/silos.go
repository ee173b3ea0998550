package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/typo"
	"github.com/leadline/leadline/internal/workspace"
)

// siloJSON names people as what is said to them does: @handle, else their address.
type siloJSON struct {
	Area         string  `json:"area"`
	Knower       string  `json:"knower"`
	KnowerName   string  `json:"knower_name"`
	Share        float64 `json:"share"`
	RunnerUp     *string `json:"runner_up"`
	RunnerUpName *string `json:"runner_up_name"`
	Files        int     `json:"files"`
	// Learners are those who wished to learn the area.
	Learners []string `json:"learners"`
	// Nearest is, where there is no runner-up, the nearest person around the area who is still here.
	Nearest *nearestJSON `json:"nearest"`
	// IfOneWith is the address of somebody who may be the knower under another name: it is a silo only if they are.
	IfOneWith *string `json:"if_one_with"`
}

// ownSiloJSON is the silo that a file lies in.
type ownSiloJSON struct {
	Area     string  `json:"area"`
	Share    float64 `json:"share"`
	RunnerUp *string `json:"runner_up"`
}

func (a *app) silos() *cobra.Command {
	var away string
	c := &cobra.Command{
		Use: "silos", Short: "Areas that only one person knows, worst first",
		Long: "Areas that only one person knows, worst first: folders where one active person holds over 70 % of what is known,\n" +
			"and nobody else 20 %, of the files that people changed at least four times in a year. With --without, the areas\n" +
			"that would rest on nobody while that person is away, and who is next to each.",
		Args: a.exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error { return a.answerSilos(ctx, s, away) })
		},
	}
	c.Flags().StringVar(&away, "without", "", "while `WHO` (handle, address or name) is away")
	return c
}

func (a *app) answerSilos(ctx context.Context, s *session, away string) error {
	var missed *people.Person
	if away != "" {
		if missed = s.Snapshot().Person(away); missed == nil || s.Snapshot().LeftOut(missed) {
			return s.nobodyCalled(away)
		}
	}
	areas, err := s.Areas(ctx)
	if err != nil {
		return err
	}
	var silos, perhaps []ownership.Silo
	if missed != nil {
		silos = ownership.Without(areas, missed)
	} else {
		mayBeOne := func(a, b *people.Person) bool { return s.Snapshot().People.MayBeOne(a, b) != "" }
		silos, perhaps = ownership.Silos(areas), ownership.Perhaps(areas, mayBeOne)
	}
	list := siloList{away: missed}
	for _, one := range slices.Concat(silos, perhaps) {
		item, err := s.silo(ctx, one)
		if err != nil {
			return err
		}
		if list.all = append(list.all, item); one.Other == nil {
			list.sure++
		}
	}
	if a.json {
		out := []siloJSON{}
		for _, one := range list.all {
			out = append(out, one.json())
		}
		return a.answer(out)
	}
	return a.print(a.silosText(s.voice(), list))
}

// nobodyCalled is the error about a person whom nobody knows, with those who are called alike.
func (s *session) nobodyCalled(who string) error {
	var close []string
	bare := strings.ToLower(strings.TrimPrefix(who, "@"))
	for _, p := range s.Snapshot().People.All() {
		if p.Bot || s.Snapshot().LeftOut(p) || len(close) == mostClose || len(bare) > longestName {
			continue
		}
		if slices.ContainsFunc([]string{p.Handle, p.Name, p.Email}, func(name string) bool { return isClose(bare, strings.ToLower(name)) }) {
			close = append(close, phrase.Clean(workspace.Address(p), 80))
		}
	}
	text := fmt.Sprintf("nobody in this history is known as %s", phrase.Clean(who, 80))
	if len(close) > 0 {
		text += ", or several are; did you mean " + strings.Join(close, " or ") + "?"
	}
	return errors.New(text + "; name a handle, an address or a full name")
}

const (
	mostClose   = 3
	longestName = 100
)

// isClose says whether somebody could have meant a name: they wrote a word of it, or nearly all of it.
func isClose(written, name string) bool {
	if name == "" || written == "" || len(name) > longestName {
		return false
	}
	return slices.Contains(strings.Fields(name), written) || len(written) > 3 && typo.Distance(written, name) <= 2
}

// silo is one area with whom to turn to.
type silo struct {
	ownership.Silo
	near     *ownership.Near
	learners []*people.Person
}

type siloList struct {
	away *people.Person
	all  []silo
	sure int // the first of all; the others may be
}

func (s *session) silo(ctx context.Context, one ownership.Silo) (silo, error) {
	out := silo{Silo: one}
	for _, w := range s.Snapshot().Wishers(one.Area) {
		if w.Here && w.Wish.Kind == ledger.WishLearn && w.Person != one.Knower.Person {
			out.learners = append(out.learners, w.Person)
		}
	}
	if one.Next != nil {
		return out, nil
	}
	var err error
	except := []*people.Person{one.Knower.Person}
	if one.Other != nil {
		except = append(except, one.Other.Person)
	}
	out.near, err = s.Nearest(ctx, one.Area, except...)
	return out, err
}

func (s silo) json() siloJSON {
	out := siloOf(s.Silo)
	out.Nearest = nearestOf(s.near)
	for _, p := range s.learners {
		out.Learners = append(out.Learners, workspace.Address(p))
	}
	return out
}

func siloOf(s ownership.Silo) siloJSON {
	out := siloJSON{
		Area: s.Area, Knower: workspace.Address(s.Knower.Person), KnowerName: s.Knower.Person.Name, Share: s.Knower.Share, Files: s.Files,
		Learners: []string{},
	}
	if s.Next != nil {
		out.RunnerUp, out.RunnerUpName = some(workspace.Address(s.Next.Person)), some(s.Next.Person.Name)
	}
	if s.Other != nil {
		out.IfOneWith = some(s.Other.Person.Email)
	}
	return out
}

// ownSilo is what `who` says of a file or a folder.
func ownSilo(ctx context.Context, s *session, file string) (*ownSiloJSON, error) {
	if st, err := os.Lstat(filepath.Join(s.Repository.Top, filepath.FromSlash(file))); err == nil && st.IsDir() {
		file = path.Join(file, "any file in it")
	}
	silo, ok, err := s.Silo(ctx, file)
	if err != nil || !ok {
		return nil, err
	}
	all := siloOf(silo)
	return &ownSiloJSON{Area: all.Area, Share: all.Share, RunnerUp: all.RunnerUp}, nil
}

func (a *app) silosText(v phrase.Voice, list siloList) string {
	var b strings.Builder
	sure, perhaps := list.all[:list.sure], list.all[list.sure:]
	switch {
	case len(sure) == 0 && v.Snapshot.Excess != nil: // nothing is known, which was said already
	case len(sure) == 0 && list.away != nil && v.Snapshot.Gone(list.away):
		fmt.Fprintf(&b, "%s no longer active, %s. Nothing that is changed often rests on them.\n",
			is(v, list.away), phrase.LastHere(v.Snapshot.LastSeen(list.away), v.Now))
	case len(sure) == 0 && list.away != nil:
		fmt.Fprintf(&b, "Nothing that is changed often would rest on nobody while %s away.\n", is(v, list.away))
	case len(sure) == 0:
		b.WriteString("No area that is changed often rests on one person.\n")
	case list.away != nil && v.Snapshot.Gone(list.away):
		fmt.Fprintf(&b, "%s no longer active, %s. This rests on nobody since:\n",
			is(v, list.away), phrase.LastHere(v.Snapshot.LastSeen(list.away), v.Now))
	case list.away != nil:
		fmt.Fprintf(&b, "While %s away, this would rest on nobody:\n", is(v, list.away))
	}
	b.WriteString(a.siloTable(v, sure, list.away == nil))
	if len(perhaps) > 0 {
		b.WriteString("Known by two who may be one person; if so, name both addresses in .mailmap:\n")
		b.WriteString(a.siloTable(v, perhaps, true))
	}
	return b.String()
}

// siloTable has areas first, people where they help to find help.
func (a *app) siloTable(v phrase.Voice, silos []silo, knower bool) string {
	if len(silos) == 0 {
		return ""
	}
	wished := slices.ContainsFunc(silos, func(s silo) bool { return len(s.learners) > 0 })
	pick := func(area, files, known, next, learn string) []string {
		row := []string{area, files}
		if knower {
			row = append(row, known)
		}
		row = append(row, next)
		if wished {
			row = append(row, learn)
		}
		return row
	}
	rows := [][]string{pick("AREA", "FILES", "KNOWN BY", "NEXT TO IT", "WOULD LIKE TO LEARN IT")}
	for _, s := range silos {
		next := v.Nearest(s.near, s.Area)
		if s.Next != nil {
			next = v.Name(s.Next.Person) + " (" + phrase.Ago(s.Next.Last, v.Now) + ")"
		}
		known := v.Name(s.Knower.Person) + " alone"
		if s.Other != nil {
			known = identity(s.Knower.Person) + " and " + identity(s.Other.Person)
		}
		var learn []string
		for _, p := range s.learners {
			learn = append(learn, v.Name(p))
		}
		rows = append(rows, pick(s.Area+"/", fmt.Sprint(s.Files), known, next, and(learn)))
	}
	return a.table(true, rows)
}

// is names a person with the verb that goes with it.
func is(v phrase.Voice, p *people.Person) string {
	if name := v.Name(p); name != "you" {
		return name + " is"
	}
	return "you are"
}
