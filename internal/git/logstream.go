package git

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// logFormat is what git log prints before a commit's changes: a mark, then lines
// that cannot hold a newline, then the message, up to a NUL (which -z adds and no
// commit's text can contain).
const logFormat = "--format=tformat:%x01%H%n%P%n%at%n%ct%n%an%n%ae%n%cn%n%ce%n%B"

const (
	headerLines  = 8
	streamBuffer = 1 << 20
	pathsKept    = 1 << 20   // different paths remembered to share their strings
	peopleKept   = 1 << 17   // likewise identities
	changesBomb  = 5_000_000 // changes of one commit after which reading stops
)

// errBomb says that one commit has so many changes that it can only be hostile.
var errBomb = errors.New("a commit has more than 5,000,000 changes")

// logStream reads the output of git log -z --raw with logFormat. Strings are shared
// between commits where they repeat.
//
// Two traps of that format: the first raw record after a header begins with a
// newline, and a rename has two paths.
type logStream struct {
	in      *bufio.Reader
	long    []byte // a token longer than the buffer
	pending []byte // the next commit's header, valid until the next read
	paths   map[string]string
	people  map[string]Identity
	commits []Commit // allocated in blocks
	changes []Change // likewise
	parents []Hash
}

func newLogStream(r io.Reader) *logStream {
	return &logStream{
		in:     bufio.NewReaderSize(r, streamBuffer),
		paths:  map[string]string{},
		people: map[string]Identity{},
	}
}

// token reads up to the next NUL and keeps at most limit bytes. It is valid until
// the next call. io.EOF means a clean end.
func (s *logStream) token(limit int) (t []byte, cutOff bool, err error) {
	part, err := s.in.ReadSlice(0)
	if err == nil && len(part) <= limit+1 {
		return part[:len(part)-1], false, nil
	}
	s.long = s.long[:0]
	for {
		if room := limit + 1 - len(s.long); room > 0 {
			s.long = append(s.long, part[:min(room, len(part))]...)
		}
		switch err {
		case nil:
			if len(s.long) > limit || s.long[len(s.long)-1] != 0 {
				return s.long[:min(limit, len(s.long))], true, nil
			}
			return s.long[:len(s.long)-1], false, nil
		case bufio.ErrBufferFull:
			part, err = s.in.ReadSlice(0)
		case io.EOF:
			if len(s.long) == 0 && len(part) == 0 {
				return nil, false, io.EOF
			}
			return nil, false, io.ErrUnexpectedEOF
		default:
			return nil, false, err
		}
	}
}

// next reads one commit. last says that the stream ended with it: whether it is
// whole only the process's exit code can tell. io.EOF comes with an empty stream.
func (s *logStream) next() (c *Commit, last bool, err error) {
	header := s.pending
	if header == nil {
		if header, _, err = s.token(messageLimit); err != nil {
			return nil, false, err
		}
	}
	s.pending = nil
	c, err = s.header(header)
	if err != nil {
		return nil, false, err
	}
	records, first := 0, len(s.changes)
	for {
		t, _, err := s.token(messageLimit)
		if err == io.EOF {
			c.Changes = s.taken(first)
			return c, true, nil
		}
		if err != nil {
			return nil, false, err
		}
		t = bytes.TrimPrefix(t, []byte{'\n'})
		if len(t) == 0 {
			continue
		}
		if t[0] == 1 {
			s.pending = t
			c.Changes = s.taken(first)
			return c, false, nil
		}
		if records++; records > changesBomb {
			return nil, false, errBomb
		}
		keep := len(s.changes)-first < changesLimit
		c.Truncated = c.Truncated || !keep
		if len(s.changes) == cap(s.changes) && keep {
			first = s.grow(first)
		}
		if err := s.change(t, keep); err != nil {
			return nil, false, err
		}
	}
}

// grow begins a new block for changes and takes those of the current commit along.
func (s *logStream) grow(first int) int {
	current := s.changes[first:]
	block := make([]Change, len(current), max(1024, 2*len(current)))
	copy(block, current)
	s.changes = block
	return 0
}

// taken hands the current commit's part of the block out.
func (s *logStream) taken(first int) []Change {
	if first == len(s.changes) {
		return nil
	}
	return s.changes[first:len(s.changes):len(s.changes)]
}

