package leadstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/leadline/leadline/internal/store"
)

// sandbox is one connection that can only read the views. Three walls stand one behind the other: the
// file is opened read-only, an authorizer refuses at compile time what is not on its lists, and limits
// forbid attaching and huge values.
type sandbox struct {
	of      *sandboxes
	id      int64
	pool    *sql.DB
	conn    *sql.Conn
	give    func(row []any) error
	first   func()      // called before the first row is given
	running atomic.Bool // the statement being compiled is ours, around one that has passed
}

// sandboxes are those of one store. They share a driver, since it never forgets a function that was registered with it.
type sandboxes struct {
	once   sync.Once
	driver *sqlite.Driver
	err    error

	mu     sync.Mutex
	opened map[int64]*sandbox // by id, which the names of their connections end in; guarded by mu
	last   int64              // guarded by mu
}

// rowFunction takes the rows of a query, after the id of its sandbox. Its name is not for queries.
const rowFunction = "leadline_row"

const idParameter = "leadline_sandbox="

func (s *sandboxes) prepare() {
	s.opened, s.driver = map[int64]*sandbox{}, new(sqlite.Driver)
	s.err = s.driver.RegisterScalarFunction(rowFunction, -1, func(_ *sqlite.FunctionContext, values []driver.Value) (driver.Value, error) {
		id, _ := values[0].(int64)
		b := s.at(id)
		if b == nil {
			return nil, errors.New("the query has ended")
		}
		row := make([]any, len(values)-1)
		for i, v := range values[1:] {
			row[i] = v
		}
		b.first()
		return nil, b.give(row)
	})
	s.driver.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, name string) error {
		guarded, ok := conn.(sqlite.AuthorizerRegisterer)
		if !ok {
			return errors.New("this SQLite cannot guard a connection")
		}
		_, suffix, _ := strings.Cut(name, idParameter)
		id, err := strconv.ParseInt(suffix, 10, 64)
		b := s.at(id)
		if err != nil || b == nil {
			return errors.New("this connection belongs to no query")
		}
		return guarded.RegisterAuthorizer(func(action sqlite.AuthorizerActionCode, x, y, schema, via string) sqlite.AuthorizerReturnCode {
			if action == sqlite.AuthFunction && y == rowFunction && b.running.Load() {
				return sqlite.AuthorizerOK
			}
			return authorize(action, x, y, schema, via)
		})
	})
}

func (s *sandboxes) at(id int64) *sandbox {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.opened[id]
}

// open makes a sandbox for the file, whose queries hand their rows to give.
func (s *sandboxes) open(path string, frozen bool, give func(row []any) error) (*sandbox, error) {
	if s.once.Do(s.prepare); s.err != nil {
		return nil, fmt.Errorf("preparing connections for queries: %w", s.err)
	}
	b := &sandbox{of: s, give: give}
	s.mu.Lock()
	s.last++
	b.id = s.last
	s.opened[b.id] = b
	s.mu.Unlock()
	parameters := []string{
		"mode=ro", "_query_only=1", "_defensive=1", "_dqs=0", "_error_rc=1",
		"_busy_timeout=5000", "_pragma=trusted_schema(0)",
	}
	if frozen {
		parameters = append(parameters, "immutable=1")
	}
	uri, err := store.URI(path, append(parameters, idParameter+strconv.FormatInt(b.id, 10))...)
	if err != nil {
		return nil, errors.Join(err, b.close())
	}
	b.pool = sql.OpenDB(opener{s.driver, uri})
	return b, nil
}

// run hands all rows of a statement that has been compiled before to give. A single aggregate takes them, within its first
// step, which is the one that the driver interrupts when ctx ends; the limit keeps their order.
func (b *sandbox) run(ctx context.Context, statement string, columns, limit int) error {
	names := make([]string, columns)
	for i := range names {
		names[i] = fmt.Sprint("c", i)
	}
	list := strings.Join(names, ", ")
	b.running.Store(true)
	var rows int64
	return b.conn.QueryRowContext(ctx, fmt.Sprintf("WITH leadline_rows(%s) AS (SELECT * FROM (\n%s\n) LIMIT %d) SELECT count(%s(%d, %s)) FROM leadline_rows",
		list, statement, limit, rowFunction, b.id, list)).Scan(&rows)
}

// opener connects through a driver of its own, so that the guard is on no other connection.
type opener struct {
	driver *sqlite.Driver
	uri    string
}

