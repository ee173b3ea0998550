package ownership_test

import (
	"math"
	"testing"

	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
)

func TestCorrect(t *testing.T) {
	one, two, three, robot := &people.Person{Name: "One"}, &people.Person{Name: "Two"}, &people.Person{Name: "Three"}, &people.Person{Name: "R", Bot: true}
	given := []ownership.Knower{{Person: one, Share: 0.6, Active: true}, {Person: two, Share: 0.4}}
	got := ownership.Correct(given, map[*people.Person]ownership.Word{
		one: {Knows: false}, two: {Knows: true, Fresh: true}, three: {Knows: true, At: now}, robot: {Knows: true, Fresh: true},
	})
	if len(got) != 2 || got[0].Person != two || math.Abs(got[0].Share-1) > 1e-9 || !got[0].Active || !got[0].Claims {
		t.Errorf("%+v", got)
	}
	if len(got) == 2 && (got[1].Person != three || got[1].Share != 0 || got[1].Active || !got[1].Claims) {
		t.Errorf("a word that is old: %+v", got[1])
	}
	if given[0].Share != 0.6 || given[1].Claims {
		t.Error("what was given is changed")
	}
	if got := ownership.Correct(given, map[*people.Person]ownership.Word{one: {}, two: {}}); len(got) != 0 {
		t.Errorf("nobody knows it any more: %+v", got)
	}
	if ask := ownership.Nearest([]ownership.Knower{{Person: one, Share: 0.9, Active: true}, {Person: two, Active: true, Claims: true}}, nil); ask.Person != two {
		t.Errorf("ask %s, want who offered it", ask.Person.Name)
	}
	hidden := ownership.Hide(given, func(p *people.Person) bool { return p == one })
	if len(hidden) != 1 || hidden[0].Share != 0.4 || len(given) != 2 {
		t.Errorf("hidden: %+v", hidden)
	}
}
