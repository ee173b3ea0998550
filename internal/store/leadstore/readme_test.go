package leadstore_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/leadstore"
)

var (
	fenced   = regexp.MustCompile("(?s)```sql\n(.*?)```")
	asked    = regexp.MustCompile(`(?m)^    \$ leadline query (?:"((?:[^"\\]|\\.)*)"|'([^']*)')\n((?:    .*\n)*)`)
	inPlace  = regexp.MustCompile("`(?:leadline query|sqlite3 -readonly [^ `']*) '([^'…]*)'`")
	inShells = strings.NewReplacer(`\"`, `"`, `\\`, `\`)
)

// Every query in the README runs, and where it shows an answer, that one has the columns of the view as they are.
func TestQueriesOfTheReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "README.md"))
	must(t, err)
	h := build(t)
	for i, id := range []string{"D-AAAAAA", "D-BBBBBB"} {
		h.say("decision.logged", id, `{"decision":{"title":"Charge is idempotent","status":"accepted","undo":"months","confidence":"guess"},"anchors":[{"path":"pay/a.go","line":`+string(rune('1'+i))+`,"end_line":9}]}`)
	}
	h.catchUp()
	run := func(sql string) []string {
		t.Helper()
		r, err := h.store.Query(t.Context(), sql, leadstore.Limits{})
		if err != nil {
			t.Errorf("%s: %v", sql, err)
			return nil
		}
		defer r.Close()
		for r.Next() {
		}
		if r.Err() != nil {
			t.Errorf("%s: %v", sql, r.Err())
		}
		return r.Columns()
	}
	n := 0
	for _, m := range fenced.FindAllStringSubmatch(string(text), -1) {
		q, err := leadstore.ParseSaved("q.sql", m[1])
		must(t, err)
		sql, err := q.Bind(nil, "r")
		must(t, err)
		if run(sql); q.Description == "" {
			t.Errorf("what does this ask?\n%s", m[1])
		}
		n++
	}
	shown := 0
	for _, m := range asked.FindAllStringSubmatch(string(text), -1) {
		columns := run(inShells.Replace(m[1] + m[2]))
		n++
		head, _, _ := strings.Cut(m[3], "\n")
		if strings.TrimSpace(head) == "" {
			continue
		}
		shown++
		if diff := cmp.Diff(columns, strings.Fields(head)); diff != "" {
			t.Errorf("the README shows other columns than this has:\n%s%s\n%s", m[1], m[2], diff)
		}
	}
	for _, m := range inPlace.FindAllStringSubmatch(string(text), -1) {
		run(m[1])
		n++
	}
	saved, err := leadstore.BuiltIn() // the table of the README has each, which internal/house holds it to
	must(t, err)
	for _, q := range saved {
		sql, err := q.Bind(nil, "r")
		must(t, err)
		run(sql)
	}
	if n+len(saved) < 12 || shown < 4 || len(saved) < 12 {
		t.Errorf("%d queries were found beside %d saved ones, %d of them with an answer", n, len(saved), shown)
	}
}