func (o opener) Connect(context.Context) (driver.Conn, error) { return o.driver.Open(o.uri) }
func (o opener) Driver() driver.Driver                        { return o.driver }

// maxColumns is how many columns an answer has at most: each may be as large as a value may be.
const maxColumns = 120

// enter connects and sets the limits.
func (b *sandbox) enter(ctx context.Context) error {
	var err error
	if b.conn, err = b.pool.Conn(ctx); err != nil {
		return err
	}
	for id, value := range map[int]int{
		codes.SQLITE_LIMIT_ATTACHED:            0,
		codes.SQLITE_LIMIT_LENGTH:              maxValue,
		codes.SQLITE_LIMIT_SQL_LENGTH:          2 * maxQuery,
		codes.SQLITE_LIMIT_COLUMN:              maxColumns,
		codes.SQLITE_LIMIT_EXPR_DEPTH:          250,
		codes.SQLITE_LIMIT_FUNCTION_ARG:        maxColumns + 1, // with the sandbox's id
		codes.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1000,
		codes.SQLITE_LIMIT_WORKER_THREADS:      0,
	} {
		if _, err := sqlite.Limit(b.conn, id, value); err != nil {
			return fmt.Errorf("limiting a query: %w", err)
		}
	}
	return nil
}

// columns compiles the statement and returns the names of its columns.
func (b *sandbox) columns(statement string) (names []string, err error) {
	err = b.conn.Raw(func(conn any) error {
		c, ok := conn.(interface {
			ColumnInfo(string) ([]sqlite.ColumnInfo, error)
		})
		if !ok {
			return errors.New("this SQLite cannot describe a query")
		}
		columns, err := c.ColumnInfo(statement)
		for _, column := range columns {
			names = append(names, column.Name)
		}
		return err
	})
	return names, err
}

func (b *sandbox) close() error {
	b.of.mu.Lock()
	delete(b.of.opened, b.id)
	b.of.mu.Unlock()
	var errs []error
	if b.conn != nil {
		errs = append(errs, b.conn.Close())
	}
	if b.pool != nil {
		errs = append(errs, b.pool.Close())
	}
	return errors.Join(errs...)
}

// authorize decides, while a statement is compiled, what it may do. For reads, a names the table and
// via the view or subquery through which it is read.
func authorize(action sqlite.AuthorizerActionCode, a, b, _, via string) sqlite.AuthorizerReturnCode {
	allowed := false
	switch action {
	case sqlite.AuthSelect, sqlite.AuthRecursive:
		allowed = true
	case sqlite.AuthFunction:
		allowed = functions[strings.ToLower(b)]
	case sqlite.AuthRead:
		allowed = readable(a) || readable(via) || b == "" && countable(strings.ToLower(a))
	}
	if allowed {
		return sqlite.AuthorizerOK
	}
	return sqlite.AuthorizerDeny
}

// readable are the views, SQLite's own list of them and the JSON functions that stand as tables. The
// tables below the views hold nothing else, but may change: they are readable through a view alone.
func readable(name string) bool {
	switch name {
	case "json_each", "json_tree", "sqlite_master", "sqlite_schema":
		return true
	}
	for _, v := range documented() {
		if v.name == name {
			return true
		}
	}
	return false
}

// countable says whether rows may be counted where SQLite names no column: then the name may be that of
// a common table expression or, where it has merged a view into the query, of the table below.
func countable(name string) bool {
	return !strings.HasPrefix(name, "sqlite_") && !strings.HasPrefix(name, "pragma_") && name != "dbstat"
}

var functions = set(`
	abs char coalesce concat concat_ws format glob hex ifnull iif if instr length like likelihood likely lower ltrim
	max min nullif octet_length printf quote replace round rtrim sign substr substring trim typeof unhex unicode
	unistr unlikely upper
	avg count group_concat string_agg sum total median percentile
	date datetime julianday strftime time timediff unixepoch current_date current_time current_timestamp
	json json_array json_array_length json_error_position json_extract json_group_array json_group_object
	json_insert json_object json_patch json_pretty json_quote json_remove json_replace json_set json_type
	json_valid -> ->>
	acos acosh asin asinh atan atan2 atanh ceil ceiling cos cosh degrees exp floor ln log log10 log2 mod pi pow
	power radians sin sinh sqrt tan tanh trunc random
	row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value`)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
