package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/plate"
)

// PlateTitle heads a plate.
const PlateTitle = "Your plate · only you see it"

// KeptTitle heads the time that somebody keeps for themselves.
const KeptTitle = "Time you keep"

// What is said of an empty plate, in a terminal and in an editor.
const (
	EmptyPlate     = nothingOnPlate + " Your own: `leadline plate add \"…\"`"
	emptyPlatePage = nothingOnPlate + " Your own: Add to My Plate in VS Code, `:Leadline plate …` in Neovim, `leadline plate add \"…\"` in a terminal."
	nothingOnPlate = "Nothing is on your plate. What others offer you comes here by itself."
)

// Quadrant names a quadrant, and says in words what stands there.
func Quadrant(q plate.Quadrant) (name, meaning string) {
	switch q {
	case plate.Do:
		return "Do", "urgent and important"
	case plate.Schedule:
		return "Schedule", "important, not urgent"
	case plate.HandOn:
		return "Hand on", "urgent, not important"
	case plate.Drop:
		return "Drop?", "neither"
	}
	return "Not sorted yet", "yours to say: urgent? important?"
}

// PlateItem says one thing on the plate: its title, what it is, when, from whom and where; then what speaks for sorting it.
func (v Voice) PlateItem(i plate.Item) string {
	var what string
	switch i.Source {
	case plate.Offer:
		what = "offered to you"
	case plate.Review:
		if what = "review asked of you"; strings.HasPrefix(i.Title, "review of ") {
			what = "asked of you"
		}
	case plate.Pairing:
		what = "pairing planned with you"
	case plate.Promise:
		what = "you took it"
	case plate.Question:
		what = "yours to decide"
	case plate.Claimed:
		what = "TODO comment"
	}
	from := ""
	if i.From != "" && i.Source.Asked() {
		from = "from " + v.NameOf(i.From)
	}
	place := ""
	if i.Path != "" {
		place = Clean(i.Path, titleLimit)
		if i.Line > 0 {
			place += fmt.Sprintf(":%d", i.Line)
		}
	}
	gone := ""
	if i.GoneWith != "" {
		gone = fmt.Sprintf("its comment is gone with %q: done?", Clean(i.GoneWith, titleLimit))
	}
	return join(Clean(i.Title, titleLimit), what, v.plateDate(i), from, place, gone, v.suggested(i.Suggested))
}

func (v Voice) plateDate(i plate.Item) string {
	if i.Due == "" {
		return ""
	}
	when := v.day(i.Due, Day)
	switch {
	case i.Source == plate.Promise && i.Late(v.Now):
		return "check-in was " + when
	case i.Source == plate.Promise:
		return "check-in " + when
	case i.Source == plate.Pairing:
		return when
	case i.Late(v.Now):
		return "was for " + when
	}
	return "by " + when
}

// suggested asks, with the reason: the answer is the reader's.
func (v Voice) suggested(list []plate.Suggestion) string {
	var out []string
	for _, s := range list {
		text := "urgent?"
		switch {
		case s.Important:
			text = "important?"
		case !s.Yes:
			text = "not urgent?"
		}
		switch s.Reason {
		case plate.Waiting:
			text += " somebody waits for it"
		case plate.Dated:
			text += " its date is near"
		case plate.Distant:
			text += " its date is weeks away"
		case plate.HotPath:
			text += " this code changes often"
		}
		out = append(out, text)
	}
	return strings.Join(out, " · ")
}

// Shape says what the shape of a plate may mean, as a question; nothing where it means nothing.
func Shape(s plate.Shape) string {
	switch s {
	case plate.Firefighting:
		return "All you sorted is urgent and important: firefighting? Which of it could wait a week, or would somebody else like to do?"
	case plate.Distracted:
		return "Much of it is urgent and not important: distracted? What could be handed on, or stay undone?"
	case plate.SecondLook:
		return "Nothing here could be handed on or dropped. That may be so; it is worth a second look."
	}
	return ""
}

// PlateHelp are the commands that do something about what is on a plate.
func PlateHelp(m plate.Matrix) []string {
	out := []string{"sort       leadline plate set ID --urgent --important        each also =no"}
	if len(m.In(plate.Schedule))+len(m.In(plate.Do)) > 0 {
		out = append(out, `schedule   leadline plate block ID --at "thu 14:00" --for 60m --ics FILE`)
	}
	own := false
	for _, i := range m.Items {
		own = own || !i.Source.Asked()
	}
	if own {
		out = append(out, "hand on    leadline plate hand-on ID --to @WHO --why WHY", "off it     leadline plate done ID · leadline plate drop ID")
	}
	return out
}

// PagePlate is the plate as a Markdown page.
func (v Voice) PagePlate(m plate.Matrix) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", v.Style.Text(PlateTitle))
	if len(m.Kept) > 0 {
		fmt.Fprintf(&b, "\n## %s\n\n", v.Style.Text(KeptTitle))
		for _, k := range m.Kept {
			fmt.Fprintf(&b, "- %s\n", v.Style.Text(v.KeptTime(k)))
		}
	}
	if len(m.Items) == 0 {
		return b.String() + "\n" + v.Style.Prose(emptyPlatePage) + "\n"
	}
	if shape := Shape(m.Shape()); shape != "" {
		fmt.Fprintf(&b, "\n%s\n", v.Style.Text(shape))
	}
	for _, q := range plate.Quadrants() {
		items := m.In(q)
		if len(items) == 0 {
			continue
		}
		name, meaning := Quadrant(q)
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", v.Style.Text(name), v.Style.Text(meaning))
		for _, i := range items {
			fmt.Fprintf(&b, "- %s %s\n", v.Style.Strong(Clean(i.ID, nameLimit)), v.Style.Text(v.PlateItem(i)))
		}
	}
	return b.String() + "\n```text\n" + strings.Join(PlateHelp(m), "\n") + "\n```\n"
}
