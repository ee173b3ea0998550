package phrase

import (
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/hint"
)

// mostWriters is how many of those who wrote some lines are named.
const mostWriters = 4

// Also names the others who wrote lines of a range, after the one of whom [Voice.Here] speaks: when each last did, and what is
// not committed. It is empty for a single writer.
func (v Voice) Also(r hint.Range) string {
	if len(r.Wrote) == 0 || r.Line == r.EndLine {
		return ""
	}
	var names []string
	for i, w := range r.Wrote[1:] {
		if i == mostWriters-1 {
			names = append(names, fmt.Sprintf("%d more", len(r.Wrote)-mostWriters))
			break
		}
		names = append(names, v.Name(w.Person)+" ("+Ago(w.Last, v.Now)+")")
	}
	also := ""
	if len(names) > 0 {
		also = "also " + strings.Join(names, ", ")
	}
	if r.Uncommitted > 0 {
		also = join(also, Count(r.Uncommitted, "line")+" not committed yet")
	}
	return v.Style.Text(also)
}
