package zone

import (
	"testing"
	"time"
)

func TestAZoneWithoutANameHasOneThatShowsTheSame(t *testing.T) {
	from := time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)
	for _, name := range []string{"Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Caracas", "UTC", "Pacific/Chatham"} {
		in, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		got := Alike(in, from)
		if got == nil {
			t.Errorf("%s: none", name)
			continue
		}
		for at := from; at.Before(from.AddDate(1, 11, 0)); at = at.Add(7 * time.Hour) {
			if want := Wall(at, in); !Wall(at, got).Equal(want) {
				t.Fatalf("%s is taken for %s: %s at %s", name, got, Wall(at, got), want)
			}
		}
		if again := Alike(in, from); again.String() != got.String() {
			t.Errorf("%s: %s, then %s", name, got, again)
		}
	}
	if got := Alike(time.FixedZone("", 17*60), from); got != nil {
		t.Errorf("17 minutes off: %s", got)
	}
}
