package config

import (
	"errors"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"
)

// Calendar says which calendars of the user are read, and which one is written to. All of it counts in the user's own file
// only: neither a repository nor an editor, whose settings may be a repository's, can name a calendar, an address or a command.
type Calendar struct {
	Files       []string // absolute, or beginning with "~/": see [Dirs.Expand]
	Feeds       []string // addresses of .ics files; they may be secrets
	Collections []string // addresses of calendars on CalDAV servers
	Blocks      string   // address of the CalDAV calendar that blocks are written into; "" for none
	User        string   // the name at the CalDAV servers; "" where the credential names one
	Command     []string // prints the password: program and arguments, of which {host} stands for the server
	Addresses   []string // the user's own in those calendars, besides those in history
	Every       time.Duration
}

// Any says whether a calendar is to be read.
func (c Calendar) Any() bool { return len(c.Files)+len(c.Feeds)+len(c.Collections) > 0 }

// Bounds on the settings of calendars.
const (
	mostCalendars = 10   // of one kind
	longestPlace  = 2000 // bytes of a path or an address
)

func checkCalendarFile(s string) (string, error) {
	if !filepath.IsAbs(s) && !strings.HasPrefix(s, "~/") || len(s) > longestPlace || hasControls(s) {
		return "", errors.New(`must be a file, absolute or beginning with "~/", such as "~/calendar.ics"`)
	}
	return s, nil
}

// checkCalendarAddress says nothing of what it was given: it may be a secret.
func checkCalendarAddress(s string) (string, error) {
	wanted := errors.New(`must be an https address such as "https://calendar.example.org/dev1/", without a user or a password; http is for this machine alone`)
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil || len(s) > longestPlace || hasControls(s) || u.Opaque != "" || u.User != nil || u.Hostname() == "" {
		return "", wanted
	}
	ip := net.ParseIP(u.Hostname())
	here := strings.EqualFold(u.Hostname(), "localhost") || ip != nil && ip.IsLoopback()
	switch u.Scheme {
	case "https":
	case "webcal", "webcals":
		u.Scheme = "https"
	case "http":
		if !here {
			return "", wanted
		}
	default:
		return "", wanted
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String(), nil
}

func checkArgument(s string) (string, error) {
	if len(s) > longestPlace || !utf8.ValidString(s) || strings.ContainsRune(s, 0) {
		return "", errors.New(`must be a program or an argument of it, such as ["pass", "show", "calendar"]`)
	}
	return s, nil
}

func checkCalendarUser(s string) (string, error) {
	if len(s) > 254 || hasControls(s) || strings.Contains(s, ":") {
		return "", errors.New("must be your name at the calendar's server")
	}
	return s, nil
}

func checkRarely(s string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.ReplaceAll(s, " ", ""))
	if err != nil || d < 15*time.Minute || d > 24*time.Hour {
		return 0, errors.New(`must be a length from 15 minutes to 24 hours, such as "15m" or "1h"`)
	}
	return d.Truncate(time.Second), nil
}
