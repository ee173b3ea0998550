package leadstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/leadline/leadline/internal/store"
)

// sandbox is one connection that can only read the views. Three walls stand one behind the other: the
// file is opened read-only, an authorizer refuses at compile time what is not on its lists, and limits
// forbid attaching and huge values.
type sandbox struct {
	pool *sql.DB
	conn *sql.Conn
}

func openSandbox(path string, frozen bool) (*sandbox, error) {
	parameters := []string{
		"mode=ro", "_query_only=1", "_defensive=1", "_dqs=0", "_error_rc=1",
		"_busy_timeout=5000", "_pragma=trusted_schema(0)",
	}
	if frozen {
		parameters = append(parameters, "immutable=1")
	}
	uri, err := store.URI(path, parameters...)
	if err != nil {
		return nil, err
	}
	d := new(sqlite.Driver)
	d.RegisterConnectionHook(func(conn sqlite.ExecQuerierContext, _ string) error {
		guarded, ok := conn.(sqlite.AuthorizerRegisterer)
		if !ok {
			return errors.New("this SQLite cannot guard a connection")
		}
		return guarded.RegisterAuthorizer(authorize)
	})
	return &sandbox{pool: sql.OpenDB(opener{d, uri})}, nil
}

// opener connects through a driver of its own, so that the guard is on no other connection.
type opener struct {
	driver *sqlite.Driver
	uri    string
}

func (o opener) Connect(context.Context) (driver.Conn, error) { return o.driver.Open(o.uri) }
func (o opener) Driver() driver.Driver                        { return o.driver }

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
	var err error
	if b.conn != nil {
		err = b.conn.Close()
	}
	return errors.Join(err, b.pool.Close())
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
