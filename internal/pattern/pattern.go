// Package pattern compiles the regular expressions of this program when they are first used. Most commands use none of them, and
// compiling all of them took a sixth of the time that a command needs to begin.
package pattern

import (
	"regexp"
	"sync"
)

// New is a regular expression of package regexp, compiled by the first call, which panics if it is none. Safe for concurrent use.
func New(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
