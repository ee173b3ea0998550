package todo

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// brief writes notes as "line:column TAG text" with what else they have.
func brief(notes []Todo) []string {
	var out []string
	for _, n := range notes {
		s := strings.TrimRight(fmt.Sprintf("%d:%d %s %s", n.Line, n.Column, n.Tag, n.Text), " ")
		if n.EndLine != n.Line {
			s += fmt.Sprintf(" ..%d", n.EndLine)
		}
		for _, m := range []string{n.Assignee, n.Reference, n.Issue} {
			if m != "" {
				s += " <" + m + ">"
			}
		}
		out = append(out, s)
	}
	return out
}

func TestForms(t *testing.T) {
	tests := []struct{ comment, want string }{
		{"// TODO: bill once", "TODO bill once"},
		{"// TODO bill once", "TODO bill once"},
		{"//TODO:bill once", "TODO bill once"},
		{"/// TODO - bill once", "TODO bill once"},
		{"//! FIXME! now", "FIXME now"},
		{"// TODO", "TODO"},
		{"// TODO(dev2): bill once", "TODO bill once <dev2>"},
		{"// TODO(@dev2) bill once", "TODO bill once <@dev2>"},
		{"// TODO(#412): bill once", "TODO bill once <#412>"},
		{"// TODO(PAY-12): bill once", "TODO bill once <PAY-12>"},
		{"// TODO(T-7K3QXM): bill once", "TODO bill once <T-7K3QXM>"},
		{"// TODO(T-123456): all digits is a ticket's number", "TODO all digits is a ticket's number <T-123456>"},
		{"// TODO(T-7K3QXM, @dev2, #4): bill once", "TODO bill once <@dev2> <T-7K3QXM> <#4>"},
		{"// TODO(https://example.com/i/4): bill once", "TODO bill once <https://example.com/i/4>"},
		{"// TODO[@dev2]: bill once", "TODO bill once <@dev2>"},
		{"// TODO @dev2: bill once", "TODO bill once <@dev2>"},
		{"// TODO: @dev2 bill once", "TODO bill once <@dev2>"},
		{"// TODO #412 bill once", "TODO bill once <#412>"},
		{"// TODO: #412", "TODO <#412>"},
		{"// TODO(when the bank says so): bill once", "TODO (when the bank says so): bill once"},
		{"// TODO(open", "TODO (open"},
		{"// TODO:(dev2) bill once", "TODO bill once <dev2>"},
		{"// @TODO bill once", "TODO bill once"},
		{"// @todo: bill once", "TODO bill once"},
		{`// \todo bill once`, "TODO bill once"},
		{"// - [ ] TODO: bill once", "TODO bill once"},
		{"// see above. HACK: bill once", "HACK bill once"},
		{"// XXX bill once", "XXX bill once"},
		{"// BUG(dev2): bill once", "BUG bill once <dev2>"},
		{"/* TODO: bill once */", "TODO bill once"},
		{"/* TODO: bill once **/", "TODO bill once"},
		{"/* TODO: bill once", "TODO bill once"},
		{"// TODO: a\xff\x01b", "TODO a\ufffd b"},
		{"// TODO(crbug.com/1): bill once", "TODO bill once <crbug.com/1>"},
		{"// TODO(b/123456): bill once", "TODO bill once <b/123456>"},
		{"// TODO(me@example.com): bill once", "TODO bill once <me@example.com>"},
		{"// TODO: https://example.com/i/4 - bill once", "TODO bill once <https://example.com/i/4>"},
		{"// TODO: crbug.com/12 - bill once", "TODO bill once <crbug.com/12>"},
		{"// TODO: UTF-8 and a/b testing", "TODO UTF-8 and a/b testing"},
		{"// TODO/FIXME: bill once", "TODO bill once"},
		{"// [TODO] bill once", "TODO bill once"},
		{"// TODO — bill once", "TODO bill once"},
		{"// TODO：一度だけ", "TODO 一度だけ"},
		{"x() // charges twice (TODO: bill once)", "TODO bill once"},
		{"// charges twice. FIXME", "FIXME"},
		{"// charges twice - FIXME in May", "FIXME in May"},
		{"// amount: TODO", "TODO"},
		{"// at most 7! XXX", "XXX"},
		{"// blame TODO(dev2): bill once", "TODO bill once <dev2>"},
		{"/** @TODO: bill once */", "TODO bill once"},
		{"/* \\bug bills twice */", "BUG bills twice"},
		{"# TODO: no comment here", ""},
		{"// TODO = 5", ""},
		{"// TODO != nil", ""},
		{"// TODO.md has more", ""},
		{"// BUG() panics", ""},
		{"// TODO::bill", ""},
		{"// see https://example.com/TODO: x", ""},
		{"// see https://example.com/?q=TODO(x): y", ""},
		{"// the words, e.g. TODO and FIXME", ""},
		{"// three words: TODO, FIXME and XXX", ""},
		{"// once TODO(#12) is done", ""},
		{"// 'TODO: x' is how to write it", ""},
		{"// dial XXX-XXX", ""},
		{"// section <XXX>.", ""},

		{"// todo: bill once", ""},
		{"// the TODO list", ""},
		{"// `TODO: x` is how to write it", ""},
		{"// TODOs: many", ""},
		{"// MYTODO: x", ""},
		{"// TODO_LATER: x", ""},
		{"// TODO-list", ""},
		{"// foo.BUG: x", ""},
		{"// XXX-XX-1234", ""},
		{"// me@todolist.example", ""},
		{"// TODO's end", ""},
	}
	for _, tt := range tests {
		got := strings.Join(brief(Scan("a.go", []byte("\n"+tt.comment+"\n"))), "; ")
		if i := strings.IndexByte(got, ' '); i >= 0 {
			got = got[i+1:]
		}
		if got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.comment, got, tt.want)
		}
	}
}

