package plate_test

import (
	"testing"
	"time"

	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Time that is kept is folded wherever it was said, until it is dropped; what no block can be, or is not private, is none.
func TestBlocks(t *testing.T) {
	event := func(hlc int64, kind, id, visibility, body string) eventlog.Event {
		return eventlog.Event{ID: id, HLC: hlc, Kind: kind, Subject: id, Visibility: visibility, Repo: "elsewhere", Body: []byte(body)}
	}
	const body = `{"what":"coding","start":"2026-11-19T09:00:00Z","minutes":120}`
	b := plate.Fold([]eventlog.Event{
		event(1, plate.BlockPlanned, "B-2", "private", `{"what":"reviews","start":"2026-11-19T14:00:00Z","minutes":60}`),
		event(2, plate.BlockPlanned, "B-1", "private", body),
		event(3, plate.BlockPlanned, "B-3", "team", body),
		event(4, plate.BlockPlanned, "B-4", "private", `{"what":"coding","minutes":120}`),
		event(5, plate.BlockPlanned, "B-5", "private", `{"what":"coding","start":"2026-11-19T09:00:00Z","minutes":-5}`),
		event(6, plate.BlockPlanned, "B-6", "private", body),
		event(7, plate.BlockDropped, "B-6", "private", `{}`),
		event(8, plate.BlockDropped, "B-9", "private", `{}`),
		event(9, plate.BlockStands, "B-1", "private", `{"calendar":"https://cal.example/","address":"https://cal.example/b-1.ics"}`),
		event(10, plate.BlockStands, "B-9", "private", `{"calendar":"https://cal.example/"}`),
		event(11, plate.BlockStands, "B-2", "team", `{"address":"https://cal.example/b-2.ics"}`),
		event(12, plate.BlockPlanned, "B-1", "private", body), // as it was moved in the calendar: it stands there still
	}, "here")
	got := b.Blocks()
	if len(got) != 2 || got[0].ID != "B-1" || got[1].ID != "B-2" {
		t.Fatalf("%+v", got)
	}
	if !got[0].Stands.There() || got[1].Stands.There() {
		t.Errorf("in the calendar: %+v and %+v", got[0].Stands, got[1].Stands)
	}
	noon := time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)
	if !got[0].End().Equal(noon.Add(-time.Hour)) {
		t.Errorf("it ends at %v", got[0].End())
	}
	if ahead := b.Ahead(noon); len(ahead) != 1 || ahead[0].ID != "B-2" {
		t.Errorf("ahead at noon: %+v", ahead)
	}
	if none := (*plate.Book)(nil).Ahead(noon); len(none) > 0 {
		t.Errorf("%+v", none)
	}
}
