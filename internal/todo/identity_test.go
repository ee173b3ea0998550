package todo

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func ids(notes []Todo) string {
	var out []string
	for _, n := range notes {
		out = append(out, n.ID)
	}
	return strings.Join(out, " ")
}

// follow scans versions of a file, each a path and a text, one after the other, and answers the notes of the last.
func follow(versions ...[2]string) []Todo {
	var r Roll
	var notes []Todo
	for _, v := range versions {
		notes = r.Follow(Scan(v[0], []byte(v[1])))
		r = r.Next(notes)
	}
	return notes
}

const twoNotes = `package a

func a() {
	// TODO: bill once, even when
	// the network fails
	charge()
}

func b() {
	x := 1 // TODO: bill once
}
`

// What is done to a file without a word said to anybody keeps every note what it is, even where nothing is known of
// the version before.
func TestBornTheSame(t *testing.T) {
	base := ids(Scan("a.go", []byte(twoNotes)))
	for name, changed := range map[string]string{
		"moved down":  "package a\n\nvar z = 1\n\nfunc c() {}\n" + strings.TrimPrefix(twoNotes, "package a\n"),
		"re-indented": strings.ReplaceAll(twoNotes, "\t", "        "),
		"re-wrapped":  strings.Replace(twoNotes, "even when\n\t// the", "even\n\t// when the", 1),
		"assigned":    strings.Replace(twoNotes, "TODO: bill once, even", "TODO(@dev2): bill once, even", 1),
		"delegated":   strings.Replace(twoNotes, "TODO: bill once, even", "TODO(T-7K3QXM): bill once, even", 1),
		"made urgent": strings.Replace(twoNotes, "TODO: bill once, even", "FIXME: Bill once - even", 1),
		"line ends":   strings.ReplaceAll(twoNotes, "\n", "\r\n"),
		"other code":  strings.Replace(twoNotes, "\tcharge()", "\tcredit()\n\tcharge()", 1),
	} {
		if got := ids(Scan("a.go", []byte(changed))); got != base {
			t.Errorf("%s: ids change from %s to %s", name, base, got)
		}
	}
	if got := ids(Scan("b.go", []byte(twoNotes))); got == base {
		t.Error("the same notes in two files are the same")
	}
}

