package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Key describes one setting, for help, documentation and editor schemas.
type Key struct {
	Name    string   // dotted; a part in <…> is a name of the user's choice
	Type    string   // boolean, integer, string or list (of strings)
	Default string   // as written in TOML, "" for none
	Meaning string   // one line
	Consent bool     // from a repository it needs consent; an editor must not take it from a workspace's settings
	Own     bool     // it counts in the user's own file only: nobody can be asked to agree to another's
	Choices []string // the only values allowed, nil for any
	Least   int      // bounds of an integer; both 0 for none
	Most    int
}

// Keys lists every setting in the order of documentation. The [[consent]]
// entries of the user's file are written by Leadline and not among them.
func Keys() []Key {
	var keys []Key
	for _, e := range schema() {
		keys = append(keys, e.Key)
	}
	return keys
}

// ignoreRevs is where most projects list the commits that only reformat: forges read it.
const ignoreRevs = ".git-blame-ignore-revs"

// Default returns the settings in force where no layer says anything.
func Default() Settings {
	return Settings{
		Knowledge: Knowledge{HalfLife: days(180), Inactive: days(365), IgnoreRevs: ignoreRevs},
		Hints:     Hints{Lens: true, Hover: true, Inlay: true, Diagnostics: true, Companions: true, Reviewers: true, CatchUp: true},
		Todo:      Todo{Words: []string{"TODO", "FIXME", "HACK", "XXX", "BUG"}, Comment: "reference"},
		Owners:    Owners{Dialect: "auto"},
		Pairing: Pairing{
			Length: time.Hour, Hours: Hours{9 * 60, 17 * 60}, Workdays: Workweek(), Lunch: Hours{12 * 60, 13 * 60}, Notice: time.Hour,
		},
		Calendar: Calendar{Every: 15 * time.Minute},
		Forge:    Forge{Kind: ForgeOff, Every: 10 * time.Minute},
		Index:    Index{Limit: 2e9},
	}
}

func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }

// An entry of the schema knows how to put a value into the settings. The name
// is the part of the path that stands for <…>.
type entry struct {
	Key
	pattern []string // the name's parts
	set     func(s *draft, name string, v value) error
}

// A misfit is a value that a key cannot take.
type misfit struct {
	place   place
	message string
}

func (m *misfit) Error() string { return m.message }

