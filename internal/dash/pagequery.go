package dash

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/ledger"
	"github.com/leadline/leadline/internal/phrase"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

// The queries that give the rows of sections. :repo is the repository.
const (
	sqlWeek = `SELECT 'decision' AS what, id, title, at FROM decisions WHERE repo = :repo AND julianday('now') - julianday(at) <= 14
UNION ALL SELECT 'delegation', id, what, at FROM delegations WHERE repo = :repo AND julianday('now') - julianday(at) <= 14
UNION ALL SELECT 'question', id, text, at FROM questions WHERE repo = :repo AND julianday('now') - julianday(at) <= 14
UNION ALL SELECT 'risk', id, problem, at FROM risks WHERE repo = :repo AND julianday('now') - julianday(at) <= 14
ORDER BY at DESC`
	sqlNext = `SELECT id, title, review_by AS day FROM decisions WHERE repo = :repo AND status IN ('accepted', 'proposed') AND review_by <= date('now', '+14 days')
UNION ALL SELECT id, text, due FROM questions WHERE repo = :repo AND state = 'open' AND due <= date('now', '+14 days')
UNION ALL SELECT id, topic, date(start) FROM pairings WHERE repo = :repo AND state = 'planned' AND start > strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
ORDER BY day`
	sqlMap = `SELECT path, max(CASE WHEN active THEN share END) AS best_share, sum(active AND share >= 0.2) AS know_it,
	group_concat(CASE WHEN active THEN name END, ', ') AS ask
FROM ownership WHERE repo = :repo GROUP BY path ORDER BY know_it, path`
	sqlSilos     = `SELECT area, files, knower, runner_up FROM silos WHERE repo = :repo ORDER BY share DESC, files DESC, area`
	sqlDecisions = `SELECT id, title, status, door, decided_by, because, path, date(at) AS "on" FROM decisions WHERE repo = :repo ORDER BY at DESC`
	sqlDoors     = `SELECT date(at, 'weekday 0', '-6 days') AS week, sum(door = 'one-way') AS hard_to_undo, sum(door <> 'one-way') AS easier
FROM decisions WHERE repo = :repo AND at IS NOT NULL GROUP BY week ORDER BY week DESC`
	sqlDrag = `SELECT id, text AS title, due AS day FROM questions WHERE repo = :repo AND state = 'open' AND due < date('now')
UNION ALL SELECT id, title, coalesce(review_by, date(at, '+30 days')) FROM decisions
WHERE repo = :repo AND status = 'proposed' AND coalesce(review_by, date(at, '+30 days')) < date('now')
ORDER BY day`
	sqlDue        = `SELECT id, title, review_by FROM decisions WHERE repo = :repo AND status = 'accepted' AND review_by <= date('now', '+14 days') ORDER BY review_by`
	sqlQuestioned = `SELECT id, title, questions_open FROM decisions WHERE repo = :repo AND questions_open > 0 ORDER BY changed DESC`
	sqlGuesses    = `SELECT id, title, door, date(at) AS "on" FROM decisions WHERE repo = :repo AND status = 'accepted' AND confidence = 'guess' ORDER BY at DESC`
	sqlTrend      = `SELECT area, week, asked, open FROM review_trend WHERE repo = :repo ORDER BY area, week`
	sqlLoad       = `SELECT coalesce('@' || handle, email, name) AS who, open FROM review_load WHERE repo = :repo ORDER BY who`
	sqlReviews    = `SELECT id, "to", state, at FROM reviews WHERE repo = :repo AND state IN ('offered', 'later', 'taken') ORDER BY at`
	sqlRisks      = `SELECT id, problem, cause, takes, gains, path, at FROM risks WHERE repo = :repo AND state = 'open' ORDER BY at DESC`
	sqlQuestions  = `SELECT id, text, decides, due, path, at FROM questions WHERE repo = :repo AND state = 'open' ORDER BY due IS NULL, due, at`
	sqlPlanned    = `SELECT id, topic, area, people, start FROM pairings WHERE repo = :repo AND state = 'planned' ORDER BY start`
	sqlPaired     = `SELECT id, topic, area, people, start, outcome FROM pairings WHERE repo = :repo AND state = 'done' ORDER BY start DESC`
	sqlMatrix     = `SELECT person, partner, date(last) AS last, how FROM pairing_matrix WHERE repo = :repo AND person < partner ORDER BY last, person, partner`
)

// sqlDelegations is the query of a column of the board.
func sqlDelegations(column string) string {
	where := map[string]string{
		"offered": "state IN ('offered', 'later')", "help": "help_wanted", "taken": "state = 'taken' AND NOT help_wanted", "back": "handed_back",
		"done": "state = 'done' AND julianday('now') - julianday(changed) <= 30", "reverted": "reverted IS NOT NULL",
	}[column]
	return "SELECT id, what, why, outcome, path, changed FROM delegations WHERE repo = :repo AND " + where + " ORDER BY changed DESC"
}

func sqlOwnership(area string) string {
	return "SELECT path, name, active, date(last) AS last FROM ownership WHERE repo = :repo AND path = " + literal(area) + " ORDER BY share DESC"
}

