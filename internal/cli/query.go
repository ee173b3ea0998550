package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/store"
	"github.com/leadline/leadline/internal/store/leadstore"
	"github.com/leadline/leadline/internal/workspace"
)

func (a *app) query() *cobra.Command {
	var asCSV, asTable, list bool
	var params []string
	c := &cobra.Command{
		Use: "query 'SELECT …'|NAME", Short: "Ask the lead's store: one SELECT, or a query that is saved under a name; read-only", Args: a.atMost(1),
		Long: "Ask the lead's store: one SELECT or WITH, read-only. The views and what their columns mean:\n" +
			"  leadline query 'select * from schema_doc'\n\n" +
			"A NAME stands for a query that is saved, here or in .leadline/queries/NAME.sql of the repository, or in queries/NAME.sql\n" +
			"beside your own settings. It begins with comments that say what it asks and which values may be given:\n" +
			"  -- Which one-way doors were decided on a guess?\n" +
			"  -- :since = 2026-01-01   decided since then\n" +
			"  SELECT id, title FROM decisions WHERE door = 'one-way' AND confidence = 'guess' AND at >= :since\n" +
			":repo is the repository that you are in. `leadline query --list` names all of them.",
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case len(args) == 0 && !list:
				return usagef("query needs more: 'SELECT …' or the name of a query; see `leadline query --list`")
			case list && len(args) > 0:
				return usagef("--list takes no query")
			case len(params) > 0 && (list || !isSaved(args[0])):
				return usagef("--param is for queries that are saved under a name; write the value into the SELECT")
			}
			var write func(w *bufio.Writer, rows *leadstore.Rows) error
			switch given := []bool{a.json, asCSV, asTable}; {
			case more(given):
				return usagef("--json, --csv and --table exclude each other; give one of them")
			case a.json:
				write = writeJSON
			case asCSV:
				write = writeCSV
			default:
				write = a.writeTable
			}
			return a.ask(c.Context(), func(w *workspace.Workspace) (string, error) {
				if !list && !isSaved(args[0]) {
					return args[0], nil
				}
				return a.saved(w, args, params)
			}, func(rows *leadstore.Rows) error {
				out := a.Out
				if a.json {
					out = &plainJSON{out: a.Out}
				}
				w := bufio.NewWriterSize(out, 64<<10)
				return errors.Join(write(w, rows), w.Flush())
			})
		},
	}
	c.Flags().BoolVar(&asCSV, "csv", false, "answer with comma separated values and a heading")
	c.Flags().BoolVar(&asTable, "table", false, "answer with a table (the default)")
	c.Flags().BoolVar(&list, "list", false, "list the queries that are saved, instead of asking one")
	c.Flags().StringArrayVar(&params, "param", nil, "a value for a saved query, `NAME=VALUE`")
	return c
}

func more(given []bool) bool {
	n := 0
	for _, g := range given {
		if g {
			n++
		}
	}
	return n > 1
}

// ask runs the query, on all repositories of the store. Inside a repository its rows are brought up to
// date first; outside of any the store answers as it is. which tells the query; "" asks nothing.
func (a *app) ask(ctx context.Context, which func(*workspace.Workspace) (string, error), write func(*leadstore.Rows) error) error {
	err := a.withLedger(ctx, func(ctx context.Context, s *session) error {
		sql, err := which(s.Workspace)
		if err != nil || sql == "" {
			return err
		}
		err = s.MaterialiseFor(ctx, sql)
		if errors.Is(err, store.ErrReadOnly) || errors.Is(err, store.ErrFull) {
			a.note("the lead's store cannot be written, so what it answers may be behind; make room or make it writable, and ask again")
		} else if err != nil {
			return err
		}
		return answerRows(ctx, s.stores.Lead, sql, write)
	})
	if !errors.Is(err, git.ErrNotRepository) {
		return err
	}
	sql, err := which(nil)
	if err != nil || sql == "" {
		return err
	}
	dirs, err := a.dirs()
	if err != nil {
		return err
	}
	stores, err := a.openStores(ctx, dirs)
	if err != nil {
		return err
	}
	if _, err := stores.Lead.CatchUp(ctx, stores.Events); err != nil {
		return errors.Join(err, stores.Close())
	}
	return errors.Join(answerRows(ctx, stores.Lead, sql, write), stores.Close())
}

func answerRows(ctx context.Context, lead *leadstore.Store, sql string, write func(*leadstore.Rows) error) error {
	rows, err := lead.Query(ctx, sql, leadstore.Limits{})
	if err != nil {
		return err
	}
	err = write(rows)
	return errors.Join(err, rows.Err(), rows.Close())
}

// writeJSON streams an array of objects with the columns in their order. A column that comes twice gets
// a number, since a key can stand only once.
func writeJSON(w *bufio.Writer, rows *leadstore.Rows) error {
	keys := [][]byte{}
	seen := map[string]int{}
	for _, name := range rows.Columns() {
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s_%d", name, seen[name])
		}
		key, err := json.Marshal(name)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	before := "[\n"
	for rows.Next() {
		line := bytes.NewBufferString(before + "  {")
		for i, v := range rows.Values() {
			if i > 0 {
				line.WriteString(", ")
			}
			line.Write(keys[i])
			line.WriteString(": ")
			line.Write(jsonValue(v))
		}
		line.WriteByte('}')
		if _, err := w.Write(line.Bytes()); err != nil {
			return err
		}
		before = ",\n"
	}
	end := "\n]\n"
	if before == "[\n" {
		end = "[]\n"
	}
	if rows.Err() != nil {
		return nil
	}
	_, err := w.WriteString(end)
	return err
}

func jsonValue(v any) []byte {
	switch x := v.(type) {
	case float64:
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return []byte("null")
		}
	case []byte:
		v = text(x)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(v) != nil {
		return []byte("null")
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// text is how a value looks without quotes; bytes that are no text are written in base 64.
func text(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case []byte:
		if utf8.Valid(x) {
			return string(x)
		}
		return base64.StdEncoding.EncodeToString(x)
	case float64:
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	return fmt.Sprint(v)
}

func writeCSV(w *bufio.Writer, rows *leadstore.Rows) error {
	out := csv.NewWriter(w)
	if err := out.Write(rows.Columns()); err != nil {
		return err
	}
	for rows.Next() {
		if err := out.Write(texts(rows.Values())); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// readable is [texts] for people: fractions with four digits, which --json and --csv keep whole.
func readable(values []any) []string {
	out := texts(values)
	for i, v := range values {
		if x, ok := v.(float64); ok {
			out[i] = strconv.FormatFloat(x, 'g', 4, 64)
		}
	}
	return out
}

func texts(values []any) []string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = text(v)
	}
	return out
}

// batch is how many rows are laid out together: enough to find the widths, few enough to stream.
const batch = 1000

func (a *app) writeTable(w *bufio.Writer, rows *leadstore.Rows) error {
	lines := [][]string{rows.Columns()}
	headed := true
	flush := func() error {
		_, err := io.WriteString(w, a.table(headed, lines))
		lines, headed = nil, false
		return err
	}
	for rows.Next() {
		if lines = append(lines, readable(rows.Values())); len(lines) > batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
