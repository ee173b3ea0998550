package phrase

import (
	"strings"

	"github.com/leadline/leadline/internal/pattern"
)

var bareWord = pattern.New(`^[A-Za-z0-9@._/:+,-]+$`)

// ShellWord writes a word so that a shell of the system goos reads it as it is, whatever a repository put into it: for commands
// that somebody copies, which no shortened path belongs into.
func ShellWord(word, goos string) string {
	word = Clean(word, 1000)
	switch {
	case bareWord().MatchString(word):
		return word
	case goos == "windows": // what cmd and PowerShell would read as something else within quotes is left out
		return `"` + strings.NewReplacer(`"`, "'", "%", "", "$", "", "`", "'", "!", "").Replace(word) + `"`
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
