package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
)

// TopicRule is what one rule of CODEOWNERS decides.
const TopicRule Topic = "rule"

// RuleLens says what a rule decides; nothing while that is not known.
func (v Voice) RuleLens(x codeowners.Reach) string {
	switch {
	case x.Files > 0 && x.Excludes():
		return "excludes " + Count(x.Files, "file")
	case x.Files > 0 && len(x.Rule.Owners) == 0:
		return "leaves " + Count(x.Files, "file") + " without an owner"
	case x.Files > 0:
		return "decides " + Count(x.Files, "file")
	case !x.Idle:
		return ""
	case x.By == nil:
		return "matches no file"
	case x.By.Line < x.Rule.Line:
		return fmt.Sprintf("decides nothing: excluded, see line %d", x.By.Line)
	}
	return fmt.Sprintf("decides nothing: overridden, see line %d", x.By.Line)
}

// Rule is [Voice.RuleLens] with examples, for a hover.
func (v Voice) Rule(x codeowners.Reach) string {
	text := v.RuleLens(x)
	if text == "" {
		return ""
	}
	head, rest, _ := strings.Cut(text, " ")
	line := v.Style.Strong(strings.ToUpper(head[:1])+head[1:]) + " " + v.Style.Text(rest)
	var examples []string
	for _, e := range x.Examples {
		examples = append(examples, v.Style.Code(Clean(e, titleLimit)))
	}
	switch {
	case len(examples) == 0:
		return line
	case x.Files > len(examples):
		return line + ", such as " + strings.Join(examples, ", ")
	}
	return line + ": " + strings.Join(examples, ", ")
}

// RulePage lists the files that a rule decides, as many as are given of them.
func (v Voice) RulePage(r *codeowners.Rule, files []string, all int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# What %s decides\n\n%s, line %d\n\n", v.Style.Code(Clean(r.Pattern, titleLimit)), v.Style.Text(Clean(r.File, titleLimit)), r.Line)
	if all == 0 {
		b.WriteString("No tracked file.\n")
	}
	for _, f := range files {
		b.WriteString("- " + v.Style.Code(Clean(f, reasonSize)) + "\n")
	}
	if more := all - len(files); more > 0 {
		fmt.Fprintf(&b, "\nand %d more.\n", more)
	}
	return b.String()
}

// Declared says who is behind an owner as it is written: a person with the day they were last here, or the
// members of a team of the settings; nothing when that is not known. near tells who is nearest to area, for those who are
// gone.
func (v Voice) Declared(owner, area string, near func() *ownership.Near) string {
	name := v.Style.Strong(Clean(owner, nameLimit))
	if p := v.Snapshot.Declared(owner); p != nil {
		nearest := ""
		if v.Snapshot.Gone(p) {
			nearest = v.Style.Text("nearest: " + v.Nearest(near(), area))
		}
		return name + " " + join(v.Style.Text(Clean(p.Name, nameLimit)), v.lastHere(p), nearest)
	}
	for _, t := range v.Snapshot.Settings.Teams {
		if strings.EqualFold(t.Name, strings.TrimPrefix(owner, "@")) {
			var members []string
			for _, m := range t.Members {
				members = append(members, v.NameOf(m))
			}
			return name + " " + v.Style.Text(strings.Join(members, ", "))
		}
	}
	return ""
}

func (v Voice) lastHere(p *people.Person) string {
	if last := v.Snapshot.LastSeen(p); !last.IsZero() {
		return v.Style.Text(LastHere(last, v.Now))
	}
	return ""
}
