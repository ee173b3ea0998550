package gittest

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// history is the parsed text.
type history struct {
	format   string
	head     string
	settings [][2]string
	refs     [][2]string
	commits  []commit
}

type commit struct {
	branch  string
	who     string // Name <address>
	at      time.Time
	message []string
	from    string
	merges  []string
	changes []change
}

// change is one line of a fast-import commit, with the bytes that follow it.
type change struct {
	line string
	data []byte
	blob bool
}

// parse reads a history, see the package comment for the format.
func parse(text string) (*history, error) {
	h := &history{}
	lines := strings.Split(text, "\n")
	var c *commit
	for n := 0; n < len(lines); n++ {
		line := strings.TrimSpace(lines[n])
		fail := func(why string) error { return fmt.Errorf("history line %d %q: %s", n+1, line, why) }
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		verb, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		if c == nil || slices.Contains([]string{"commit", "me", "config", "ref", "head", "format"}, verb) {
			next, err := h.setting(verb, rest)
			if err != nil {
				return nil, fail(err.Error())
			}
			if next == nil {
				continue
			}
			if n++; n >= len(lines) {
				return nil, fail("a commit needs a subject")
			}
			next.message = []string{strings.TrimSpace(lines[n])}
			h.commits = append(h.commits, *next)
			c = &h.commits[len(h.commits)-1]
			continue
		}
		words, err := fields(rest)
		if err != nil && verb != "|" {
			return nil, fail(err.Error())
		}
		switch {
		case verb == "|":
			if len(c.message) == 1 {
				c.message = append(c.message, "")
			}
			c.message = append(c.message, rest)
		case verb == "from" && len(words) == 1:
			c.from = words[0]
		case verb == "merge" && len(words) == 1:
			c.merges = append(c.merges, words[0])
		case verb == "R" && len(words) == 2:
			c.changes = append(c.changes, change{line: "R " + quote(words[0]) + " " + quote(words[1])})
		case verb == "-" && len(words) == 1:
			c.changes = append(c.changes, change{line: "D " + quote(words[0])})
		case verb == "link" && len(words) == 2:
			c.changes = append(c.changes, change{line: "M 120000 inline " + quote(words[0]), data: []byte(words[1]), blob: true})
		case (verb == "+" || verb == "+x") && len(words) == 1:
			mode := map[string]string{"+": "100644", "+x": "100755"}[verb]
			data, last, err := block(lines, n+1)
			if err != nil {
				return nil, fail(err.Error())
			}
			n = last
			c.changes = append(c.changes, change{line: "M " + mode + " inline " + quote(words[0]), data: data, blob: true})
		default:
			return nil, fail("not a directive")
		}
	}
	return h, nil
}

// setting takes a line that stands outside commits; a commit line gives the commit.
func (h *history) setting(verb, rest string) (*commit, error) {
	first, second, both := strings.Cut(rest, " ")
	switch verb {
	case "me":
		name, address, ok := identity(rest)
		if !ok {
			return nil, fmt.Errorf("want: me Name <address>")
		}
		h.settings = append(h.settings, [2]string{"user.name", name}, [2]string{"user.email", address})
	case "config":
		key, value, ok := strings.Cut(rest, "=")
		if !ok {
			return nil, fmt.Errorf("want: config key=value")
		}
		h.settings = append(h.settings, [2]string{key, value})
	case "ref":
		if !both {
			return nil, fmt.Errorf("want: ref NAME BRANCH")
		}
		h.refs = append(h.refs, [2]string{first, strings.TrimSpace(second)})
	case "head":
		h.head = rest
	case "format":
		h.format = rest
	case "commit":
		when, who, ok := strings.Cut(second, " ")
		at, err := time.Parse(time.RFC3339, when)
		if !ok || err != nil {
			return nil, fmt.Errorf("want: commit BRANCH 2026-10-01T10:00:00Z Name <address>")
		}
		if _, _, ok := identity(who); !ok {
			return nil, fmt.Errorf("want an author: Name <address>")
		}
		return &commit{branch: first, who: who, at: at}, nil
	default:
		return nil, fmt.Errorf("not a directive")
	}
	return nil, nil
}