func schema() []entry {
	entries := []entry{
		strs("store", "", "directory of the store that your editors share; empty: the default", checkStore,
			func(s *draft, _, v string) { s.Store = v }).asking(),
		strs("me", "", "who you are, as a handle or an address; empty: git's user.email", checkMe,
			func(s *draft, _, v string) { s.Me = v }).asking(),

		strs("people.<handle>.name", "", "the person's name, as shown and as found in history", checkName,
			func(s *draft, who, v string) { s.person(who).Name = v }),
		lists("people.<handle>.emails", "[]", "addresses the person commits with", 50, checkAddress,
			func(s *draft, who string, v []string) { s.person(who).Emails = v }),
		lists("people.<handle>.team", "[]", "teams the person belongs to", 50, checkHandle,
			func(s *draft, who string, v []string) { s.person(who).Teams = v }).orOne(),
		flag("people.<handle>.bot", "false", "a program, not a person: never suggested",
			func(s *draft, who string, v bool) { s.person(who).Bot = v }),
		strs("people.<handle>.hours", "", "the person's working hours, if they differ from pairing.hours", checkHours,
			func(s *draft, who string, v Hours) { s.person(who).Hours = v }),
		strs("people.<handle>.time-zone", "", "the person's time zone, if it differs from pairing.time-zone", checkZone,
			func(s *draft, who, v string) { s.person(who).Zone = v }),
		lists("people.<handle>.workdays", "[]", "the days of the week on which the person works, if they differ from pairing.workdays", 7, checkWeekdays,
			func(s *draft, who string, v []string) { s.person(who).Workdays = weekdaysOf(v) }).orOne(),
		lists("people.<handle>.days-off", "[]", "dates on which the person does not work", mostDates, checkDates,
			func(s *draft, who string, v []string) { s.person(who).Off = datesOf(v) }).orOne(),
		strs("people.<handle>.lunch", "", "the person's lunch, if it differs from pairing.lunch; none", checkBreak,
			func(s *draft, who string, v Hours) { s.person(who).Lunch = &v }),

		lists("teams.<team>", "[]", "members of the team, as handles or addresses", 500, checkWho,
			func(s *draft, name string, v []string) { s.team(name).Members = v }),

		number("knowledge.half-life-days", 180, 1, 3650, "days after which a contribution counts half for who knows a file",
			func(s *draft, n int) { s.Knowledge.HalfLife = days(n) }),
		number("knowledge.inactive-days", 365, 1, 3650, "days without a contribution after which a person is no longer suggested",
			func(s *draft, n int) { s.Knowledge.Inactive = days(n) }),
		strs("knowledge.ignore-revs", strconv.Quote(ignoreRevs), "file of the repository that lists commits to look past, such as those that only reformat; empty: none", checkFile,
			func(s *draft, _, v string) { s.Knowledge.IgnoreRevs = v }),

		flag("hints.lens", "true", "show a line above a file: owners, whom to ask, decisions, reviewers",
			func(s *draft, _ string, v bool) { s.Hints.Lens = v }),
		flag("hints.hover", "true", "show owner, whom to ask and what was decided on hover",
			func(s *draft, _ string, v bool) { s.Hints.Hover = v }),
		flag("hints.inlay", "true", "show decisions and delegated TODOs at the end of their lines",
			func(s *draft, _ string, v bool) { s.Hints.Inlay = v }),
		flag("hints.diagnostics", "true", "show your own promises that are due, and other quiet notes",
			func(s *draft, _ string, v bool) { s.Hints.Diagnostics = v }),
		flag("hints.companions", "true", "with hints.diagnostics: when you changed a file, name the one that usually changes with it",
			func(s *draft, _ string, v bool) { s.Hints.Companions = v }),
		flag("hints.reviewers", "true", "say who could review what you changed, in a lens of the changed files, on hover and in the status bar",
			func(s *draft, _ string, v bool) { s.Hints.Reviewers = v }),
		flag("hints.catchup", "true", "with hints.lens: what others did in a file since you were last there; off: nobody remembers when that was",
			func(s *draft, _ string, v bool) { s.Hints.CatchUp = v }),
		flag("hints.symbols", "false", "with hints.lens: also above each function and type, where the editor hands its symbols over",
			func(s *draft, _ string, v bool) { s.Hints.Symbols = v }),
		lists("hints.ignore", "[]", "path patterns of files that get no hints", 500, checkGlob,
			func(s *draft, _ string, v []string) { s.Hints.Ignore = v }),
		lists("hints.mute", "[]", "people never suggested to you, as handles or addresses", 500, checkWho,
			func(s *draft, _ string, v []string) { s.Hints.Mute = v }),

		number("companions.threshold", 0, 0, 99, "how often, in percent, a file must have changed with another to be called next; 0: what the last 200 commits support",
			func(s *draft, n int) { s.Companions.Threshold = float64(n) / 100 }),

		lists("todo.words", `["TODO", "FIXME", "HACK", "XXX", "BUG"]`, "words that mark a TODO in a comment; case counts", 50, checkWord,
			func(s *draft, _ string, v []string) { s.Todo.Words = v }),
		strs("todo.comment", `"reference"`, "what a TODO comment gets when it is offered: the id of the offer, the @handle of the person, or nothing", nil,
			func(s *draft, _, v string) { s.Todo.Comment = v }).of("reference", "handle", "none"),

		flag("decisions.files", "false", "every decision that is logged becomes a file of the repository too, in MADR 4.0",
			func(s *draft, _ string, v bool) { s.Decisions.Files = v }),
		strs("decisions.folder", "", "folder of those files, in which records are looked for too; empty: the one that has some already, else docs/decisions", checkFile,
			func(s *draft, _, v string) { s.Decisions.Folder = v }),

		strs("owners.dialect", `"auto"`, "how CODEOWNERS is read", nil,
			func(s *draft, _, v string) { s.Owners.Dialect = v }).of("auto", "github", "gitlab", "gitea"),

		strs("pairing.length", `"60m"`, "length of a pairing block when none is given", checkLength,
			func(s *draft, _ string, v time.Duration) { s.Pairing.Length = v }),
		strs("pairing.hours", `"09:00-17:00"`, "working hours; blocks are proposed within them", checkHours,
			func(s *draft, _ string, v Hours) { s.Pairing.Hours = v }),
		strs("pairing.time-zone", "", "time zone, such as \"Europe/Paris\"; empty: this machine's", checkZone,
			func(s *draft, _, v string) { s.Pairing.Zone = v }),
		lists("pairing.workdays", `["mon-fri"]`, "days of the week on which you work, such as \"mon-thu\"", 7, checkWeekdays,
			func(s *draft, _ string, v []string) { s.Pairing.Workdays = weekdaysOf(v) }).orOne(),
		lists("pairing.days-off", "[]", "dates on which you do not work, such as \"2026-12-24\" or \"2026-12-24..2027-01-02\"", mostDates, checkDates,
			func(s *draft, _ string, v []string) { s.Pairing.Off = datesOf(v) }).orOne(),
		lists("pairing.holidays", "[]", "dates on which nobody in the team works, written in the same way", mostDates, checkDates,
			func(s *draft, _ string, v []string) { s.Pairing.Holidays = datesOf(v) }).orOne(),
		strs("pairing.lunch", `"12:00-13:00"`, "when nothing is proposed at noon; none", checkBreak,
			func(s *draft, _ string, v Hours) { s.Pairing.Lunch = v }),
		strs("pairing.buffer", `"0m"`, "how long you want free before and after a meeting, up to 2 hours", checkSpell(2*time.Hour, "10m"),
			func(s *draft, _ string, v time.Duration) { s.Pairing.Buffer = v }),
		strs("pairing.notice", `"1h"`, "how long beforehand a block is proposed at the latest, up to 30 days", checkSpell(30*24*time.Hour, "1d"),
			func(s *draft, _ string, v time.Duration) { s.Pairing.Notice = v }),
		strs("pairing.meetings", `"none"`, "how much of a day meetings may take, such as \"4h\"", checkSpell(24*time.Hour, "4h"),
			func(s *draft, _ string, v time.Duration) { s.Pairing.Meetings = v }),

		lists("calendar.files", "[]", "your calendars as .ics files: only when you are busy is read", mostCalendars, checkCalendarFile,
			func(s *draft, _ string, v []string) { s.Calendar.Files = v }).owned(),
		lists("calendar.feeds", "[]", "your calendars as addresses of .ics files", mostCalendars, checkCalendarAddress,
			func(s *draft, _ string, v []string) { s.Calendar.Feeds = v }).owned(),
		lists("calendar.caldav", "[]", "your calendars as addresses on a CalDAV server", mostCalendars, checkCalendarAddress,
			func(s *draft, _ string, v []string) { s.Calendar.Collections = v }).owned(),
		strs("calendar.blocks", "", "address of the CalDAV calendar that blocks you plan may be written into; each is asked about", checkCalendarAddress,
			func(s *draft, _, v string) { s.Calendar.Blocks = v }).owned(),
		strs("calendar.user", "", "your name at the CalDAV server, where your credential does not say it", checkCalendarUser,
			func(s *draft, _, v string) { s.Calendar.User = v }).owned(),
		sequence("calendar.command", "[]", "program and arguments that print your password for the CalDAV server; {host} stands for the server", 20, checkArgument,
			func(s *draft, _ string, v []string) { s.Calendar.Command = v }).owned(),
		lists("calendar.addresses", "[]", "your own addresses in those calendars, besides those in history: what you declined keeps you free", 20, checkAddress,
			func(s *draft, _ string, v []string) { s.Calendar.Addresses = v }).owned(),
		strs("calendar.every", `"15m"`, "how often your calendars are looked at; at least every day", checkRarely,
			func(s *draft, _ string, v time.Duration) { s.Calendar.Every = v }).owned(),

		strs("forge.kind", strconv.Quote(ForgeOff), "ask the host of the repository which requests wait for review, and who reviewed: off; auto for github.com, gitlab.com, codeberg.org and gitea.com; or what your own host runs", nil,
			func(s *draft, _, v string) { s.Forge.Kind = v }).of(ForgeOff, "auto", "github", "gitlab", "gitea").asking(),
		strs("forge.api", "", "address of your own host, such as \"https://git.example.org\"; no other is asked", checkAPI,
			func(s *draft, _, v string) { s.Forge.API = v }).asking(),
		strs("forge.every", `"10m"`, "how often the host may be asked; at least every minute, at most once a day", checkEvery,
			func(s *draft, _ string, v time.Duration) { s.Forge.Every = v }).asking(),

		strs("sync.remote", "", "name of the git remote over which `leadline sync` shares what people say; empty: origin", checkRemote,
			func(s *draft, _, v string) { s.Sync.Remote = v }).asking(),
		strs("sync.auto", `"off"`, "sync by itself, every ten minutes while an editor is open: on or off. `leadline sync --auto on` says so for one repository", nil,
			func(s *draft, _, v string) { s.Sync.Auto = v == SyncOn }).of("off", SyncOn).asking(),

		strs("index.limit", `"2 GB"`, "how much disk the indexes of all repositories may take together; those not used for longest go first", checkSize,
			func(s *draft, _ string, v int64) { s.Index.Limit = v }).asking(),
	}
	for i := range entries {
		entries[i].pattern = strings.Split(entries[i].Name, ".")
	}
	return entries
}

