package cli

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/phrase"
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
			return fmt.Errorf("nobody in this history is known as %s; name a handle, an address or a full name", phrase.Clean(away, 80))
		}
	}
	areas, err := s.Areas(ctx)
	if err != nil {
		return err
	}
	silos := ownership.Silos(areas)
	if missed != nil {
		silos = ownership.Without(areas, missed)
	}
	if a.json {
		out := []siloJSON{}
		for _, one := range silos {
			out = append(out, siloOf(one))
		}
		return a.answer(out)
	}
	return a.print(a.silosText(s.voice(), silos, missed))
}

func siloOf(s ownership.Silo) siloJSON {
	out := siloJSON{
		Area: s.Area, Knower: workspace.Address(s.Knower.Person), KnowerName: s.Knower.Person.Name, Share: s.Knower.Share, Files: s.Files,
	}
	if s.Next != nil {
		out.RunnerUp, out.RunnerUpName = some(workspace.Address(s.Next.Person)), some(s.Next.Person.Name)
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

func (a *app) silosText(v phrase.Voice, silos []ownership.Silo, away *people.Person) string {
	switch {
	case len(silos) == 0 && away != nil:
		return fmt.Sprintf("Nothing that is changed often would rest on nobody while %s away.\n", is(v, away))
	case len(silos) == 0:
		return "No area that is changed often rests on one person.\n"
	}
	// Areas come first, people where they help to find help.
	rows := [][]string{{"AREA", "FILES", "KNOWN BY", "NEXT TO IT"}}
	for _, s := range silos {
		next := "nobody"
		if s.Next != nil {
			next = v.Name(s.Next.Person) + " (" + phrase.Ago(s.Next.Last, v.Now) + ")"
		}
		row := []string{s.Area + "/", fmt.Sprint(s.Files), v.Name(s.Knower.Person) + " alone", next}
		if away != nil {
			row = []string{row[0], row[1], row[3]}
		}
		rows = append(rows, row)
	}
	head := ""
	if away != nil {
		rows[0] = []string{"AREA", "FILES", "NEXT TO IT"}
		head = fmt.Sprintf("While %s away, this would rest on nobody:\n", is(v, away))
	}
	return head + a.table(true, rows)
}

// is names a person with the verb that goes with it.
func is(v phrase.Voice, p *people.Person) string {
	if name := v.Name(p); name != "you" {
		return name + " is"
	}
	return "you are"
}
