package ownership_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

func TestDOA(t *testing.T) {
	for _, tt := range []struct {
		created                 bool
		deliveries, acceptances int
		want                    float64
	}{
		{true, 0, 0, 4.3910},
		{true, 5, 10, 4.4413},
		{false, 10, 5, 4.3578},
		{false, 3, 7, 3.1175},
		{true, 0, 100, 2.9095},
		{false, 0, 0, 3.293},
	} {
		if got := ownership.DOA(tt.created, tt.deliveries, tt.acceptances); math.Abs(got-tt.want) > 0.00005 {
			t.Errorf("DOA(%v, %d, %d) = %.4f, want %.4f", tt.created, tt.deliveries, tt.acceptances, got, tt.want)
		}
	}
}

func who(name string) git.Identity {
	return git.Identity{Name: name, Email: name + "@example.com"}
}

// file is one that the first of the hands created, unless that is "".
func file(creator string, changes map[string]int) index.FileFacts {
	f := index.FileFacts{Path: "a.go", Created: creator != "", Creator: who(creator)}
	if creator != "" && changes[creator] == 0 {
		f.Hands = append(f.Hands, index.Hand{Who: who(creator)})
	}
	for name, n := range changes {
		f.Hands = append(f.Hands, index.Hand{Who: who(name), Changes: n})
	}
	return f
}

func facesOf(names ...string) *ownership.Faces {
	var ids []git.Identity
	for _, n := range names {
		ids = append(ids, who(n))
	}
	return ownership.NewFaces(people.NewDirectory(ids, people.Options{}))
}

func TestAuthors(t *testing.T) {
	// The highest degree is that of somebody who created the file and changed nothing: 4.391, against which
	// 3.293 is 0.74995: the threshold is strict, and the numbers around it must fall on their side.
	for _, tt := range []struct {
		name string
		file index.FileFacts
		want []string
	}{
		{"nobody", index.FileFacts{Path: "a.go"}, nil},
		{"who created it", file("one", nil), []string{"one"}},
		{"who delivered a lot, beside its creator", file("one", map[string]int{"one": 2, "two": 9}), []string{"two", "one"}},
		{"few deliveries are not enough", file("one", map[string]int{"one": 5, "two": 1}), []string{"one"}},
		{"the creator, at 3.289 but not under three quarters", file("one", map[string]int{"two": 10, "three": 10, "four": 10}), []string{"four", "three", "two", "one"}},
		{"nor the creator, when others did far more", file("one", map[string]int{"two": 30}), []string{"two"}},
		{"history cut off: nobody created it", file("", map[string]int{"one": 4, "two": 1}), []string{"one"}},
		{"programs count for nothing", file("one", map[string]int{"renovate[bot]": 90}), []string{"one"}},
		{"not even when they created it", file("renovate[bot]", map[string]int{"two": 1}), []string{"two"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, p := range ownership.Authors(tt.file, facesOf("one", "two", "three", "four", "renovate[bot]")) {
				got = append(got, p.Name)
			}
			if diff := gocmp.Diff(tt.want, got); diff != "" {
				t.Errorf("authors (-want +got):\n%s", diff)
			}
		})
	}
}

func TestTwoIdentitiesAreOneAuthor(t *testing.T) {
	d := people.NewDirectory([]git.Identity{who("one"), {Name: "One", Email: "ONE@example.com"}}, people.Options{})
	f := index.FileFacts{Path: "a", Created: true, Creator: who("one"), Hands: []index.Hand{
		{Who: who("one"), Changes: 2}, {Who: git.Identity{Name: "One", Email: "ONE@example.com"}, Changes: 3},
	}}
	got := ownership.Authorships(f, ownership.NewFaces(d))
	if len(got) != 1 || got[0].Deliveries != 5 || got[0].Acceptances != 0 || !got[0].Created || !got[0].Author {
		t.Errorf("got %+v", got)
	}
}

