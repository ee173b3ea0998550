package share_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/store/eventlog"
)

// Years of a team: ten writers, 10,000 events each, 20 in a batch.
const (
	benchWriters = 10
	benchEach    = 10_000
	benchBatch   = 20
)

// years fills a remote as ten machines would have, without waiting for their disks.
func years(b *testing.B) string {
	b.Helper()
	bare := remote(b)
	x, err := git.OpenExchange(b.TempDir(), "sha1")
	if err != nil {
		b.Fatal(err)
	}
	refs := map[string]string{}
	for w := range benchWriters {
		writer := fmt.Sprintf("%026d", w)
		var all []git.Batch
		for n := 0; n < benchEach; n += benchBatch {
			var text strings.Builder
			at := noon.Add(time.Duration(n*benchWriters+w) * time.Minute)
			for i := range benchBatch {
				seq := n + i + 1
				said := at.Add(time.Duration(i) * time.Second)
				e := eventlog.Event{
					ID: ulid.MustNew(ulid.Timestamp(said), zeros{byte(w), byte(i)}).String(), Writer: writer, Seq: int64(seq), HLC: said.UnixMilli()<<16 + int64(w), V: 1,
					Repo: fmt.Sprintf("%026d", 1), ActorName: fmt.Sprint("Dev ", w), ActorEmail: fmt.Sprintf("dev%d@example.com", w), At: said,
					Kind: "decision.logged", Subject: fmt.Sprintf("D-%02X%04X", w, seq), Visibility: "team",
					Body: json.RawMessage(`{"title":"Charge is idempotent","undo":"days","decided_by":"team","status":"accepted","because":"A retry must never bill twice.","anchors":[{"path":"pay/charge.go","line":12,"end_line":18}]}`),
				}
				line, err := e.Line()
				if err != nil {
					b.Fatal(err)
				}
				text.Write(line)
				text.WriteByte('\n')
			}
			all = append(all, git.Batch{Content: []byte(text.String()), At: at})
		}
		if _, err := x.Append(b.Context(), "refs/own/"+writer, "", all); err != nil {
			b.Fatal(err)
		}
		refs["refs/leadline/v1/"+writer+"/1"] = "refs/own/" + writer
	}
	m := newMachine(b, "years")
	d, err := git.DestinationOf(m.clone, bare)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := x.Push(b.Context(), d, refs); err != nil {
		b.Fatal(err)
	}
	gittest.Git(b, bare, "gc", "-q")
	return bare
}

type zeros [2]byte

func (z zeros) Read(p []byte) (int, error) {
	clear(p)
	copy(p, z[:])
	return len(p), nil
}

// The first sync of a machine that is new to a team of 100,000 events.
func BenchmarkFirstSync(b *testing.B) {
	bare := years(b)
	for b.Loop() {
		b.StopTimer()
		m := newMachine(b, "new")
		m.now = noon.AddDate(1, 0, 0)
		b.StartTimer()
		if out := m.sync(bare); out.Received != benchWriters*benchEach {
			b.Fatalf("%+v", out)
		}
	}
}

// A sync of 100,000 events of which none is new.
func BenchmarkNoOpSync(b *testing.B) {
	bare := years(b)
	m := newMachine(b, "old")
	m.now = noon.AddDate(1, 0, 0)
	m.sync(bare)
	for b.Loop() {
		if out := m.sync(bare); out.Sent+out.Received > 0 {
			b.Fatalf("%+v", out)
		}
	}
}

// One event is said and sent.
func BenchmarkSendOne(b *testing.B) {
	bare := years(b)
	m := newMachine(b, "old")
	m.now = noon.AddDate(1, 0, 0)
	m.sync(bare)
	for b.Loop() {
		m.decide("D-AAAAAA", "x")
		if out := m.sync(bare); out.Sent != 1 {
			b.Fatalf("%+v", out)
		}
	}
}

// What was said of 100,000 events reaches the lead's store.
func BenchmarkProjectWhatArrived(b *testing.B) {
	bare := years(b)
	for b.Loop() {
		b.StopTimer()
		m := newMachine(b, "new")
		m.now = noon.AddDate(1, 0, 0)
		m.sync(bare)
		b.StartTimer()
		if _, err := m.lead.CatchUp(b.Context(), m.log); err != nil {
			b.Fatal(err)
		}
	}
}
