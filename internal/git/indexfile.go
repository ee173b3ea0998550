package git

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
	"weak"
)

const indexLimit = 512 << 20

// Tracked is one file of the user's index file: what is tracked, added files
// included. A path in conflict comes once. In a sparse index a whole folder outside
// the sparse checkout is one entry: mode 040000, SkipWorktree, Path ends in a slash.
type Tracked struct {
	Path         string
	Mode         uint32 // as in a tree: 0o100644, 0o100755, 0o120000, 0o160000
	Hash         Hash
	Size         uint32 // in the work tree when last looked at, modulo 2^32
	MTime        time.Time
	SkipWorktree bool
}

// Tracked reads the index file. Without one nothing is tracked. A split index is a
// *RefusedError: git update-index --no-split-index makes it readable.
func (r *Repository) Tracked() ([]Tracked, error) {
	l, err := r.Listed()
	if err != nil {
		return nil, err
	}
	return slices.Clone(l.Files), nil
}

// Listing is what an index file held. Nobody may change it.
type Listing struct{ Files []Tracked }

// Listed is Tracked for those who only read. It answers the very same listing as long as the index file is as it was, and as
// memory is not needed for something else, unless somebody holds it.
func (r *Repository) Listed() (*Listing, error) {
	file := filepath.Join(r.GitDir, "index")
	st, err := os.Lstat(file)
	if err != nil || r.listed == nil {
		return r.readTracked(file)
	}
	l := r.listed
	l.mu.Lock()
	defer l.mu.Unlock()
	if known := l.last.Value(); known != nil && os.SameFile(st, l.file) && st.Size() == l.file.Size() && st.ModTime().Equal(l.file.ModTime()) {
		return known, nil
	}
	listing, err := r.readTracked(file)
	if err == nil {
		l.last, l.file = weak.Make(listing), st
	}
	return listing, err
}

// lastListed is what the index file held last: it is asked for several times in a row. git never changes the file in place.
type lastListed struct {
	mu   sync.Mutex
	file fs.FileInfo
	last weak.Pointer[Listing]
}

func (r *Repository) readTracked(file string) (*Listing, error) {
	content, err := readRegular(file, indexLimit)
	if errors.Is(err, fs.ErrNotExist) {
		return &Listing{}, nil
	}
	if err != nil {
		return nil, refused(file, err)
	}
	width := 20
	if r.Format == "sha256" {
		width = 32
	}
	tracked, err := parseIndex(content, width)
	if err != nil {
		return nil, &RefusedError{Path: file, Reason: err.Error()}
	}
	return &Listing{tracked}, nil
}

const (
	indexHeader   = 12
	statSize      = 40 // ctime, mtime, dev, ino, mode, uid, gid, size
	flagExtended  = 0x4000
	flagStage     = 0x3000
	flagSkip      = 0x4000 // in the extended flags
	indexPathMax  = pathLimit
	extensionHead = 8
)

var errIndexCutOff = errors.New("is cut off or damaged; git status may mend it")

// parseIndex reads versions 2 to 4 of git's index, see gitformat-index(5). width is
// the length of a hash in bytes. The checksum at the end is not verified: git may
// leave it out.
func parseIndex(b []byte, width int) ([]Tracked, error) {
	if len(b) < indexHeader+width || string(b[:4]) != "DIRC" {
		return nil, errors.New("is not a git index")
	}
	version, count := binary.BigEndian.Uint32(b[4:]), binary.BigEndian.Uint32(b[8:])
	if version < 2 || version > 4 {
		return nil, fmt.Errorf("is a git index of version %d, which Leadline does not read", version)
	}
	body := b[:len(b)-width]
	at := indexHeader
	smallest := statSize + width + 3 // flags and a NUL
	most := min(int(count), len(b)/smallest+1)
	tracked := make([]Tracked, 0, most)
	var room texts
	room.hashes.Grow(2 * width * most)
	room.paths.Grow(max(0, len(body)-smallest*most))
	previous := ""
	for range count {
		entry, stage, next, err := indexEntry(body, at, width, version, previous, &room)
		if err != nil {
			return nil, err
		}
		at = next
		previous = entry.Path
		if n := len(tracked); stage != 0 && n > 0 && tracked[n-1].Path == entry.Path {
			continue
		}
		if strings.HasPrefix(entry.Path, "/") { // no file of the work tree, whoever wrote it
			continue
		}
		tracked = append(tracked, entry)
	}
	for len(body)-at >= extensionHead {
		name, size := string(body[at:at+4]), int64(binary.BigEndian.Uint32(body[at+4:]))
		if name == "link" {
			return nil, errors.New("is a split index; git update-index --no-split-index makes it readable")
		}
		if size > int64(len(body)-at-extensionHead) {
			return nil, errIndexCutOff
		}
		at += extensionHead + int(size)
	}
	return tracked, nil
}

// texts is where the hashes and paths of an index file lie beside one another: to allocate each takes longer than to read it.
type texts struct {
	hashes, paths strings.Builder
	hash          []byte
}

// join writes a text that consists of two behind those of a builder.
func join(room *strings.Builder, a string, b []byte) string {
	from := room.Len()
	room.WriteString(a)
	room.Write(b)
	return room.String()[from:]
}

// indexEntry reads one entry that begins at b[at].
func indexEntry(b []byte, at, width int, version uint32, previous string, room *texts) (t Tracked, stage, next int, err error) {
	fixed := statSize + width + 2
	if len(b)-at < fixed {
		return t, 0, 0, errIndexCutOff
	}
	e := b[at:]
	t.MTime = time.Unix(int64(binary.BigEndian.Uint32(e[8:])), int64(binary.BigEndian.Uint32(e[12:])))
	t.Mode = binary.BigEndian.Uint32(e[24:])
	t.Size = binary.BigEndian.Uint32(e[36:])
	room.hash = hex.AppendEncode(room.hash[:0], e[statSize:statSize+width])
	t.Hash = Hash(join(&room.hashes, "", room.hash))
	flags := binary.BigEndian.Uint16(e[statSize+width:])
	if flags&flagExtended != 0 && version >= 3 {
		if len(e) < fixed+2 {
			return t, 0, 0, errIndexCutOff
		}
		t.SkipWorktree = binary.BigEndian.Uint16(e[fixed:])&flagSkip != 0
		fixed += 2
	}
	rest := e[fixed:]
	if version == 4 {
		strip, used := offset(rest)
		if used == 0 || strip > len(previous) {
			return t, 0, 0, errIndexCutOff
		}
		t.Path = previous[:len(previous)-strip]
		rest, fixed = rest[used:], fixed+used
	}
	end := bytes.IndexByte(rest[:min(len(rest), indexPathMax+1)], 0)
	if end < 0 || len(t.Path)+end > indexPathMax || len(t.Path)+end == 0 {
		return t, 0, 0, errIndexCutOff
	}
	t.Path = join(&room.paths, t.Path, rest[:end])
	size := fixed + end + 1
	if version < 4 {
		size = (fixed + end + 8) &^ 7 // 1 to 8 NULs up to a multiple of 8
	}
	if size > len(e) {
		return t, 0, 0, errIndexCutOff
	}
	return t, int(flags&flagStage) >> 12, at + size, nil
}

// offset reads the variable-length number of version 4: 7 bits a byte, the highest
// bit says that more follow, and each further byte adds one first (as in pack files).
func offset(b []byte) (n, used int) {
	for i, c := range b {
		if i > 4 {
			break
		}
		if i > 0 {
			n++
		}
		n = n<<7 | int(c&0x7f)
		if c&0x80 == 0 {
			return n, i + 1
		}
	}
	return 0, 0
}
