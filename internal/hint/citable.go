package hint

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/workspace"
)

// Citable is something that can be cited, by this id.
type Citable struct {
	ID    string
	Entry *ledger.Entry
}

// How near something is to a file.
const (
	holdsNoMore = -10
	inFolder    = 1
	inFile      = 2
)

// ForCitation is what may be meant by the beginning of an id that is typed in a file, such as "D-7K", "D-charge" or
// "ADR-00": an id, or a word of a title. What is tied to the file comes first, then what is to its folder, then the newest;
// what does not hold any more comes last. It answers at most `most`.
func ForCitation(s *workspace.Snapshot, file, typed string, most int) []Citable {
	mark, word, _ := strings.Cut(typed, "-")
	word = strings.ToLower(word)
	near, meant := nearness(s, file), s.Cited(file)
	ranked := map[int][]Citable{}
	for _, e := range s.Citable(mark) {
		id := e.ID
		if mark == ledger.RecordMark {
			id = numbered(meant, e)
		}
		if !strings.HasPrefix(id, mark+"-") || !beginsLike(id[len(mark)+1:], word) && !anyWordBeginsLike(e.Title(), word) {
			continue
		}
		rank := near(e)
		if !Current(e) {
			rank += holdsNoMore
		}
		if len(ranked[rank]) < most {
			ranked[rank] = append(ranked[rank], Citable{id, e})
		}
	}
	var out []Citable
	for _, rank := range slices.Sorted(maps.Keys(ranked)) {
		out = slices.Concat(ranked[rank], out)
	}
	return out[:min(len(out), most)]
}

// nearness says how near entries are to a file.
func nearness(s *workspace.Snapshot, file string) func(*ledger.Entry) int {
	here := map[*ledger.Entry]bool{}
	for _, e := range s.Entries(file) {
		here[e] = true
	}
	folder := path.Dir(file)
	return func(e *ledger.Entry) int {
		if here[e] {
			return inFile
		}
		for _, a := range e.Anchors {
			if path.Dir(a.Path) == folder {
				return inFolder
			}
		}
		return 0
	}
}

// Current says whether an entry is still worth citing: a decision that holds or may come to, and what is open.
func Current(e *ledger.Entry) bool {
	if d := e.Decision; d != nil {
		return d.Status == ledger.Accepted || d.Status == ledger.Proposed
	}
	return e.Open()
}

// beginsLike says whether a text begins with a word, which is in lower case.
func beginsLike(text, word string) bool {
	return len(text) >= len(word) && strings.EqualFold(text[:len(word)], word)
}

func anyWordBeginsLike(text, word string) bool {
	for w := range strings.FieldsSeq(text) {
		if beginsLike(strings.TrimLeft(w, "\"'(`"), word) {
			return true
		}
	}
	return false
}
