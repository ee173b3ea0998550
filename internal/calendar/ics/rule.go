package ics

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// A rule is a recurrence rule (RFC 5545 3.3.10), with what rrule-go needs of it.
//
// The library is kept on safe ground. It sees only rules whose parts are in
// their bounds, since beyond them it reads past its tables; and none whose
// hours can never be met, for which it would search for ever. It sees clocks on
// the wall in UTC, so that no change of the clocks concerns it. It begins
// shortly before the window, not at a start long ago. It sees the years moved
// on by a multiple of 400, after which the calendar repeats, until the year
// 9999, where it gives up, is near: a rule that never comes true (30 February)
// ends soon.
type rule struct {
	option rrule.ROption // without DTSTART, COUNT and UNTIL
	count  int           // 0: without end
	until  stamp
	ends   bool // until is given
}

// Bounds on work: a unit is about one instance.
const (
	fileWork  = 1_500_000
	ruleWork  = 150_000
	setupWork = 20
	lostWork  = 20_000 // for a search that found nothing
)

var errTooOften = errors.New("it repeats more often than can be counted")

var frequencies = map[string]rrule.Frequency{
	"YEARLY": rrule.YEARLY, "MONTHLY": rrule.MONTHLY, "WEEKLY": rrule.WEEKLY, "DAILY": rrule.DAILY,
	"HOURLY": rrule.HOURLY, "MINUTELY": rrule.MINUTELY, "SECONDLY": rrule.SECONDLY,
}

var weekdays = map[string]rrule.Weekday{
	"MO": rrule.MO, "TU": rrule.TU, "WE": rrule.WE, "TH": rrule.TH, "FR": rrule.FR, "SA": rrule.SA, "SU": rrule.SU,
}

// parseRule reads and checks a rule. Its error completes a sentence.
func parseRule(text string) (rule, error) {
	r := rule{option: rrule.ROption{Interval: 1, Freq: -1, Wkst: rrule.MO}}
	if len(text) > 8<<10 {
		return rule{}, errors.New("its rule is too long")
	}
	for part := range strings.SplitSeq(strings.ToUpper(strings.TrimSpace(text)), ";") {
		if part == "" {
			continue
		}
		key, value, _ := strings.Cut(part, "=")
		if err := r.part(strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return rule{}, fmt.Errorf("%s in its rule %w", shown(part), err)
		}
	}
	if r.option.Freq < 0 {
		return rule{}, errors.New("its rule does not say how often")
	}
	return r, r.check()
}

func (r *rule) part(key, value string) (err error) {
	o := &r.option
	unknown := errors.New("is not known")
	switch key {
	case "FREQ":
		var ok bool
		if o.Freq, ok = frequencies[value]; !ok {
			return unknown
		}
	case "INTERVAL":
		// Beyond this no second time comes before the year 9999.
		o.Interval, err = positive(value, 1e12)
	case "COUNT":
		r.count, err = positive(value, 1e9)
	case "UNTIL":
		r.ends = true
		r.until, err = parseStamp(value, "")
	case "WKST":
		var ok bool
		if o.Wkst, ok = weekdays[value]; !ok {
			return unknown
		}
	case "BYDAY":
		o.Byweekday, err = days(value)
	case "BYMONTH":
		o.Bymonth, err = numbers(value, 1, 12, false)
	case "BYMONTHDAY":
		o.Bymonthday, err = numbers(value, 1, 31, true)
	case "BYYEARDAY":
		o.Byyearday, err = numbers(value, 1, 366, true)
	case "BYWEEKNO":
		o.Byweekno, err = numbers(value, 1, 53, true)
	case "BYSETPOS":
		o.Bysetpos, err = numbers(value, 1, 366, true)
	case "BYHOUR":
		o.Byhour, err = numbers(value, 0, 23, false)
	case "BYMINUTE":
		o.Byminute, err = numbers(value, 0, 59, false)
	case "BYSECOND":
		o.Bysecond, err = numbers(value, 0, 60, false)
		for i := range o.Bysecond {
			o.Bysecond[i] = min(o.Bysecond[i], 59) // a leap second
		}
		o.Bysecond = unique(o.Bysecond)
	case "RSCALE": // RFC 7529
		if value != "GREGORIAN" {
			return unknown
		}
	case "SKIP":
		if value != "OMIT" {
			return unknown
		}
	default:
		if !strings.HasPrefix(key, "X-") {
			return unknown
		}
	}
	return err
}

