package git

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// readLineage reads git log -z --parents --pretty=raw --raw -c: for each commit its text and a record of what it did to the
// path, then the path. A merge's record stands apart from the text; a path that was once a folder has several.
//
// all says that the process said all it had to say; without an error, what it would have said is not wanted.
func readLineage(r io.Reader, path string, early *Early) (l *Lineage, all bool, err error) {
	l = &Lineage{Path: path, at: map[Hash]int{}}
	watch := newNarrows(early)
	in := newLogStream(r)
	for {
		t, cutOff, err := in.token(messageLimit)
		if err == io.EOF {
			l, err := l.finish()
			return l, true, err
		}
		if err != nil {
			return nil, err == io.ErrUnexpectedEOF, err
		}
		if cutOff || len(l.steps) == lineageSteps {
			return nil, false, ErrNoLineage
		}
		record := string(bytes.TrimPrefix(t, []byte{'\n'}))
		if bytes.HasPrefix(t, []byte("commit ")) {
			if part := watch.enough(l); part != nil {
				return part, false, nil
			}
			step, err := lineageStep(t)
			if err != nil {
				return nil, false, err
			}
			l.at[step.commit] = len(l.steps)
			l.steps = append(l.steps, step)
			watch.pass(&step)
			record = string(t[bytes.LastIndexByte(t, '\n')+1:])
			if !strings.HasPrefix(record, ":") {
				continue
			}
		}
		if record == "" {
			continue
		}
		if record[0] != ':' || len(l.steps) == 0 {
			return nil, false, fmt.Errorf("git log printed %.80q", record)
		}
		name, _, err := in.token(pathLimit)
		if err != nil {
			return nil, true, io.ErrUnexpectedEOF
		}
		if err := l.change(record, string(name) == path); err != nil {
			return nil, false, err
		}
	}
}

// narrows watches a lineage being read for waists that are of use.
type narrows struct {
	early  *Early
	passed map[Hash]bool
	open   map[Hash]bool // parents of what was passed
	waist  bool          // the last step is one
	after  int
}

func newNarrows(early *Early) *narrows {
	n := &narrows{early: early, passed: map[Hash]bool{}, open: map[Hash]bool{}}
	if early != nil {
		n.after = early.After
	}
	return n
}

// pass notes the next step.
func (n *narrows) pass(st *step) {
	if n.early == nil {
		return
	}
	n.waist = len(n.open) == 1 && n.open[st.commit]
	delete(n.open, st.commit)
	n.passed[st.commit] = true
	for _, p := range st.parents {
		if !n.passed[p] {
			n.open[p] = true
		}
	}
}

// enough hands a part over that is of use, when its last step is known in full. It answers the part behind which nothing
// is wanted.
func (n *narrows) enough(l *Lineage) *Lineage {
	i := len(l.steps) - 1
	if n.early == nil || !n.waist || l.steps[i].bad || l.steps[i].end {
		return nil
	}
	known := l.steps[i].commit == n.early.Known
	if !known && (n.early.Take == nil || i < n.after) {
		return nil
	}
	part, err := l.part(i)
	if err != nil {
		return nil // what is wrong shows when all is read
	}
	if known {
		return part
	}
	n.after = 3 * i
	n.early.Take(part, l.steps[i].commit)
	return nil
}

// finish finds the ends, once all steps are known.
func (l *Lineage) finish() (*Lineage, error) {
	if len(l.steps) == 0 || l.steps[0].bad {
		return nil, ErrNotFound
	}
	for i := range l.steps {
		st := &l.steps[i]
		if !st.told {
			return nil, ErrNoLineage
		}
		for _, p := range st.parents {
			before, ok := l.at[p]
			st.end = st.end || !ok || l.steps[before].bad
		}
	}
	return l, nil
}

// lineageStep reads a commit's text: "commit <hash> <simplified parent>…", then the object itself, which
// begins with "tree <hash>" and a "parent <hash>" for each real parent.
func lineageStep(text []byte) (step, error) {
	first, rest, _ := bytes.Cut(text, []byte{'\n'})
	fields := strings.Fields(string(first))
	if len(fields) < 2 || fields[0] != "commit" {
		return step{}, fmt.Errorf("git log printed %.80q", first)
	}
	st := step{}
	for i, f := range fields[1:] {
		h := Hash(f)
		if !h.Valid() {
			return step{}, fmt.Errorf("git log printed %.80q", first)
		}
		if i == 0 {
			st.commit = h
		} else {
			st.parents = append(st.parents, h)
		}
	}
	real := 0
	for line := range bytes.Lines(rest) {
		if bytes.HasPrefix(line, []byte("parent ")) {
			real++
		} else if !bytes.HasPrefix(line, []byte("tree ")) {
			break
		}
	}
	// Parents that lack the file, or had one that was removed, are not among the simplified ones.
	st.end = len(st.parents) < real
	return st, nil
}

// change takes what the last commit read did to the file: ":<mode> <mode> <hash> <hash> <status>", with as
// many more colons, modes, hashes and letters as a merge has more parents.
func (l *Lineage) change(record string, same bool) error {
	st := &l.steps[len(l.steps)-1]
	st.told = true
	if !same { // the path is a folder there
		st.bad, st.end = true, true
		return nil
	}
	n := len(record) - len(strings.TrimLeft(record, ":"))
	fields := strings.Fields(record[n:])
	if len(fields) != 2*n+3 || len(fields[2*n+2]) < n {
		return fmt.Errorf("git log printed the change %.80q", record)
	}
	mode, blob, status := fields[n], Hash(fields[2*n+1]), fields[2*n+2]
	for i, before := range fields[:n] {
		switch {
		case status[i] == 'M' && before != mode:
			return ErrNoLineage
		case status[i] != 'M':
			st.end = true
		}
	}
	if strings.Contains(status, "D") || !strings.HasPrefix(mode, "100") {
		st.bad, st.end = true, true
		return nil
	}
	if len(l.steps) == 1 {
		l.Blob = blob
	}
	return nil
}
