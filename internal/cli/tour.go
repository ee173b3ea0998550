package cli

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/tour"
	"github.com/leadline/leadline/internal/workspace"
)

// tourJSON is what somebody new should know of a folder, "." for everything.
type tourJSON struct {
	Area    string          `json:"area"`
	Files   int             `json:"files"`
	Code    int             `json:"code"`    // of the files
	Commits int             `json:"commits"` // lately, which is since
	Since   *instant        `json:"since"`
	Read    []string        `json:"read"` // what introduces it
	Ask     []knowerJSON    `json:"ask"`
	Nearest *nearestJSON    `json:"nearest"` // where nobody is to be asked
	Places  []tourPlaceJSON `json:"places"`
	// Together are areas that change in the same commits: both of so many changes to the first.
	Together  []tourPairJSON   `json:"together"`
	Records   []tourRecordJSON `json:"records"`
	Decisions []whyDecidedRef  `json:"decisions"`
	Todos     []tourTodoJSON   `json:"todos"`
	Note      *string          `json:"note"` // why there are no places
}

type tourPlaceJSON struct {
	Path string `json:"path"`
	Line int    `json:"line"` // where its code begins
	// Kind is changed, depended, explained, shared or left; count counts commits, files that change with it, commits that
	// say why, people, or changes by its authors.
	Kind    string       `json:"kind"`
	Count   int          `json:"count"`
	Changes int          `json:"changes"` // lately
	About   *string      `json:"about"`   // what it says of itself
	Why     string       `json:"why"`     // why it is worth knowing, in words
	With    []string     `json:"with"`
	Reason  *string      `json:"reason"`
	Ask     []knowerJSON `json:"ask"`
	Nearest *nearestJSON `json:"nearest"`
}

type tourPairJSON struct {
	Area string `json:"area"`
	With string `json:"with"`
	Both int    `json:"both"`
	Of   int    `json:"of"`
	// File and WithFile are what those commits changed most in each.
	File     string `json:"file"`
	WithFile string `json:"with_file"`
}

type tourRecordJSON struct {
	Path  string `json:"path"`
	Title string `json:"title"`
}

