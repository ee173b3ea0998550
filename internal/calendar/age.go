package calendar

import (
	"strconv"
	"strings"
)

const wantAge = "a number of days, weeks, months or years, such as 90 days, 6w, 3 months or 1y"

// ParseAge reads how old something is, in days: 30, 90d, 6 weeks, 3 months (30 days each), 1 year (365). It fails with a
// *FormError.
func ParseAge(text string) (days int, err error) {
	fail := &FormError{shortened(text), wantAge}
	s := strings.ToLower(strings.Join(split(text), ""))
	i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
	if i < 0 {
		i = len(s)
	}
	n, err := strconv.Atoi(s[:i])
	if err != nil || n < 0 || n > 40_000 || len(text) > maxWords {
		return 0, fail
	}
	switch s[i:] {
	case "", "d", "day", "days":
		return n, nil
	case "w", "week", "weeks":
		return 7 * n, nil
	case "m", "mo", "month", "months":
		return 30 * n, nil
	case "y", "year", "years":
		return 365 * n, nil
	}
	return 0, fail
}
