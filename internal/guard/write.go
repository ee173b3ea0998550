package guard

import (
	"errors"
	"fmt"
	"strings"

	"github.com/leadline/leadline/internal/ledger"
)

// The words that a check is written with on one line.
const (
	WordPattern   = "forbid-pattern"
	WordForbid    = "forbid"
	WordCompanion = "companion"
	wordIn        = "in"
)

// Write is a check on one line, as people write it and [Parse] reads it: "forbid internal/fx in pay/**".
func Write(c ledger.Check) string {
	c = tidy(c)
	word, what := WordForbid, c.Forbids
	switch {
	case c.Pattern != "":
		word, what = WordPattern, c.Pattern
	case c.Companion != "":
		word, what = WordCompanion, c.Companion
	}
	text := word + " " + what
	if c.In != "" || strings.Contains(what, " "+wordIn+" ") {
		in := c.In
		if in == "" {
			in = "**"
		}
		text += " " + wordIn + " " + in
	}
	return text
}

// Parse reads a check that was written on one line. It says what is wrong with one that cannot be compiled.
func Parse(text string) (ledger.Check, error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	rest = strings.TrimSpace(rest)
	var c ledger.Check
	if i := strings.LastIndex(rest, " "+wordIn+" "); i >= 0 {
		rest, c.In = strings.TrimSpace(rest[:i]), strings.TrimSpace(rest[i+len(wordIn)+2:])
	}
	switch strings.TrimSuffix(word, ":") {
	case WordPattern, "pattern":
		c.Pattern = rest
	case WordForbid, "forbids":
		c.Forbids = rest
	case WordCompanion:
		c.Companion = rest
	default:
		return c, fmt.Errorf("%q is no check; write: forbid IMPORT in GLOB, forbid-pattern RE in GLOB, or companion PATH in GLOB", clip(text))
	}
	if rest == "" {
		return c, fmt.Errorf("%q lacks what it speaks of; write: forbid IMPORT in GLOB, forbid-pattern RE in GLOB, or companion PATH in GLOB", clip(text))
	}
	return Tidy(c)
}

// Assemble reads a check whose parts were written one by one: in, and one of forbid, forbid-pattern and companion. The names
// of a check's JSON are taken too.
func Assemble(parts map[string]string) (ledger.Check, error) {
	var c ledger.Check
	for key, text := range parts {
		switch strings.ReplaceAll(key, "_", "-") {
		case wordIn:
			c.In = text
		case WordForbid, "forbids":
			c.Forbids = text
		case WordPattern, "pattern":
			c.Pattern = text
		case WordCompanion:
			c.Companion = text
		default:
			return ledger.Check{}, fmt.Errorf("has no %q; it has in, and one of forbid, forbid-pattern and companion", clip(key))
		}
	}
	return Tidy(c)
}

// Tidy is a check as it is stored, if it can be compiled.
func Tidy(c ledger.Check) (ledger.Check, error) {
	r, err := Compile(c)
	if err != nil {
		return c, err
	}
	if strings.Contains(" "+r.Check.In+" ", " "+wordIn+" ") {
		return c, errors.New(`names a path with the word " in " in it; write ? for its blanks`)
	}
	return r.Check, nil
}
