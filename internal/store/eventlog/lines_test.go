package eventlog_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/eventlog"
)

func nowNoon() time.Time { return noon }

func exported(t *testing.T, l *eventlog.Log) string {
	t.Helper()
	var out bytes.Buffer
	n, err := l.Export(t.Context(), &out)
	if err != nil || n != strings.Count(out.String(), "\n") {
		t.Fatal(n, err)
	}
	return out.String()
}

func imported(t *testing.T, l *eventlog.Log, text string) (eventlog.United, []string) {
	t.Helper()
	var bad []string
	u, err := l.ImportLines(t.Context(), strings.NewReader(text), func(line int, err error) {
		if !errors.Is(err, eventlog.ErrInvalid) {
			t.Error(err)
		}
		bad = append(bad, fmt.Sprintf("%d: %v", line, err))
	})
	if err != nil {
		t.Fatal(err)
	}
	return u, bad
}

func TestExportAndImport(t *testing.T) {
	l := opened(t)
	repo, err := l.Repo(t.Context(), eventlog.Evidence{GitDir: "/secret/place", Remotes: []string{"https://me:hunter2@example.com/a/b.git"}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 1234 { // more than a page and a batch
		e := said("a.b", fmt.Sprint("D-", i), `{"title":"x"}`)
		e.Repo = repo
		appended(t, l, e)
	}
	text := exported(t, l)
	if strings.Contains(text, "secret") || strings.Contains(text, "hunter2") || strings.Count(text, `"evidence":{"remotes":["example.com/a/b"]}`) != 1 {
		t.Errorf("the first line is %.500s", text)
	}
	other := open(t, filepath.Join(t.TempDir(), "other", eventlog.TeamFile), eventlog.Options{})
	for i, want := range []int{1234, 0} {
		u, bad := imported(t, other, text)
		if diff := cmp.Diff(eventlog.United{Read: 1234, Added: want, Elsewhere: want}, u); diff != "" || len(bad) > 0 {
			t.Errorf("import %d: %v %s", i, bad, diff)
		}
	}
	if diff := cmp.Diff(everything(t, l), everything(t, other)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(text, exported(t, other)); diff != "" {
		t.Error(diff)
	}
	if id, err := other.Repo(t.Context(), eventlog.Evidence{GitDir: "/elsewhere", Remotes: []string{"git@example.com:a/b"}}); id != repo || err != nil {
		t.Errorf("there the repository is %s, was %s, %v", id, repo, err)
	}
}

func TestBadLinesAreNamedAndTheOthersTaken(t *testing.T) {
	l := opened(t)
	appended(t, l, said("a.b", "x", ""), said("a.b", "y", ""))
	lines := strings.SplitAfter(exported(t, l), "\n")
	forged := strings.Replace(lines[0], `"id":"`, `"id":"forged`, 1)
	private := strings.Replace(lines[1], `"team"`, `"private"`, 1)
	text := "\xef\xbb\xbf" + lines[0] + "\r\n  \n{\n" + private + strings.Repeat("x", eventlog.MaxLine+10) + "\n" + forged + strings.TrimSuffix(lines[1], "\n")
	other := opened(t)
	u, bad := imported(t, other, text)
	if diff := cmp.Diff(eventlog.United{Read: 3, Added: 2, Elsewhere: 2, Taken: u.Taken}, u); diff != "" || len(u.Taken) != 1 {
		t.Error(diff, u.Taken)
	}
	var numbers []string
	for _, b := range bad {
		n, _, _ := strings.Cut(b, ":")
		numbers = append(numbers, n)
	}
	if diff := cmp.Diff([]string{"4", "5", "6", "7"}, numbers); diff != "" {
		t.Errorf("%s\n%s", diff, strings.Join(bad, "\n"))
	}
	if diff := cmp.Diff(everything(t, l), everything(t, other)); diff != "" {
		t.Error(diff)
	}
	if u, bad := imported(t, other, ""); u.Read != 0 || len(bad) > 0 {
		t.Error(u, bad)
	}
}

func TestImportThatBreaksOffKeepsWhatCame(t *testing.T) {
	l := opened(t)
	appended(t, l, said("a.b", "x", ""))
	torn := errors.New("unplugged")
	other := opened(t)
	u, err := other.ImportLines(t.Context(), io.MultiReader(strings.NewReader(exported(t, l)), iotest.ErrReader(torn)), func(int, error) {})
	if u.Added != 1 || !errors.Is(err, torn) {
		t.Error(u, err)
	}
	if _, err := l.Export(t.Context(), failingWriter{torn}); !errors.Is(err, torn) {
		t.Error(err)
	}
}

type failingWriter struct{ err error }

func (w failingWriter) Write([]byte) (int, error) { return 0, w.err }

func FuzzImportLines(f *testing.F) {
	text, err := strange().Line()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text) + "\n{}\n" + string(text))
	f.Add(strings.Replace(string(text), `{"id"`, `{"evidence":{"remotes":["git@example.com:a"],"roots":["x"]},"id"`, 1))
	f.Fuzz(func(t *testing.T, text string) {
		l := opened(t)
		u, err := l.ImportLines(t.Context(), strings.NewReader(text), func(line int, err error) {
			if line < 1 || line > strings.Count(text, "\n")+1 || !errors.Is(err, eventlog.ErrInvalid) {
				t.Errorf("line %d: %v", line, err)
			}
		})
		if err != nil || u.Read-len(u.Taken) < u.Added || len(everything(t, l)) != u.Added {
			t.Errorf("%+v, %v", u, err)
		}
	})
}
