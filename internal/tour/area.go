package tour

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// Pair are two areas that change together.
type Pair struct {
	A, B string // folders; B is the one that changes less often without the other
	Both int    // commits that changed both
	Of   int    // commits that changed B
	// InA and InB are the file of each that those commits changed most often.
	InA, InB string
}

const (
	mostAreas = 32
	large     = 5 // an area with more than 1/large of all changes is looked at more closely
	mostPairs = 5
)

// areas are folders, none too large, that cover the code.
type areas struct {
	folders map[string]bool
	top     string
	cache   map[string]string
}

// of is the smallest area around a file.
func (a *areas) of(file string) string {
	dir := path.Dir(file)
	if known, ok := a.cache[dir]; ok {
		return known
	}
	found := a.top
	for d := dir; d != "." && d != a.top; d = path.Dir(d) {
		if a.folders[d] {
			found = d
			break
		}
	}
	a.cache[dir] = found
	return found
}

// areas cuts the code below a folder into areas: folders, of which those where very much happens are cut further.
func (t *counts) areas(top string) *areas {
	weight := map[string]int{} // by folder: changes below it
	total := 0
	children := map[string]map[string]bool{}
	see := func(file string, n int) {
		total += n
		for d := path.Dir(file); d != "." && d != top; d = path.Dir(d) {
			weight[d] += n
			up := path.Dir(d)
			if children[up] == nil {
				children[up] = map[string]bool{}
			}
			children[up][d] = true
		}
	}
	for file := range t.present {
		see(file, t.changes[file])
	}
	out := &areas{folders: map[string]bool{}, top: top, cache: map[string]string{}}
	var queue []string
	for d := range children[top] {
		queue = append(queue, d)
	}
	heaviest := func(a, b string) int { return cmp.Or(cmp.Compare(weight[b], weight[a]), strings.Compare(a, b)) }
	for len(queue) > 0 && len(out.folders) < mostAreas {
		slices.SortFunc(queue, heaviest)
		d := queue[0]
		queue = queue[1:]
		out.folders[d] = true
		if large*weight[d] <= total && len(children[d]) != 1 {
			continue
		}
		for c := range children[d] {
			queue = append(queue, c)
		}
	}
	return out
}

// Together answers which areas change in the same commits, the closest first.
func Together(f Facts) []Pair {
	t := tally(f)
	areas := t.areas(f.Area)
	type pair struct{ a, b string }
	both, alone := map[pair]int{}, map[string]int{}
	for _, code := range t.code {
		var met []string
		for _, p := range code {
			met = append(met, areas.of(p))
		}
		slices.Sort(met)
		met = slices.Compact(met)
		for i, a := range met {
			alone[a]++
			for _, b := range met[i+1:] {
				both[pair{a, b}]++
			}
		}
	}
	var out []Pair
	for p, n := range both {
		if n < leastPair || within(p.a, p.b) || within(p.b, p.a) || p.a == f.Area || p.b == f.Area {
			continue
		}
		if alone[p.a] < alone[p.b] {
			p.a, p.b = p.b, p.a
		}
		if 8*n >= alone[p.b] {
			out = append(out, Pair{A: p.a, B: p.b, Both: n, Of: alone[p.b]})
		}
	}
	closest := func(p Pair) float64 { return float64(p.Both) * float64(p.Both) / float64(p.Of) }
	slices.SortFunc(out, func(a, b Pair) int {
		return cmp.Or(cmp.Compare(closest(b), closest(a)), strings.Compare(a.A, b.A), strings.Compare(a.B, b.B))
	})
	// One area is shown twice at most, so that it is not all about the busiest.
	shown := map[string]int{}
	out = slices.DeleteFunc(out, func(p Pair) bool {
		if shown[p.A] >= 2 || shown[p.B] >= 2 || shown[""] >= mostPairs {
			return true
		}
		shown[p.A]++
		shown[p.B]++
		shown[""]++
		return false
	})
	for i := range out {
		t.exemplify(areas, &out[i])
	}
	return out
}

// exemplify names the file of each area that changed most often together with the other.
func (t *counts) exemplify(areas *areas, p *Pair) {
	inA, inB := map[string]int{}, map[string]int{}
	for _, code := range t.code {
		var a, b []string
		for _, file := range code {
			switch areas.of(file) {
			case p.A:
				a = append(a, file)
			case p.B:
				b = append(b, file)
			}
		}
		if len(a) == 0 || len(b) == 0 {
			continue
		}
		for _, file := range a {
			inA[file]++
		}
		for _, file := range b {
			inB[file]++
		}
	}
	p.InA, p.InB = most(inA), most(inB)
}

// most is the file that was counted most often.
func most(counted map[string]int) (file string) {
	for f, n := range counted {
		if n > counted[file] || n == counted[file] && f < file {
			file = f
		}
	}
	return file
}

func within(dir, folder string) bool { return strings.HasPrefix(dir, folder+"/") }
