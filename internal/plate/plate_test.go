package plate_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/plate"
	"github.com/leadline/leadline/internal/store/eventlog"
)

var today = time.Date(2026, 11, 18, 23, 0, 0, 0, time.UTC)

func said(n int, repo, kind, subject, body string) eventlog.Event {
	return eventlog.Event{
		ID: fmt.Sprint("e", n), HLC: int64(n), Repo: repo, Kind: kind, Subject: subject, Visibility: "private",
		At: today.Add(time.Duration(n) * time.Minute), Body: json.RawMessage(body),
	}
}

func TestFold(t *testing.T) {
	public := said(9, "r", plate.Added, "M-PUBLIC", `{"text":"not mine alone"}`)
	public.Visibility = "team"
	b := plate.Fold([]eventlog.Event{
		said(2, "r", plate.Sorted, "M-AAAAAA", `{"urgent":"yes","due":"2026-11-20"}`), // arrives before what it is about
		said(1, "r", plate.Added, "M-AAAAAA", `{"text":"call the vendor","path":"a.go","line":3}`),
		said(3, "elsewhere", plate.Added, "M-BBBBBB", `{"text":"write the plan","path":"x.go"}`),
		said(4, "r", plate.Added, "t1", `{"text":"TODO retry","todo":true,"path":"b.go","line":1}`),
		said(5, "elsewhere", plate.Added, "t2", `{"text":"TODO there","todo":true}`),
		said(6, "r", plate.Added, "M-CCCCCC", `{"text":"done soon"}`), said(7, "r", plate.Finished, "M-CCCCCC", `{}`),
		said(8, "r", plate.Sorted, "T-OFFER1", `{"important":"no"}`), public,
		said(10, "r", plate.Sorted, "M-AAAAAA", `{"urgent":"unset","important":"maybe"}`),
		said(11, "r", "hint.snoozed", "M-AAAAAA", `{}`), said(12, "r", plate.Added, "M-DDDDDD", `[1]`),
	}, "r")
	want := []plate.Item{
		{ID: "M-AAAAAA", Source: plate.Own, Title: "call the vendor", Due: "2026-11-20", Path: "a.go", Line: 3, Since: today.Add(time.Minute)},
		{ID: "M-BBBBBB", Source: plate.Own, Title: "write the plan", Since: today.Add(3 * time.Minute)},
		{ID: "t1", Source: plate.Claimed, Title: "TODO retry", Path: "b.go", Line: 1, Since: today.Add(4 * time.Minute)},
	}
	if diff := cmp.Diff(want, b.Tasks()); diff != "" {
		t.Errorf("tasks (-want +got):\n%s", diff)
	}
	urgent, important := b.Answers("T-OFFER1")
	if urgent != nil || important == nil || *important {
		t.Errorf("what was said about an offer: %v, %v", urgent, important)
	}
	if u, i := b.Answers("M-AAAAAA"); u != nil || i != nil {
		t.Errorf("an answer that was taken back holds: %v, %v", u, i)
	}
	var none *plate.Book
	if none.Tasks() != nil {
		t.Error("something is on no plate")
	}
}

func yes(b bool) *bool { return &b }

func TestSuggestionsSortNothing(t *testing.T) {
	for _, c := range []struct {
		name string
		item plate.Item
		hot  bool
		want []plate.Suggestion
	}{
		{"a review blocks others", plate.Item{Source: plate.Review}, false, []plate.Suggestion{{Yes: true, Reason: plate.Waiting}}},
		{"a date that is near", plate.Item{Source: plate.Own, Due: "2026-11-21"}, false, []plate.Suggestion{{Yes: true, Reason: plate.Dated}}},
		{"a date that is past", plate.Item{Source: plate.Own, Due: "2026-11-01"}, false, []plate.Suggestion{{Yes: true, Reason: plate.Dated}}},
		{"a date that is neither", plate.Item{Source: plate.Own, Due: "2026-11-22"}, false, nil},
		{"a date that is far", plate.Item{Source: plate.Own, Due: "2026-12-24"}, false, []plate.Suggestion{{Reason: plate.Distant}}},
		{"a promise in busy code", plate.Item{Source: plate.Promise}, true, []plate.Suggestion{{Important: true, Yes: true, Reason: plate.HotPath}}},
		{"a promise", plate.Item{Source: plate.Promise}, false, []plate.Suggestion{{Important: true, Yes: true, Reason: plate.Waiting}}},
		{"what the owner said is not asked again", plate.Item{Source: plate.Review, Urgent: yes(false), Important: yes(false)}, true, nil},
		{"no date at all", plate.Item{Source: plate.Own, Due: "soon"}, false, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := plate.Suggest(c.item, today, c.hot)
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("suggested (-want +got):\n%s", diff)
			}
			c.item.Suggested = got
			if q := c.item.Quadrant(); c.item.Urgent == nil && q != plate.Unsorted {
				t.Errorf("a suggestion put it to %q", q)
			}
		})
	}
}

