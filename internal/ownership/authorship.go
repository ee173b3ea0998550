package ownership

import (
	"cmp"
	"math"
	"slices"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/lang"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

const (
	// nearTheMost is the part of a file's highest degree of authorship above which, strictly, one is among
	// its authors.
	nearTheMost = 0.75
	// leastAuthorship is the degree of somebody who neither created a file nor delivered to it.
	leastAuthorship = 3.293
)

// DOA is the degree of authorship of one developer in one file: 3.293 + 1.098·FA + 0.164·DL − 0.321·ln(1+AC).
// The weights are those of Fritz et al. (ICSE 2010) as Avelino et al. (ICPC 2016) use them. FA is whether the
// developer created the file, DL counts their changes of it (deliveries), AC those of everybody else
// (acceptances). To add a file is no delivery, also when it happens again; to rename it is one.
func DOA(created bool, deliveries, acceptances int) float64 {
	degree := leastAuthorship + 0.164*float64(deliveries) - 0.321*math.Log(1+float64(acceptances))
	if created {
		degree += 1.098
	}
	return degree
}

// Authorship is one person's part in one file.
type Authorship struct {
	Person                  *people.Person
	Created                 bool
	Deliveries, Acceptances int
	DOA                     float64
	// Author says that the degree is more than three quarters of the file's highest, and at least 3.293
	// unless the person created the file: the rule of the program of Avelino et al.
	Author bool
}

// Faces tells who is behind identities. It remembers, so that one history has one answer for each; it is not
// safe for concurrent use.
type Faces struct {
	directory *people.Directory
	known     map[git.Identity]*people.Person
}

// NewFaces asks a directory.
func NewFaces(d *people.Directory) *Faces {
	return &Faces{directory: d, known: map[git.Identity]*people.Person{}}
}

// Of is the person behind an identity; never nil.
func (f *Faces) Of(id git.Identity) *people.Person {
	p := f.known[id]
	if p == nil {
		p = f.directory.Resolve(id)
		f.known[id] = p
	}
	return p
}

// Authorships are the parts of everybody in a file, the highest degree first, ties by name and address. What
// programs did counts for nothing, neither for them nor against others.
func Authorships(file index.FileFacts, faces *Faces) []Authorship {
	at := make(map[*people.Person]int, len(file.Hands))
	var out []Authorship
	of := func(p *people.Person) *Authorship {
		i, ok := at[p]
		if !ok {
			i = len(out)
			at[p] = i
			out = append(out, Authorship{Person: p})
		}
		return &out[i]
	}
	total := 0
	for _, h := range file.Hands {
		if p := faces.Of(h.Who); !p.Bot {
			of(p).Deliveries += h.Changes
			total += h.Changes
		}
	}
	if file.Created {
		if p := faces.Of(file.Creator); !p.Bot {
			of(p).Created = true
		}
	}
	most := math.Inf(-1)
	for i := range out {
		a := &out[i]
		a.Acceptances = total - a.Deliveries
		a.DOA = DOA(a.Created, a.Deliveries, a.Acceptances)
		most = max(most, a.DOA)
	}
	for i := range out {
		a := &out[i]
		a.Author = a.DOA/most > nearTheMost && (a.DOA >= leastAuthorship || a.Created)
	}
	slices.SortFunc(out, func(a, b Authorship) int {
		return cmp.Or(cmp.Compare(b.DOA, a.DOA), byName(a.Person, b.Person))
	})
	return out
}

// Authors are the people whose file it is.
func Authors(file index.FileFacts, faces *Faces) []*people.Person {
	var out []*people.Person
	for _, a := range Authorships(file, faces) {
		if a.Author {
			out = append(out, a.Person)
		}
	}
	return out
}

// Factor is how many people must leave before a code base is in trouble.
type Factor struct {
	// People are those who were taken away, in this order; their number is the truck factor.
	People []*people.Person
	// Files is how many files there are.
	Files int
	// Covered is the part of them that still has an author when these people are gone, 0 to 1.
	Covered float64
	// Split are those of People who may be one person under two names: then the truck factor is smaller. [TruckFactor] does
	// not know.
	Split []people.Pair
}

// enough is the part of the files that must have an author for the rest of the team to go on.
const enough = 0.5

// TruckFactor takes the author of most files away, of several the first by name, and again, until fewer than
// half of the files have an author left (the greedy heuristic of Avelino et al.). Each element of files is the
// authors of one file; nobody counts twice for it.
func TruckFactor(files [][]*people.Person) Factor {
	f := Factor{Files: len(files)}
	if len(files) == 0 {
		return f
	}
	of := map[*people.Person][]int{}
	left := make([]int, len(files)) // authors of each file who are still there
	covered := 0
	for i, authors := range files {
		for n, p := range authors {
			if !slices.Contains(authors[:n], p) {
				of[p] = append(of[p], i)
				left[i]++
			}
		}
		if left[i] > 0 {
			covered++
		}
	}
	order := make([]*people.Person, 0, len(of))
	for p := range of {
		order = append(order, p)
	}
	slices.SortFunc(order, func(a, b *people.Person) int {
		return cmp.Or(cmp.Compare(len(of[b]), len(of[a])), byName(a, b))
	})
	for _, p := range order {
		if float64(covered) < enough*float64(len(files)) {
			break
		}
		f.People = append(f.People, p)
		for _, i := range of[p] {
			if left[i]--; left[i] == 0 {
				covered--
			}
		}
	}
	f.Covered = float64(covered) / float64(len(files))
	return f
}

func byName(a, b *people.Person) int {
	return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Email, b.Email))
}

// Counts says whether a file is among those that a truck factor is about: programs and texts that people
// write, neither vendored nor generated. head is the beginning of the file; nil if it cannot be read.
func Counts(path string, head []byte) bool {
	l, ok := lang.For(path, head)
	return ok && l.Kind != lang.Config && !lang.Vendored(path) && !lang.Generated(path, head)
}