type tourTodoJSON struct {
	ID   string `json:"id"`
	Path string `json:"path"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

func (a *app) tour() *cobra.Command {
	var markdown bool
	c := &cobra.Command{
		Use: "tour [PATH]", Short: "What somebody new should know: places, whom to ask, what changes together, first tasks",
		Long: "What somebody new to this repository, or to a folder of it, should know: what to read first, five places with why they\n" +
			"matter and whom to ask there, which areas change together, what was decided, and small things to begin with. It is\n" +
			"made of history and files alone; nobody need have logged anything.",
		Args: a.atMost(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.with(c.Context(), func(ctx context.Context, s *session) error {
				at, err := s.folder(args)
				if err != nil {
					return err
				}
				t, err := s.Tour(ctx, at)
				if err != nil {
					return err
				}
				v := s.voice()
				switch {
				case a.json:
					return a.answer(tourOf(v, t))
				case markdown:
					v.Style = phrase.Markdown()
					return a.print(v.PageTour(t, phrase.InTree))
				}
				return a.print(a.tourText(v, t))
			})
		},
	}
	c.Flags().BoolVar(&markdown, "markdown", false, "as a Markdown page whose links lead from the top of the repository")
	return c
}

// folder is the folder that an optional argument names, "." for none.
func (s *session) folder(args []string) (string, error) {
	if len(args) == 0 {
		return ".", nil
	}
	_, at, err := s.locate(args[0])
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(filepath.Join(s.Repository.Top, filepath.FromSlash(at))); err == nil && !info.IsDir() {
		return "", usagef("%s is a file, and a tour is of a folder; `leadline who %s` tells about the file", args[0], args[0])
	} else if err != nil {
		return "", fmt.Errorf("there is no folder %s in the work tree; check the path", args[0])
	}
	return at, nil
}

func (a *app) tourText(v phrase.Voice, t *workspace.Tour) string {
	var b strings.Builder
	heading := func(text string) { b.WriteString("\n" + v.Style.Strong(text) + "\n") }
	name := "this repository"
	if t.Area != "." {
		name = phrase.Clean(t.Area, 200) + "/"
	}
	b.WriteString(v.Style.Strong("A tour of "+name) + "\n" + v.TourHead(t) + "\n")
	if len(t.Read) > 0 {
		heading("Read first")
		for _, p := range t.Read {
			b.WriteString("  " + phrase.Clean(p, 200) + ":1\n")
		}
	}
	if none := v.NoTour(t); none != "" {
		b.WriteString("\n" + none + "\n")
	} else {
		heading("Places to know")
	}
	for i, s := range t.Places {
		fmt.Fprintf(&b, "%d %s:%d\n", i+1, phrase.Clean(s.Path, 200), s.Line)
		if s.About != "" {
			b.WriteString("    " + phrase.Clean(s.About, 160) + "\n")
		}
		b.WriteString("    " + v.Stop(s, t) + "\n    " + v.Whom(s.Ask, s.Nearest, s.Path) + "\n")
	}
	if len(t.Pairs) > 0 {
		heading("What changes together")
		for _, p := range t.Pairs {
			b.WriteString("  " + v.Hang(p, phrase.InTree) + "\n")
		}
	}
	if len(t.Decided)+len(t.Records) > 0 {
		heading("Decided")
		for _, e := range t.Decided {
			where := ""
			if len(e.Anchors) > 0 {
				where = fmt.Sprintf("  %s:%d", phrase.Clean(e.Anchors[0].Path, 200), max(e.Anchors[0].Line, 1))
			}
			b.WriteString("  " + phrase.Clean(e.ID, 40) + " " + phrase.Clean(e.Title(), 80) + where + "\n")
		}
		for _, r := range t.Records {
			b.WriteString("  " + phrase.Clean(r.Path, 200) + ":1  " + phrase.Clean(r.Title, 80) + "\n")
		}
		if t.More > 0 {
			fmt.Fprintf(&b, "  and %s beside them\n", phrase.Count(t.More, "record"))
		}
	}
	if len(t.Todos) > 0 {
		heading("Small things to begin with")
		for _, n := range t.Todos {
			fmt.Fprintf(&b, "  %s:%d  %s\n", phrase.Clean(n.Path, 200), n.Line, phrase.Clean(n.Text, 120))
		}
	}
	return b.String()
}

func tourOf(v phrase.Voice, t *workspace.Tour) tourJSON {
	out := tourJSON{
		Area: t.Area, Files: t.Files, Code: t.Code, Commits: t.Commits, Read: append([]string{}, t.Read...), Note: some(v.NoTour(t)),
		Ask: knowersOf(t.Ask), Nearest: nearestOf(t.Nearest), Places: []tourPlaceJSON{}, Together: []tourPairJSON{},
		Records: []tourRecordJSON{}, Decisions: []whyDecidedRef{}, Todos: []tourTodoJSON{},
	}
	if !t.Since.IsZero() {
		since := at(t.Since)
		out.Since = &since
	}
	v.Style = phrase.Plain()
	for _, s := range t.Places {
		out.Places = append(out.Places, tourPlaceJSON{
			Path: s.Path, Line: s.Line, Kind: string(s.Kind), Count: s.Count, Changes: s.Changes, About: some(s.About), Why: v.Stop(s, t),
			With: append([]string{}, s.With...), Reason: some(s.Reason), Ask: knowersOf(s.Ask), Nearest: nearestOf(s.Nearest),
		})
	}
	for _, p := range t.Pairs {
		out.Together = append(out.Together, tourPair(p))
	}
	for _, r := range t.Records {
		out.Records = append(out.Records, tourRecordJSON(r))
	}
	for _, e := range t.Decided {
		out.Decisions = append(out.Decisions, whyDecidedRef{ID: e.ID, Title: e.Title()})
	}
	for _, n := range t.Todos {
		out.Todos = append(out.Todos, tourTodoJSON{ID: n.ID, Path: n.Path, Line: n.Line, Text: n.Text})
	}
	return out
}

func tourPair(p tour.Pair) tourPairJSON {
	return tourPairJSON{Area: p.B, With: p.A, Both: p.Both, Of: p.Of, File: p.InB, WithFile: p.InA}
}

func knowersOf(all []ownership.Knower) []knowerJSON {
	out := []knowerJSON{}
	for _, k := range all {
		out = append(out, knowerOf(k))
	}
	return out
}
