package review_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
)

// team is a history of pay/, which Dev Two reviews, and of docs/, which Dev Four reviews.
func team() *past {
	p := &past{}
	for i := range 6 {
		p.commit(60-float64(i), "Dev One", "pay/charge.go", "Dev Two")
		p.commit(50-float64(i), "Dev Three", "pay/refund.go", "Dev Two")
		p.commit(40-float64(i), "Dev Two", "docs/a.md", "Dev Four")
	}
	p.commit(30, "Dev Three", "pay/charge.go")
	return p
}

func find(t *testing.T, d *people.Directory, name string) *people.Person {
	t.Helper()
	p, ok := d.Find(name)
	if !ok {
		t.Fatalf("nobody is called %q", name)
	}
	return p
}

// say writes suggestions down as "Name: kind, kind".
func say(all []review.Suggestion) []string {
	var out []string
	for _, s := range all {
		var kinds []string
		for _, r := range s.Reasons {
			kinds = append(kinds, string(r.Kind))
		}
		out = append(out, s.Person.Name+": "+strings.Join(kinds, ", "))
	}
	return out
}

func names(all []review.Suggestion) []string {
	var out []string
	for _, s := range all {
		out = append(out, s.Person.Name)
	}
	return out
}

func TestSuggest(t *testing.T) {
	b, d := team().book()
	one := find(t, d, "Dev One")
	all := b.Suggest(review.Ask{Paths: []string{"pay/charge.go"}, Authors: []*people.Person{one}, At: now}, 5)
	want := []string{
		"Dev Two: reviewed, last-active",
		"Dev Three: changed, last-active",
		"Dev Four: elsewhere, last-active",
	}
	if diff := cmp.Diff(want, say(all)); diff != "" {
		t.Error(diff)
	}
	if r := all[0].Reasons[0]; r.Count != 6 || r.Area != "" || !r.When.Equal(ago(55)) {
		t.Errorf("six reviews of this file, the last 55 days ago: %+v", r)
	}
	for _, s := range all {
		if s.Load != nil {
			t.Errorf("nothing is known about load, and %s has one", s.Person.Name)
		}
	}
	all = b.Suggest(review.Ask{Paths: []string{"pay/new.go"}, Authors: []*people.Person{one}, At: now}, 1)
	if got := all[0].Reasons[0]; all[0].Person.Name != "Dev Two" || got.Area != "pay" || got.Count != 12 {
		t.Errorf("of a new file the folder tells: %+v", all)
	}
	if all = b.Suggest(review.Ask{Paths: []string{"."}, Authors: []*people.Person{one}, At: now}, 1); all[0].Reasons[0].Area != "" || all[0].Reasons[0].Count != 12 {
		t.Errorf("everything: %+v", all)
	}
	if all = b.Suggest(review.Ask{Paths: []string{"pay"}, Authors: []*people.Person{one}, At: now}, 1); all[0].Person.Name != "Dev Two" || all[0].Reasons[0].Area != "" {
		t.Errorf("a folder: %+v", all)
	}
}

func TestNeverNamed(t *testing.T) {
	p := &past{mailmap: "Dev Two <dev.two@example.com> <deux@example.com>\n"}
	p.commit(900, "Dev Gone", "a.go", "Dev Gone Too")
	for i := range 3 {
		p.commit(30-float64(i), "Dev One", "a.go", "Deux", "Dev Three", "Release Bot", "Dev Five")
	}
	b, d := p.book()
	two := find(t, d, "dev.two@example.com")
	if two != find(t, d, "deux@example.com") {
		t.Fatal("the mailmap makes them one")
	}
	all := b.Suggest(review.Ask{
		Paths: []string{"a.go"}, Authors: []*people.Person{two}, At: now,
		May:      func(p *people.Person) bool { return p.Name != "Dev Five" },
		Claims:   []*people.Person{two, find(t, d, "Dev Five")},
		Declared: []review.Declared{{Rule: &codeowners.Rule{}, Files: 1, Owners: []review.Owner{{Name: "@two", People: []*people.Person{two}}}}},
		Silos:    []ownership.Silo{{Area: ".", Knower: ownership.Knower{Person: two}}},
		Learners: map[string][]*people.Person{".": {two, find(t, d, "Dev Five")}},
	}, 9)
	got := names(all)
	slices.Sort(got)
	if diff := cmp.Diff([]string{"Dev One", "Dev Three"}, got); diff != "" {
		t.Errorf("the author under another address, programs, people who are gone and who may not be named: %s", diff)
	}
}

