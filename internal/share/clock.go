package share

import (
	"slices"
	"time"
)

// ahead is how far a clock may be ahead before what it dates is held back.
const ahead = 24 * time.Hour

// limit is the latest clock that is taken in. The present is what two agree on at least: of this machine's clock and the newest of
// each other writer, the second latest. So one clock that is years ahead moves nobody else's, and a machine whose own clock is
// years behind believes the others as soon as there are two of them.
func limit(now time.Time, newest map[string]int64) int64 {
	clocks := []int64{now.UnixMilli() << 16}
	for _, clock := range newest {
		clocks = append(clocks, clock)
	}
	slices.Sort(clocks)
	present := clocks[0]
	if n := len(clocks); n > 1 {
		present = max(clocks[n-2], now.UnixMilli()<<16)
	}
	return present + ahead.Milliseconds()<<16
}

// moment is when a clock says that something was.
func moment(hlc int64) time.Time { return time.UnixMilli(hlc >> 16).UTC() }
