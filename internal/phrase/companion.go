package phrase

import (
	"fmt"
	"path"
	"strings"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/hint"
)

// roomForCompanion is how many lenses leave room for what changes with a file: the others say more.
const roomForCompanion = 3

// UsuallyWith is a companion as a sentence: "usually changes with dedupe.go (7 of 9 times)".
func UsuallyWith(file string, c companion.Companion) string {
	return "usually changes with " + Beside(file, c.Path) + " (" + Times(c) + ")"
}

// ChangesWith names the companions of a file.
func (v Voice) ChangesWith(f hint.File) string {
	var out []string
	for _, c := range f.Companions {
		out = append(out, v.Style.Code(Beside(f.Path, c.Path))+v.Style.Text(", "+Times(c)))
	}
	return strings.Join(out, v.Style.Text("; "))
}

// Next says that something is perhaps forgotten.
func Next(file string, c companion.Companion) string {
	return "You changed this file; " + Beside(file, c.Path) + " usually changes with it (" + Times(c) + ")."
}

// OpenCompanion is the title of the action that opens it.
func OpenCompanion(file string, c companion.Companion) string {
	return "Open " + Beside(file, c.Path) + ", which usually changes with this"
}

// Times is how often a companion changed too.
func Times(c companion.Companion) string { return fmt.Sprintf("%d of %d times", c.Times, c.Of) }

// Beside names a file to whoever reads another: by its name alone where it lies in the same folder.
func Beside(file, other string) string {
	if path.Dir(file) == path.Dir(other) {
		other = path.Base(other)
	}
	return Clean(other, titleLimit)
}