func TestBodies(t *testing.T) {
	const src = `package a

// TODO(@dev2): bill once,
//   even when the network fails
// FIXME: and round

// TODO: one
//
// not of it
func a() { // TODO: beside
	// not of it either
	x() // HACK: x
	    // still the hack
	/* TODO: in a block
	 * that goes on
	 *
	 * not this
	 * BUG: last */ y() // XXX: end
}
`
	want := []string{
		"3:4 TODO bill once, even when the network fails ..4 <@dev2>",
		"5:4 FIXME and round",
		"7:4 TODO one",
		"10:15 TODO beside",
		"12:9 HACK x still the hack ..13",
		"14:5 TODO in a block that goes on ..15",
		"18:5 BUG last",
		"18:25 XXX end",
	}
	if d := cmp.Diff(want, brief(Scan("a.go", []byte(src)))); d != "" {
		t.Error(d)
	}
	crlf := Scan("a.go", []byte(strings.ReplaceAll(src, "\n", "\r\n")))
	if d := cmp.Diff(want, brief(crlf)); d != "" {
		t.Errorf("with CRLF: %s", d)
	}
}

// TestProse has the word at the start of a line where a sentence goes on.
func TestProse(t *testing.T) {
	const src = `package a

// What is open goes into the
// TODO list, and nowhere else.

// Bill once.
// TODO round

// Bill once
// FIXME round

/* Written by hand, see
 * XXX for more.
 */

// Bill once, says the
// TODO(dev2): round

/**
 * TODO: bill once
 * @param amount in cents
 * @todo round
 */
`
	want := []string{"7:4 TODO round", "10:4 FIXME round", "17:4 TODO round <dev2>", "20:4 TODO bill once", "22:5 TODO round"}
	if d := cmp.Diff(want, brief(Scan("a.go", []byte(src)))); d != "" {
		t.Error(d)
	}
}

func TestOptions(t *testing.T) {
	const src = `# TODO(PAY-12, 2026-08-01): bill once,
#   even when the network fails
#   assignees: @dev2, @dev3
#   due: 2026-09-01
#   expect: a failing test first
#   check-in: Fridays
# TODO: round
# check-in: soon
#
# due: not of it
`
	got := Scan("a.py", []byte(src))
	if len(got) != 2 {
		t.Fatalf("%d notes", len(got))
	}
	a, b := got[0], got[1]
	if a.Text != "bill once, even when the network fails" || a.Assignees != "@dev2, @dev3" || a.Assignee != "@dev2" || a.Issue != "PAY-12" ||
		a.Due != "2026-08-01" || a.Expect != "a failing test first" || a.CheckIn != "Fridays" || a.EndLine != 6 {
		t.Errorf("%+v", a)
	}
	if b.Text != "round" || b.CheckIn != "soon" || b.Due != "" || b.EndLine != 8 {
		t.Errorf("%+v", b)
	}
}

