package index

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var unexported = cmp.AllowUnexported(commit{}, credit{}, touch{})

func TestChunk(t *testing.T) {
	commits := []commit{
		{flags: flagPresent, generation: 1 << 41, at: 0, author: maxID, files: maxID},
		{},
		{
			flags: flagPresent | flagUpdate | flagParents | flagCredits, generation: 5, at: 1 << 40, parents: []uint32{0, 600, 255},
			credits: []credit{{coAuthor, 3}, {merger, 0}},
		},
		{},
		{},
	}
	hashes := make([]byte, 20*len(commits))
	hashes[0], hashes[2*20+19] = 1, 2
	const first = 256
	row := packChunk(commits, hashes, 20, first)
	got, gotHashes, err := unpackChunk(row, 20, first, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != chunkSize || len(gotHashes) != 20*chunkSize {
		t.Fatalf("%d commits, %d bytes of hashes", len(got), len(gotHashes))
	}
	if diff := cmp.Diff(commits, got[:len(commits)], unexported, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("commits (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(hashes, gotHashes[:len(hashes)]); diff != "" {
		t.Errorf("hashes (-want +got):\n%s", diff)
	}
	for n := range row {
		if _, _, err := unpackChunk(row[:n], 20, first, nil, nil); err != nil && !errors.Is(err, errDamaged) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
}

func TestTouches(t *testing.T) {
	want := []touch{{7, modified, ""}, {3, renamedFrom, "a\nb"}, {3, renamedTo, ""}, {maxID, deleted, ""}, {0, copiedFrom, "\xff"}}
	var row []byte
	last := uint32(0)
	for _, w := range want {
		row = appendTouch(row, last, w)
		last = w.commit
	}
	var got []touch
	if err := eachTouch(row, func(c uint32, k touchKind, other []byte) { got = append(got, touch{c, k, string(other)}) }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, unexported); diff != "" {
		t.Errorf("touches (-want +got):\n%s", diff)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(packChunk([]commit{{flags: flagPresent, parents: []uint32{1}, credits: []credit{{reviewer, 1}}}}, make([]byte, 20), 20, 0))
	f.Add(appendTouch(nil, 0, touch{1, renamedFrom, "x"}))
	f.Fuzz(func(t *testing.T, row []byte) {
		commits, hashes, err := unpackChunk(row, 20, 0, nil, nil)
		if err == nil && (len(commits) != chunkSize || len(hashes) != 20*chunkSize) {
			t.Errorf("%d commits, %d bytes of hashes", len(commits), len(hashes))
		}
		if err == nil {
			again := packChunk(commits, hashes, 20, 0)
			back, _, err := unpackChunk(again, 20, 0, nil, nil)
			if diff := cmp.Diff(commits, back, unexported, cmpopts.EquateEmpty()); err != nil || diff != "" {
				t.Errorf("packed again: %v\n%s", err, diff)
			}
		}
		_ = eachTouch(row, func(c uint32, _ touchKind, _ []byte) {
			if c > maxID {
				t.Errorf("commit %d", c)
			}
		})
	})
}

func FuzzParseIdentity(f *testing.F) {
	f.Add("Dev One <dev1@example.com> # comment")
	f.Add("<<>>")
	f.Fuzz(func(t *testing.T, s string) {
		if i, ok := parseIdentity(s); ok && i.Email == "" {
			t.Errorf("%q gives %+v", s, i)
		}
		bringsUpToDate("Merge " + s)
	})
}
