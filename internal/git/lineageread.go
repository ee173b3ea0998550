package git

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// readLineage reads git log -z --parents --pretty=raw --raw -c: for each commit its text and a record of what it did to the
// path, then the path. A merge's record stands apart from the text; a path that was once a folder has several.
func readLineage(r io.Reader, path string) (*Lineage, error) {
	l := &Lineage{Path: path, at: map[Hash]int{}}
	in := newLogStream(r)
	for {
		t, cutOff, err := in.token(messageLimit)
		if err == io.EOF {
			return l.finish()
		}
		if err != nil {
			return nil, err
		}
		if cutOff || len(l.steps) == lineageSteps {
			return nil, ErrNoLineage
		}
		record := string(bytes.TrimPrefix(t, []byte{'\n'}))
		if bytes.HasPrefix(t, []byte("commit ")) {
			step, err := lineageStep(t)
			if err != nil {
				return nil, err
			}
			l.at[step.commit] = len(l.steps)
			l.steps = append(l.steps, step)
			record = string(t[bytes.LastIndexByte(t, '\n')+1:])
			if !strings.HasPrefix(record, ":") {
				continue
			}
		}
		if record == "" {
			continue
		}
		if record[0] != ':' || len(l.steps) == 0 {
			return nil, fmt.Errorf("git log printed %.80q", record)
		}
		name, _, err := in.token(pathLimit)
		if err != nil {
			return nil, io.ErrUnexpectedEOF
		}
		if err := l.change(record, string(name) == path); err != nil {
			return nil, err
		}
	}
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
