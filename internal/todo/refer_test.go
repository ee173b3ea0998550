package todo_test

import (
	"strings"
	"testing"

	"github.com/leadline/leadline/internal/todo"
)

const ref = "T-7K3QXM"

func TestRefer(t *testing.T) {
	for _, c := range []struct{ path, before, after string }{
		{"a.go", "// TODO: bill once", "// TODO(T-7K3QXM): bill once"},
		{"a.go", "// TODO bill once", "// TODO(T-7K3QXM) bill once"},
		{"a.go", "// TODO", "// TODO(T-7K3QXM)"},
		{"a.go", "x := 1 // FIXME: bill once\r\ny := 2\r\n", "x := 1 // FIXME(T-7K3QXM): bill once\r\ny := 2\r\n"},
		{"a.go", "// TODO(dev1): bill once", "// TODO(T-7K3QXM): bill once"},
		{"a.go", "// TODO(@dev1): bill once", "// TODO(T-7K3QXM): bill once"},
		{"a.go", "// TODO(): bill once", "// TODO(T-7K3QXM): bill once"},
		{"a.go", "// TODO(#12): bill once", "// TODO(#12, T-7K3QXM): bill once"},
		{"a.go", "// TODO(@dev1, #12): bill once", "// TODO(#12, T-7K3QXM): bill once"},
		{"a.go", "// TODO(PAY-12): bill once", "// TODO(PAY-12, T-7K3QXM): bill once"},
		{"a.go", "// TODO(https://x.example/1): bill once", "// TODO(https://x.example/1, T-7K3QXM): bill once"},
		{"a.go", "// TODO(T-9M2AVC): bill once", "// TODO(T-7K3QXM): bill once"},
		{"a.go", "// TODO (see below): bill once", "// TODO(T-7K3QXM) (see below): bill once"},
		{"a.go", "// TODO(see this and that): bill once", "// TODO(T-7K3QXM)(see this and that): bill once"},
		{"a.go", "// TODO @dev1: bill once", "// TODO(T-7K3QXM): bill once"},
		{"a.go", "// TODO: @dev1 bill once", "// TODO(T-7K3QXM): bill once"},
		{"a.go", "// TODO: #12 bill once", "// TODO(#12, T-7K3QXM): bill once"},
		{"a.go", "/* TODO: bill\n * once */", "/* TODO(T-7K3QXM): bill\n * once */"},
		{"a.go", "/*\n * see above. HACK: bill once\n */\nvar x = 1", "/*\n * see above. HACK(T-7K3QXM): bill once\n */\nvar x = 1"},
		{"a.go", "/** @todo bill once */", "/** @todo(T-7K3QXM) bill once */"},
		{"a.py", "# TODO: grüße 🧭 bill once", "# TODO(T-7K3QXM): grüße 🧭 bill once"},
		{"a.py", "x = 'TODO: no' # 🧭 XXX: yes", "x = 'TODO: no' # 🧭 XXX(T-7K3QXM): yes"},
		{"a.sql", "-- TODO: bill once", "-- TODO(T-7K3QXM): bill once"},
		{"a.html", "<!-- TODO: bill once -->", "<!-- TODO(T-7K3QXM): bill once -->"},
	} {
		notes := todo.Scan(c.path, []byte(c.before))
		if len(notes) == 0 {
			t.Errorf("%q: no note", c.before)
			continue
		}
		e, ok := todo.Scanner{}.Refer([]byte(c.before), notes[0], ref)
		got := string(e.Apply([]byte(c.before)))
		if !ok || got != c.after {
			t.Errorf("%q: got %q, %v; want %q", c.before, got, ok, c.after)
		}
		again := todo.Scan(c.path, []byte(got))
		if _, ok := (todo.Scanner{}).Refer([]byte(got), again[0], ref); ok {
			t.Errorf("%q is marked twice", got)
		}
		if again[0].ID != notes[0].ID {
			t.Errorf("%q is another note than %q", got, c.before)
		}
	}
}

func TestReferByHandle(t *testing.T) {
	text := "// TODO(T-9M2AVC): bill once"
	e, ok := todo.Scanner{}.Refer([]byte(text), todo.Scan("a.go", []byte(text))[0], "@dev2")
	if got := string(e.Apply([]byte(text))); !ok || got != "// TODO(@dev2): bill once" {
		t.Errorf("%q, %v", got, ok)
	}
	for _, mark := range []string{"", "dev2", "@", "T-12", "T-7K3QXM) // x", "@a\nb"} {
		if _, ok := (todo.Scanner{}).Refer([]byte(text), todo.Scan("a.go", []byte(text))[0], mark); ok {
			t.Errorf("%q was written", mark)
		}
	}
}

// A note of another text is left alone.
func TestReferIntoAnotherText(t *testing.T) {
	note := todo.Scan("a.go", []byte("\n\n// TODO: bill once"))[0]
	for _, text := range []string{"", "// TODO: bill once", "\n\n// no", "\n\n// TODO: bill twice", "\n\n\n"} {
		if e, ok := (todo.Scanner{}).Refer([]byte(text), note, ref); ok {
			t.Errorf("%q was edited: %+v", text, e)
		}
	}
}

func FuzzRefer(f *testing.F) {
	for _, seed := range []string{"// TODO: x", "// TODO(#1, @a): x\r\n", "/* XXX[PAY-1] y */", "// TODO: @a", "// TODO:(dev2) x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, note := range todo.Scan("a.go", []byte(text)) {
			e, ok := todo.Scanner{}.Refer([]byte(text), note, ref)
			if !ok {
				continue
			}
			after := string(e.Apply([]byte(text)))
			if !strings.Contains(after, ref) || strings.Count(after, "\n") != strings.Count(text, "\n") {
				t.Errorf("%q became %q", text, after)
			}
		}
	})
}
