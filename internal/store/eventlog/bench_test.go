package eventlog_test

import (
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/store/eventlog"
)

func BenchmarkAppend(b *testing.B) {
	l := opened(b)
	for b.Loop() {
		appended(b, l, said("decision.logged", "D-7K3QXM", `{"title":"Charge is idempotent"}`))
	}
}

// Eight writers, each with the file open on its own, as eight editors have it.
func BenchmarkAppendEightWriters(b *testing.B) {
	path := filepath.Join(b.TempDir(), eventlog.TeamFile)
	logs := make(chan *eventlog.Log, 8)
	for range cap(logs) {
		logs <- open(b, path, eventlog.Options{})
	}
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		l := <-logs
		defer func() { logs <- l }()
		for pb.Next() {
			if _, err := l.Append(b.Context(), said("decision.logged", "D-7K3QXM", `{}`)); err != nil {
				b.Error(err)
			}
		}
	})
}
