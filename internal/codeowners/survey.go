package codeowners

import (
	"slices"
	"sort"
	"strings"
)

// Survey is a file held against the tracked files: what each rule decides, and what no rule does. It is
// immutable and safe for concurrent use.
type Survey struct {
	Files  int // tracked files looked at
	Owned  int // of these, with at least one owner
	Nobody int // with a deciding rule that names nobody
	// Uncovered are the areas without any deciding rule, sorted by path; together they hold
	// Files − Owned − Nobody files. None are listed when Capped.
	Uncovered []Area
	// Capped says that rules × files were too many to look at: then the counts are of the first Files
	// files, and nothing is said of rules that match none of them.
	Capped bool

	rules []*Rule
	paths []string
	reach []reach // parallel to rules
	// unsure says that some rules which decide nothing were not held against all files.
	unsure bool
}

// Area is a folder, with a slash at its end, or a file.
type Area struct {
	Path  string `json:"path"`
	Files int    `json:"files"`
}

// Reach is what one rule does.
type Reach struct {
	Rule *Rule
	// Files counts the files that it decides; for a GitLab exclusion those that it excludes.
	Files int
	// Examples are the first of them, at most three.
	Examples []string
	// Idle says that it decides nothing: no file matches, or if By is set others decide them all.
	Idle bool
	By   *Rule // one that decides instead
}

const mostExamples = 3

type reach struct {
	files    int32
	examples [mostExamples]int32 // positions in paths
	matches  bool
	by       int32 // 1 + position of the rule that decides instead, 0 for none
}

// Survey holds the rules against paths, relative to the repository's top, each once. It takes about a
// microsecond for each path, and in any case less than a second or two.
func (r *Ruleset) Survey(paths []string) *Survey {
	return r.survey(paths, &meter{left: budget})
}

func (r *Ruleset) survey(paths []string, spent *meter) *Survey {
	if !slices.IsSorted(paths) {
		paths = slices.Sorted(slices.Values(paths))
	}
	s := &Survey{paths: paths}
	if r != nil {
		s.rules, s.reach = r.Rules, make([]reach, len(r.Rules))
	}
	uncovered := make([]bool, len(paths))
	for i, path := range paths {
		if spent.left <= 0 {
			s.Capped, s.unsure = true, true
			break
		}
		s.Files++
		switch deciding := s.decide(r, int32(i), path, spent); {
		case deciding == nobody:
			uncovered[i] = true
		case deciding == owned:
			s.Owned++
		default:
			s.Nobody++
		}
	}
	if !s.Capped {
		s.areas(uncovered)
		s.idle(r, spent)
	}
	return s
}

type outcome int

const (
	nobody    outcome = iota // no rule decides
	ownerless                // a rule does, and names nobody
	owned
)

// decide counts one file for the rules that decide it.
func (s *Survey) decide(r *Ruleset, file int32, path string, spent *meter) outcome {
	clean, ok := askable(path)
	if r == nil || len(r.Rules) == 0 || !ok {
		return nobody
	}
	spent.pay(300) // the lookup
	var deciding, excluding []int32
	switch r.Dialect {
	case GitLab:
		deciding, excluding = r.lasts(clean, spent)
	case Gitea:
		deciding = r.all(clean, spent)
	default:
		best := r.last(clean, spent)
		if best < 0 {
			return nobody
		}
		s.reach[best].count(file)
		return ownership(r.Rules[best])
	}
	out := nobody
	for _, i := range deciding {
		s.reach[i].count(file)
		out = max(out, ownership(r.Rules[i]))
	}
	for _, i := range excluding {
		s.reach[i].count(file)
	}
	return out
}

func ownership(r *Rule) outcome {
	if len(r.Owners) == 0 {
		return ownerless
	}
	return owned
}

func (x *reach) count(file int32) {
	if x.files < mostExamples {
		x.examples[x.files] = file
	}
	x.files++
	x.matches = true
}

