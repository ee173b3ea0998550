// Package draft turns forms into files that any editor can fill in.
//
// The protocol between editors and language servers has no prompt for text. A draft is the prompt: a
// Markdown file with YAML front matter, filled in as far as is known. Saving it records it, like a
// commit message; saving it empty cancels; saving it again amends what was recorded.
//
// One-line fields stand in the front matter, long ones below it under headings. The front matter is YAML
// with one mercy: an unquoted line may hold an @ or a colon, which people write and YAML forbids, and a
// # only begins a comment when a space follows it.
package draft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/action"
)

// Limit is the size in bytes up to which a draft is read.
const Limit = 256 << 10

const fence = "---"

// Heading of a form's draft, by its name.
var headings = map[string]string{
	"decision":   "Save to log this decision; save it empty to cancel.",
	"delegation": "Save to offer this; save it empty to cancel. Say what and why, never how.",
	"promise":    "Save to change what you took: outcome, date and how it is followed are yours. Save it empty to leave it as it is.",
	"pairing":    "Save to plan this block; save it empty to cancel. Nothing is sent to anyone.",
	"review":     "Save to ask for this review; save it empty to cancel.",
	"question":   "Save to keep this question at the code; save it empty to cancel. Nobody is sent anything.",
	"answer":     "Save to answer; the answer stays at the code, for the next person. Save it empty to cancel.",
	"risk":       "Save to raise this risk; save it empty to cancel. Early is better than certain.",
	"doubt":      "Save to put this question to the decision; the answer joins its record. Save it empty to cancel.",
	"defence":    "Save to answer; question and answer stay with the decision. Save it empty to cancel.",
	"look":       "Save to say what becomes of this decision: keep, change or retire it. Save it empty to leave it as it is.",
	"closing":    "Save to close this risk; save it empty to leave it open.",
	"happened":   "Save to say that it took place, and what came of it. Save it empty to say nothing.",
	"retro":      "Save to note this for the retro; save it empty to cancel. Speak of the area, never of a person.",
}

// New writes a draft of the form, with the values filled in. hints are lines of help for a field, by its
// key: whom one could ask, say.
func New(f *action.Form, v action.Values, place string, hints map[string][]string) []byte {
	var b strings.Builder
	b.WriteString(fence + "\n")
	b.WriteString("# " + headings[f.Name] + "\n")
	if place != "" {
		b.WriteString("# About " + comment(place) + "\n")
	}
	var later, rare []action.Field
	for _, field := range f.Fields {
		given := v.Text(field.Key) != ""
		switch {
		case field.Sort == action.Prose:
		case field.Required || field.Ask || given:
			writeField(&b, field, v, hints[field.Key])
		case field.Rare:
			rare = append(rare, field)
		default:
			later = append(later, field)
		}
	}
	writeOptional(&b, f, later)
	if len(rare) > 0 {
		var names []string
		for _, field := range rare {
			names = append(names, field.Flag())
		}
		b.WriteString("# where it helps, also: " + strings.Join(names, ", ") + "\n")
	}
	b.WriteString(fence + "\n")
	for _, field := range f.Fields {
		if field.Sort == action.Prose {
			heading := title(field)
			if field.Note != "" {
				heading = fmt.Sprintf("%-18s <!-- %s -->", heading, field.Note)
			}
			fmt.Fprintf(&b, "## %s\n%s\n\n", heading, shielded(f, v.Text(field.Key)))
		}
	}
	return []byte(b.String())
}

// Start is where somebody begins to write in a draft: at the first field that is needed and empty. line counts from 1, column
// from 0, in bytes; line is 0 where nothing is missing.
func Start(f *action.Form, text []byte) (line, column int) {
	lines := strings.Split(string(text), "\n")
	for _, field := range f.Fields {
		if !field.Required {
			continue
		}
		for i, l := range lines {
			switch {
			case field.Sort != action.Prose && strings.HasPrefix(l, field.Flag()+": "):
				if value := strings.TrimSpace(l[len(field.Flag())+1:]); value == "" || value[0] == '#' {
					return i + 1, len(field.Flag()) + 2
				}
			case field.Sort == action.Prose && strings.HasPrefix(l, "## "+title(field)) && i+1 < len(lines) && lines[i+1] == "":
				return i + 2, 0
			}
		}
	}
	return 0, 0
}

func writeField(b *strings.Builder, field action.Field, v action.Values, hints []string) {
	line := field.Flag() + ":"
	if text := written(field, v); text != "" {
		line += " " + text
	}
	fmt.Fprintf(b, "%-21s # %s\n", line, choices(field))
	for _, h := range hints {
		b.WriteString("#   " + comment(h) + "\n")
	}
}

func writeOptional(b *strings.Builder, f *action.Form, fields []action.Field) {
	if len(fields) == 0 {
		return
	}
	if f == action.Decision {
		b.WriteString("# asked for when undo is months (is there a version you could undo in days?):\n")
	}
	for _, field := range fields {
		fmt.Fprintf(b, "# %-19s # %s\n", field.Flag()+": "+field.Example, choices(field))
	}
}

func choices(f action.Field) string {
	if len(f.Choices) == 0 {
		return f.Meaning
	}
	return strings.Join(f.Choices, " | ") + ": " + f.Meaning
}

func title(f action.Field) string {
	name := strings.ReplaceAll(f.Key, "_", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}

// written is a field's value as it stands in the front matter.
func written(field action.Field, v action.Values) string {
	list, ok := v[field.Key].([]any)
	if field.Sort != action.Paths && field.Sort != action.Places && field.Sort != action.Checks || !ok { // people are told apart by commas, paths may hold some
		return quoted(v.Text(field.Key))
	}
	var items []string
	for _, item := range list {
		items = append(items, inDouble(fmt.Sprint(item)))
	}
	return "[" + strings.Join(items, ", ") + "]"
}

// quoted writes a value so that the reader below finds it again: bare where that is safe.
func quoted(text string) string {
	if text = strings.Join(strings.Fields(text), " "); text == "" {
		return ""
	}
	if strings.Contains(text, "# ") || strings.HasSuffix(text, "#") || strings.ContainsAny(text[:1], `"'[{|>&*!%#-?`) {
		return inDouble(text)
	}
	return text
}

func inDouble(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(text) + `"`
}

// shielded puts a backslash before lines of a text that look like one of the form's own headings.
func shielded(f *action.Form, text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if ownHeading(f, strings.TrimLeft(l, `\`)) {
			lines[i] = `\` + l
		}
	}
	return strings.Join(lines, "\n")
}

func ownHeading(f *action.Form, line string) bool {
	name, ok := strings.CutPrefix(line, "## ")
	if ok {
		_, ok = proseField(f, name)
	}
	return ok
}

// comment keeps text from elsewhere on its line.
func comment(text string) string {
	return strings.Join(strings.Fields(text), " ")
}

// Empty says whether a draft was emptied, which cancels it.
func Empty(text []byte) bool {
	return strings.TrimSpace(strings.TrimPrefix(string(text), "\ufeff")) == ""
}

// proseField finds the long field that a heading names.
func proseField(f *action.Form, heading string) (action.Field, bool) {
	heading, _, _ = strings.Cut(heading, "<!--")
	heading = strings.TrimSpace(heading)
	i := slices.IndexFunc(f.Fields, func(x action.Field) bool {
		return x.Sort == action.Prose && strings.EqualFold(title(x), heading)
	})
	if i < 0 {
		return action.Field{}, false
	}
	return f.Fields[i], true
}
