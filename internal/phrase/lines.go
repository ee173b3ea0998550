package phrase

import "github.com/leadline/leadline/internal/hint"

// Here says what brought the lines at hand as they are: subject, when and who, and that nothing says why. What [Voice.Why]
// says is left out. It is empty where that is not known.
func (v Voice) Here(r hint.Range) string {
	if len(r.Wrote) == 0 {
		if r.Uncommitted > 0 {
			return v.Style.Text("you, not committed yet")
		}
		return ""
	}
	w := r.Wrote[0]
	if !spokenOf(r) {
		return v.Wrote(w)
	}
	w.Subject = r.Why.Commit.Subject // the line above has the numbers
	if r.Why.Reason == w.Subject {
		w.Subject = "" // and this, too
	}
	if r.Why.Says() || r.Why.Remark != nil || decided(r) {
		return v.Wrote(w)
	}
	return join(v.Wrote(w), v.Style.Prose(nothing(r.Why.Account)))
}

// Wrote says one who wrote some lines, by the last commit of theirs there.
func (v Voice) Wrote(w hint.Writer) string {
	who := v.Name(w.Person)
	if v.Snapshot.Gone(w.Person) && who != "you" {
		who += ", no longer active"
	}
	return join(v.Style.Emphasis(Clean(w.Subject, titleLimit)), v.Style.Text(Ago(w.Last, v.Now)+", "+who))
}
