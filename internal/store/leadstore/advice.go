package leadstore

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leadline/leadline/internal/pattern"
	"github.com/leadline/leadline/internal/typo"
)

var (
	unknown = pattern.New(`no such (table|column): "?([^"\s]+)"?`)
	status  = pattern.New(` \(\d+\)$`)
)

// complaint is SQLite's message without the driver's trimmings.
func complaint(message string) string {
	message = status().ReplaceAllString(message, "")
	return strings.TrimPrefix(message, "SQL logic error: ")
}

// advise adds to SQLite's message what to do about it.
func advise(message string) string {
	message = complaint(message)
	if strings.HasPrefix(message, `near "to"`) {
		return message + `. The column "to" must be quoted, since it is a word of SQL`
	}
	parts := unknown().FindStringSubmatch(message)
	if parts == nil {
		return message + ". Views and columns are listed by SELECT * FROM schema_doc"
	}
	name := parts[2][strings.LastIndexByte(parts[2], '.')+1:]
	if parts[1] == "table" {
		return fmt.Sprintf("%s. Did you mean %s? The views are listed by SELECT DISTINCT view FROM schema_doc",
			message, nearest(name, viewNames()))
	}
	column := nearest(name, columnNames())
	return fmt.Sprintf("%s. Did you mean %s, of %s? Columns are listed by SELECT * FROM schema_doc",
		message, column, strings.Join(viewsWith(column), ", "))
}

func viewNames() (names []string) {
	for _, v := range documented() {
		names = append(names, v.name)
	}
	return names
}

func columnNames() (names []string) {
	for _, v := range documented() {
		for _, c := range v.columns {
			if !slices.Contains(names, c.name) {
				names = append(names, c.name)
			}
		}
	}
	return names
}

func viewsWith(name string) (names []string) {
	for _, v := range documented() {
		if slices.ContainsFunc(v.columns, func(c column) bool { return c.name == name }) {
			names = append(names, v.name)
		}
	}
	return names
}

// nearest is the name with the smallest edit distance, the first of equals.
func nearest(name string, among []string) string {
	const longest = 64 // names of views are short; the asked one may be anything
	name = strings.ToLower(name[:min(len(name), longest)])
	return slices.MinFunc(among, func(a, b string) int { return typo.Distance(name, a) - typo.Distance(name, b) })
}
