package ledger

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Citation is a place in a text where somebody names an entry: by its id (D-7K3QXM), or by the number that a decision has
// among the records of the repository (ADR-0012).
type Citation struct {
	// ID is what stands there.
	ID string
	// Number is that of a record, without leading zeros; "" for an id.
	Number string
	// Name is what follows a number as in a record's file name, such as "use-a-queue" in ADR-0012-use-a-queue.
	Name string
	// Start and End are offsets in bytes, of the first and behind the last.
	Start, End int
}

// RecordMark is what stands before the number of a record.
const RecordMark = "ADR"

// TypeCited is the sort of entry that is cited with a mark before the hyphen.
func TypeCited(mark string) Type {
	switch {
	case mark == RecordMark:
		return TypeDecision
	case len(mark) == 1:
		return cited(mark[0])
	}
	return ""
}

// Sizes of what is read as a citation.
const (
	minted      = 6   // characters behind the hyphen of a new id
	longestID   = 12  // characters, after many collisions
	mostDigits  = 6   // of a record's number
	longestName = 100 // bytes, of a record's file
	citedInText = 10_000
)

// Minted says whether this program could have made the id, as it makes nearly all of them. Longer ones exist only after a
// collision; a text that has one is likelier to speak of something else.
func (c Citation) Minted() bool { return c.Number == "" && len(c.ID) == len("D-")+minted }

// Type is the sort of entry that is meant.
func (c Citation) Type() Type {
	if c.Number != "" {
		return TypeDecision
	}
	return cited(c.ID[0])
}

// cited is the type whose ids begin with a letter; "" where none do that are spoken of in texts.
func cited(letter byte) Type {
	switch letter {
	case 'D':
		return TypeDecision
	case 'Q':
		return TypeQuestion
	case 'K':
		return TypeRisk
	case 'T':
		return TypeDelegation
	case 'P':
		return TypePairing
	case 'R':
		return TypeReview
	}
	return ""
}

// Citations yields what a text cites, in order, the first 10,000 of a text. An id stands by itself, not within a word or
// between other hyphens: neither P-256 nor a part of a longer name is one. It takes one pass over the text.
func Citations(text string) iter.Seq[Citation] {
	return func(yield func(Citation) bool) {
		found := 0
		for from := 0; found < citedInText; {
			i := strings.IndexByte(text[from:], '-')
			if i < 0 {
				return
			}
			hyphen := from + i
			from = hyphen + 1
			if c, ok := citation(text, hyphen); ok {
				found, from = found+1, c.End
				if !yield(c) {
					return
				}
			}
		}
	}
}

// CitationOf reads an id that stands alone.
func CitationOf(id string) (Citation, bool) {
	for c := range Citations(id) {
		return c, c.ID == id
	}
	return Citation{}, false
}

// citation looks at what stands around a hyphen.
func citation(text string, hyphen int) (Citation, bool) {
	if hyphen == 0 {
		return Citation{}, false
	}
	end := hyphen + 1
	if strings.HasSuffix(text[:hyphen], RecordMark) && apart(text, hyphen-len(RecordMark)) {
		for end < len(text) && end-hyphen <= mostDigits+1 && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		if n := end - hyphen - 1; n == 0 || n > mostDigits || end < len(text) && inWord(text[end]) {
			return Citation{}, false
		}
		return Citation{
			ID: text[hyphen-len(RecordMark) : end], Number: Numeral(text[hyphen+1 : end]), Name: nameAt(text, end),
			Start: hyphen - len(RecordMark), End: end,
		}, true
	}
	if cited(text[hyphen-1]) == "" || !apart(text, hyphen-1) {
		return Citation{}, false
	}
	letters := false
	for end < len(text) && end-hyphen <= longestID+1 && strings.IndexByte(alphabet, text[end]) >= 0 {
		letters = letters || text[end] >= 'A'
		end++
	}
	n := end - hyphen - 1
	if n < minted || n > longestID || !letters || end < len(text) && inWord(text[end]) {
		return Citation{}, false
	}
	if end+1 < len(text) && text[end] == '-' && inWord(text[end+1]) {
		return Citation{}, false
	}
	return Citation{ID: text[hyphen-1 : end], Start: hyphen - 1, End: end}, true
}

// nameAt is the name that begins with a hyphen.
func nameAt(text string, at int) string {
	end := at
	for end < len(text) && end-at <= longestName && (text[end] == '-' || inWord(text[end])) {
		end++
	}
	return strings.Trim(text[at:end], "-")
}

// apart says whether a word can begin at an offset. What is no ASCII may be a dash or a quote as well as a letter.
func apart(text string, at int) bool {
	return at == 0 || !inWord(text[at-1]) && text[at-1] != '-'
}

func inWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// Numeral is a record's number as numbers are compared: without what only fills it up. It is "" for what is no number.
func Numeral(number string) string {
	if number == "" || len(number) > mostDigits || strings.Trim(number, "0123456789") != "" {
		return ""
	}
	return cmp.Or(strings.TrimLeft(number, "0"), "0")
}

// Citing is the beginning of an id right before an offset, as somebody is typing it: where it starts and what is there.
// Behind the hyphen may be the id or any word that is looked for, in either case.
func Citing(text string, offset int) (start int, typed string, ok bool) {
	offset = max(0, min(offset, len(text)))
	start = offset
	for start > 0 && offset-start < mostTypedID && (inWord(text[start-1]) || text[start-1] == '-') {
		start--
	}
	typed = text[start:offset]
	before, after, found := strings.Cut(typed, "-")
	if !found || strings.Contains(after, "-") || start > 0 && (inWord(text[start-1]) || text[start-1] == '-') {
		return 0, "", false
	}
	return start, typed, TypeCited(before) != ""
}

// mostTypedID is how many bytes before the cursor are looked at.
const mostTypedID = 64

// Named finds the decisions among entries that the citation of a record may mean: the one with the name that follows the
// number first, then those whose files lie nearest to path. Several packages of one repository may number theirs each from 1.
func Named(entries []*Entry, c Citation, path string) []*Entry {
	var out []*Entry
	for _, e := range entries {
		if e.Record != nil && Numeral(e.Record.Number) == c.Number {
			out = append(out, e)
		}
	}
	nearest(out, path)
	if i := slices.IndexFunc(out, c.names); i > 0 {
		named := out[i]
		copy(out[1:i+1], out[:i])
		out[0] = named
	}
	return out
}

// names says whether a recorded decision is called as the citation has it.
func (c Citation) names(e *Entry) bool {
	return c.Name != "" && (e.ID == c.ID+"-"+c.Name || strings.HasSuffix(strings.TrimSuffix(e.Record.Path, ".md"), "-"+c.Name))
}

// nearest sorts recorded decisions by how many folders their files share with path, those that share most first.
func nearest(entries []*Entry, path string) {
	slices.SortStableFunc(entries, func(a, b *Entry) int {
		return cmp.Or(cmp.Compare(shared(b.Record.Path, path), shared(a.Record.Path, path)), cmp.Compare(a.Record.Path, b.Record.Path))
	})
}

// shared counts the folders that two paths have in common.
func shared(a, b string) int {
	n := 0
	for i := 0; i < min(len(a), len(b)) && a[i] == b[i]; i++ {
		if a[i] == '/' {
			n++
		}
	}
	return n
}
