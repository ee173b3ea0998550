package review_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/review"
	"github.com/leadline/leadline/internal/store/index"
)

// past writes histories down: commit("10 dev1 pay/a.go,pay/b.go by dev2,dev3") landed ten days before now.
type past struct {
	index.Landings
	mailmap string
}

func (p *past) who(name string) uint32 {
	id := git.Identity{Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com"}
	if i := slices.Index(p.People, id); i >= 0 {
		return uint32(i)
	}
	p.People = append(p.People, id)
	return uint32(len(p.People) - 1)
}

func (p *past) path(name string) uint32 {
	if i := slices.Index(p.Paths, name); i >= 0 {
		return uint32(i)
	}
	p.Paths = append(p.Paths, name)
	return uint32(len(p.Paths) - 1)
}

// commit adds one that landed so many days before now.
func (p *past) commit(days float64, author, paths string, reviewers ...string) *index.Landing {
	l := index.Landing{Author: p.who(author), At: ago(days), Landed: ago(days), Merge: -1}
	for _, path := range strings.Split(paths, ",") {
		l.Paths = append(l.Paths, p.path(path))
	}
	l.Files = len(l.Paths)
	for _, r := range reviewers {
		l.Parts = append(l.Parts, index.Part{Who: p.who(r), Review: true})
	}
	p.All = append(p.All, l)
	return &p.All[len(p.All)-1]
}

// merge adds one that brought the last so many commits.
func (p *past) merge(days float64, author string, brought int, reviewers ...string) *index.Landing {
	l := index.Landing{Author: p.who(author), At: ago(days), Landed: ago(days), Merge: -1, IsMerge: true}
	for _, r := range reviewers {
		l.Parts = append(l.Parts, index.Part{Who: p.who(r), Review: true})
	}
	for i := range brought {
		p.All[len(p.All)-1-i].Merge = int32(len(p.All))
	}
	p.All = append(p.All, l)
	return &p.All[len(p.All)-1]
}

// read sorts the paths, which an index does, and reads the history.
func (p *past) read() (*review.Past, *people.Directory) {
	sorted := slices.Clone(p.Paths)
	slices.Sort(sorted)
	place := func(old uint32) uint32 {
		i, _ := slices.BinarySearch(sorted, p.Paths[old])
		return uint32(i)
	}
	l := p.Landings
	l.Paths, l.All = sorted, slices.Clone(p.All)
	for i := range l.All {
		one := &l.All[i]
		one.Paths = slices.Clone(one.Paths)
		for j := range one.Paths {
			one.Paths[j] = place(one.Paths[j])
		}
		slices.Sort(one.Paths)
		one.Moves = slices.Clone(one.Moves)
		for j, m := range one.Moves {
			one.Moves[j] = index.Move{From: place(m.From), To: place(m.To)}
		}
	}
	d := people.NewDirectory(l.People, people.Options{Mailmap: []byte(p.mailmap)})
	return review.Read(&l, d, now.Unix()), d
}

func (p *past) book() (*review.Book, *people.Directory) {
	read, d := p.read()
	return review.Study(read, review.Usual()), d
}

// random is a history of many small changes: people have folders that they know.
func random(seed uint64, commits int) *past {
	r := rand.New(rand.NewPCG(seed, 7))
	p := &past{}
	for i := range commits {
		days := 900 * float64(commits-i) / float64(commits)
		folder := r.IntN(8)
		author := fmt.Sprintf("Dev %d", (folder+r.IntN(6))%20)
		var paths []string
		for range 1 + r.IntN(3) {
			paths = append(paths, fmt.Sprintf("src/f%d/x%d.go", folder, r.IntN(12)))
		}
		slices.Sort(paths)
		var by []string
		for range r.IntN(3) {
			by = append(by, fmt.Sprintf("Dev %d", (folder+2+r.IntN(5))%20))
		}
		l := p.commit(days, author, strings.Join(slices.Compact(paths), ","), by...)
		l.At = l.At.Add(-time.Duration(r.IntN(20*24)) * time.Hour)
	}
	return p
}

func moveOf(p *past, from, to string) index.Move {
	return index.Move{From: p.path(from), To: p.path(to)}
}
