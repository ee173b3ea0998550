package todo

import (
	"bytes"
	"strings"
)

// mentioned knows the word in running prose that happens to stand at the start of a line: "… goes to the" and below
// it "TODO list". Only a bare word can be meant so, and only if the line before breaks off.
func (n *notes) mentioned(line []byte, start, at, end, from int) bool {
	if at != start || end < len(line) && !isBlank(line[end]) || !n.adjoins(from) {
		return false
	}
	return breaksOff(n.last)
}

// adjoins says whether nothing but white space and marks of comments lies between the last line and this one.
func (n *notes) adjoins(from int) bool {
	if n.last == nil || from < n.end || from-n.end > 400 {
		return false
	}
	between := n.text[n.end:from]
	return bytes.Count(between, []byte("\n")) == 1 && !bytes.ContainsFunc(between, func(r rune) bool { return r < 0x80 && isWord(byte(r)) })
}

// breaksOff says whether a line cannot be the end of a sentence.
func breaksOff(line []byte) bool {
	line = bytes.TrimRight(line, " \t\r")
	if len(line) == 0 {
		return false
	}
	if line[len(line)-1] == ',' {
		return true
	}
	switch strings.ToLower(string(line[bytes.LastIndexAny(line, " \t")+1:])) {
	case "the", "a", "an", "this", "that", "these", "those", "our", "my", "your", "its", "their", "his", "her",
		"of", "in", "for", "to", "with", "by", "from", "as", "at", "and", "or", "see", "any", "every", "each", "some",
		"no", "is", "are", "was", "not", "on", "than", "but":
		return true
	}
	return false
}
