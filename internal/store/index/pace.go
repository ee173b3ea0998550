package index

import "github.com/leadline/leadline/internal/git"

// pace tells at a glance which files were changed seldom, or by somebody who is of no interest, by what touched each path, without
// the order of commits that tells one file from another that had its name before. It leaves out none that it should not. Nil leaves
// out nothing.
type pace struct {
	least  int
	lately []bool              // by commit
	times  map[string]int      // recent touches of a path; none is not there
	from   map[string][]string // the paths that a path was moved or copied from

	unwanted []bool          // by commit: its author is; nil for none
	without  map[string]bool // paths of one file all the time that an unwanted one changed
}

// pace is what a query lets be told at a glance. It is to learn of all paths; all commits were unpacked.
func (v *view) pace(q FileQuery, people []git.Identity) *pace {
	if q.Least <= 0 && q.Without == nil {
		return nil
	}
	p := &pace{least: q.Least, lately: make([]bool, v.st.next), times: map[string]int{}, from: map[string][]string{}, without: map[string]bool{}}
	unwanted := make([]bool, len(people))
	if q.Without != nil {
		p.unwanted = make([]bool, v.st.next)
		for i, who := range people {
			unwanted[i] = q.Without(who)
		}
	}
	since := q.Since.Unix()
	v.mu.Lock()
	defer v.mu.Unlock()
	for n, ch := range v.chunks {
		for i := range ch.commits {
			id, c := n*chunkSize+uint32(i), &ch.commits[i]
			if !c.present() || id >= v.st.next {
				continue
			}
			p.lately[id] = c.at >= since
			if p.unwanted != nil && int(c.author) < len(unwanted) {
				p.unwanted[id] = unwanted[c.author] && (v.only == nil || v.only(id))
			}
		}
	}
	return p
}

func (p *pace) learn(path, touches []byte) error {
	if p == nil {
		return nil
	}
	times, births, left, without := 0, 0, false, false
	err := eachTouch(touches, func(id uint32, kind touchKind, other []byte) {
		if kind == deleted || kind == renamedTo {
			left = true
			return
		}
		known := int(id) < len(p.lately)
		if known && p.lately[id] {
			times++
		}
		if kind.hasOther() {
			p.from[string(path)] = append(p.from[string(path)], string(other))
		}
		if kind.hasOther() || kind == added {
			births++
		}
		without = without || known && p.unwanted != nil && p.unwanted[id]
	})
	if times > 0 && p.least > 0 {
		p.times[string(path)] = times
	}
	if without && births <= 1 && !left {
		p.without[string(path)] = true
	}
	return err
}

// out says whether the file at path is left out.
func (p *pace) out(path string) bool { return p != nil && (p.without[path] || p.seldom(path)) }

// seldom says whether a file had fewer recent commits than it must have.
func (p *pace) seldom(path string) bool {
	times := p.times[path]
	if len(p.from[path]) == 0 || times >= p.least {
		return times < p.least
	}
	been, left := map[string]bool{path: true}, p.from[path]
	for len(left) > 0 && len(been) < maxHops && times < p.least {
		at := left[len(left)-1]
		left = left[:len(left)-1]
		if !been[at] {
			been[at] = true
			times += p.times[at]
			left = append(left[:len(left):len(left)], p.from[at]...)
		}
	}
	return times < p.least && len(left) == 0
}
