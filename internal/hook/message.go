package hook

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/git"
)

// key begins the lines that credit somebody who wrote a commit besides its author.
const key = "co-authored-by:"

// mostMessage is how long a message may be to be changed, in bytes. A diff that git shows below counts.
const mostMessage = 16 << 20

// Skipped says whether a message is none of the pair's: that of a merge or a squash, or of a commit that was made before and is
// only made again, by amending, picking or rebasing. source is git's second argument to prepare-commit-msg.
func Skipped(r *git.Repository, source string) bool {
	switch source {
	case "merge", "squash", "commit":
		return true
	}
	for _, name := range []string{"MERGE_HEAD", "CHERRY_PICK_HEAD", "rebase-merge", "rebase-apply"} {
		if _, err := os.Lstat(filepath.Join(r.GitDir, name)); err == nil {
			return true
		}
	}
	return false
}

// Write puts the lines into a file that holds a message, as [Add] does.
func Write(path string, lines []string, commented bool) error {
	return rewrite(path, func(text []byte) []byte { return Add(text, lines, commented) })
}

// Empty empties a file that holds a message to which nobody wrote anything.
func Empty(path string) error {
	return rewrite(path, func(text []byte) []byte {
		if Unwritten(text) {
			return nil
		}
		return text
	})
}

// rewrite replaces a file at once, or leaves it as it is.
func rewrite(path string, change func([]byte) []byte) error {
	fail := func(err error) error { return fmt.Errorf("cannot change the message in %s: %w", path, err) }
	st, err := os.Lstat(path)
	if err != nil {
		return fail(err)
	}
	if !st.Mode().IsRegular() || st.Size() > mostMessage {
		return fail(errors.New("it is no file, or too large for a message"))
	}
	f, err := os.Open(path)
	if err != nil {
		return fail(err)
	}
	old, err := io.ReadAll(io.LimitReader(f, mostMessage))
	if err = errors.Join(err, f.Close()); err != nil {
		return fail(err)
	}
	text := change(old)
	if bytes.Equal(old, text) {
		return nil
	}
	next, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".leadline-*")
	if err != nil {
		return fail(err)
	}
	_, err = next.Write(text)
	if err = errors.Join(err, next.Chmod(st.Mode().Perm()), next.Close()); err == nil {
		err = os.Rename(next.Name(), path)
	}
	if err != nil {
		if err := os.Remove(next.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fail(err)
		}
		return fail(err)
	}
	return nil
}

// Add puts lines that credit people below a message, where git looks for them: in its last paragraph. Whoever is credited there
// already is not again. commented says that what git explains stands below the message, as it does where an editor opens; a
// message that is still to be written gets room above.
func Add(message []byte, lines []string, commented bool) []byte {
	body, rest := message, []byte(nil)
	if commented {
		body, rest = split(message)
	}
	credited := addresses(body)
	var missing []string
	for _, line := range lines {
		if a := address(line); a != "" && !slices.Contains(credited, a) {
			credited = append(credited, a)
			missing = append(missing, line)
		}
	}
	if len(missing) == 0 {
		return message
	}
	text := strings.TrimRight(string(body), " \t\r\n")
	var b strings.Builder
	switch {
	case text == "":
		b.WriteString("\n\n")
	case endsInTrailers(text):
		b.WriteString(text + "\n")
	default:
		b.WriteString(text + "\n\n")
	}
	for _, line := range missing {
		b.WriteString(line + "\n")
	}
	if rest = bytes.TrimLeft(rest, "\r\n"); len(rest) > 0 {
		b.WriteString("\n")
	}
	return append([]byte(b.String()), rest...)
}

// Unwritten says whether a message holds lines that credit somebody, what git explains, and nothing else.
func Unwritten(message []byte) bool {
	body, _ := split(message)
	credits := false
	for line := range strings.Lines(string(body)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case address(line) != "":
			credits = true
		default:
			return false
		}
	}
	return credits
}

// commentMarks are those that git chooses among (core.commentChar=auto), its default first.
const commentMarks = "#;@!$%^&|:"

// scissors is what git writes, after a mark, above a diff (commit --verbose).
const scissors = " ------------------------ >8 ------------------------"

// split parts a message from what git explains below it: comments at the end, and a diff.
func split(message []byte) (body, rest []byte) {
	var lines [][]byte
	for line := range bytes.Lines(message) {
		if text := bytes.TrimRight(line, "\r\n"); len(text) > 1 && string(text[1:]) == scissors && isMark(text[0]) {
			break
		}
		lines = append(lines, line)
	}
	n, mark := len(lines), byte(0)
	for ; n > 0; n-- {
		text := bytes.TrimSpace(lines[n-1])
		switch {
		case len(text) == 0:
			continue
		case mark == 0 && isMark(text[0]):
			mark = text[0]
		case mark == 0 || text[0] != mark:
			return cut(message, lines[:n])
		}
	}
	return cut(message, nil)
}

func cut(message []byte, lines [][]byte) (body, rest []byte) {
	n := 0
	for _, line := range lines {
		n += len(line)
	}
	return message[:n:n], message[n:]
}

func isMark(c byte) bool { return strings.IndexByte(commentMarks, c) >= 0 }

// endsInTrailers says whether the last paragraph, other than the first, is one of trailers, as git-interpret-trailers(1) has it.
func endsInTrailers(text string) bool {
	at := strings.LastIndex(text, "\n\n")
	if at < 0 {
		return false
	}
	for line := range strings.Lines(text[at+2:]) {
		name, _, ok := strings.Cut(strings.TrimRight(line, "\r\n"), ": ")
		word := strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == ""
		if !(ok && word && name != "") && !strings.HasPrefix(line, "(cherry picked from commit ") {
			return false
		}
	}
	return true
}

// addresses are those of everybody whom lines of a message credit.
func addresses(message []byte) []string {
	var out []string
	for line := range strings.Lines(string(message)) {
		if a := address(line); a != "" {
			out = append(out, a)
		}
	}
	return out
}

// address is whom a line credits, lower-cased; "" for none.
func address(line string) string {
	line = strings.ToLower(strings.TrimSpace(line))
	if !strings.HasPrefix(line, key) {
		return ""
	}
	_, rest, ok := strings.Cut(line, "<")
	if !ok {
		return ""
	}
	a, _, ok := strings.Cut(rest, ">")
	if !ok {
		return ""
	}
	return strings.TrimSpace(a)
}
