package todo

import "strings"

// Naming says whether a person is being named right before offset in text, and at what offset the name begins. notes are
// those that the scanner found in text. People are named in the parenthesis beside the word, in a line "assignees: …" of
// a note's body, and by an @ anywhere in a note.
func (s Scanner) Naming(path, text string, notes []Todo, offset int) (start int, ok bool) {
	offset = max(0, min(offset, len(text)))
	begin := strings.LastIndexAny(text[:offset], "\r\n") + 1
	if len(notes) == 0 || offset-begin > mostTyped {
		return 0, false
	}
	start, from, ok := naming(notes, lineOf(text, begin), text[begin:offset])
	if !ok {
		return 0, false
	}
	// Whether the note goes on up to here, or a comment ended before, only the scanner knows: it is asked where a word
	// that stands nowhere else comes up.
	for _, t := range s.Scan(path, []byte(text[:begin+from]+probe+text[offset:])) {
		if strings.Contains(t.Text+t.Assignee+t.Assignees, probe) {
			return begin + start, true
		}
	}
	return 0, false
}

const (
	probe     = "leadlinewaslookinghere"
	mostTyped = 2000 // bytes of a line before the cursor
)

// lineOf is the number of the line that begins at an offset.
func lineOf(text string, begin int) int {
	before := text[:begin]
	return 1 + strings.Count(before, "\n") + strings.Count(before, "\r") - strings.Count(before, "\r\n")
}

// naming judges by the looks of the line, of which typed is what stands before the cursor, and n the number. from is where
// the list begins that the name is in.
func naming(notes []Todo, n int, typed string) (start, from int, ok bool) {
	said, first, ok := sayingAt(notes, n, typed)
	if !ok {
		return 0, 0, false
	}
	rest := typed[said:]
	list := -1 // where a list of names begins
	if open := strings.TrimPrefix(rest, ":"); first && open != "" && (open[0] == '(' || open[0] == '[') && !strings.ContainsAny(open, ")]") {
		list = len(typed) - len(open) + 1
	} else if text := strings.TrimLeft(rest, " \t/*#;%!-+"); !first {
		for _, option := range []string{"assignees:", "assignee:"} {
			if len(text) >= len(option) && strings.EqualFold(text[:len(option)], option) {
				list = len(typed) - len(text) + len(option)
			}
		}
	}
	start = said + strings.LastIndexAny(rest, " \t,;([") + 1
	word := typed[max(start, list, 0):]
	switch {
	case list >= 0:
		return max(start, list), list, isName(word)
	case strings.HasPrefix(word, "@"):
		return start, start, isName(word)
	}
	return 0, 0, false
}

// sayingAt finds the note that the cursor stands in: where what it says begins in the line, and whether that is its
// first line. A line right below one may belong to it as soon as it says something.
func sayingAt(notes []Todo, n int, typed string) (from int, first, ok bool) {
	for _, t := range notes {
		switch {
		case n == t.Line && t.Column-1+len(t.Tag) <= len(typed):
			from, first, ok = t.Column-1+len(t.Tag), true, true
		case n > t.Line && n <= t.EndLine+1:
			from, first, ok = 0, false, true
		}
	}
	return from, first, ok
}

// isName says whether a word may be the beginning of a handle, an address or a name.
func isName(word string) bool {
	if len(word) > 100 {
		return false
	}
	word = strings.TrimPrefix(word, "@")
	for i := range len(word) {
		if c := word[i]; !isWord(c) && c < 0x80 && !strings.ContainsRune("-.+@", rune(c)) {
			return false
		}
	}
	return true
}
