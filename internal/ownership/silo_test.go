package ownership_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

var (
	one   = &people.Person{Name: "one", Email: "one@example.com", Emails: []string{"one@example.com"}}
	two   = &people.Person{Name: "two", Email: "two@example.com", Emails: []string{"two@example.com"}}
	three = &people.Person{Name: "three", Email: "three@example.com", Emails: []string{"three@example.com"}}
)

func knows(p *people.Person, share float64) ownership.Knower {
	return ownership.Knower{Person: p, Share: share, Active: true}
}

func gone(k ownership.Knower) ownership.Knower   { k.Active = false; return k }
func claims(k ownership.Knower) ownership.Knower { k.Claims = true; return k }

func area(path string, files int, knowers ...ownership.Knower) ownership.Area {
	return ownership.Area{Path: path, Files: files, Knowers: knowers}
}

func TestRests(t *testing.T) {
	for _, tt := range []struct {
		name    string
		knowers []ownership.Knower
		want    bool
		next    *people.Person
	}{
		{"nobody", nil, false, nil},
		{"one person", []ownership.Knower{knows(one, 1)}, true, nil},
		{"70 % is not over 70 %", []ownership.Knower{knows(one, 0.70), knows(two, 0.15), knows(three, 0.15)}, false, nil},
		{"just over", []ownership.Knower{knows(one, 0.71), knows(two, 0.19), knows(three, 0.10)}, true, two},
		{"somebody else has 20 %", []ownership.Knower{knows(one, 0.80), knows(two, 0.20)}, false, nil},
		{"also when they are gone", []ownership.Knower{knows(one, 0.75), gone(knows(two, 0.25))}, false, nil},
		{"who knows it is gone", []ownership.Knower{gone(knows(one, 0.9)), knows(two, 0.1)}, false, nil},
		{"next to it is who is here", []ownership.Knower{knows(one, 0.8), gone(knows(two, 0.15)), knows(three, 0.05)}, true, three},
		{"somebody asks to be asked", []ownership.Knower{knows(one, 0.9), claims(knows(two, 0.1))}, false, nil},
	} {
		s, ok := area("pay", 3, tt.knowers...).Rests()
		if ok != tt.want || ok && (s.Knower.Person != one || s.Files != 3 || s.Area != "pay") {
			t.Errorf("%s: %+v %v", tt.name, s, ok)
		}
		if ok && (s.Next == nil) != (tt.next == nil) || s.Next != nil && s.Next.Person != tt.next {
			t.Errorf("%s: next to it is %+v, want %v", tt.name, s.Next, tt.next)
		}
	}
}

