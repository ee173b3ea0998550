// Package retry reads when a server may be asked again.
package retry

import (
	"net/http"
	"strconv"
	"time"
)

// longest is as far away as a server may put it off.
const longest = 24 * time.Hour

// After is when a server says that it may be asked again: Retry-After in seconds or as a date (RFC 9110, section 10.2.3), else
// the end of its window in seconds since 1970, from the first of the headers named windows that has one. It is the zero time
// where the server says nothing that can be read, or a time that is not to come, and never more than a day away.
func After(h http.Header, now time.Time, windows ...string) time.Time {
	v := h.Get("Retry-After")
	at, err := http.ParseTime(v)
	if seconds, wrong := strconv.Atoi(v); wrong == nil && seconds >= 0 {
		at, err = now.Add(time.Duration(min(seconds, int(longest/time.Second)))*time.Second), nil
	}
	for _, name := range windows {
		if seconds, wrong := strconv.ParseInt(h.Get(name), 10, 64); err != nil && wrong == nil && seconds > 0 && seconds < 1<<40 {
			at, err = time.Unix(seconds, 0), nil
		}
	}
	switch last := now.Add(longest); {
	case err != nil || !at.After(now):
		return time.Time{}
	case at.After(last):
		return last.UTC()
	}
	return at.UTC()
}
