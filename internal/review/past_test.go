package review_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/store/index"
)

// told writes changes down as "authors: paths by reviewers, merged by".
func told(p *review.Past) []string {
	names := func(who []int32) string {
		var out []string
		for _, w := range who {
			out = append(out, p.People[w].Name)
		}
		return strings.Join(out, "+")
	}
	var out []string
	for _, c := range p.Changes {
		var paths []string
		for _, id := range c.Paths {
			paths = append(paths, p.Paths[id])
		}
		line := fmt.Sprintf("%s: %s by %s", names(c.Authors), strings.Join(paths, ","), names(c.Reviewers))
		if c.Merger >= 0 {
			line += ", merged by " + p.People[c.Merger].Name
		}
		out = append(out, line)
	}
	return out
}

func TestRead(t *testing.T) {
	p := &past{mailmap: "Dev Two <dev.two@example.com> Deux <deux@example.com>\n"}
	p.commit(50, "Dev One", "a.go", "Dev One", "Dev Two", "Deux", "build bot (Jenkins)")
	p.commit(49, "dependabot[bot]", "go.mod", "Dev Two")
	p.commit(48, "Dev One", "b.go")
	p.commit(47, "Dev Three", "b.go,c.go")
	p.merge(46, "Dev Two", 2, "Dev Four")
	p.commit(45, "Dev One", "d.go")
	p.merge(44, "Dev Two", 1).Update = true
	p.commit(43, "Dev One", "e.go")
	p.merge(42, "Dev One", 1)
	l := p.commit(41, "Dev One", "f.go")
	l.Parts = append(l.Parts, index.Part{Who: p.who("Dev Five")})
	read, _ := p.read()
	want := []string{
		"Dev One: a.go by Dev Two", // who is not named twice, nor as a reviewer of their own, nor a program
		": go.mod by Dev Two",
		"Dev One: b.go by ",
		"Dev Three: b.go,c.go by ",
		"Dev One+Dev Three: b.go,c.go by Dev Four, merged by Dev Two", // Gitea writes trailers into the merge
		"Dev One: d.go by ", // the merge only brought a branch up to date
		"Dev One: e.go by ", // whoever merges what they wrote has not reviewed it
		"Dev One+Dev Five: f.go by ",
	}
	if diff := cmp.Diff(want, told(read)); diff != "" {
		t.Error(diff)
	}
}

func TestMergesOfWholeBranchesSayNothing(t *testing.T) {
	p := &past{}
	for i := range 60 {
		p.commit(50, "Dev One", fmt.Sprintf("f%d.go", i))
	}
	p.merge(46, "Dev Two", 60)
	read, _ := p.read()
	if n := len(read.Changes); n != 60 {
		t.Errorf("%d changes, want the 60 commits alone", n)
	}
}

func TestClocksThatAreWrong(t *testing.T) {
	p := &past{}
	p.commit(10, "Dev One", "a.go", "Dev Two")
	p.commit(-3000, "Dev One", "a.go", "Dev Two") // landed in eight years
	after := p.commit(-3000, "Dev One", "a.go", "Dev Three")
	after.At = ago(2)
	old := p.commit(5, "Dev One", "a.go", "Dev Two")
	old.At = time.Unix(0, 0)
	early := p.commit(4, "Dev One", "a.go", "Dev Two")
	early.At = ago(-20)
	read, _ := p.read()
	for i, c := range read.Changes {
		if c.Landed > now.Unix() || c.Written > c.Landed {
			t.Errorf("change %d was written at %d and landed at %d, and now is %d", i, c.Written, c.Landed, now.Unix())
		}
	}
	if got := read.Changes[2].Landed; got != ago(2).Unix() {
		t.Errorf("what comes after a commit of the future landed at %d, want when it was written", got)
	}
	trial := review.Replay(read, review.Usual(), nil)
	if trial.N != 5 {
		t.Errorf("asked about %d changes, want 5", trial.N)
	}
}

func TestReadNothing(t *testing.T) {
	for _, p := range []*past{{}, {Landings: index.Landings{People: []git.Identity{{Name: "Dev One", Email: "dev1@example.com"}}}}} {
		read, d := p.read()
		b := review.Study(read, review.Usual())
		if got := b.Suggest(review.Ask{Paths: []string{"a.go"}, At: now, Authors: d.All()}, 5); len(got) > 0 {
			t.Errorf("somebody is named: %+v", got)
		}
		if trial := review.Replay(read, review.Usual(), nil); trial.N != 0 || trial.On.Top10 != 0 || trial.Rankers[0].MRR != 0 {
			t.Errorf("a trial of nothing: %+v", trial)
		}
	}
}
