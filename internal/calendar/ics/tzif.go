package ics

import (
	"encoding/binary"
	"errors"
	"time"
)

// A change of the clocks.
type change struct {
	at       time.Time
	from, to time.Duration // offsets before and after
	summer   bool
}

// location makes a zone of changes in order, at least one. It writes them as a
// file of IANA's database (TZif version 2, RFC 8536), since Go makes locations
// from nothing else: what is defined within a calendar is then a zone like any
// other.
func location(name string, changes []change) (*time.Location, error) {
	type kind struct {
		offset time.Duration
		summer bool
	}
	// The first kind is for all times before the first change, and no change leads to it.
	kinds := []kind{{changes[0].from, false}}
	number := map[kind]byte{}
	index := make([]byte, len(changes))
	for i, c := range changes {
		k := kind{c.to, c.summer}
		n, ok := number[k]
		if !ok {
			if len(kinds) == 250 {
				return nil, errors.New("more offsets than a zone can have")
			}
			n = byte(len(kinds))
			number[k] = n
			kinds = append(kinds, k)
		}
		index[i] = n
	}
	header := func(b []byte, times, types, chars int) []byte {
		b = append(b, "TZif2"...)
		b = append(b, make([]byte, 15)...)
		for _, n := range []int{0, 0, 0, times, types, chars} {
			b = binary.BigEndian.AppendUint32(b, uint32(n))
		}
		return b
	}
	const label = "-00\x00" // whatever Go may show: no abbreviation is known
	b := header(nil, 0, 0, 0)
	b = header(b, len(changes), len(kinds), len(label))
	for _, c := range changes {
		b = binary.BigEndian.AppendUint64(b, uint64(c.at.Unix()))
	}
	b = append(b, index...)
	for _, k := range kinds {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(k.offset/time.Second)))
		summer := byte(0)
		if k.summer {
			summer = 1
		}
		b = append(b, summer, 0)
	}
	b = append(b, label...)
	return time.LoadLocationFromTZData(name, append(b, "\n\n"...))
}
