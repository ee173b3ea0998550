package eventlog_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/eventlog"
)

func TestWhatIsKeptIsReplacedAsAWhole(t *testing.T) {
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), eventlog.PrivateFile)
	l := open(t, path, eventlog.Options{Private: true})
	type all = map[string]json.RawMessage
	if got, err := l.Kept(ctx, "busy"); err != nil || len(got) > 0 {
		t.Fatalf("before anything was kept: %v, %v", got, err)
	}
	for _, want := range []all{{"a": json.RawMessage(`{"secret":"hunter2"}`), "b": json.RawMessage(`2`)}, {"b": json.RawMessage(`3`)}} {
		if err := l.Keep(ctx, "busy", want); err != nil {
			t.Fatal(err)
		}
		other := open(t, path, eventlog.Options{Private: true}) // another process
		got, err := other.Kept(ctx, "busy")
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%v\n%s", err, d)
		}
	}
	if got, err := l.Kept(ctx, "else"); err != nil || len(got) > 0 {
		t.Errorf("another kind: %v, %v", got, err)
	}
	if err := l.Keep(ctx, "busy", all{"a": json.RawMessage(`{`)}); !errors.Is(err, eventlog.ErrInvalid) {
		t.Errorf("no JSON: %v", err)
	}
	if got, _ := l.Kept(ctx, "busy"); string(got["b"]) != "3" {
		t.Errorf("a failure left %v", got)
	}
	if err := l.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
	if file, err := os.ReadFile(path); err != nil || bytes.Contains(file, []byte("hunter2")) {
		t.Errorf("what was replaced is in the file still, or it cannot be read: %v", err)
	}
}

func TestTheTeamsLogKeepsNothingOfOnes(t *testing.T) {
	l := opened(t)
	if err := l.Keep(t.Context(), "busy", nil); !errors.Is(err, eventlog.ErrShared) {
		t.Errorf("%v", err)
	}
}