func TestDepth(t *testing.T) {
	thin := func(share float64) (out []ownership.Knower) {
		for range 6 {
			out = append(out, knows(two, share))
		}
		return out
	}
	for _, tt := range []struct {
		name    string
		knowers []ownership.Knower
		want    ownership.Depth
	}{
		{"nobody", nil, ownership.OnNobody},
		{"who knew it is gone", []ownership.Knower{gone(knows(one, 0.9)), knows(two, 0.1)}, ownership.OnNobody},
		{"a silo", []ownership.Knower{knows(one, 0.9), knows(two, 0.1)}, ownership.OnOne},
		{"one well, others a little", []ownership.Knower{knows(one, 0.6), gone(knows(three, 0.3)), knows(two, 0.1)}, ownership.OnOneMostly},
		{"two", []ownership.Knower{knows(one, 0.6), knows(two, 0.4)}, ownership.OnTwo},
		{"two, of whom one asks to be asked", []ownership.Knower{knows(one, 0.9), claims(knows(two, 0.1))}, ownership.OnTwo},
		{"three", []ownership.Knower{knows(one, 0.4), knows(two, 0.3), knows(three, 0.3)}, ownership.OnSeveral},
		{"many, a little each", thin(0.15), ownership.OnSeveral},
	} {
		if got := area("pay", 3, tt.knowers...).Depth(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestWrote(t *testing.T) {
	s, _ := area("pay", 3, knows(one, 1)).Rests()
	for _, tt := range []struct {
		file []ownership.Knower
		want bool
	}{
		{nil, false},
		{[]ownership.Knower{knows(one, 0.6), knows(two, 0.4)}, true},
		{[]ownership.Knower{knows(one, 0.5), knows(two, 0.5)}, false},
		{[]ownership.Knower{knows(two, 0.9), knows(one, 0.1)}, false},
	} {
		if got := s.Wrote(tt.file); (got != nil) != tt.want {
			t.Errorf("%+v: %+v", tt.file, got)
		}
	}
}

func list(silos []ownership.Silo) (out []string) {
	for _, s := range silos {
		next := "nobody"
		if s.Next != nil {
			next = s.Next.Person.Name
		}
		out = append(out, fmt.Sprintf("%s %s %.2f %s %d", s.Area, s.Knower.Person.Name, s.Knower.Share, next, s.Files))
	}
	return out
}

func TestSilos(t *testing.T) {
	areas := []ownership.Area{
		area("pay", 5, knows(one, 0.9), knows(two, 0.1)), // all of it, and so are its folders
		area("pay/fx", 2, knows(one, 1)),
		area("pay/api", 3, knows(one, 0.8), knows(two, 0.19)),
		area("src", 4, knows(two, 0.95)), // all that is lively lies further down
		area("src/main", 4, knows(two, 0.95)),
		area("src/main/web", 4, knows(two, 0.95)),
		area("shared", 9, knows(one, 0.5), knows(two, 0.5)),
		area("shared/one", 1, knows(one, 1)),
		area("nested", 4, knows(one, 0.8)), // somebody else's silo within
		area("nested/two", 1, knows(two, 1)),
		area("nested/one", 3, knows(one, 1)),
	}
	want := []string{
		"nested/two two 1.00 nobody 1", "shared/one one 1.00 nobody 1", "src/main/web two 0.95 nobody 4", "pay one 0.90 two 5", "nested one 0.80 nobody 4",
	}
	if diff := cmp.Diff(want, list(ownership.Silos(areas))); diff != "" {
		t.Errorf("silos (-want +got):\n%s", diff)
	}
	for file, want := range map[string]string{
		"pay/fx/rate.go": "pay", "pay/a.go": "pay", "src/main/web/x.js": "src/main/web", "src/x.js": "src",
		"shared/a.go": "", "shared/one/a.go": "shared/one", "nested/two/a.go": "nested/two", "top.go": "", "asleep/a.go": "",
	} {
		if s, ok := ownership.Around(areas, file); s.Area != want || ok != (want != "") {
			t.Errorf("%s lies in %q, want %q", file, s.Area, want)
		}
	}
}

func TestWithout(t *testing.T) {
	areas := []ownership.Area{
		area("pay", 5, knows(one, 0.9), knows(two, 0.1)),
		area("left", 2, gone(knows(two, 0.55)), knows(one, 0.30), knows(three, 0.15)), // no silo, but nobody else is here
		area("shared", 9, knows(one, 0.5), knows(two, 0.5)),
		area("asked", 1, knows(one, 0.95), claims(knows(three, 0.05))),
		area("barely", 1, gone(knows(two, 0.9)), knows(one, 0.1)),
	}
	if diff := cmp.Diff([]string{"pay one 0.90 two 5", "left one 0.30 three 2"}, list(ownership.Without(areas, one))); diff != "" {
		t.Errorf("without one (-want +got):\n%s", diff)
	}
	if got := ownership.Without(areas, three); got != nil {
		t.Errorf("without three: %v", list(got))
	}
}

func TestWithoutSomebodyWhoIsGone(t *testing.T) {
	areas := []ownership.Area{
		area("left", 2, gone(knows(two, 0.9)), knows(one, 0.1)),
		area("shared", 9, gone(knows(two, 0.5)), knows(one, 0.5)),
	}
	if diff := cmp.Diff([]string{"left two 0.90 one 2"}, list(ownership.Without(areas, two))); diff != "" {
		t.Errorf("since two is gone (-want +got):\n%s", diff)
	}
}

func TestPerhaps(t *testing.T) {
	areas := []ownership.Area{
		area("split", 3, knows(one, 0.5), knows(two, 0.4), knows(three, 0.1)),
		area("sure", 3, knows(one, 0.9), knows(two, 0.1)),
		area("shared", 3, knows(one, 0.5), knows(three, 0.5)),
		area("three", 3, knows(one, 0.4), knows(two, 0.3), knows(three, 0.3)),
		area("gone", 3, gone(knows(one, 0.6)), knows(two, 0.4)),
	}
	before := areas[0].Knowers[0].Share
	got := ownership.Perhaps(areas, func(a, b *people.Person) bool { return a == one && b == two })
	if diff := cmp.Diff([]string{"split one 0.90 three 3"}, list(got)); diff != "" {
		t.Errorf("perhaps (-want +got):\n%s", diff)
	}
	if len(got) != 1 || got[0].Other == nil || got[0].Other.Person != two {
		t.Errorf("the other is %+v", got)
	}
	if areas[0].Knowers[0].Share != before {
		t.Error("the areas have changed")
	}
}

func TestBest(t *testing.T) {
	all := func(*people.Person) bool { return true }
	for _, tt := range []struct {
		name    string
		knowers []ownership.Knower
		wanted  func(*people.Person) bool
		want    *people.Person
	}{
		{"nobody", nil, all, nil},
		{"who is here", []ownership.Knower{gone(knows(one, 0.9)), knows(two, 0.07), knows(three, 0.03)}, all, two},
		{"who offers to be asked", []ownership.Knower{knows(one, 0.9), claims(knows(two, 0.1))}, all, two},
		{"who is not wanted", []ownership.Knower{knows(one, 0.9), knows(two, 0.1)}, func(p *people.Person) bool { return p != one }, two},
		{"all gone", []ownership.Knower{gone(knows(one, 1))}, all, nil},
	} {
		if got := ownership.Best(tt.knowers, tt.wanted); (got == nil) != (tt.want == nil) || got != nil && got.Person != tt.want {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

func TestLively(t *testing.T) {
	f := func(recent ...int) index.FileFacts {
		out := index.FileFacts{Path: "a"}
		for i, n := range recent {
			out.Hands = append(out.Hands, index.Hand{Who: who([]string{"one", "two", "x[bot]"}[i]), Recent: n})
		}
		return out
	}
	faces := ownership.NewFaces(people.NewDirectory([]git.Identity{who("one"), who("two"), who("x[bot]")}, people.Options{}))
	for _, tt := range []struct {
		file index.FileFacts
		want bool
	}{{f(3), false}, {f(4), true}, {f(2, 2), true}, {f(3, 0, 9), false}, {f(), false}} {
		if got := ownership.IsLively(tt.file, faces); got != tt.want {
			t.Errorf("%+v is lively: %v", tt.file, got)
		}
	}
}

func TestFolders(t *testing.T) {
	got := ownership.Folders([]string{"top.go", "a/x.go", "a/b/y.go"})
	if diff := cmp.Diff(map[string][]string{"a": {"a/x.go", "a/b/y.go"}, "a/b": {"a/b/y.go"}}, got); diff != "" {
		t.Error(diff)
	}
}
