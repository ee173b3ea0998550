package git

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Limits on what is kept of one commit.
const (
	messageLimit      = 256 << 10 // bytes of header and message read; trailers beyond are lost
	subjectLimit      = 1 << 10   // bytes
	trailersLimit     = 64
	trailerKeyLimit   = 64      // bytes
	trailerValueLimit = 1 << 10 // bytes
	pathLimit         = 4 << 10 // bytes; a longer path cannot be opened anywhere
	changesLimit      = 200_000
)

// Commit is one commit of a walk. Texts are raw, but UTF-8 as far as git knew the
// commit's encoding.
type Commit struct {
	Hash      Hash
	Parents   []Hash
	Author    Identity
	At        int64 // author time, unix seconds; 0 when the commit's is unreadable
	Committer Identity
	Committed int64 // committer time, unix seconds

	Subject  string    // first paragraph in one line, at most 1 KiB
	Trailers []Trailer // of the last paragraph, at most 64; Signed-off-by is left out
	Changes  []Change  // none for merges

	// Truncated says that Changes lacks some: there were more than 200,000, or the
	// machine lacks what is needed to list them.
	Truncated bool
}

// Trailer is a line such as "Reviewed-by: Dev Two <dev2@example.com>".
type Trailer struct {
	Key   string // lower case
	Value string // at most 1 KiB
}

// Change is one path that a commit touches. Submodules are left out.
type Change struct {
	Path    string // with forward slashes, relative to the top
	OldPath string // only for renames and copies
	Status  byte   // A added, M modified, D deleted, R renamed, C copied, T changed type
}

// subject answers the first paragraph in one line, and what comes after it. A line
// of white space alone is empty, as for git.
func subject(message []byte) (line string, rest []byte) {
	var buffer [256]byte
	first := buffer[:0]
	for len(message) > 0 {
		end := bytes.IndexByte(message, '\n') + 1
		if end == 0 {
			end = len(message)
		}
		text := bytes.TrimRight(message[:end], " \t\r\n")
		if len(text) == 0 && len(first) > 0 {
			break
		}
		if message = message[end:]; len(first) > subjectLimit || len(text) == 0 {
			continue
		}
		if len(first) > 0 {
			first = append(first, ' ')
		}
		first = append(first, text[:min(len(text), subjectLimit+1)]...)
	}
	return cut(string(first), subjectLimit), message
}

// lastParagraph answers the lines after the last empty one of what follows a
// subject; nothing when there is only one paragraph, the subject itself.
func lastParagraph(rest []byte) []byte {
	rest = bytes.TrimRight(rest, " \t\r\n")
	for end := len(rest); ; {
		begin := bytes.LastIndexByte(rest[:end], '\n')
		if len(bytes.TrimSpace(rest[begin+1:end])) == 0 {
			return rest[min(end+1, len(rest)):]
		}
		if begin < 0 {
			return nil
		}
		end = begin
	}
}

// cut shortens s to limit bytes without splitting a character.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit]
}

// trailers reads the last paragraph of what follows a subject. It counts as
// trailers when all its lines look like one, or one of them names a person's part
// ("…-by"), as in git, where one line known to come from a program is enough.
func trailers(rest []byte) []Trailer {
	block := lastParagraph(rest)
	if bytes.IndexByte(block, ':') < 0 {
		return nil
	}
	var found []Trailer
	all, people, continues := true, false, false
	for line := range bytes.Lines(block) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 || line[0] == ' ' || line[0] == '\t' {
			if continues {
				t := &found[len(found)-1]
				t.Value = cut(t.Value+" "+string(bytes.TrimSpace(line[:min(len(line), trailerValueLimit)])), trailerValueLimit)
			}
			continue
		}
		continues = false
		key, value, ok := trailer(line)
		if !ok {
			all = all && bytes.HasPrefix(line, []byte("(cherry picked from"))
			continue
		}
		people = people || strings.HasSuffix(key, "-by")
		if key == "signed-off-by" || len(found) == trailersLimit {
			continue
		}
		found = append(found, Trailer{Key: key, Value: value})
		continues = true
	}
	if !all && !people {
		return nil
	}
	return found
}

// trailer reads one line: a key of letters, digits and dashes, a colon, a value.
func trailer(line []byte) (key, value string, ok bool) {
	colon := bytes.IndexByte(line, ':')
	if colon <= 0 || colon > trailerKeyLimit || colon+1 < len(line) && line[colon+1] != ' ' && line[colon+1] != '\t' {
		return "", "", false
	}
	for _, c := range line[:colon] {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
			return "", "", false
		}
	}
	v := bytes.TrimSpace(line[colon+1:])
	return strings.ToLower(string(line[:colon])), cut(string(v), trailerValueLimit), true
}
