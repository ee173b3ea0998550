package leadstore_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/leadstore"
)

func TestParseSaved(t *testing.T) {
	got, err := leadstore.ParseSaved("queries/one-way.sql", "-- Which ones?\r\n-- :since = 2026-01-01   decided since then\n-- :who   handle\n-- :word = 'it''s'\n\nSELECT ':who', id -- :no\nFROM decisions WHERE at > :since AND \"by\" = :who AND title <> :word AND repo = :repo;\n")
	if err != nil {
		t.Fatal(err)
	}
	text := func(s string) *string { return &s }
	want := leadstore.Saved{
		Name: "one-way", Description: "Which ones?",
		Parameters: []leadstore.Parameter{{"since", text("2026-01-01"), "decided since then"}, {"who", nil, "handle"}, {"word", text("it's"), ""}},
		SQL:        "SELECT ':who', id -- :no\nFROM decisions WHERE at > :since AND \"by\" = :who AND title <> :word AND repo = :repo",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	sql, err := got.Bind(map[string]string{"who": "@o'dev"}, "")
	if err != nil {
		t.Fatal(err)
	}
	if want := "SELECT ':who', id -- :no\nFROM decisions WHERE at > '2026-01-01' AND \"by\" = '@o''dev' AND title <> 'it''s' AND repo = NULL"; sql != want {
		t.Error(cmp.Diff(want, sql))
	}
}

func TestSavedQueriesThatAreWrongSaySo(t *testing.T) {
	for text, want := range map[string]string{
		"-- x\n-- :\nSELECT 1":        "line 2",
		"SELECT :a":                   "it uses :a, which no line declares",
		"DELETE FROM x":               "must be one SELECT or WITH",
		"-- only words":               "it is empty",
		"SELECT 1; SELECT 2":          "more than one statement",
		"-- :a = 1\n:a SELECT 1":      "it has a parameter",
		"SELECT ?1":                   "it has a parameter",
		"-- :a\nSELECT :a /* :b */ ;": "",
	} {
		_, err := leadstore.ParseSaved("q.sql", text)
		if want == "" && err == nil {
			continue
		}
		if !errors.Is(err, leadstore.ErrQuery) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := leadstore.ParseSaved("a b.sql", "SELECT 1"); err == nil {
		t.Error("a name with a space is taken")
	}
}

func TestBindNamesWhatIsMissingOrUnknown(t *testing.T) {
	q, err := leadstore.ParseSaved("q.sql", "-- :since   a day\nSELECT :since")
	if err != nil {
		t.Fatal(err)
	}
	for given, want := range map[string]string{"": "it needs since (a day)", "sinse": "Did you mean since?", "other": "It has since"} {
		values := map[string]string{}
		if given != "" {
			values["since"], values[given] = "1", "1"
		}
		if _, err := q.Bind(values, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", given, err, want)
		}
	}
	for value, want := range map[string]string{
		"12": "SELECT 12", "-1.5": "SELECT -1.5", "null": "SELECT NULL", "0x10": "SELECT '0x10'", "1e999": "SELECT '1e999'", "inf": "SELECT 'inf'", "'; --": "SELECT '''; --'", "": "SELECT ''",
	} {
		if got, err := q.Bind(map[string]string{"since": value}, ""); err != nil || got != want {
			t.Errorf("%q: %q, %v, want %q", value, got, err, want)
		}
	}
}

func TestBuiltInQueriesRun(t *testing.T) {
	all, err := leadstore.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 12 {
		t.Errorf("there are %d", len(all))
	}
	lead := openStore(t, t.TempDir())
	for _, q := range all {
		if q.Description == "" {
			t.Errorf("%s says nothing of itself", q.Name)
		}
		for _, repo := range []string{"", "01JD0000000000000000000000"} {
			sql, err := q.Bind(nil, repo)
			if err != nil {
				t.Errorf("%s: %v", q.Name, err)
				continue
			}
			rows, err := lead.Query(t.Context(), sql, leadstore.Limits{})
			if err != nil {
				t.Errorf("%s: %v", q.Name, err)
				continue
			}
			for rows.Next() {
			}
			if err := errors.Join(rows.Err(), rows.Close()); err != nil {
				t.Errorf("%s: %v", q.Name, err)
			}
		}
	}
}

func FuzzSavedQueryIsBoundToOneStatement(f *testing.F) {
	f.Add("-- :a = 1\nSELECT :a", "x'; DROP TABLE y; --")
	f.Fuzz(func(t *testing.T, text, value string) {
		q, err := leadstore.ParseSaved("q.sql", text)
		if err != nil {
			return
		}
		given := map[string]string{}
		for _, p := range q.Parameters {
			given[p.Name] = value
		}
		sql, err := q.Bind(given, value)
		if err != nil {
			return
		}
		again, err := leadstore.ParseSaved("q.sql", sql)
		if strings.ContainsRune(value, 0) || len(sql) > 1<<16 {
			return
		}
		if err != nil || again.SQL != sql {
			t.Errorf("%q became %q, %v", sql, again.SQL, err)
		}
	})
}
