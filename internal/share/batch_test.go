package share

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store/eventlog"
)

const writerA, repoA = "00000000000000000000000000", "11111111111111111111111111"

func event(seq int64, body string) eventlog.Event {
	return eventlog.Event{
		ID: fmt.Sprintf("01K6%022d", seq), Writer: writerA, Seq: seq, HLC: seq << 16, V: 1, Repo: repoA, ActorName: "Dev One", At: time.Unix(seq, 0).UTC(),
		Kind: "decision.logged", Subject: "D-AAAAAA", Visibility: "team", Body: json.RawMessage(body),
	}
}

func TestBatchesComeBack(t *testing.T) {
	var events []eventlog.Event
	for i := range int64(2300) {
		events = append(events, event(i+1, fmt.Sprintf(`{"title":%q}`, strings.Repeat("é", int(i)))))
	}
	made, err := batches(events)
	if err != nil || len(made) < 3 {
		t.Fatal(len(made), err)
	}
	var back []eventlog.Event
	for _, b := range made {
		if len(b.Content) > mostBatch {
			t.Errorf("a batch has %d bytes", len(b.Content))
		}
		read, err := parseBatch(writerA, b.Content)
		if err != nil || !b.At.Equal(read[len(read)-1].At) {
			t.Fatal(err, b.At)
		}
		back = append(back, read...)
	}
	if !reflect.DeepEqual(events, back) { // cmp takes a minute for so many bytes
		t.Error("events came back otherwise")
	}
	if again, err := batches(events); !reflect.DeepEqual(made, again) || err != nil {
		t.Errorf("other batches the second time: %v", err)
	}
}

func FuzzBatch(f *testing.F) {
	good, err := batches([]eventlog.Event{event(1, `{}`), event(2, `{"title":"x"}`)})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good[0].Content)
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		events, err := parseBatch(writerA, content)
		if err != nil {
			return
		}
		again, err := batches(events)
		if err != nil {
			t.Fatal(err)
		}
		var back []eventlog.Event
		for _, b := range again {
			read, err := parseBatch(writerA, b.Content)
			if err != nil {
				t.Fatal(err)
			}
			back = append(back, read...)
		}
		if diff := cmp.Diff(events, back); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTheLatestClockThatIsBelieved(t *testing.T) {
	now := time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) int64 { return now.Add(d).UnixMilli() << 16 }
	year := 365 * 24 * time.Hour
	for name, c := range map[string]struct {
		others []int64
		want   time.Duration
	}{
		"nobody else":                 {nil, 0},
		"others are behind":           {[]int64{at(-year), at(-2 * year)}, 0},
		"one is far ahead":            {[]int64{at(10 * year), at(-year)}, 0},
		"one is far ahead, alone":     {[]int64{at(10 * year)}, 0},
		"two agree: it is this clock": {[]int64{at(10 * year), at(9 * year)}, 9 * year},
	} {
		newest := map[string]int64{}
		for i, clock := range c.others {
			newest[fmt.Sprint(i)] = clock
		}
		if got, want := limit(now, newest), at(c.want+ahead); got != want {
			t.Errorf("%s: %v, want %v", name, moment(got), moment(want))
		}
	}
}

func TestWhichIdentityIsTaken(t *testing.T) {
	for name, c := range map[string]struct {
		mine   string
		shared bool
		teams  []string
		want   []string
	}{
		"nobody is there":              {"m", false, nil, nil},
		"the team is there":            {"m", false, []string{"x"}, []string{"x"}},
		"two are there":                {"m", false, []string{"x", "b"}, []string{"b", "x"}},
		"one's own is there":           {"m", false, []string{"m", "x"}, nil},
		"one's own, and a smaller one": {"m", false, []string{"m", "b"}, []string{"b"}},
		"known already, larger":        {"m", true, []string{"x"}, nil},
		"known already, smaller":       {"m", true, []string{"x", "b", "a"}, []string{"a", "b"}},
	} {
		teams := map[string]string{}
		for _, id := range c.teams {
			teams[id] = "w"
		}
		got := choices(c.mine, c.shared, teams)
		if len(got) == 0 {
			got = nil
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestChain(t *testing.T) {
	parents := map[git.Hash][]git.Hash{"c": {"b"}, "b": {"a"}, "a": nil, "m": {"b", "a"}, "x": {"y"}}
	for name, c := range map[string]struct {
		tip, known git.Hash
		want       []git.Hash
		ok         bool
	}{
		"all":         {"c", "", []git.Hash{"a", "b", "c"}, true},
		"the rest":    {"c", "a", []git.Hash{"b", "c"}, true},
		"nothing new": {"c", "c", nil, true},
		"a merge":     {"m", "", nil, false},
		"not met":     {"c", "z", nil, false},
		"cut off":     {"x", "", nil, false},
		"went back":   {"z", "c", nil, false},
	} {
		got, ok := chain(parents, c.tip, c.known)
		if diff := cmp.Diff(c.want, got); diff != "" || ok != c.ok {
			t.Errorf("%s: %v %s", name, ok, diff)
		}
	}
}
