package leadstore

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/typo"
)

// Saved is a query that is kept under a name.
type Saved struct {
	Name        string
	Description string // one line
	Parameters  []Parameter
	SQL         string
}

// Parameter is a value of a saved query that whoever runs it may give; in its SQL it stands as :name.
type Parameter struct {
	Name    string
	Default *string // as written; nil where it must be given
	Meaning string
}

// RepoParameter is the parameter that needs no declaration: the id of the repository in which a query is run, NULL outside of any.
const RepoParameter = "repo"

//go:embed queries/*.sql
var builtIn embed.FS

// BuiltIn are the queries that come with the program, by name.
func BuiltIn() ([]Saved, error) {
	files, err := builtIn.ReadDir("queries")
	if err != nil {
		return nil, err
	}
	var out []Saved
	for _, f := range files {
		text, err := builtIn.ReadFile("queries/" + f.Name())
		if err != nil {
			return nil, err
		}
		q, err := ParseSaved(f.Name(), string(text))
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	return out, nil
}

// IsQueryName says whether a text can be the name of a saved query: letters, digits, - and _, which no SELECT is.
func IsQueryName(text string) bool {
	return text != "" && len(text) <= 100 && !strings.ContainsFunc(text, func(r rune) bool {
		return r != '-' && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
}

// declared is a line that declares a parameter: -- :since = 2026-01-01   decided since then
var declared = pattern.New(`^:([A-Za-z_]\w{0,49})\s*(?:=\s*('(?:[^']|'')*'|\S+))?\s*(.*)$`)

// ParseSaved reads a saved query. The comment lines that it begins with are its description and its parameters:
//
//	-- Which one-way doors were decided on a guess?
//	-- :since = 2026-01-01   decided since then
//
// It fails with [ErrQuery], and says which line is at fault.
func ParseSaved(file, text string) (Saved, error) {
	q := Saved{Name: strings.TrimSuffix(path.Base(file), ".sql")}
	if !IsQueryName(q.Name) {
		return q, fmt.Errorf("%w %s: its name has other characters than letters, digits, - and _. Rename the file", ErrQuery, file)
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	begin := 0
	for i, line := range lines {
		line = strings.TrimSpace(line)
		comment, ok := strings.CutPrefix(line, "--")
		if line != "" && !ok {
			break
		}
		begin = i + 1
		switch comment = strings.TrimSpace(comment); {
		case strings.HasPrefix(comment, ":"):
			p, err := parameter(comment)
			if err != nil {
				return q, fmt.Errorf("%w %s, line %d: %w", ErrQuery, file, i+1, err)
			}
			q.Parameters = append(q.Parameters, p)
		case q.Description == "":
			q.Description = comment
		}
	}
	var err error
	if q.SQL, err = one(strings.Join(lines[begin:], "\n"), true); err != nil {
		return q, fmt.Errorf("%s: %w", file, err)
	}
	for _, name := range parameters(q.SQL) {
		known := name == RepoParameter || slices.ContainsFunc(q.Parameters, func(p Parameter) bool { return p.Name == name })
		if !known {
			return q, fmt.Errorf("%w %s: it uses :%s, which no line declares. Write above it: -- :%s = DEFAULT   what it means", ErrQuery, file, name, name)
		}
	}
	return q, nil
}

func parameter(comment string) (Parameter, error) {
	m := declared().FindStringSubmatch(comment)
	if m == nil {
		return Parameter{}, fmt.Errorf("this declares no parameter: write it as in -- :since = 2026-01-01   decided since then")
	}
	p := Parameter{Name: m[1], Meaning: m[3]}
	if m[2] != "" {
		value := m[2]
		if strings.HasPrefix(value, "'") {
			if len(value) == 1 || !strings.HasSuffix(value, "'") {
				return Parameter{}, fmt.Errorf("the text %s has no end: put another ' behind it", value)
			}
			value = strings.ReplaceAll(value[1:len(value)-1], "''", "'")
		}
		p.Default = &value
	}
	return p, nil
}

// Bind is the query with a literal in place of each parameter, so that it can be run as any other. given are values by name; repo is
// the id of the repository, "" outside of any. It fails with [ErrQuery] where one is missing or unknown.
func (q Saved) Bind(given map[string]string, repo string) (string, error) {
	literals := map[string]string{RepoParameter: "NULL"}
	if repo != "" {
		literals[RepoParameter] = quote(repo)
	}
	var names []string
	for _, p := range q.Parameters {
		names = append(names, p.Name)
		value, ok := given[p.Name]
		if !ok && p.Default == nil {
			return "", fmt.Errorf("%w %s: it needs %s (%s). Give it: --param %s=…", ErrQuery, q.Name, p.Name, p.Meaning, p.Name)
		}
		if !ok {
			value = *p.Default
		}
		literals[p.Name] = literal(value)
	}
	for name, value := range given {
		if name == RepoParameter {
			literals[name] = quote(value)
			continue
		}
		if !slices.Contains(names, name) {
			return "", fmt.Errorf("%w %s: it has no parameter %q. %s", ErrQuery, q.Name, name, has(names, name))
		}
	}
	return replace(q.SQL, func(name string) string { return literals[name] }), nil
}

func has(names []string, meant string) string {
	if len(names) == 0 {
		return "It has none"
	}
	if near := nearest(meant, names); typo.Distance(meant, near) <= 2 {
		return "Did you mean " + near + "?"
	}
	return "It has " + strings.Join(names, ", ")
}

// literal is a value as SQL: numbers as they are, null as NULL, all else as text.
func literal(value string) string {
	if strings.EqualFold(value, "null") {
		return "NULL"
	}
	if _, err := strconv.ParseInt(value, 10, 64); err == nil {
		return value
	}
	if f, err := strconv.ParseFloat(value, 64); err == nil && !strings.ContainsAny(value, "xXnNiI_") {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return quote(value)
}

func quote(value string) string { return "'" + strings.ReplaceAll(value, "'", "''") + "'" }

// parameters are the names of those in a statement, each once.
func parameters(statement string) []string {
	var out []string
	replace(statement, func(name string) string {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
		return ""
	})
	return out
}

// replace puts something in place of each :name that stands outside of quotes and comments. It stays a token of its own: SELECT:a
// does not become SELECT0, nor -:a with -1 a comment.
func replace(statement string, with func(name string) string) string {
	var b strings.Builder
	apart := func(at int) {
		if at >= 0 && at < len(statement) && !strings.ContainsRune(" \t\r\n(),;", rune(statement[at])) {
			b.WriteByte(' ')
		}
	}
	for i := 0; i < len(statement); {
		if size := named(statement[i:]); size > 0 {
			apart(i - 1)
			b.WriteString(with(statement[i+1 : i+size]))
			i += size
			apart(i)
			continue
		}
		size, _ := token(statement[i:])
		b.WriteString(statement[i : i+size])
		i += size
	}
	return b.String()
}

// named measures a parameter such as :since at the beginning of a text; 0 for none.
func named(text string) int {
	if len(text) < 2 || text[0] != ':' || !letter(text[1]) {
		return 0
	}
	size, _ := token(text[1:])
	return size + 1
}
