package leadstore

import (
	"strconv"
	"strings"
	"time"
)

// The comments of a file also stand packed in one text, since reading 20,000 rows takes six times as long: a line of
// fields each, parted by characters that no comment has, being control characters.
const (
	todoFields = 12
	fieldEnd   = "\x1f"
	rowEnd     = "\x1e"
)

func packTodos(rows []TodoRow) string {
	var b strings.Builder
	for _, r := range rows {
		for i, field := range [todoFields]string{
			r.ID, r.Tag, r.Text, strconv.Itoa(r.Line), strconv.Itoa(r.EndLine), strconv.Itoa(r.Column), r.Author, strconv.FormatInt(seconds(r.At), 10),
			r.Assignee, r.Reference, r.Issue, r.More,
		} {
			if i > 0 {
				b.WriteString(fieldEnd)
			}
			b.WriteString(unparted.Replace(field))
		}
		b.WriteString(rowEnd)
	}
	return b.String()
}

var unparted = strings.NewReplacer(fieldEnd, " ", rowEnd, " ")

// unpackTodos leaves out what it cannot read.
func unpackTodos(doc string) []TodoRow {
	if doc == "" {
		return nil
	}
	rows := make([]TodoRow, 0, strings.Count(doc, rowEnd))
	for line := range strings.SplitSeq(doc, rowEnd) {
		var f [todoFields]string
		n := 0
		for field := range strings.SplitSeq(line, fieldEnd) {
			if n < todoFields {
				f[n] = field
			}
			n++
		}
		if n != todoFields {
			continue
		}
		r := TodoRow{ID: f[0], Tag: f[1], Text: f[2], Author: f[6], Assignee: f[8], Reference: f[9], Issue: f[10], More: f[11]}
		var errs [4]error
		var at int64
		r.Line, errs[0] = strconv.Atoi(f[3])
		r.EndLine, errs[1] = strconv.Atoi(f[4])
		r.Column, errs[2] = strconv.Atoi(f[5])
		at, errs[3] = strconv.ParseInt(f[7], 10, 64)
		if errs != [4]error{} {
			continue
		}
		if at != 0 {
			r.At = time.Unix(at, 0).UTC()
		}
		rows = append(rows, r)
	}
	return rows
}

// seconds is a moment in unix seconds, 0 for none.
func seconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.Unix()
}