// header reads what logFormat printed.
func (s *logStream) header(t []byte) (*Commit, error) {
	if len(t) == 0 || t[0] != 1 {
		return nil, fmt.Errorf("git log printed something that is not a commit: %.80q", t)
	}
	var line [headerLines][]byte
	rest := t[1:]
	peopleAt := [headerLines]int{}
	for i := range line {
		end := bytes.IndexByte(rest, '\n')
		if end < 0 {
			return nil, fmt.Errorf("git log printed half a commit: %.80q", t)
		}
		peopleAt[i] = len(t) - len(rest)
		line[i], rest = rest[:end], rest[end+1:]
	}
	if len(s.commits) == cap(s.commits) {
		s.commits = make([]Commit, 0, 64)
	}
	s.commits = s.commits[:len(s.commits)+1]
	c := &s.commits[len(s.commits)-1]
	if err := s.hashes(c, line[0], line[1]); err != nil {
		return nil, err
	}
	c.At = seconds(line[2])
	c.Committed = seconds(line[3])
	c.Author = s.identity(t[peopleAt[4]:peopleAt[6]-1], line[4], line[5])
	c.Committer = s.identity(t[peopleAt[6]:len(t)-len(rest)-1], line[6], line[7])
	c.Subject, rest = subject(rest)
	if len(rest) > 0 {
		c.Trailers = trailers(rest)
	}
	return c, nil
}

// hashes fills in a commit's own name and its parents' from one string.
func (s *logStream) hashes(c *Commit, own, parents []byte) error {
	both := make([]byte, 0, len(own)+len(parents))
	names := string(append(append(both, own...), parents...))
	c.Hash = Hash(names[:len(own)])
	if !c.Hash.Valid() {
		return fmt.Errorf("git log printed a commit without a hash: %.80q", own)
	}
	width := len(own)
	first := len(s.parents)
	for rest := names[width:]; rest != ""; {
		if len(rest) < width || len(rest) > width && rest[width] != ' ' || !Hash(rest[:width]).Valid() {
			return fmt.Errorf("git log printed a commit with a bad parent: %.80q", parents)
		}
		s.parents = append(s.parents, Hash(rest[:width]))
		rest = rest[min(len(rest), width+1):]
	}
	c.Parents = s.parents[first:len(s.parents):len(s.parents)]
	if len(s.parents) > 1024 {
		s.parents = make([]Hash, 0, 1024)
	}
	return nil
}

// change reads one raw record, ":100644 100644 <hash> <hash> R090", and its paths.
func (s *logStream) change(record []byte, keep bool) error {
	space := bytes.LastIndexByte(record, ' ')
	if record[0] != ':' || len(record) < len(":100644 100644 ") || space < 0 || space+1 >= len(record) {
		return fmt.Errorf("git log printed something that is not a change: %.80q", record)
	}
	status := record[space+1]
	submodule := string(record[8:14]) == "160000" || status == 'D' && string(record[1:7]) == "160000"
	path, cutOff, err := s.path()
	if err != nil {
		return err
	}
	change := Change{Path: path, Status: status}
	if status == 'R' || status == 'C' {
		change.OldPath = path
		var long bool
		if change.Path, long, err = s.path(); err != nil {
			return err
		}
		cutOff = cutOff || long
	}
	if keep && !cutOff && !submodule {
		s.changes = append(s.changes, change)
	}
	return nil
}

func (s *logStream) path() (path string, cutOff bool, err error) {
	t, cutOff, err := s.token(pathLimit)
	if err == io.EOF {
		return "", false, io.ErrUnexpectedEOF
	}
	if err != nil || cutOff {
		return "", cutOff, err
	}
	if known, ok := s.paths[string(t)]; ok {
		return known, false, nil
	}
	if len(s.paths) >= pathsKept {
		clear(s.paths)
	}
	path = string(t)
	s.paths[path] = path
	return path, false, nil
}

func (s *logStream) identity(key, name, email []byte) Identity {
	if known, ok := s.people[string(key)]; ok {
		return known
	}
	if len(s.people) >= peopleKept {
		clear(s.people)
	}
	who := Identity{Name: cut(string(name), subjectLimit), Email: cut(string(email), subjectLimit)}
	s.people[string(key)] = who
	return who
}

// seconds reads a time; hostile and very old commits have none.
func seconds(b []byte) int64 {
	n, err := strconv.ParseInt(string(b), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