// TestEncodings says what happens to texts that are not quite UTF-8 with LF.
func TestEncodings(t *testing.T) {
	for name, tt := range map[string]struct{ path, text, want string }{
		"byte order mark":   {"a.py", "\ufeff# TODO: a", "1:6 TODO a"},
		"mark and #!":       {"a", "\ufeff#!/bin/sh\n# TODO: a", "2:3 TODO a"},
		"Latin-1":           {"a.go", "var s = \"\xe4\" // TODO: \xe4ndern", "1:16 TODO \ufffdndern"},
		"CRLF":              {"a.py", "x\r\n# TODO: a\r\n# b\r\n", "2:3 TODO a b ..3"},
		"CR":                {"a.go", "x\r// TODO: a\ry\r", "2:4 TODO a"},
		"CR and CRLF":       {"a.go", "x\r\r\n// TODO: a\ry\r\n// TODO: b", "3:4 TODO a; 5:4 TODO b"},
		"UTF-16, no notes":  {"a.go", "\xff\xfe/\x00/\x00 \x00T\x00O\x00D\x00O\x00", ""},
		"a NUL, no notes":   {"a.go", "// TODO: a\n\x00", ""},
		"no line end":       {"a.go", "// TODO", "1:4 TODO"},
		"unclosed comment":  {"a.c", "/* TODO: a\n b", "1:4 TODO a b ..2"},
		"unclosed string":   {"a.go", "var s = \"// TODO: no\n// TODO: a", "2:4 TODO a"},
		"unclosed raw":      {"a.go", "var s = `// TODO: no\n// TODO: a", "2:4 TODO a"},
		"unclosed heredoc":  {"a.sh", "cat <<EOF\n# TODO: a", "2:3 TODO a"},
		"unclosed template": {"a.js", "let a = `${b\n// TODO: a", "2:4 TODO a"},
		"unclosed fence":    {"a.md", "~~~go\n// TODO: a", "2:4 TODO a"},
		"unclosed script":   {"a.html", "<script>\n// TODO: a", "2:4 TODO a"},
		"unclosed island":   {"a.php", "<?php // TODO: a", "1:10 TODO a"},
		"cut off notebook":  {"a.ipynb", "{\"cells\": [{\"cell_type\": \"code\", \"source\": [\"# TODO: a\\n\"", "1:48 TODO a"},
	} {
		if got := strings.Join(brief(Scan(tt.path, []byte(tt.text))), "; "); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func TestCaps(t *testing.T) {
	long := Scan("a.go", []byte("// TODO: "+strings.Repeat("ä", 5000)+"\n"))
	if len(long) != 1 || len(long[0].Text) > maxText || !strings.HasPrefix(long[0].Text, "ää") {
		t.Errorf("long text: %d notes", len(long))
	}
	tall := Scan("a.go", []byte("// TODO: x\n"+strings.Repeat("// y\n", 100)))
	if len(tall) != 1 || tall[0].EndLine != maxLines {
		t.Errorf("tall note: %+v", tall)
	}
	if many := Scan("a.go", []byte(strings.Repeat("// TODO: x\n", maxNotes+5))); len(many) != maxNotes {
		t.Errorf("%d notes", len(many))
	}
}

func TestNothing(t *testing.T) {
	for path, text := range map[string]string{
		"a.unknown": "// TODO: x",
		"noext":     "// TODO: x",
		"a.go":      "// TODO: x\x00",
		"b.go":      "",
		"c.go":      "package TODO\nvar FIXME = `// TODO: x`",
	} {
		if got := Scan(path, []byte(text)); got != nil {
			t.Errorf("%s: %v", path, brief(got))
		}
	}
}

func TestWords(t *testing.T) {
	s := Scanner{Words: []string{"NOTE", "TODO_LATER", "ÄNDERN", "", "a b"}}
	got := brief(s.Scan("a.go", []byte("// NOTE: a\n// TODO_LATER: b\n// TODO: c\n\n// ÄNDERN d\n// @note e\n")))
	want := []string{"1:4 NOTE a", "2:4 TODO_LATER b TODO: c ..3", "5:4 ÄNDERN d", "6:5 NOTE e"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
