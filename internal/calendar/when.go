package calendar

import "time"

// ParseWhen reads a moment.
func ParseWhen(text string, now time.Time) (time.Time, error) { return time.Time{}, nil }

// ParseDay reads a day.
func ParseDay(text string, now time.Time) (time.Time, error) { return time.Time{}, nil }

// ParseLength reads a length of time.
func ParseLength(text string) (time.Duration, error) { return 0, nil }
