package ownership_test

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/ownership"
	"github.com/leadline/leadline/internal/people"
	"github.com/leadline/leadline/internal/store/index"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func part(name, email string, changes, reviews int, weight float64, days int) index.Contribution {
	at := now.AddDate(0, 0, -days)
	return index.Contribution{Who: git.Identity{Name: name, Email: email}, Changes: changes, Reviews: reviews, Weight: weight, First: at, Last: at}
}

func TestKnowers(t *testing.T) {
	parts := []index.Contribution{
		part("Dev Gone", "gone@example.com", 9, 0, 4, 366),
		part("Dev One", "dev1@example.com", 2, 0, 1, 300),
		part("renovate[bot]", "bot@example.com", 50, 0, 90, 1),
		part("Dev One", "7+one@users.noreply.github.com", 1, 2, 2, 10),
		part("Dev B", "b@example.com", 0, 1, 0.5, 20),
		part("Dev A", "a@example.com", 1, 0, 0.5, 20),
	}
	var ids []git.Identity
	for _, p := range parts {
		ids = append(ids, p.Who)
	}
	d := people.NewDirectory(ids, people.Options{})
	knowers := ownership.Knowers(parts, d, now)

	type row struct {
		Name             string
		Share            float64
		Changes, Reviews int
		Days             int
		Active           bool
	}
	var got []row
	sum := 0.0
	for _, k := range knowers {
		got = append(got, row{k.Person.Name, k.Share, k.Changes, k.Reviews, int(now.Sub(k.Last).Hours() / 24), k.Active})
		sum += k.Share
	}
	want := []row{
		{"Dev Gone", 0.5, 9, 0, 366, false},
		{"Dev One", 0.375, 3, 2, 10, true},
		{"Dev A", 0.0625, 1, 0, 20, true},
		{"Dev B", 0.0625, 0, 1, 20, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("knowers (-want +got):\n%s", diff)
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("shares sum to %v", sum)
	}

	me := d.Resolve(git.Identity{Name: "x", Email: "dev1@example.com"})
	for _, tt := range []struct {
		name    string
		exclude *people.Person
		want    string
	}{
		{"nobody excluded", nil, "Dev One"},
		{"not oneself", me, "Dev A"},
		{"oneself from elsewhere", &people.Person{Emails: []string{"dev1@example.com"}}, "Dev A"},
	} {
		if k := ownership.Nearest(knowers, tt.exclude); k == nil || k.Person.Name != tt.want {
			t.Errorf("%s: ask %+v, want %s", tt.name, k, tt.want)
		}
	}
	if k := ownership.Nearest(knowers[:1], nil); k != nil {
		t.Errorf("somebody who is gone is suggested: %+v", k)
	}
}

func TestKnowersOfNothing(t *testing.T) {
	d := people.NewDirectory(nil, people.Options{})
	bot := []index.Contribution{part("x[bot]", "x@y", 1, 0, 1, 1)}
	for _, parts := range [][]index.Contribution{nil, bot} {
		if k := ownership.Knowers(parts, d, now); len(k) != 0 || ownership.Nearest(k, nil) != nil {
			t.Errorf("knowers %+v, want none", k)
		}
	}
}
