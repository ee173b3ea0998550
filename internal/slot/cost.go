package slot

import "time"

// The lengths that decide what a free stretch is worth; see the package comment.
const (
	Focus  = 2 * time.Hour
	Return = 25 * time.Minute
)

// Cost is what is destroyed when the free stretches of these lengths become those: the worth of before less the worth of
// after. The order of the lengths means nothing.
func Cost(before, after []time.Duration) time.Duration {
	var sum time.Duration
	for _, l := range before {
		sum += worth(l)
	}
	for _, l := range after {
		sum -= worth(l)
	}
	return sum
}

func worth(l time.Duration) time.Duration {
	switch {
	case l <= Return:
		return 0
	case l < Focus:
		return (l - Return) / 4
	}
	return l - Return
}
