package phrase

import "github.com/leadline/leadline/internal/hint"

// Here says what brought the lines at hand as they are: subject, when and who. It is empty where that is not known.
func (v Voice) Here(r hint.Range) string {
	if len(r.Wrote) == 0 {
		if r.Uncommitted > 0 {
			return v.Style.Text("you, not committed yet")
		}
		return ""
	}
	return v.Wrote(r.Wrote[0])
}

// Wrote says one who wrote some lines, by the last commit of theirs there.
func (v Voice) Wrote(w hint.Writer) string {
	who := v.Name(w.Person)
	if v.Snapshot.Gone(w.Person) && who != "you" {
		who += ", no longer active"
	}
	return join(v.Style.Emphasis(Clean(w.Subject, titleLimit)), v.Style.Text(Ago(w.Last, v.Now)+", "+who))
}
