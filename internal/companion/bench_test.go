package companion_test

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/leadline/leadline/internal/companion"
	"github.com/leadline/leadline/internal/store/index"
)

// large is a history of 100,000 commits, each of which changes the busiest file and up to 29 of 20,000 others.
func large() *index.ChangeSets {
	r := rand.New(rand.NewPCG(1, 2))
	out := &index.ChangeSets{Paths: []string{"busiest"}}
	for i := range 20_000 {
		out.Paths = append(out.Paths, "file"+strconv.Itoa(100_000+i))
	}
	for n := range 100_000 {
		set := index.ChangeSet{At: day(0), Files: 1 + n%companion.Most, Whole: true, Touches: []index.PathTouch{{}}}
		for range set.Files - 1 {
			set.Touches = append(set.Touches, index.PathTouch{Path: 1 + r.Uint32N(100)*r.Uint32N(200)})
		}
		out.Sets = append(out.Sets, set)
	}
	return out
}

// BenchmarkOf asks for the companions of the busiest file. Target: 1 ms.
func BenchmarkOf(b *testing.B) {
	book := companion.Read(large(), companion.Usual(), nil)
	for b.Loop() {
		book.Of("busiest", 3, always)
	}
}

// BenchmarkReplay learns 100,000 commits and asks about the last 200. Target: a second.
func BenchmarkReplay(b *testing.B) {
	sets := large()
	for b.Loop() {
		companion.Replay(sets, companion.Usual(), nil, companion.Commits, 0)
	}
}
