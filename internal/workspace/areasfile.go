package workspace

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"

	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
)

// What Areas answers is kept in a file beside the index for the next process, with a sum of all that it depends on: whoever asks for
// one report after the other waits for the pass over the index once a day.
//
// The file is a line of JSON, then a record of fixed size for each who knows an area.
type areasHead struct {
	Sum    string     `json:"sum"`
	People int        `json:"people"` // in the directory; records mean them by their places in it
	Areas  []areaKept `json:"areas"`
}

type areaKept struct {
	Path    string `json:"path"`
	Files   int    `json:"files"`
	Knowers int    `json:"knowers"` // records
}

const (
	areasFormat   = 3        // changes whenever the file, or the way to know an area, does
	mostAreasFile = 64 << 20 // bytes
	knowerSize    = 32

	isActive, claims = 1, 2
)

// areasSum is equal where the answer of Areas is.
func (w *Workspace) areasSum(s *Snapshot, files *listing) string {
	sum, state := sha256.New(), w.index.State()
	// What is encoded here are texts, numbers and maps of them, which cannot fail.
	_ = json.NewEncoder(sum).Encode([]any{
		areasFormat, files.print(), state.Tips, state.Generation, s.Settings.Knowledge, s.peoplePrint(), s.standing.source.Fingerprint(), s.ignored, s.Hosted.fingerprint(),
		s.Now().UTC().Format(time.DateOnly),
	})
	return fmt.Sprintf("%x", sum.Sum(nil))
}

// readAreas answers what was kept for a sum; ok is false where nothing was, or where it cannot be read.
func readAreas(file, sum string, d *people.Directory) (known []ownership.Area, ok bool) {
	if at, err := os.Lstat(file); err != nil || !at.Mode().IsRegular() || at.Size() > mostAreasFile {
		return nil, false
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, false
	}
	var head areasHead
	n := 0
	for n < len(text) && text[n] != '\n' {
		n++
	}
	if n == len(text) || json.Unmarshal(text[:n], &head) != nil || head.Sum != sum {
		return nil, false
	}
	return head.areas(text[n+1:], d)
}

func (h *areasHead) areas(records []byte, d *people.Directory) (known []ownership.Area, ok bool) {
	who := d.All()
	if len(records)%knowerSize != 0 || len(who) != h.People {
		return nil, false
	}
	all := make([]ownership.Knower, len(records)/knowerSize)
	for i := range all {
		r := records[i*knowerSize:]
		of, flags := binary.LittleEndian.Uint32(r), binary.LittleEndian.Uint32(r[12:])
		if int(of) >= len(who) {
			return nil, false
		}
		all[i] = ownership.Knower{
			Person: who[of], Changes: int(binary.LittleEndian.Uint32(r[4:])), Reviews: int(binary.LittleEndian.Uint32(r[8:])),
			Active: flags&isActive != 0, Claims: flags&claims != 0, Share: math.Float64frombits(binary.LittleEndian.Uint64(r[16:])),
		}
		if at := int64(binary.LittleEndian.Uint64(r[24:])); at != math.MinInt64 {
			all[i].Last = time.Unix(at, 0).UTC()
		}
	}
	for _, a := range h.Areas {
		if a.Knowers < 0 || a.Knowers > len(all) {
			return nil, false
		}
		known = append(known, ownership.Area{Path: a.Path, Files: a.Files, Knowers: all[:a.Knowers:a.Knowers]})
		all = all[a.Knowers:]
	}
	return known, len(all) == 0
}

// writeAreas keeps an answer for the next process; that it cannot only costs time.
func writeAreas(file, sum string, known []ownership.Area, d *people.Directory) {
	all := d.All()
	head := areasHead{Sum: sum, People: len(all), Areas: []areaKept{}}
	at := make(map[*people.Person]uint32, len(all))
	for i, p := range all {
		at[p] = uint32(i)
	}
	var records []byte
	for _, a := range known {
		head.Areas = append(head.Areas, areaKept{a.Path, a.Files, len(a.Knowers)})
		for _, k := range a.Knowers {
			n, known := at[k.Person]
			if !known {
				return
			}
			flags, last := uint32(0), int64(math.MinInt64)
			if k.Active {
				flags |= isActive
			}
			if k.Claims {
				flags |= claims
			}
			if !k.Last.IsZero() {
				last = k.Last.Unix()
			}
			records = binary.LittleEndian.AppendUint32(records, n)
			records = binary.LittleEndian.AppendUint32(records, uint32(k.Changes))
			records = binary.LittleEndian.AppendUint32(records, uint32(k.Reviews))
			records = binary.LittleEndian.AppendUint32(records, flags)
			records = binary.LittleEndian.AppendUint64(records, math.Float64bits(k.Share))
			records = binary.LittleEndian.AppendUint64(records, uint64(last))
		}
	}
	line, err := json.Marshal(head)
	if err != nil || len(line)+len(records) > mostAreasFile {
		return
	}
	keep(file, append(append(line, '\n'), records...))
}

// keep writes a file that is there as a whole or not at all. That it cannot only costs time.
func keep(file string, text []byte) {
	if os.MkdirAll(filepath.Dir(file), 0o700) != nil {
		return
	}
	fresh, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+"-*.new")
	if err != nil {
		return
	}
	_, err = fresh.Write(text)
	if err2 := fresh.Close(); err == nil && err2 == nil {
		err = os.Rename(fresh.Name(), file)
	}
	if err != nil {
		_ = os.Remove(fresh.Name())
	}
}