// sqlTodos is the query of the comments in an area.
func sqlTodos(area string) string {
	return "SELECT path, line, tag, text FROM todos WHERE repo = :repo AND (path = " + literal(area) + " OR path >= " + literal(area+"/") +
		" AND path < " + literal(area+"0") + ") ORDER BY path, line"
}

// sqlEntry is the query of all that a view says of an entry.
func sqlEntry(e *ledger.Entry) string {
	views := map[ledger.Type]string{
		ledger.TypeDecision: "decisions", ledger.TypeQuestion: "questions", ledger.TypeRisk: "risks", ledger.TypeDelegation: "delegations",
		ledger.TypePairing: "pairings", ledger.TypeReview: "reviews",
	}
	from := views[e.Type]
	if from == "" {
		from = "retro"
	}
	return "SELECT * FROM " + from + " WHERE repo = :repo AND id = " + literal(e.ID)
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// sql is the link to a query about this repository.
func (r *request) sql(query string) string {
	return link("query", "q", strings.ReplaceAll(query, ":repo", literal(r.s.Repo)))
}

// queryForm asks the lead's store.
type queryForm struct{ SQL, Problem string }

const (
	queryRows  = 500
	queryTime  = 5 * time.Second
	queryBytes = 150 << 10
	markBytes  = 10 // about what surrounds a cell
	cellSize   = 300
	querySize  = 20000
	schemaText = "SELECT view, \"column\", meaning FROM schema_doc"
)

// query asks one SELECT of the lead's store, read-only and in its sandbox, and shows the rows.
func query(r *request) (view, error) {
	asked := strings.TrimSpace(r.asked.Get("q"))
	v := view{Title: "Ask", Query: &queryForm{SQL: asked}}
	if r.server.options.Lead == nil {
		v.Query = nil
		v.First = fmt.Sprintf("The lead's store cannot be read: %v", r.s.StoreErr)
		return v, nil
	}
	if asked == "" {
		v.Lead = "Everything on these pages can be asked for in SQL, too: of the same views that `leadline query`, sqlite3 and Datasette see."
		return v, r.saved(&v)
	}
	if len(asked) > querySize {
		v.Query.Problem = "That is too long for a query here. Save it in .leadline/queries and run it with leadline query."
		return v, nil
	}
	rows, err := r.server.options.Lead.Query(r.ctx, asked, leadstore.Limits{Timeout: queryTime, Rows: queryRows})
	if err != nil {
		v.Query.Problem = sentence(err)
		return v, nil
	}
	t := &table{Caption: "What the query answers", Columns: rows.Columns()}
	size := 0
	for size < queryBytes && rows.Next() {
		var line []cell
		for i, value := range rows.Values() {
			c := valueCell(value)
			if t.Columns[i] == "id" && r.s.Entry(c.Text) != nil {
				c.Href = entryLink(c.Text)
			}
			line = append(line, c)
			size += len(c.Text) + len(c.Href) + markBytes
		}
		t.Rows = append(t.Rows, line)
	}
	if rows.Truncated() || size >= queryBytes {
		t.More = fmt.Sprintf("The first %d rows; leadline query has all.", len(t.Rows))
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		v.Query.Problem = sentence(err)
		return v, nil
	}
	if len(t.Rows) == 0 {
		v.Lead = "No rows."
		return v, nil
	}
	v.Sections = []section{{ID: "rows", Heading: phrase.Count(len(t.Rows), "row"), Table: t}}
	return v, nil
}

// sentence is an error with a capital.
func sentence(err error) string {
	s := err.Error()
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// saved lists the queries that have a name.
func (r *request) saved(v *view) error {
	all, err := workspace.Queries(r.w, r.server.options.ConfigDir)
	if err != nil {
		return err
	}
	t := &table{Caption: "Queries that are saved under a name", Columns: []string{"Name", "Asks", "From"}}
	for _, q := range all {
		name, about := text(phrase.Clean(q.Name, nameSize)), q.Description
		if q.Err != nil {
			about = "cannot be run: " + q.Err.Error()
		} else if sql, err := q.Bind(nil, r.s.Repo); err == nil {
			name = linked(name.Text, link("query", "q", sql))
		} else {
			about += " Needs values: leadline query " + q.Name + " --param NAME=VALUE"
		}
		t.add(name, text(title(about)), text(phrase.Clean(q.Source, pathSize)))
	}
	t.add(linked("schema", link("query", "q", schemaText)), text("Which views are there, and what do their columns mean?"), text("built in"))
	v.Sections = append(v.Sections, section{ID: "saved", Heading: "Saved queries", Table: t.shorten()})
	return nil
}

// valueCell shows a value of the store.
func valueCell(value any) cell {
	switch x := value.(type) {
	case nil:
		return text("")
	case int64:
		return cell{Text: fmt.Sprint(x), Number: true}
	case float64:
		return cell{Text: fmt.Sprintf("%.4g", x), Number: true}
	case []byte:
		if !utf8.Valid(x) {
			return text(phrase.Clean(base64.StdEncoding.EncodeToString(x), cellSize))
		}
		return text(phrase.Clean(string(x), cellSize))
	case string:
		return text(phrase.Clean(x, cellSize))
	}
	return text(phrase.Clean(fmt.Sprint(value), cellSize))
}