// idle finds out whether the rules that decide nothing match anything. The rules still looked for are
// indexed anew whenever half of them are found, so that those found cost nothing.
func (s *Survey) idle(r *Ruleset, spent *meter) {
	if r == nil || r.Dialect == Gitea {
		return // there every rule that matches decides
	}
	open := 0
	for i := range s.reach {
		if !s.reach[i].matches {
			open++
		}
	}
	for i := 0; i < len(s.paths) && open > 0; {
		x := newIndexOf(r.Rules, func(i int) bool { return !s.reach[i].matches })
		spent.pay(100 * open)
		for start := open; i < len(s.paths) && open > start/2; i++ {
			if spent.left <= 0 {
				s.unsure = true
				return
			}
			open -= s.find(r, x, s.paths[i], spent)
		}
	}
}

// find marks the rules of x that match a path, and answers how many of them are new.
func (s *Survey) find(r *Ruleset, x *index, path string, spent *meter) (found int) {
	clean, ok := askable(path)
	if !ok {
		return 0
	}
	spent.pay(300)
	segments := strings.Split(clean, "/")
	var deciding, excluding []int32
	for _, list := range x.candidates(clean, segments) {
		for _, i := range list {
			spent.pay(1)
			if s.reach[i].matches {
				continue
			}
			if !r.Rules[i].glob.match(segments, len(clean), spent) {
				continue
			}
			if found == 0 {
				deciding, excluding = r.deciding(clean, spent)
			}
			found++
			s.reach[i].matches = true
			s.reach[i].by = 1 + instead(r, i, deciding, excluding)
		}
	}
	return found
}

func (r *Ruleset) deciding(path string, spent *meter) (deciding, excluding []int32) {
	if r.Dialect == GitLab {
		return r.lasts(path, spent)
	}
	if best := r.last(path, spent); best >= 0 {
		return []int32{best}, nil
	}
	return nil, nil
}

// instead is the rule of the same section that decides a path in the place of rule i; −1 if none.
func instead(r *Ruleset, i int32, deciding, excluding []int32) int32 {
	for _, list := range [][]int32{deciding, excluding} {
		for _, j := range list {
			if r.Rules[j].section == r.Rules[i].section {
				return j
			}
		}
	}
	return -1
}

// At answers for the rule in a line, 1-based; ok is false where there is none.
func (s *Survey) At(line int) (_ Reach, ok bool) {
	i := sort.Search(len(s.rules), func(i int) bool { return s.rules[i].Line >= line })
	if i == len(s.rules) || s.rules[i].Line != line {
		return Reach{}, false
	}
	return s.of(i), true
}

func (s *Survey) of(i int) Reach {
	x := s.reach[i]
	out := Reach{Rule: s.rules[i], Files: int(x.files), Idle: x.files == 0 && (!s.unsure || x.matches)}
	for _, file := range x.examples[:min(x.files, mostExamples)] {
		out.Examples = append(out.Examples, s.paths[file])
	}
	if x.by > 0 {
		out.By = s.rules[x.by-1]
	}
	return out
}

// areas joins uncovered files to folders.
func (s *Survey) areas(uncovered []bool) {
	sums := make([]int, len(uncovered)+1)
	for i, u := range uncovered {
		sums[i+1] = sums[i]
		if u {
			sums[i+1]++
		}
	}
	s.area(sums, 0, len(s.paths), "")
	slices.SortFunc(s.Uncovered, func(a, b Area) int { return strings.Compare(a.Path, b.Path) })
}

// area looks at the files from position i up to end, which lie below the folder.
func (s *Survey) area(sums []int, i, end int, folder string) {
	switch n := sums[end] - sums[i]; {
	case n == 0:
		return
	case n == end-i:
		if folder == "" {
			folder = "/"
		}
		s.Uncovered = append(s.Uncovered, Area{Path: folder, Files: n})
		return
	}
	for i < end {
		slash := strings.IndexByte(s.paths[i][len(folder):], '/')
		if slash < 0 {
			if sums[i+1] > sums[i] {
				s.Uncovered = append(s.Uncovered, Area{Path: s.paths[i], Files: 1})
			}
			i++
			continue
		}
		below := s.paths[i][:len(folder)+slash+1]
		n := sort.Search(end-i, func(n int) bool { return !strings.HasPrefix(s.paths[i+n], below) })
		s.area(sums, i, i+n, below)
		i += n
	}
}

// Excludes says that the rule is a GitLab exclusion.
func (x Reach) Excludes() bool { return x.Rule.Negated && x.Rule.regex == nil }