func flag(name, def, meaning string, put func(*draft, string, bool)) entry {
	key := Key{Name: name, Type: "boolean", Default: def, Meaning: meaning}
	return entry{Key: key, set: func(s *draft, who string, v value) error {
		if v.kind != boolean {
			return &misfit{v.place, "must be true or false, without quotes"}
		}
		put(s, who, v.flag)
		return nil
	}}
}

func number(name string, def, least, most int, meaning string, put func(*draft, int)) entry {
	key := Key{Name: name, Type: "integer", Default: strconv.Itoa(def), Meaning: meaning, Least: least, Most: most}
	return entry{Key: key, set: func(s *draft, _ string, v value) error {
		if v.kind != integer || v.num < least || v.num > most {
			return &misfit{v.place, fmt.Sprintf("must be a whole number from %d to %d, without quotes", least, most)}
		}
		put(s, v.num)
		return nil
	}}
}

// strs is a key with a string that check turns into a T; an empty string means
// "not set" where the key has no default. A nil check takes the string as it is.
func strs[T any](name, def, meaning string, check func(string) (T, error), put func(*draft, string, T)) entry {
	key := Key{Name: name, Type: "string", Default: def, Meaning: meaning}
	return entry{Key: key, set: func(s *draft, who string, v value) error {
		if v.kind != text {
			return &misfit{v.place, "must be a string in quotes"}
		}
		var checked T
		switch {
		case check == nil:
			checked, _ = any(v.str).(T)
		case v.str != "" || def != "":
			var err error
			if checked, err = check(v.str); err != nil {
				return &misfit{v.place, err.Error()}
			}
		}
		put(s, who, checked)
		return nil
	}}
}

