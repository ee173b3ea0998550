package forge

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Caps on what is taken over from one request.
const (
	longestText = 300 // bytes
	mostPeople  = 50
	mostLines   = 1 << 24
)

// clamp makes a request hold what the types promise, whatever the host said: texts of a length that can be shown, no time in
// the future, sizes that are sizes, each person once.
func (r *Request) clamp(now time.Time) {
	r.Title, r.URL = cut(r.Title), cut(r.URL)
	r.Head, r.Branch, r.Commit = cut(r.Head), cut(r.Branch), cut(r.Commit)
	if !strings.HasPrefix(r.URL, "https://") && !strings.HasPrefix(r.URL, "http://") {
		r.URL = ""
	}
	r.Author = r.Author.clamped()
	r.Touched = past(r.Touched, now)
	r.Opened = past(r.Opened, now)
	if r.Opened.IsZero() || r.Opened.After(r.Touched) && !r.Touched.IsZero() {
		r.Opened = r.Touched
	}
	if r.Touched.IsZero() {
		r.Touched = r.Opened
	}
	r.Merged = past(r.Merged, now)
	r.Lines, r.Files = min(max(r.Lines, -1), mostLines), min(max(r.Files, -1), mostLines)
	r.Asked = people(r.Asked)
	r.Teams = r.Teams[:min(len(r.Teams), mostPeople)]
	for i, t := range r.Teams {
		r.Teams[i] = cut(t)
	}
	r.Given = newest(r.Given, now)
}

func (a Account) clamped() Account {
	return Account{Login: cut(a.Login), Name: cut(a.Name), Email: cut(a.Email)}
}

func people(in []Account) []Account {
	var out []Account
	for _, a := range in[:min(len(in), mostPeople)] {
		a = a.clamped()
		if a.Login != "" && !slices.ContainsFunc(out, func(b Account) bool { return strings.EqualFold(a.Login, b.Login) }) {
			out = append(out, a)
		}
	}
	return out
}

// newest keeps the last review of each person, oldest first.
func newest(in []Review, now time.Time) []Review {
	var out []Review
	for _, g := range in {
		g.By, g.At = g.By.clamped(), past(g.At, now)
		if g.By.Login == "" {
			continue
		}
		i := slices.IndexFunc(out, func(o Review) bool { return strings.EqualFold(o.By.Login, g.By.Login) })
		switch {
		case i >= 0 && g.At.After(out[i].At):
			out[i] = g
		case i < 0 && len(out) < mostPeople:
			out = append(out, g)
		}
	}
	slices.SortStableFunc(out, func(a, b Review) int { return a.At.Compare(b.At) })
	return out
}

// past is a time that is not in the future: hosts' clocks differ, and some lie.
func past(t, now time.Time) time.Time {
	if t.IsZero() || t.Year() < 1990 {
		return time.Time{}
	}
	if t.After(now) {
		return now.UTC()
	}
	return t.UTC()
}

func cut(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	if len(s) <= longestText {
		return s
	}
	s = s[:longestText]
	for !utf8.ValidString(s) {
		s = s[:len(s)-1]
	}
	return s
}
