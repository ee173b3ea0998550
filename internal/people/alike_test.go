package people_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
)

func TestAlike(t *testing.T) {
	me := id("Dev One", "dev1@example.com")
	for _, tt := range []struct {
		name  string
		other git.Identity
		want  people.Likeness
	}{
		{"same full name", id("dev one", "somebody@example.org"), people.SameName},
		{"no-reply address of the login", id("uno", "7+dev1@users.noreply.github.com"), people.SameAccount},
		{"older mailbox", id("D.", "DEV1@old.example.com"), people.SameMailbox},
		{"same mailbox, a name in common", id("dev", "dev1@elsewhere.org"), people.SameMailbox},
		{"same mailbox of a stranger", id("Mira", "dev1@elsewhere.org"), ""},
		{"first name only", id("Dev", "other@elsewhere.org"), ""},
		{"a program", id("Dev One", "dev-one[bot]@users.noreply.github.com"), ""},
		{"nobody's address", id("Dev One", "noreply@github.com"), ""},
		{"a stranger", id("Dev Two", "dev2@example.com"), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := people.NewDirectory([]git.Identity{me, tt.other}, people.Options{})
			var got people.Likeness
			for _, l := range d.Alike(d.Resolve(me)) {
				got = l.Why
			}
			if d.Resolve(me) == d.Resolve(tt.other) {
				got = "" // certain, so nobody is asked
			}
			if got != tt.want {
				t.Errorf("alike by %q, want %q", got, tt.want)
			}
		})
	}
}

func TestInfoIsNobodysMailbox(t *testing.T) {
	me := id("Dev One", "info@example.com")
	d := people.NewDirectory([]git.Identity{me, id("Dev Two", "info@old.example.com")}, people.Options{})
	if got := d.Alike(d.Resolve(me)); len(got) != 0 {
		t.Errorf("alike: %+v", got)
	}
}

func TestConfirmed(t *testing.T) {
	one, old, two := id("Dev One", "dev1@example.com"), id("Dev One", "dev1@old.example.com"), id("Dev Two", "dev2@example.com")
	hidden := id("Dev One", "7+dev1@users.noreply.github.com")
	tests := []struct {
		name      string
		confirmed [][2]string
		settings  []people.Setting
		a, b      git.Identity
		want      bool
	}{
		{name: "not said", a: one, b: old},
		{name: "said", confirmed: [][2]string{{"DEV1@example.com", "dev1@old.example.com"}}, a: one, b: old, want: true},
		{name: "said the other way round", confirmed: [][2]string{{"dev1@old.example.com", "dev1@example.com"}}, a: one, b: old, want: true},
		{name: "the no-reply address follows", confirmed: [][2]string{{"dev1@example.com", "dev1@old.example.com"}}, a: hidden, b: old, want: true},
		{name: "a stranger cannot be taken over", confirmed: [][2]string{{"dev1@example.com", "dev2@example.com"}}, a: one, b: two},
		{name: "nobody of that address", confirmed: [][2]string{{"dev1@example.com", "dev9@example.com"}}, a: one, b: old},
		{
			name: "the settings keep them apart", confirmed: [][2]string{{"dev1@example.com", "dev1@old.example.com"}}, a: one, b: old,
			settings: []people.Setting{{Handle: "a", Emails: []string{"dev1@example.com"}}, {Handle: "b", Emails: []string{"dev1@old.example.com"}}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := people.NewDirectory([]git.Identity{one, old, two, hidden}, people.Options{Confirmed: tt.confirmed, Settings: tt.settings})
			if got := together(d, tt.a, tt.b); got != tt.want {
				t.Errorf("one person: %v, want %v; everybody: %s", got, tt.want, everybody(d))
			}
		})
	}
}

// Who commits under the names of bots and AI agents, or is credited so by a trailer, is never a person.
func TestProgramsAreNobody(t *testing.T) {
	for _, who := range []git.Identity{
		id("Claude", "noreply@anthropic.com"), id("Claude Opus", "noreply@anthropic.com"), id("Cursor", "cursoragent@cursor.com"),
		id("Copilot", "175728472+Copilot@users.noreply.github.com"), id("copilot-swe-agent[bot]", "1+copilot-swe-agent[bot]@users.noreply.github.com"),
		id("Gemini", "gemini-code-assist@google.com"), id("OpenAI Codex", "codex@openai.com"), id("aider", "noreply@aider.chat"),
		id("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"), id("Renovate Bot", "bot@renovateapp.com"),
		id("GitHub Actions", "actions@github.com"),
	} {
		d := people.NewDirectory([]git.Identity{who, id("Dev One", "dev1@example.com")}, people.Options{})
		if p := d.Resolve(who); !p.Bot {
			t.Errorf("%+v is taken for a person: %+v", who, *p)
		}
	}
	for _, who := range []git.Identity{
		id("Claude Dubois", "claude@example.com"), id("Devin Talbot", "devin@example.com"), id("Abbott", "abbott@example.com"),
	} {
		if p := people.NewDirectory([]git.Identity{who}, people.Options{}).Resolve(who); p.Bot {
			t.Errorf("%+v is taken for a program", who)
		}
	}
}

// What a hostile mailmap and a hostile ledger say costs bounded time.
func TestManyConfirmed(t *testing.T) {
	var ids []git.Identity
	var confirmed [][2]string
	var mailmap strings.Builder
	for i := range 20_000 {
		ids = append(ids, id("Dev One", fmt.Sprintf("dev1@h%d.example.com", i)))
		confirmed = append(confirmed, [2]string{"dev1@h0.example.com", fmt.Sprintf("dev1@h%d.example.com", i)})
		fmt.Fprintf(&mailmap, "Dev Nine <dev9@example.com> <x%d@example.com>\n", i)
	}
	d := people.NewDirectory(ids, people.Options{Confirmed: confirmed, Mailmap: []byte(mailmap.String())})
	if diff := cmp.Diff(1, len(d.All())); diff != "" {
		t.Errorf("people (-want +got):\n%s", diff)
	}
	d.Alike(d.All()[0])
}