func positive(text string, most int) (int, error) {
	if text == "" || strings.Trim(text, "0123456789") != "" {
		return 0, errors.New("is not a number above 0")
	}
	n, err := strconv.Atoi(text)
	if err != nil || n > most {
		return most, nil
	}
	if n == 0 {
		return 0, errors.New("is not a number above 0")
	}
	return n, nil
}

func numbers(text string, least, most int, negative bool) ([]int, error) {
	var out []int
	for item := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(item))
		if size := max(n, -n); err != nil || size < least || size > most || n < 0 && !negative {
			return nil, errors.New("is out of bounds")
		}
		out = append(out, n)
	}
	return unique(out), nil
}

func unique(in []int) []int {
	slices.Sort(in)
	return slices.Compact(in)
}

func days(text string) ([]rrule.Weekday, error) {
	var out []rrule.Weekday
	for item := range strings.SplitSeq(text, ",") {
		item = strings.TrimSpace(item)
		if len(item) < 2 {
			return nil, errors.New("is not a day")
		}
		day, ok := weekdays[item[len(item)-2:]]
		if !ok {
			return nil, errors.New("is not a day")
		}
		if which := item[:len(item)-2]; which != "" {
			n, err := strconv.Atoi(which)
			if err != nil || n == 0 || n > 53 || n < -53 {
				return nil, errors.New("is out of bounds")
			}
			day = day.Nth(n)
		}
		if !slices.Contains(out, day) {
			out = append(out, day)
		}
	}
	return out, nil
}

// check refuses what the format forbids where it makes a difference, and what
// the library cannot do.
func (r *rule) check() error {
	o := &r.option
	if o.Freq > rrule.MONTHLY {
		for i := range o.Byweekday { // the format forbids a number here, and some write one
			o.Byweekday[i] = o.Byweekday[i].Nth(0)
		}
	}
	if o.Freq == rrule.MONTHLY || o.Freq == rrule.YEARLY && len(o.Bymonth) > 0 {
		had := len(o.Byweekday)
		o.Byweekday = slices.DeleteFunc(o.Byweekday, func(d rrule.Weekday) bool { return d.N() > 5 || d.N() < -5 })
		if had > 0 && len(o.Byweekday) == 0 {
			return errors.New("its rule asks for a day that no month has")
		}
	}
	if len(o.Byweekno) > 0 && o.Freq != rrule.YEARLY {
		return errors.New("its rule counts weeks, but not by years")
	}
	if len(o.Bysetpos) > 60 {
		return errors.New("its rule is too long")
	}
	times := max(len(o.Byhour), 1) * max(len(o.Byminute), 1) * max(len(o.Bysecond), 1)
	if days := map[rrule.Frequency]int{rrule.YEARLY: 366, rrule.MONTHLY: 31, rrule.WEEKLY: 7, rrule.DAILY: 1}[o.Freq]; days*times > 20_000 || days == 1 && times > 1440 {
		return errTooOften // the library makes all instances of a period at once
	}
	if o.Freq == rrule.SECONDLY && times > 1 || o.Freq == rrule.SECONDLY && len(o.Byhour)+len(o.Byminute)+len(o.Bysecond) > 0 {
		return errTooOften // the library would count the seconds in between
	}
	return nil
}

// met tells whether the hours and minutes that an hourly or minutely rule asks
// for ever come, beginning at start.
func met(o rrule.ROption, start time.Time) bool {
	unit, day := 1, 24
	if o.Freq == rrule.MINUTELY {
		unit, day = 60, 24*60
	} else if o.Freq != rrule.HOURLY {
		return true
	}
	step := o.Interval % day
	at := start.Hour()*unit + start.Minute()*(unit/60)
	for range day {
		hour, minute := at/unit, at%unit
		if (len(o.Byhour) == 0 || slices.Contains(o.Byhour, hour)) && (unit == 1 || len(o.Byminute) == 0 || slices.Contains(o.Byminute, minute)) {
			return true
		}
		at = (at + step) % day
	}
	return false
}

// complete spells out what a rule leaves to the start of its series.
func (r *rule) complete(start time.Time) rrule.ROption {
	o := r.option
	weekday := []rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}[start.Weekday()]
	switch days := len(o.Byweekday) + len(o.Bymonthday) + len(o.Byyearday); {
	case days > 0:
	case len(o.Byweekno) > 0:
		o.Byweekday = []rrule.Weekday{weekday}
	case o.Freq == rrule.YEARLY:
		if len(o.Bymonth) == 0 {
			o.Bymonth = []int{int(start.Month())}
		}
		o.Bymonthday = []int{start.Day()}
	case o.Freq == rrule.MONTHLY:
		o.Bymonthday = []int{start.Day()}
	case o.Freq == rrule.WEEKLY:
		o.Byweekday = []rrule.Weekday{weekday}
	}
	if len(o.Byhour) == 0 && o.Freq < rrule.HOURLY {
		o.Byhour = []int{start.Hour()}
	}
	if len(o.Byminute) == 0 && o.Freq < rrule.MINUTELY {
		o.Byminute = []int{start.Minute()}
	}
	if len(o.Bysecond) == 0 && o.Freq < rrule.SECONDLY {
		o.Bysecond = []int{start.Second()}
	}
	return o
}