func TestFollowed(t *testing.T) {
	base := strings.Fields(ids(Scan("a.go", []byte(twoNotes))))
	first, second := base[0], base[1]
	for name, tt := range map[string]struct {
		now  string
		want string // 1 and 2 are the notes that there were, + is another
	}{
		"the same":          {twoNotes, "1 2"},
		"slightly reworded": {strings.Replace(twoNotes, "the network fails", "the network is down", 1), "1 2"},
		"added to":          {strings.Replace(twoNotes, "the network fails", "the network fails or the bank is closed", 1), "1 2"},
		"said otherwise":    {strings.Replace(twoNotes, "bill once, even when\n\t// the network fails", "name things better", 1), "+ 2"},
		"swapped": {
			"package a\n\nfunc b() {\n\tx := 1 // TODO: bill once\n}\n\nfunc a() {\n\t// TODO: bill once, even when the network fails\n\tcharge()\n}\n", "2 1",
		},
		"the first gone":  {"package a\n\nfunc a() {\n\tcharge()\n}\n\nfunc b() {\n\tx := 1 // TODO: bill once\n}\n", "2"},
		"the second gone": {strings.Replace(twoNotes, " // TODO: bill once\n", "\n", 1), "1"},
		"a twin": {
			strings.Replace(twoNotes, "x := 1 // TODO: bill once\n", "x := 1 // TODO: bill once\n\ty := x // TODO: bill once\n", 1), "1 2 +",
		},
		"a twin above": {
			strings.Replace(twoNotes, "x := 1 // TODO: bill once\n", "y := 0 // TODO: bill once\n\tx := 1 // TODO: bill once\n", 1), "1 + 2",
		},
		"all new": {"package a\n\n// TODO: something else entirely\nvar x int\n", "+"},
	} {
		var got []string
		for _, n := range follow([2]string{"a.go", twoNotes}, [2]string{"sub/renamed.go", tt.now}) {
			switch n.ID {
			case first:
				got = append(got, "1")
			case second:
				got = append(got, "2")
			default:
				got = append(got, "+")
			}
		}
		if d := cmp.Diff(tt.want, strings.Join(got, " ")); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}

// A note that was reworded, taken out and brought back is the one it was.
func TestFollowedThroughManyVersions(t *testing.T) {
	v := func(note string) [2]string {
		return [2]string{"a.go", "package a\n\nfunc a() {\n\t" + note + "\n\tcharge()\n}\n"}
	}
	first := follow(v("// TODO: bill customers once, even when the network fails"))[0].ID
	for _, last := range []string{
		"// TODO: bill customers once, even when their network fails",
		"// FIXME(@dev2): bill customers just once, even when their network fails",
		"prepare()",
		"// FIXME: bill customers just once, even when their network fails",
	} {
		versions := [][2]string{v("// TODO: bill customers once, even when the network fails")}
		for _, note := range []string{
			"// TODO: bill customers once, even when their network fails",
			"// FIXME(@dev2): bill customers just once, even when their network fails",
			"prepare()",
			"// FIXME: bill customers just once, even when their network fails",
		} {
			versions = append(versions, v(note))
			if note == last {
				break
			}
		}
		if got := follow(versions...); len(got) > 0 && got[0].ID != first {
			t.Errorf("at %q it is another", last)
		}
	}
}

// Hundreds of equal notes in one file are hundreds, and stay so when some go and some come.
func TestDuplicatesByTheHundred(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var cases []int
	for i := range 300 {
		cases = append(cases, i)
	}
	text := func() [2]string {
		var b strings.Builder
		b.WriteString("package a\n\nfunc a(x int) {\n\tswitch x {\n")
		for _, n := range cases {
			fmt.Fprintf(&b, "\tcase %d:\n\t\t// TODO: implement\n\t\treturn\n", n)
		}
		b.WriteString("\t}\n}\n")
		return [2]string{"a.go", b.String()}
	}
	first := text()
	before := map[int]string{}
	notes := follow(first)
	unique := map[string]bool{}
	for i, n := range notes {
		before[cases[i]] = n.ID
		unique[n.ID] = true
	}
	if len(unique) != 300 {
		t.Fatalf("%d of 300 are told apart", len(unique))
	}
	versions := [][2]string{first}
	for round := range 20 {
		at := random.IntN(len(cases))
		cases = append(cases[:at], cases[at+1:]...)
		cases = append(cases, 1000+round)
		versions = append(versions, text())
	}
	kept := 0
	for i, n := range follow(versions...) {
		if was, ok := before[cases[i]]; ok {
			if was != n.ID {
				t.Errorf("case %d: %s became %s", cases[i], was, n.ID)
			}
			kept++
		} else {
			for c, id := range before {
				if id == n.ID {
					t.Errorf("case %d took the identity of case %d", cases[i], c)
				}
			}
		}
	}
	if kept < 280 {
		t.Errorf("only %d left", kept)
	}
}

func TestMovedToAnotherFile(t *testing.T) {
	sketch := func(path, text string) (out []Known) {
		for _, n := range Scan(path, []byte(text)) {
			out = append(out, Sketch(n))
		}
		return out
	}
	went := sketch("a.go", twoNotes)
	born := sketch("b.go", "package b\n\nfunc a() {\n\t// TODO: bill once, even when the network fails\n\tcharge()\n}\n\n// TODO: x\nvar y int\n\n// TODO: bill once\nvar z int\n")
	// The last one's text is short and nothing around it is the same.
	if d := cmp.Diff([]int{0, -1, -1}, Moved(went, born)); d != "" {
		t.Error(d)
	}
}

// Whoever follows a history in two goes, the roll written down in between, gets what one gets in one go.
func TestRollIsAllThatIsNeeded(t *testing.T) {
	var r Roll
	r = r.Next(r.Follow(Scan("a.go", []byte(twoNotes))))
	if got := r.Follow(Scan("a.go", []byte(twoNotes))); ids(got) != ids(Scan("a.go", []byte(twoNotes))) {
		t.Error("the same version changes ids")
	}
	if got := r.Born(r.Follow(Scan("a.go", []byte(twoNotes+"// TODO: another thing\n")))); !cmp.Equal(got, []int{2}) {
		t.Errorf("born: %v", got)
	}
}

// FuzzFollow checks what must hold of any two versions: no two notes get the same identity, and following a version
// to itself changes nothing.
func FuzzFollow(f *testing.F) {
	f.Add("// TODO: a\nx()\n// TODO: a\ny()\n", "// TODO: a\ny()\n")
	f.Add("// TODO\n// TODO\n// TODO\n", "// TODO\n\n\n// TODO b\n")
	f.Add(twoNotes, twoNotes+twoNotes)
	f.Fuzz(func(t *testing.T, before, now string) {
		var r Roll
		first := r.Follow(Scan("a.go", []byte(before)))
		r = r.Next(first)
		if again := r.Follow(Scan("a.go", []byte(before))); ids(again) != ids(first) {
			t.Fatalf("%q: %s became %s", before, ids(first), ids(again))
		}
		seen := map[string]bool{}
		for _, n := range r.Follow(Scan("b.go", []byte(now))) {
			if seen[n.ID] || len(n.ID) != 12 {
				t.Fatalf("%q → %q: %s twice", before, now, n.ID)
			}
			seen[n.ID] = true
		}
	})
}

// BenchmarkFollow is what a keystroke costs beside the scan: 5,000 lines, 125 notes.
func BenchmarkFollow(b *testing.B) {
	text := fiveThousand()
	var r Roll
	r = r.Next(r.Follow(Scan("a.go", text)))
	notes := Scan("a.go", text)
	b.ReportAllocs()
	for b.Loop() {
		r.Follow(notes)
	}
}

// BenchmarkFollowHostile is a file of copies, all of which moved.
func BenchmarkFollowHostile(b *testing.B) {
	before := Scan("a.go", []byte(strings.Repeat("// TODO: x\n\n", maxNotes)))
	var r Roll
	r = r.Next(r.Follow(before))
	now := Scan("a.go", []byte(strings.Repeat("y()\n// TODO: x\n\n", maxNotes-100)))
	for b.Loop() {
		r.Follow(now)
	}
}