func TestQuadrants(t *testing.T) {
	for _, c := range []struct {
		urgent, important *bool
		want              plate.Quadrant
	}{
		{yes(true), yes(true), plate.Do},
		{yes(false), yes(true), plate.Schedule},
		{yes(true), yes(false), plate.HandOn},
		{yes(false), yes(false), plate.Drop},
		{nil, yes(true), plate.Unsorted},
		{yes(true), nil, plate.Unsorted},
	} {
		if got := (plate.Item{Urgent: c.urgent, Important: c.important}).Quadrant(); got != c.want {
			t.Errorf("%v, %v: %q, want %q", c.urgent, c.important, got, c.want)
		}
	}
}

func TestShape(t *testing.T) {
	do, schedule, handOn := plate.Item{Urgent: yes(true), Important: yes(true)}, plate.Item{Urgent: yes(false), Important: yes(true)}, plate.Item{Urgent: yes(true), Important: yes(false)}
	unsorted := plate.Item{Suggested: []plate.Suggestion{{Yes: true}}}
	for _, c := range []struct {
		name  string
		items []plate.Item
		want  plate.Shape
	}{
		{"nothing", nil, plate.NoShape},
		{"too little to say", []plate.Item{do, do, do, unsorted, unsorted}, plate.NoShape},
		{"all urgent and important", []plate.Item{do, do, do, do, unsorted}, plate.Firefighting},
		{"half urgent only", []plate.Item{do, handOn, handOn, schedule}, plate.Distracted},
		{"nothing to hand on or drop", []plate.Item{do, do, schedule, schedule}, plate.SecondLook},
		{"some of each", []plate.Item{do, schedule, schedule, handOn}, plate.Balanced},
	} {
		if got := (plate.Matrix{Items: c.items}).Shape(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestArrangeByDateThenAge(t *testing.T) {
	b := plate.Fold([]eventlog.Event{
		said(1, "r", plate.Added, "M-LATER1", `{"text":"no date"}`), said(2, "r", plate.Added, "M-DATED1", `{"text":"date","due":"2026-11-19"}`),
		said(3, "r", plate.Sorted, "R-REVIEW", `{"urgent":"yes","important":"yes"}`),
	}, "r")
	m := plate.Arrange(b, []plate.Item{{ID: "R-REVIEW", Source: plate.Review, Since: today}}, today, nil)
	var ids []string
	for _, i := range m.Items {
		ids = append(ids, i.ID)
	}
	if diff := cmp.Diff([]string{"M-DATED1", "R-REVIEW", "M-LATER1"}, ids); diff != "" {
		t.Error(diff)
	}
	if in := m.In(plate.Do); len(in) != 1 || in[0].ID != "R-REVIEW" {
		t.Errorf("to do: %+v", in)
	}
}

func FuzzFold(f *testing.F) {
	f.Add(plate.Added, `{"text":"x","urgent":"yes"}`, plate.Sorted, `{"text":null}`)
	f.Add(plate.Dropped, `{}`, plate.Added, `{"line":-1,"text":"\u0000"}`)
	f.Fuzz(func(t *testing.T, kind1, body1, kind2, body2 string) {
		b := plate.Fold([]eventlog.Event{said(1, "r", kind1, "M-AAAAAA", body1), said(2, "r", kind2, "M-AAAAAA", body2)}, "r")
		m := plate.Arrange(b, nil, today, nil)
		if len(m.Items) > 1 {
			t.Errorf("one subject made %d items", len(m.Items))
		}
		m.Shape()
	})
}
