package phrase

import (
	"fmt"
	"strings"
	"time"

	"github.com/leadline/leadline/internal/action"
)

// Understood says what a value comes to that [action.Field.Read] read: "Friday 27 November", "tomorrow at 9:30, in 14 hours",
// "1 h 30 min", "Dev Two". It is empty where the value says so itself.
func (v Voice) Understood(f action.Field, value any) string {
	switch x := value.(type) {
	case string:
		switch f.Sort {
		case action.Day:
			if day, ok := Date(x, v.Now); ok {
				return fullDay(day)
			}
		case action.Person, action.Decider:
			return v.behind(x)
		}
	case []string:
		if f.Sort == action.Persons {
			var out []string
			for _, who := range x {
				if name := v.behind(who); name != "" {
					out = append(out, name)
				}
			}
			return strings.Join(out, ", ")
		}
	case time.Time:
		t := x.In(v.Now.Location())
		return fullDay(t) + ", " + t.Format("15:04")
	case int:
		if f.Sort == action.Length {
			return length(x)
		}
	}
	return ""
}

// behind says who is behind a handle or an address.
func (v Voice) behind(who string) string {
	p := v.Snapshot.Person(who)
	switch {
	case who == "team" || who == "outside":
		return ""
	case p == nil:
		return Clean(who, nameLimit) + " is not known here; kept as written"
	case p == v.Snapshot.Me:
		return "you"
	}
	return Clean(p.Name, nameLimit)
}

func fullDay(t time.Time) string { return t.Format("Monday 2 January 2006") }

func length(minutes int) string {
	switch h, m := minutes/60, minutes%60; {
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	default:
		return fmt.Sprintf("%d h %d min", h, m)
	}
}

// FieldName is what a field is called where people read it: "Decided by".
func FieldName(f action.Field) string {
	name := strings.ReplaceAll(f.Key, "_", " ")
	return strings.ToUpper(name[:1]) + name[1:]
}