// forward moves the start of a rule without COUNT on to the last of its periods
// that begins well before from.
func forward(o rrule.ROption, start, from time.Time) time.Time {
	from = from.AddDate(0, 0, -8)
	if !start.Before(from) {
		return start
	}
	midnight := time.Date(start.Year(), start.Month(), start.Day(), 0, 0, 0, 0, time.UTC)
	unit := time.Second
	switch o.Freq {
	case rrule.YEARLY:
		n := (from.Year() - 1 - start.Year()) / o.Interval
		if n < 1 {
			return start
		}
		return time.Date(start.Year()+n*o.Interval, 1, 1, 0, 0, 0, 0, time.UTC)
	case rrule.MONTHLY:
		n := ((from.Year()-start.Year())*12 + int(from.Month()-start.Month()) - 1) / o.Interval
		if n < 1 {
			return start
		}
		return time.Date(start.Year(), start.Month()+time.Month(n*o.Interval), 1, 0, 0, 0, 0, time.UTC)
	case rrule.WEEKLY:
		// Monday is 0 for the library, 1 for Go.
		week := midnight.AddDate(0, 0, -((int(start.Weekday())+6-o.Wkst.Day())%7+7)%7)
		n := int(from.Unix()-week.Unix()) / (7 * 86400) / o.Interval
		if n < 1 {
			return start
		}
		return week.AddDate(0, 0, 7*n*o.Interval)
	case rrule.DAILY:
		n := int(from.Unix()-midnight.Unix()) / 86400 / o.Interval
		return start.AddDate(0, 0, n*o.Interval)
	case rrule.HOURLY:
		unit = time.Hour
	case rrule.MINUTELY:
		unit = time.Minute
	}
	step := int64(unit/time.Second) * int64(o.Interval)
	n := (from.Unix() - start.Unix()) / step
	return time.Unix(start.Unix()+n*step, 0).UTC()
}

// between gives the times on the wall of the rule from from to to, in order; the
// start of the series is among them only if the rule says so. It takes what it
// does off *work, and fails with an error that completes a sentence.
func (r *rule) between(start, from, to time.Time, work *int) (out []time.Time, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, errors.New("its rule cannot be evaluated")
		}
	}()
	if r.ends {
		if last := r.lastWall(); last.Before(to) {
			to = last
		}
	}
	if to.Before(start) || to.Before(from) {
		return nil, nil
	}
	o := r.complete(start)
	if !met(o, start) {
		return nil, nil
	}
	begin := start
	if r.count == 0 {
		begin = forward(o, start, from)
	}
	*work -= setupWork + 10*(to.Year()-begin.Year())
	if *work < 0 {
		return nil, errTooOften
	}
	moved := 400 * ((9990 - to.Year()) / 400)
	o.Dtstart = begin.AddDate(moved, 0, 0)
	o.Until = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	compiled, err := rrule.NewRRule(o)
	if err != nil {
		return nil, errors.New("its rule cannot be evaluated")
	}
	next := compiled.Iterator()
	budget := min(*work, ruleWork)
	defer func(had int) { *work -= had - budget }(budget)
	for n := 1; ; n++ {
		t, ok := next()
		if !ok {
			budget -= min(lostWork, budget)
			return out, nil
		}
		t = t.AddDate(-moved, 0, 0)
		if n == 1 && r.count > 0 && !t.Equal(start) {
			n++ // the start of a series always counts as one
		}
		if t.After(to) || r.count > 0 && n > r.count {
			return out, nil
		}
		if budget--; budget <= 0 {
			return nil, errTooOften
		}
		if !t.Before(from) {
			out = append(out, t)
		}
	}
}

// lastWall is the latest that a clock on the wall can show until the rule ends.
func (r *rule) lastWall() time.Time {
	switch r.until.form {
	case formDate:
		return r.until.wall.Add(24*time.Hour - time.Second)
	case formUTC:
		return r.until.wall.Add(26 * time.Hour) // what is too late is dropped when the zone is known
	}
	return r.until.wall
}
