package index

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPackedRows(t *testing.T) {
	seen := []sight{{who: 0, generation: 1 << 40, touched: true, at: 5}, {who: 7, generation: 3}, {who: maxID, generation: 4, touched: true, at: 9}}
	var got []sight
	if err := eachSight(packSights(seen), func(s sight) { got = append(got, s) }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(seen, got, cmp.AllowUnexported(sight{})); diff != "" {
		t.Errorf("sights (-want +got):\n%s", diff)
	}

	parts := make([][]byte, chunkSize)
	parts[1], parts[3] = packPaths([]uint32{9, 3, 9, maxID}), packPaths([]uint32{0})
	split, err := splitTouched(joinTouched(parts))
	if diff := cmp.Diff(parts, split); err != nil || diff != "" {
		t.Errorf("touched: %v (-want +got):\n%s", err, diff)
	}

	texts := []string{"", "a\x00b", "\xff", ""}
	read, err := unpackTexts(packTexts(texts[:3]), 4)
	if diff := cmp.Diff(texts, read); err != nil || diff != "" {
		t.Errorf("texts: %v (-want +got):\n%s", err, diff)
	}

	free := []uint32{5, 0, 1000}
	ids, err := unpackIDs(packIDs(free), 1001)
	if diff := cmp.Diff(free, ids); err != nil || diff != "" {
		t.Errorf("ids: %v (-want +got):\n%s", err, diff)
	}
	if _, err := unpackIDs(packIDs(free), 1000); err == nil {
		t.Error("an id that was never given out is free")
	}
}

func FuzzPacked(f *testing.F) {
	f.Add(packSights([]sight{{1, 2, true, 3}}), 4)
	f.Add(joinTouched([][]byte{nil, packPaths([]uint32{1, 2})}), 4)
	f.Add(packTexts([]string{"a", "b"}), 2)
	f.Add(packIDs([]uint32{3, 1}), 4)
	f.Add(appendHash(nil, make([]byte, 20), 7), 4)
	f.Fuzz(func(t *testing.T, row []byte, n int) {
		n = max(0, min(n, 1000))
		_ = eachSight(row, func(s sight) {
			if s.who > maxID {
				t.Errorf("identity %d", s.who)
			}
		})
		if parts, err := splitTouched(row); err == nil {
			if again, err := splitTouched(joinTouched(parts)); err != nil || !cmp.Equal(parts, again) {
				t.Errorf("joined again: %v", err)
			}
		}
		if texts, err := unpackTexts(row, n); err == nil && len(texts) != n {
			t.Errorf("%d texts, want %d", len(texts), n)
		}
		if ids, err := unpackIDs(row, uint32(n)); err == nil {
			for _, id := range ids {
				if int(id) >= n {
					t.Errorf("id %d of %d", id, n)
				}
			}
		}
		raw := bytes.Repeat([]byte{1}, 20)
		if with := withoutHash(appendHash(bytes.Clone(row), raw, 3), raw, 3); len(with) > len(row)+hashLength {
			t.Errorf("%d bytes without a hash, %d before", len(with), len(row))
		}
	})
}