func TestWhoHasRoomComesFirst(t *testing.T) {
	b, d := team().book()
	one, two := find(t, d, "Dev One"), find(t, d, "Dev Two")
	ask := review.Ask{Paths: []string{"pay/charge.go"}, Authors: []*people.Person{one}, At: now, Loads: map[*people.Person]review.Load{}}
	if got := names(b.Suggest(ask, 2)); got[0] != "Dev Two" {
		t.Errorf("nobody carries anything: %v", got)
	}
	var requests []review.Request
	for range 30 {
		requests = append(requests, review.Request{Files: 20, Asked: ago(3)})
	}
	ask.Loads[two] = review.LoadOf(requests, now)
	all := b.Suggest(ask, 3)
	if got := names(all); got[0] == "Dev Two" {
		t.Errorf("Dev Two has thirty reviews open: %v", got)
	}
	for _, s := range all {
		if s.Load == nil || (s.Load.Open > 0) != (s.Person == two) {
			t.Errorf("%s: load %+v", s.Person.Name, s.Load)
		}
	}
}

func TestOwners(t *testing.T) {
	b, d := team().book()
	one, three, four := find(t, d, "Dev One"), find(t, d, "Dev Three"), find(t, d, "Dev Four")
	rule := &codeowners.Rule{File: "CODEOWNERS", Line: 3}
	ask := review.Ask{
		Paths: []string{"docs/a.md", "pay/charge.go"}, Authors: []*people.Person{one}, At: now,
		Declared: []review.Declared{{Rule: rule, Files: 1, Owners: []review.Owner{{Name: "@org/docs", Team: true, People: []*people.Person{one, three, four}}}}},
		Loads:    map[*people.Person]review.Load{four: review.LoadOf([]review.Request{{Asked: now}}, now)},
	}
	standsFor := func() string {
		for _, s := range b.Suggest(ask, 5) {
			if r := s.Reasons[0]; r.Kind == review.Owns {
				if r.Rule != rule || r.Team != "@org/docs" || r.Files != 1 || r.Of != 2 {
					t.Errorf("%+v", r)
				}
				return s.Person.Name
			}
		}
		return ""
	}
	if got := standsFor(); got != "Dev Three" {
		t.Errorf("%s stands for the team; Dev One is the author, Dev Four has a review open", got)
	}
	ask.Loads = nil
	if got := standsFor(); got != "Dev Four" {
		t.Errorf("%s stands for the team; nothing is known about load, and Dev Four knows docs", got)
	}
}

func TestWhereAnAreaRestsOnOnePerson(t *testing.T) {
	b, d := team().book()
	two, three, four := find(t, d, "Dev Two"), find(t, d, "Dev Three"), find(t, d, "Dev Four")
	ask := review.Ask{
		Paths: []string{"pay/charge.go"}, Authors: []*people.Person{three}, At: now,
		Silos:    []ownership.Silo{{Area: "pay", Knower: ownership.Knower{Person: two}}},
		Learners: map[string][]*people.Person{"pay": {four}},
	}
	all := b.Suggest(ask, 5)
	want := []string{"Dev Two: reviewed, expert, last-active", "Dev Four: asked, last-active", "Dev One: changed, last-active"}
	if diff := cmp.Diff(want, say(all)); diff != "" {
		t.Error(diff)
	}
	if r := all[1].Reasons[0]; r.With != two || r.Area != "pay" {
		t.Errorf("who knows it can help: %+v", r)
	}
	ask.Learners = nil
	if got := say(b.Suggest(ask, 2)); len(got) != 2 || !strings.Contains(got[1], "learner") {
		t.Errorf("nobody asked to learn it, so somebody is proposed: %v", got)
	}
	ask.Authors = []*people.Person{two} // it rests on the author
	all = b.Suggest(ask, 2)
	if i := slices.IndexFunc(all[0].Reasons, func(r review.Reason) bool { return r.Kind == review.Learner }); i < 0 || all[0].Reasons[i].With != two {
		t.Errorf("the author is the expert: %v", say(all))
	}
}

func TestWhoAskedForLessComesLast(t *testing.T) {
	b, d := team().book()
	two := find(t, d, "Dev Two")
	ask := review.Ask{
		Paths: []string{"docs/a.md"}, Authors: []*people.Person{two}, At: now,
		Last: func(p *people.Person) bool { return p.Name == "Dev Four" },
	}
	before := b.Suggest(review.Ask{Paths: ask.Paths, Authors: ask.Authors, At: now}, 1)[0]
	i := slices.IndexFunc(b.Suggest(ask, 5), func(s review.Suggestion) bool { return s.Person == before.Person })
	after := b.Suggest(ask, 5)[i]
	if after.Score >= before.Score/2 || !slices.ContainsFunc(after.Reasons, func(r review.Reason) bool { return r.Kind == review.Less }) {
		t.Errorf("before %v, after %v: %v", before.Score, after.Score, say([]review.Suggestion{after}))
	}
}