func TestTruckFactor(t *testing.T) {
	a, b, c := &people.Person{Name: "a"}, &people.Person{Name: "b"}, &people.Person{Name: "c"}
	type files = [][]*people.Person
	for _, tt := range []struct {
		name    string
		files   files
		people  []*people.Person
		covered float64
	}{
		{"no files", nil, nil, 0},
		{"nobody is an author", files{{}, {}}, nil, 0},
		{"covered too little from the start", files{{a}, {}, {}}, nil, 1.0 / 3},
		{"one for all", files{{a}, {a}}, []*people.Person{a}, 0},
		{"half is not fewer than half", files{{a}, {b}}, []*people.Person{a, b}, 0},
		{"ties by name", files{{c}, {b}, {a}, {}}, []*people.Person{a, b}, 0.25},
		{"shared files stay covered", files{{a, b}, {a, b}, {a}, {c}}, []*people.Person{a, b}, 0.25},
		{"nobody counts twice for a file", files{{a, a}, {b}, {b}}, []*people.Person{b}, 1.0 / 3},
	} {
		got := ownership.TruckFactor(tt.files)
		if !slices.Equal(got.People, tt.people) || math.Abs(got.Covered-tt.covered) > 1e-9 || got.Files != len(tt.files) {
			t.Errorf("%s: %+v, want %v, %v", tt.name, got, tt.people, tt.covered)
		}
	}
}

// TestTruckFactorIsGreedy holds it against the slow way: count everything anew in every round.
func TestTruckFactorIsGreedy(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var everybody []*people.Person
	for i := range 8 {
		everybody = append(everybody, &people.Person{Name: string(rune('a' + i))})
	}
	for range 500 {
		files := make([][]*people.Person, r.IntN(30))
		for i := range files {
			for range r.IntN(4) {
				files[i] = append(files[i], everybody[r.IntN(len(everybody))])
			}
		}
		var removed []*people.Person
		for {
			covered, most := 0, map[*people.Person]int{}
			for _, authors := range files {
				left := slices.DeleteFunc(slices.Clone(authors), func(p *people.Person) bool { return slices.Contains(removed, p) })
				if len(left) > 0 {
					covered++
				}
				seen := map[*people.Person]bool{}
				for _, p := range left {
					if !seen[p] {
						most[p]++
						seen[p] = true
					}
				}
			}
			if 2*covered < len(files) || len(most) == 0 {
				break
			}
			removed = append(removed, slices.MinFunc(everybody, func(a, b *people.Person) int {
				return cmp.Or(cmp.Compare(most[b], most[a]), cmp.Compare(a.Name, b.Name))
			}))
		}
		if got := ownership.TruckFactor(files); !slices.Equal(got.People, removed) {
			t.Fatalf("%v: %v, want %v", files, got.People, removed)
		}
	}
}

// TestAuthorshipProperties: more deliveries never lower one's own degree nor raise another's, what a program does
// changes nothing, and somebody whose degree is the highest is an author if they created the file.
func TestAuthorshipProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	names := []string{"one", "two", "three", "four"}
	for i := range 1000 {
		changes := map[string]int{}
		for range names {
			if n := r.IntN(12); n > 0 {
				changes[names[r.IntN(4)]] = n
			}
		}
		creator := names[r.IntN(4)]
		degrees := func(changes map[string]int) map[string]ownership.Authorship {
			out := map[string]ownership.Authorship{}
			for _, a := range ownership.Authorships(file(creator, changes), facesOf(append(names, "x[bot]")...)) {
				out[a.Person.Name] = a
			}
			return out
		}
		before := degrees(changes)
		more := names[r.IntN(4)]
		changes[more]++
		after := degrees(changes)
		for n, a := range before {
			if n == more && after[n].DOA <= a.DOA || n != more && after[n].DOA >= a.DOA {
				t.Fatalf("%d: %s delivers once more: %s goes from %v to %v", i, more, n, a.DOA, after[n].DOA)
			}
		}
		changes["x[bot]"] = 50
		if len(degrees(changes)) != len(after) {
			t.Fatal("a program is among the authors")
		}
		for n, a := range degrees(changes) {
			if a.DOA != after[n].DOA {
				t.Fatalf("a program changes the degree of %s", n)
			}
		}
	}
}

func TestCounts(t *testing.T) {
	for path, want := range map[string]bool{
		"pay/charge.go": true, "README.md": true, "web/index.html": true, "go.mod": false, "conf/app.yaml": false, "logo.png": false,
		"vendor/x/y.go": false, "node_modules/a/b.js": false, "api.pb.go": false, "lib/app.min.js": false, "LICENSE": false,
	} {
		if got := ownership.Counts(path, nil); got != want {
			t.Errorf("%s counts: %v, want %v", path, got, want)
		}
	}
	if ownership.Counts("x.go", []byte("// Code generated by a program. DO NOT EDIT.\npackage x\n")) {
		t.Error("what says of itself that it is generated counts")
	}
	if !ownership.Counts("bin/deploy", []byte("#!/bin/sh\n")) {
		t.Error("a script without extension does not count")
	}
}