// lists is a key with strings of which each counts once.
func lists(name, def, meaning string, most int, check func(string) (string, error), put func(*draft, string, []string)) entry {
	return sequence(name, def, meaning, most, check, func(s *draft, who string, all []string) {
		once := make([]string, 0, len(all))
		for _, v := range all {
			if !slices.Contains(once, v) {
				once = append(once, v)
			}
		}
		put(s, who, once)
	})
}

// sequence is a key with strings in their order.
func sequence(name, def, meaning string, most int, check func(string) (string, error), put func(*draft, string, []string)) entry {
	key := Key{Name: name, Type: "list", Default: def, Meaning: meaning}
	return entry{Key: key, set: func(s *draft, who string, v value) error {
		if v.kind != list {
			return &misfit{v.place, `must be a list of strings, such as ["a", "b"]`}
		}
		if len(v.items) > most {
			return &misfit{v.place, fmt.Sprintf("must have at most %d entries", most)}
		}
		out := make([]string, 0, len(v.items))
		for _, item := range v.items {
			if item.kind != text {
				return &misfit{item.place, "every entry must be a string in quotes"}
			}
			checked, err := check(item.str)
			if err != nil {
				return &misfit{item.place, "every entry " + err.Error()}
			}
			out = append(out, checked)
		}
		put(s, who, out)
		return nil
	}}
}

// asking marks a consent key.
func (e entry) asking() entry {
	e.Consent = true
	return e
}

// owned marks a key that counts in the user's own file only.
func (e entry) owned() entry {
	e.Consent, e.Own = true, true
	return e
}

// orOne lets a single string stand for a list of one.
func (e entry) orOne() entry {
	many := e.set
	e.set = func(s *draft, who string, v value) error {
		if v.kind == text {
			v = value{kind: list, items: []value{v}, place: v.place}
		}
		return many(s, who, v)
	}
	return e
}

// of limits a string key to some values.
func (e entry) of(choices ...string) entry {
	take := e.set
	e.Choices = choices
	e.set = func(s *draft, who string, v value) error {
		if v.kind != text || !slices.Contains(choices, v.str) {
			return &misfit{v.place, "must be one of " + strings.Join(choices, ", ") + ", in quotes"}
		}
		return take(s, who, v)
	}
	return e
}
