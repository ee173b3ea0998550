package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/store/eventlog"
	"github.com/leadline/leadline/internal/workspace"
)

// BenchmarkTodos20000 lists 20,000 TODO comments in 1,000 files, 2,000 of them offered to somebody, when nothing has
// changed since the last time. The whole process is measured by internal/bench, `-only many`.
func BenchmarkTodos20000(b *testing.B) {
	dir := b.TempDir()
	h := &home{top: filepath.Join(dir, "repo"), dirs: dirsIn(dir)}
	for file := range 1000 {
		text := "package a\n"
		for n := range 20 {
			text += fmt.Sprintf("\nfunc part%dx%d() {\n\t// TODO: make step %d of part %d safe to repeat\n\tbill()\n}\n", file, n, n, file)
		}
		path := filepath.Join(h.top, fmt.Sprintf("area%d", file%50), fmt.Sprintf("part%d.go", file))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	gittest.Git(b, h.top, "init", "-q")
	gittest.Git(b, h.top, "add", ".")
	gittest.Git(b, h.top, "-c", "user.name=Dev", "-c", "user.email=dev@example.com", "commit", "-qm", "many")
	stores, err := workspace.OpenStores(b.Context(), h.dirs, workspace.StoreDir(b.Context(), h.dirs, h.top), now, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer stores.Close()
	w, err := workspace.Open(b.Context(), h.top, workspace.Opened(stores, nil), workspace.Options{Dirs: h.dirs, Now: now})
	if err != nil {
		b.Fatal(err)
	}
	defer w.Close()
	if err := w.Refresh(b.Context()); err != nil {
		b.Fatal(err)
	}
	todos, err := w.Todos(b.Context())
	if err != nil || len(todos) != 20_000 {
		b.Fatal(len(todos), err)
	}
	var events []eventlog.Event
	for i := range 2000 {
		t := todos[10*i]
		events = append(events, eventlog.Event{
			Repo: w.Snapshot().Repo, Kind: string(ledger.TodoOffered), Subject: fmt.Sprintf("T-%06d", i), Visibility: ledger.Team,
			ActorName: "Dev", ActorEmail: "dev@example.com", Body: fmt.Appendf(nil, `{"to":"@dev%d","what":%q,"why":"w","todo":%q}`, i%40, t.Text, t.ID),
		})
	}
	if _, err := stores.Events.Append(b.Context(), events...); err != nil {
		b.Fatal(err)
	}
	if err := w.CatchUp(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		todos, err := w.Todos(b.Context())
		if err != nil || len(todos) != 20_000 || todos[0].Delegation == "" {
			b.Fatal(len(todos), err)
		}
		w.Snapshot().Filter(todos, workspace.TodoFilter{Mine: true})
	}
}
