package index

// pace tells at a glance how often files were changed lately, by what touched each path, without the order of commits that tells
// one file from another that had its name before. What it counts may be too many, never too few. Nil counts nothing.
type pace struct {
	lately []bool              // by commit
	times  map[string]int      // recent touches of a path; none is not there
	from   map[string][]string // the paths that a path was moved or copied from
}

// pace is how often paths were touched since a moment, of which it is to learn. All commits were unpacked.
func (v *view) pace(since int64) *pace {
	p := &pace{lately: make([]bool, v.st.next), times: map[string]int{}, from: map[string][]string{}}
	v.mu.Lock()
	defer v.mu.Unlock()
	for n, ch := range v.chunks {
		for i := range ch.commits {
			if id := n*chunkSize + uint32(i); ch.commits[i].present() && int(id) < len(p.lately) {
				p.lately[id] = ch.commits[i].at >= since
			}
		}
	}
	return p
}

func (p *pace) learn(path, touches []byte) error {
	if p == nil {
		return nil
	}
	times := 0
	err := eachTouch(touches, func(id uint32, kind touchKind, other []byte) {
		if kind == deleted || kind == renamedTo {
			return
		}
		if int(id) < len(p.lately) && p.lately[id] {
			times++
		}
		if kind.hasOther() {
			p.from[string(path)] = append(p.from[string(path)], string(other))
		}
	})
	if times > 0 {
		p.times[string(path)] = times
	}
	return err
}

// seldom says whether the file at path had fewer recent commits than so many.
func (p *pace) seldom(path string, least int) bool {
	if p == nil {
		return false
	}
	times := p.times[path]
	if len(p.from[path]) == 0 || times >= least {
		return times < least
	}
	been, left := map[string]bool{path: true}, p.from[path]
	for len(left) > 0 && len(been) < maxHops && times < least {
		at := left[len(left)-1]
		left = left[:len(left)-1]
		if !been[at] {
			been[at] = true
			times += p.times[at]
			left = append(left[:len(left):len(left)], p.from[at]...)
		}
	}
	return times < least && len(left) == 0
}
