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