// block reads the lines between <<< and >>> if the line at from opens them, and
// answers the last line it used.
func block(lines []string, from int) ([]byte, int, error) {
	if from >= len(lines) || strings.TrimSpace(lines[from]) != "<<<" {
		return nil, from - 1, nil
	}
	var data bytes.Buffer
	for n := from + 1; n < len(lines); n++ {
		if strings.TrimSpace(lines[n]) == ">>>" {
			return data.Bytes(), n, nil
		}
		data.WriteString(lines[n])
		data.WriteByte('\n')
	}
	return nil, 0, fmt.Errorf("<<< without >>>")
}

// stream renders the commits for git fast-import; known are the refs that exist.
func (h *history) stream(known []string) []byte {
	if len(h.commits) == 0 {
		return nil
	}
	var b bytes.Buffer
	marks := map[string]int{} // branch → newest commit of this stream
	point := func(branch string) string {
		if m, ok := marks[branch]; ok {
			return fmt.Sprintf(":%d", m)
		}
		return "refs/heads/" + branch + "^0"
	}
	for i, c := range h.commits {
		mark := i + 1
		ref := "refs/heads/" + c.branch
		_, begun := marks[c.branch]
		if c.from == "nothing" {
			fmt.Fprintf(&b, "reset %s\n", ref)
		}
		fmt.Fprintf(&b, "commit %s\nmark :%d\n", ref, mark)
		fmt.Fprintf(&b, "author %s %d %s\n", c.who, c.at.Unix(), c.at.Format("-0700"))
		fmt.Fprintf(&b, "committer %s %d %s\n", c.who, c.at.Unix(), c.at.Format("-0700"))
		message := strings.Join(c.message, "\n") + "\n"
		fmt.Fprintf(&b, "data %d\n%s\n", len(message), message)
		switch {
		case c.from == "nothing" || c.from == "" && begun:
		case c.from != "":
			fmt.Fprintf(&b, "from %s\n", point(c.from))
		case slices.Contains(known, ref):
			fmt.Fprintf(&b, "from %s^0\n", ref)
		case i > 0:
			fmt.Fprintf(&b, "from :%d\n", i)
		}
		for _, m := range c.merges {
			fmt.Fprintf(&b, "merge %s\n", point(m))
		}
		for _, change := range c.changes {
			fmt.Fprintf(&b, "%s\n", change.line)
			if change.blob {
				fmt.Fprintf(&b, "data %d\n%s\n", len(change.data), change.data)
			}
		}
		b.WriteByte('\n')
		marks[c.branch] = mark
	}
	b.WriteString("done\n")
	return b.Bytes()
}

func identity(s string) (name, address string, ok bool) {
	name, rest, ok := strings.Cut(s, "<")
	address, after, closed := strings.Cut(rest, ">")
	return strings.TrimSpace(name), address, ok && closed && strings.TrimSpace(after) == ""
}

// fields splits at blanks; a field may be a quoted Go string.
func fields(s string) ([]string, error) {
	var out []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		if s[0] != '"' {
			word, rest, _ := strings.Cut(s, " ")
			out, s = append(out, word), rest
			continue
		}
		q, err := strconv.QuotedPrefix(s)
		if err != nil {
			return nil, fmt.Errorf("bad quoted path")
		}
		word, err := strconv.Unquote(q)
		if err != nil {
			return nil, fmt.Errorf("bad quoted path")
		}
		out, s = append(out, word), s[len(q):]
	}
	return out, nil
}

// quote writes a path as git's C-style quoted string, so that any byte can be in it.
func quote(path string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range []byte(path) {
		if c < ' ' || c > '~' || c == '"' || c == '\\' {
			fmt.Fprintf(&b, `\%03o`, c)
			continue
		}
		b.WriteByte(c)
	}
	b.WriteByte('"')
	return b.String()
}