// Forges whose merges carry no trailers tell by who merged who reviewed.
func TestWhoMergesWhereNobodyWritesTrailers(t *testing.T) {
	history := func(reviewers ...string) *past {
		p := &past{}
		for i := range 6 {
			p.commit(60-float64(i), "Dev One", "pay/charge.go", reviewers...)
			p.merge(59.5-float64(i), "Dev Two", 1)
			p.commit(58-float64(i), "Dev Three", "pay/charge.go", reviewers...)
		}
		return p
	}
	for _, test := range []struct {
		first     string
		reviewers []string
	}{{"Dev Two", nil}, {"Dev Four", []string{"Dev Four"}}} {
		b, d := history(test.reviewers...).book()
		all := b.Suggest(review.Ask{Paths: []string{"pay/charge.go"}, Authors: []*people.Person{find(t, d, "Dev One")}, At: now}, 5)
		if names(all)[0] != test.first {
			t.Errorf("with trailers of %v: %v", test.reviewers, say(all))
		}
	}
}

func TestWhoeverKnowsAFileStillDoesWhereItIsNow(t *testing.T) {
	p := &past{}
	for i := range 5 {
		p.commit(60-float64(i), "Dev One", "old/a.go", "Dev Two")
		p.commit(50-float64(i), "Dev One", "new/b.go", "Dev Three")
	}
	l := p.commit(40, "Dev One", "new/a.go,old/a.go")
	l.Moves = append(l.Moves, moveOf(p, "old/a.go", "new/a.go"))
	b, d := p.book()
	all := b.Suggest(review.Ask{Paths: []string{"new/a.go"}, Authors: []*people.Person{find(t, d, "Dev One")}, At: now}, 2)
	if all[0].Person.Name != "Dev Two" || all[0].Reasons[0].Kind != review.Reviewed || all[0].Reasons[0].Count != 5 {
		t.Errorf("Dev Two reviewed the file where it was: %v, %+v", say(all), all[0].Reasons)
	}
}

func TestAFileWhereAnotherWasMovedAwayFromIsANewOne(t *testing.T) {
	p := &past{}
	for i := range 5 {
		p.commit(60-float64(i), "Dev One", "old/a.go", "Dev Two")
	}
	l := p.commit(40, "Dev One", "new/a.go,old/a.go")
	l.Moves = append(l.Moves, moveOf(p, "old/a.go", "new/a.go"))
	for i := range 5 {
		p.commit(30-float64(i), "Dev One", "old/a.go", "Dev Three")
		p.commit(20-float64(i), "Dev One", "new/b.go", "Dev Four")
	}
	b, d := p.book()
	for path, want := range map[string]string{"new/a.go": "Dev Two", "old/a.go": "Dev Three", "new/c.go": "Dev Four"} {
		all := b.Suggest(review.Ask{Paths: []string{path}, Authors: []*people.Person{find(t, d, "Dev One")}, At: now}, 3)
		if all[0].Person.Name != want {
			t.Errorf("%s: %v", path, say(all))
		}
	}
}

// Scores are shares: nobody has less than none, and all together have no more than everything.
func TestScoresAreShares(t *testing.T) {
	for seed := range uint64(20) {
		p := random(seed, 300)
		b, d := p.book()
		for i := range 8 {
			paths := []string{fmt.Sprintf("src/f%d/x1.go", i), "src/f1/new.go", "top.go"}[:1+i%3]
			sum := 0.0
			all := b.Suggest(review.Ask{Paths: paths, Authors: []*people.Person{d.All()[0]}, At: now}, 1000)
			for j, s := range all {
				sum += s.Score
				if s.Score <= 0 || j > 0 && s.Score > all[j-1].Score {
					t.Fatalf("seed %d: scores %v after %v", seed, s.Score, all[max(0, j-1)].Score)
				}
			}
			if sum > 1+1e-9 || len(all) == 0 {
				t.Fatalf("seed %d: %d people, their scores sum to %v", seed, len(all), sum)
			}
		}
	}
}

func TestAChangeOfTenThousandFiles(t *testing.T) {
	b, d := random(1, 500).book()
	var paths []string
	for i := range 30_000 {
		paths = append(paths, fmt.Sprintf("src/f%d/deep/er/x%d.go", i%40, i))
	}
	all := b.Suggest(review.Ask{Paths: paths, Authors: []*people.Person{d.All()[0]}, At: now}, 5)
	if len(all) != 5 {
		t.Errorf("named are %v", names(all))
	}
}

func BenchmarkSuggest(b *testing.B) {
	book, d := random(1, 60_000).book()
	var paths []string
	for i := range 20 {
		paths = append(paths, fmt.Sprintf("src/f%d/x%d.go", i%8, i))
	}
	ask := review.Ask{Paths: paths, Authors: []*people.Person{d.All()[0]}, At: now}
	for b.Loop() {
		book.Suggest(ask, 5)
	}
}

func BenchmarkReplay(b *testing.B) {
	read, _ := random(1, 8000).read()
	for b.Loop() {
		review.Replay(read, review.Usual(), nil)
	}
}
