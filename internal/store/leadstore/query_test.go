package leadstore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/store/leadstore"
)

func TestQueriesThatMustWork(t *testing.T) {
	h := build(t)
	for i := range 5 {
		h.say("decision.logged", fmt.Sprint("D-", i), `{"decision":{"title":"it's \"so\"; really","status":"accepted"},"anchors":[{"path":"a","line":1,"end_line":1}]}`)
	}
	h.catchUp()
	for query, want := range map[string]string{
		`select count(*) from decisions`:              "5",
		` ;; select 1 ; ; `:                           "1",
		"-- why\nselect 1 -- because":                 "1",
		"/* a; b */ select ';' /* unclosed":           ";",
		`select 'a;b', "path" from decisions limit 1`: "a;b|a",
		`with recursive c(n) as (select 1 union all select n+1 from c where n<4) select sum(n) from c`: "10",
		`with d as (select * from decisions) select count(*) from d where path like 'a%'`:              "5",
		`select d.id from decisions d join anchors a using (id) order by 1 desc limit 1`:               "D-4",
		`select count(*) from decisions union all select count(*) from events`:                         "5 5",
		`select row_number() over (order by id desc) from decisions where id = 'D-3'`:                  "1",
		`select value from json_each('[7]')`:                                                           "7",
		`select title from decisions where id in (select id from anchors) limit 1`:                     `it's "so"; really`,
		`select 1 as a, 2 as a`: "1|2",
		`select date('2026-10-01', '+1 day'), upper('x'), round(1.25, 1), json_extract('{"a":[1]}', '$.a[0]')`: "2026-10-02|X|1.3|1",
		`select id from decisions order by id desc`:                                                            "D-4 D-3 D-2 D-1 D-0",
		`select exists (select 1 from todos), (select max(at) from events) > '2026'`:                           "0|1",
		`select name from sqlite_master where name = 'todos'`:                                                  "todos",
		`select null, x'00ff', 1.5`:                                                                            "null|[0 255]|1.5",
	} {
		got, err := rows(t.Context(), h.store, query, leadstore.Limits{})
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: %v, %v", query, got, err)
		}
	}
	r, err := h.store.Query(t.Context(), `select 1 as a, 2 as a, count(*)`, leadstore.Limits{})
	must(t, err)
	defer r.Close()
	if diff := cmp.Diff([]string{"a", "a", "count(*)"}, r.Columns()); diff != "" {
		t.Error(diff)
	}
}

func TestQueriesThatMustNot(t *testing.T) {
	h := build(t)
	h.say("decision.logged", "D-1", `{}`)
	h.catchUp()
	beside := filepath.Join(h.dir, "beside.db")
	before, err := os.ReadFile(h.store.Path())
	must(t, err)
	for _, query := range []string{
		"", " ", ";", "-- nothing", "/*", "select", "select 1; select 2", "select 1; -- fine\n delete from entry",
		"select 1) select * from (select 2", "select 1) union select doc from entry union select (1", "select (1",
		"select 1 /*; */; select 2", "select `a;`; drop table entry",
		"delete from entry", "update entry set doc = ''", "insert into entry default values", "drop view decisions",
		"create table x (y)", "create temp table x (y)", "replace into meta values (1, 2)", "vacuum", "vacuum into 'x'", "analyze", "reindex",
		"begin", "commit", "savepoint x", "explain select 1", "values (1)",
		"with x as (select 1) delete from entry", "with x as (select 1) insert into meta select 1, 2 from x",
		"with x as (delete from entry returning *) select * from x",
		"pragma user_version", "pragma query_only = 0", "pragma writable_schema = 1",
		"select * from pragma_table_info('entry')", "select * from pragma_database_list", "select * from pragma_query_only(0)",
		"attach '" + beside + "' as x", "detach main",
		"select load_extension('x')", "select readfile('/etc/passwd')", "select writefile('x', 'y')", "select edit('x')",
		"select fts3_tokenizer('simple')", "select randomblob(100)", "select zeroblob(1000000000)", "select sqlite_version()",
		"select * from generate_series(1, 10)", "select * from sqlite_dbpage", "select * from dbstat", "select count(*) from sqlite_dbpage", "select * from bytecode('select 1')",
		"select * from sqlite_stmt", "select * from fts5vocab", "select highlight(1, 2, 3, 4)", "select match('a', 'b')",
		"select doc from entry", "select * from event", "select value from meta", "select e.doc from entry e join decisions d on e.id = d.id",
		"select (select doc from entry)", "select * from decisions where exists (select doc from entry where doc like '%x%')",
		"select * from temp.sqlite_master", "select * from main.entry", "select \"nothing\"", "select ?1", "select :a", "select @a", "select $a", "select 1\x00",
		"select group_concat(hex(printf('%1000000d', 1))) from schema_doc", "select '" + strings.Repeat("x", 70_000) + "'",
		"select replace(printf('%500000d', 1), ' ', 'xxxxxxxx')",
	} {
		got, err := rows(t.Context(), h.store, query, leadstore.Limits{Timeout: 5 * time.Second})
		if err == nil {
			t.Errorf("%.80s gave %v", query, got)
		} else if !errors.Is(err, leadstore.ErrQuery) {
			t.Errorf("%.80s: %v", query, err)
		}
	}
	if _, err := os.Stat(beside); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file was made: %v", err)
	}
	if after, err := os.ReadFile(h.store.Path()); err != nil || !bytes.Equal(before, after) {
		t.Errorf("the file was changed (%v)", err)
	}
	h.expect(`select id from decisions`, "D-1")
}

