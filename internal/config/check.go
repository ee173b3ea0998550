package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/leadline/leadline/internal/zone"
)

// The checks take a string from a settings layer and return it in the form
// Settings hold, or an error that says what is expected.

func checkName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" || utf8.RuneCountInString(s) > 200 || hasControls(s) {
		return "", errors.New("must be a name of at most 200 characters")
	}
	return s, nil
}

func checkHandle(s string) (string, error) {
	s = strings.TrimPrefix(strings.TrimSpace(s), "@")
	if s == "" || utf8.RuneCountInString(s) > 100 || hasControls(s) || strings.ContainsAny(s, " \t@") {
		return "", errors.New(`must be a handle, such as "@dev2"`)
	}
	return s, nil
}

func checkAddress(s string) (string, error) {
	s = strings.TrimSpace(s)
	local, host, _ := strings.Cut(s, "@")
	if local == "" || host == "" || len(s) > 254 || hasControls(s) || strings.ContainsAny(s, " \t<>,;\"") || strings.Contains(host, "@") {
		return "", errors.New(`must be an address, such as "dev2@example.com"`)
	}
	return s, nil
}

// checkWho takes a handle or an address.
func checkWho(s string) (string, error) {
	if strings.Contains(strings.TrimPrefix(strings.TrimSpace(s), "@"), "@") {
		return checkAddress(s)
	}
	handle, err := checkHandle(s)
	if err != nil {
		return "", errors.New(`must be a handle or an address, such as "@dev2" or "dev2@example.com"`)
	}
	return handle, nil
}

// checkMe keeps the "@", as the setting is an identity to be stored with what is said.
func checkMe(s string) (string, error) {
	who, err := checkWho(s)
	if err != nil || strings.Contains(who, "@") {
		return who, err
	}
	return "@" + who, nil
}

func checkGlob(s string) (string, error) {
	if strings.TrimSpace(s) == "" || len(s) > 500 || hasControls(s) {
		return "", errors.New(`must be a path pattern, such as "vendor/**"`)
	}
	return s, nil
}

func checkFile(s string) (string, error) {
	if s != "" && !filepath.IsLocal(filepath.FromSlash(s)) || len(s) > 500 || hasControls(s) {
		return "", errors.New(`must be a path relative to the repository's top, such as ".git-blame-ignore-revs"`)
	}
	return s, nil
}

func checkRemote(s string) (string, error) {
	if s == "" || len(s) > 200 || strings.HasPrefix(s, "-") || hasControls(s) || strings.ContainsAny(s, " \t") {
		return "", errors.New(`must be the name of a remote, such as "origin"`)
	}
	return s, nil
}

func checkWord(s string) (string, error) {
	first, _ := utf8.DecodeRuneInString(s)
	odd := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' }
	if !unicode.IsLetter(first) || len(s) > 40 || strings.ContainsFunc(s, odd) {
		return "", errors.New(`must be one word, such as "TODO"`)
	}
	return s, nil
}

func checkStore(s string) (string, error) {
	if !filepath.IsAbs(s) && !strings.HasPrefix(s, "~/") || len(s) > 1000 || hasControls(s) {
		return "", errors.New(`must be a directory, absolute or beginning with "~/"`)
	}
	return s, nil
}

// checkZone takes IANA's names, and those of Windows as IANA calls them.
func checkZone(s string) (string, error) {
	in, err := zone.Load(s)
	if err != nil {
		return "", fmt.Errorf(`no such time zone: %s; use a name such as "Europe/Paris"`, strconv.Quote(capped(s, 100)))
	}
	return in.String(), nil
}

func checkHours(s string) (Hours, error) {
	from, to, ok := strings.Cut(strings.ReplaceAll(s, "–", "-"), "-")
	start, ok1 := clock(from)
	end, ok2 := clock(to)
	if !ok || !ok1 || !ok2 {
		return Hours{}, errors.New(`must be two times of day up to 24:00, such as "09:00-17:00"`)
	}
	if start >= end {
		return Hours{}, errors.New("must end after they begin, on the same day")
	}
	return Hours{start, end}, nil
}

// clock reads "9", "09:30" or "24:00" as minutes after midnight.
func clock(s string) (int, bool) {
	hour, minute, ok := strings.Cut(strings.TrimSpace(s), ":")
	if !ok {
		minute = "00"
	}
	h, err1 := strconv.ParseUint(hour, 10, 8)
	m, err2 := strconv.ParseUint(minute, 10, 8)
	at := int(h)*60 + int(m)
	return at, err1 == nil && err2 == nil && len(hour) <= 2 && len(minute) == 2 && m < 60 && at <= 24*60
}

func checkLength(s string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.ReplaceAll(s, " ", ""))
	if err != nil || d < 5*time.Minute || d > 12*time.Hour {
		return 0, errors.New(`must be a length from 5 minutes to 12 hours, such as "60m" or "1h30m"`)
	}
	return d.Truncate(time.Minute), nil
}

func checkEvery(s string) (time.Duration, error) {
	d, err := time.ParseDuration(strings.ReplaceAll(s, " ", ""))
	if err != nil || d < time.Minute || d > 24*time.Hour {
		return 0, errors.New(`must be a length from 1 minute to 24 hours, such as "10m" or "1h"`)
	}
	return d.Truncate(time.Second), nil
}

// checkAPI takes the address of a server to ask. What it holds is shown and goes into files: a password has no place in it, nor
// has anything that only sometimes reaches who was meant.
func checkAPI(s string) (string, error) {
	wanted := errors.New(`must be an https address such as "https://git.example.org", without a user, a password, "?" or "#"; http is for this machine alone`)
	u, err := url.Parse(s)
	if err != nil || len(s) > 300 || hasControls(s) || u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(s, "#") {
		return "", wanted
	}
	name := strings.ToLower(u.Hostname())
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-:") != "" || u.Path != path.Clean("/"+u.Path) && u.Path != "" && u.Path != path.Clean(u.Path)+"/" {
		return "", wanted
	}
	ip := net.ParseIP(name)
	switch here := name == "localhost" || ip != nil && ip.IsLoopback(); {
	case u.Scheme == "https", u.Scheme == "http" && here:
	default:
		return "", wanted
	}
	u.Host = strings.ToLower(u.Host)
	return strings.TrimSuffix(u.String(), "/"), nil
}

// checkSize takes "500 MB", "2 GB" or "1.5GB": powers of ten, as disks are sold.
func checkSize(s string) (int64, error) {
	text := strings.ToUpper(strings.ReplaceAll(s, " ", ""))
	for unit, bytes := range map[string]float64{"MB": 1e6, "GB": 1e9} {
		if number, ok := strings.CutSuffix(text, unit); ok {
			n, err := strconv.ParseFloat(number, 64)
			if err == nil && n*bytes >= 50e6 && n*bytes <= 1e15 {
				return int64(n * bytes), nil
			}
		}
	}
	return 0, errors.New(`must be a size from 50 MB, such as "500 MB" or "2 GB"`)
}

func hasControls(s string) bool {
	return !utf8.ValidString(s) || strings.IndexFunc(s, func(r rune) bool { return r != ' ' && !unicode.IsPrint(r) }) >= 0
}

// printable makes a string from a file fit for one line of a message.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r != ' ' && !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, capped(s, 300))
}

// capped cuts a string to at most n bytes, on a character's boundary.
func capped(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