func TestQueryEnds(t *testing.T) {
	h := build(t)
	endless := `with recursive c(n) as (select 1 union all select n+1 from c) `
	for _, query := range []string{
		endless + `select count(*) from c`,
		`select 1 union all select * from (` + endless + `select count(*) from c)`, // a first row, then none for ever
		endless + `select n from c where n < 0`,
		endless + `select a.n from c a, c b where a.n < 0`,
	} {
		_, err := rows(t.Context(), h.store, query, leadstore.Limits{Timeout: 50 * time.Millisecond})
		if !errors.Is(err, leadstore.ErrQuery) || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "Narrow it down") {
			t.Errorf("%s: %v", query, err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := h.store.Query(ctx, endless+`select count(*) from c`, leadstore.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	got, err := rows(t.Context(), h.store, endless+`select n from c`, leadstore.Limits{Rows: 3}) // endless, but capped
	if diff := cmp.Diff([]string{"1", "2", "3"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// Rows come as they are found, and the time that their reader takes does not count.
func TestQueryStreams(t *testing.T) {
	t.Parallel() // it waits for most of its time
	h := build(t)
	endless := `with recursive c(n) as (select 1 union all select n+1 from c) `
	r, err := h.store.Query(t.Context(), endless+`select n, n % 2 from c`, leadstore.Limits{Timeout: time.Minute})
	must(t, err)
	for i := range int64(5000) {
		if !r.Next() || r.Values()[0] != i+1 {
			t.Fatalf("row %d is %v, %v", i+1, r.Values(), r.Err())
		}
	}
	must(t, r.Close()) // of a query that would never end
	r, err = h.store.Query(t.Context(), endless+`select n from c`, leadstore.Limits{Timeout: time.Second})
	must(t, err)
	n := 0
	for ; r.Next(); n++ {
		if n == 20 {
			<-time.After(1200 * time.Millisecond) // the reader's own time
		}
	}
	if err := r.Err(); n < 30 || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, leadstore.ErrQuery) {
		t.Errorf("after the reader's pause and %d rows: %v", n, err)
	}
	must(t, r.Close())
	ctx, cancel := context.WithCancel(t.Context())
	r, err = h.store.Query(ctx, endless+`select n from c`, leadstore.Limits{})
	must(t, err)
	r.Next()
	cancel()
	for r.Next() {
	}
	if err := r.Err(); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	must(t, r.Close())
}

// Order and number of rows and columns are as the query has them.
func TestQueriesKeepTheirShape(t *testing.T) {
	h := build(t)
	numbers := `with recursive c(n) as (select 1 union all select n+1 from c where n < 3000) `
	got, err := rows(t.Context(), h.store, numbers+`select n from c order by n desc`, leadstore.Limits{})
	if err != nil || len(got) != 3000 || got[0] != "3000" || got[2999] != "1" {
		t.Errorf("%d rows, %v", len(got), err)
	}
	got, err = rows(t.Context(), h.store, numbers+`select n from c where n > 5 order by n limit 2 offset 1`, leadstore.Limits{})
	if diff := cmp.Diff([]string{"7", "8"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if got, err := rows(t.Context(), h.store, `select 1 where 0`, leadstore.Limits{}); len(got) != 0 || err != nil {
		t.Error(got, err)
	}
	wide := "select " + strings.TrimSuffix(strings.Repeat("1,", 120), ",")
	if got, err := rows(t.Context(), h.store, wide, leadstore.Limits{}); err != nil || len(got) != 1 {
		t.Errorf("120 columns: %v", err)
	}
	if _, err := rows(t.Context(), h.store, wide+", 1", leadstore.Limits{}); !errors.Is(err, leadstore.ErrQuery) {
		t.Errorf("121 columns: %v", err)
	}
}

// What a query may cost is bounded, whatever it is made of.
func TestQueryBombs(t *testing.T) {
	h := build(t)
	for _, query := range []string{
		"select leadline_row(1, 2)", "select count(leadline_row(1, title)) from decisions",
		"select randomblob(1000000000)", "select zeroblob(1e9)", "select printf('%.*c', 1000000000, 'x')", "select hex(printf('%400000d', 1))",
		"with recursive c(s) as (select 'x' union all select s || s from c) select max(length(s)) from c",
		"with recursive c(n) as (select 1 union all select n+1 from c) select json_group_array(printf('%1000d', n)) from c",
		"with recursive c(n) as (select 1 union all select n+1 from c) select n from c order by 1 desc",
		"with recursive a(n) as (select 1 union all select n+1 from a), b(n) as (select 1 union all select n+1 from b) select count(*) from a, b",
		"select count(*) from schema_doc a, schema_doc b, schema_doc c, schema_doc d where a.meaning || b.meaning || c.meaning || d.meaning like '%a%b%c%d%e%f%g%'",
		"select " + strings.Repeat("(", 5000) + "1" + strings.Repeat(")", 5000),
		"select 1" + strings.Repeat(" + length(printf('%500000d', 1))", 300), // each is remembered
		"select 1" + strings.Repeat(" union all select 1", 3000),
		"select * from " + strings.TrimSuffix(strings.Repeat("schema_doc, ", 100), ", "),
	} {
		got, err := rows(t.Context(), h.store, query, leadstore.Limits{Timeout: 100 * time.Millisecond, Rows: 100})
		if !errors.Is(err, leadstore.ErrQuery) {
			t.Errorf("%.100s: %d rows, %v", query, len(got), err)
		}
	}
	var m runtime.MemStats
	if runtime.ReadMemStats(&m); m.Sys > 500<<20 {
		t.Errorf("%d MB were taken", m.Sys>>20)
	}
}

func TestRowCap(t *testing.T) {
	h := build(t)
	for limit, want := range map[int]bool{1: true, 2: true, 3: false, 4: false, 0: false} {
		r, err := h.store.Query(t.Context(), `select value from json_each('[1,2,3]')`, leadstore.Limits{Rows: limit})
		must(t, err)
		n := 0
		for r.Next() {
			n++
		}
		if r.Truncated() != want || r.Err() != nil || want && n != limit || !want && n != 3 {
			t.Errorf("cap %d: %d rows, truncated %v, %v", limit, n, r.Truncated(), r.Err())
		}
		must(t, r.Close())
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	h := build(t)
	for query, want := range map[string]string{
		`select * from decison`:                      "no such table: decison. Did you mean decisions?",
		`select * from main.todo_list`:               "Did you mean todos?",
		`select titel from decisions`:                "no such column: titel. Did you mean title, of decisions?",
		`select d.assigne from todos d`:              "Did you mean assignee, of todos?",
		`select to from reviews`:                     `must be quoted`,
		`select * from decisions wher id = 1`:        "near \"id\": syntax error",
		`delete from entry`:                          "one SELECT or WITH",
		`select 1; select 2`:                         "more than one statement",
		`select * from entry`:                        "may only read the views",
		`select load_extension('x')`:                 "not authorized to use function",
		`select "accepted"`:                          "single-quotes",
		"select * from " + strings.Repeat("x", 5000): "Did you mean",
	} {
		_, err := rows(t.Context(), h.store, query, leadstore.Limits{})
		if !errors.Is(err, leadstore.ErrQuery) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v", query, err)
		}
		if err != nil && strings.Contains(err.Error(), "leadline_rows") {
			t.Errorf("%.60s speaks of what the reader did not write: %v", query, err)
		}
	}
}

func FuzzQuery(f *testing.F) {
	for _, seed := range []string{
		"select * from decisions", "with a as (select 1) select * from a;", "select 'a''b' -- c\n", "/* */ select [a] from `b`",
		"select 1; delete from entry", "select doc from entry", "select load_extension('x')", "attach 'x' as y",
	} {
		f.Add(seed)
	}
	dir := f.TempDir()
	s, err := leadstore.Open(f.Context(), dir, fold)
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { s.Close() })
	f.Fuzz(func(t *testing.T, query string) {
		r, err := s.Query(t.Context(), query, leadstore.Limits{Timeout: time.Second, Rows: 10})
		if err != nil {
			return
		}
		for r.Next() {
		}
		must(t, r.Close())
		entries, err := os.ReadDir(dir)
		must(t, err)
		if len(entries) > 5 { // the file, its companions, its lock and the link
			t.Errorf("%q left files behind: %v", query, entries)
		}
	})
}
