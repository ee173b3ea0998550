package people_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/people"
)

func id(name, email string) git.Identity { return git.Identity{Name: name, Email: email} }

// together says whether two identities are one person.
func together(d *people.Directory, a, b git.Identity) bool { return d.Resolve(a) == d.Resolve(b) }

func TestMerging(t *testing.T) {
	one := id("Dev One", "dev1@example.com")
	tests := []struct {
		name    string
		a, b    git.Identity
		more    []git.Identity
		options people.Options
		want    bool
	}{
		{name: "same address", a: one, b: id("d1", "DEV1@example.com"), want: true},
		{name: "same full name only", a: one, b: id("Dev One", "other@example.org")},
		{name: "same name, GitHub no-reply", a: one, b: id("dev  one", "7+dev1@users.noreply.github.com"), want: true},
		{name: "same name, GitLab no-reply", a: one, b: id("Dev One", "7-dev1@users.noreply.gitlab.com"), want: true},
		{name: "same name, Codeberg no-reply", a: one, b: id("Dev One", "dev1@noreply.codeberg.org"), want: true},
		{name: "same name, nobody's no-reply", a: one, b: id("Dev One", "noreply@github.com"), want: true},
		{name: "first name only, no-reply", a: id("Dev", "dev@example.com"), b: id("Dev", "7+dev@users.noreply.github.com")},
		{
			name: "no-reply that could be either", a: one, b: id("Dev One", "7+dev1@users.noreply.github.com"),
			more: []git.Identity{id("Dev One", "other@example.org")},
		},
		{
			name: "two accounts of one name", a: id("Dev One", "7+dev1@users.noreply.github.com"),
			b: id("Dev One", "8+uno@users.noreply.github.com"),
		},
		{
			name: "old and new shape of one account", a: id("x", "dev1@users.noreply.github.com"),
			b: id("y", "7+Dev1@users.noreply.github.com"), want: true,
		},
		{
			name: "account that changed its login", a: id("x", "7+old@users.noreply.github.com"),
			b: id("y", "7+new@users.noreply.github.com"), want: true,
		},
		{name: "same login on two forges", a: id("x", "a@users.noreply.github.com"), b: id("y", "a@noreply.codeberg.org")},
		{name: "shared mailbox", a: id("Dev One", "noreply@github.com"), b: id("Dev Two", "noreply@github.com")},
		{name: "no address", a: one, b: id("Dev One", "")},
		{
			name: "mailmap", a: one, b: id("D", "old@example.org"), want: true,
			options: people.Options{Mailmap: []byte("Dev One <dev1@example.com> <OLD@example.org>\n")},
		},
		{
			name: "mailmap by name", a: one, b: id("uno", "root@localhost"), want: true,
			options: people.Options{Mailmap: []byte("Dev One <dev1@example.com> UNO <root@localhost>\n")},
		},
		{
			name: "mailmap by another name", a: one, b: id("due", "root@localhost"),
			options: people.Options{Mailmap: []byte("Dev One <dev1@example.com> uno <root@localhost>\n")},
		},
		{
			name: "settings", a: one, b: id("x", "x@example.org"), want: true,
			options: people.Options{Settings: []people.Setting{{Emails: []string{"X@example.org", "dev1@example.com"}}}},
		},
		{
			name: "settings' handle", a: one, b: id("x", "7+uno@users.noreply.github.com"), want: true,
			options: people.Options{Settings: []people.Setting{{Handle: "@Uno", Emails: []string{"dev1@example.com"}}}},
		},
		{
			name: "settings keep two apart", a: one, b: id("Dev One", "7+dev1@users.noreply.github.com"),
			options: people.Options{Settings: []people.Setting{
				{Emails: []string{"dev1@example.com"}}, {Emails: []string{"7+dev1@users.noreply.github.com"}},
			}},
		},
		{
			name: "a program with a human's mailbox", a: one, b: id("renovate[bot]", "dev1@example.com"),
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ids := append([]git.Identity{tt.a, tt.b}, tt.more...)
			for i := range 2 { // whatever the order
				if i == 1 {
					ids[0], ids[len(ids)-1] = ids[len(ids)-1], ids[0]
				}
				d := people.NewDirectory(ids, tt.options)
				if got := together(d, tt.a, tt.b); got != tt.want {
					t.Errorf("one person: %v, want %v; everybody: %s", got, tt.want, everybody(d))
				}
			}
		})
	}
}

func everybody(d *people.Directory) string {
	var b strings.Builder
	for _, p := range d.All() {
		fmt.Fprintf(&b, "\n%+v", *p)
	}
	return b.String()
}

func TestPerson(t *testing.T) {
	ids := []git.Identity{
		id("dev1", "7+dev1@users.noreply.github.com"), id("Dev One", "dev1@example.com"), id("Dev One", "7+dev1@users.noreply.github.com"),
		id("Dev Two", "dev2@example.com"), id("", "third@example.com"), id("Dev Four", "4@example.com"),
	}
	d := people.NewDirectory(ids, people.Options{
		Mailmap:  []byte("Dev Two Proper <dev2@example.com>\n"),
		Settings: []people.Setting{{Handle: "@four", Name: "Dev Four", Team: []string{"payments"}}, {Handle: "new", Name: "Newcomer"}},
	})
	want := []*people.Person{
		{Name: "Dev Four", Email: "4@example.com", Handle: "four", Emails: []string{"4@example.com"}, Team: []string{"payments"}},
		{Name: "Dev One", Email: "dev1@example.com", Handle: "dev1", Emails: []string{"7+dev1@users.noreply.github.com", "dev1@example.com"}},
		{Name: "Dev Two Proper", Email: "dev2@example.com", Emails: []string{"dev2@example.com"}},
		{Name: "Newcomer", Handle: "new"},
		{Name: "third", Email: "third@example.com", Emails: []string{"third@example.com"}},
	}
	if diff := cmp.Diff(want, d.All()); diff != "" {
		t.Errorf("everybody (-want +got):\n%s", diff)
	}
	if got := d.Resolve(ids[1]).Display() + " " + d.Resolve(ids[3]).Display(); got != "@dev1 Dev Two Proper" {
		t.Errorf("displayed as %q", got)
	}
}

func TestFind(t *testing.T) {
	d := people.NewDirectory([]git.Identity{
		id("Dev One", "7+dev1@users.noreply.github.com"), id("Dev Two", "dev2@example.com"),
		id("Same Name", "a@example.com"), id("Same Name", "b@example.com"),
	}, people.Options{})
	for who, want := range map[string]string{
		"@dev1": "Dev One", "DEV1": "Dev One", "dev2@EXAMPLE.com": "Dev Two", " dev two ": "Dev Two", "b@example.com": "Same Name",
		"@dev2": "", "Same Name": "", "": "", "@": "", "nobody": "",
	} {
		p, ok := d.Find(who)
		if ok != (want != "") || ok && p.Name != want {
			t.Errorf("Find(%q) = %v, %v; want %q", who, p, ok, want)
		}
	}
}

func TestResolveStranger(t *testing.T) {
	d := people.NewDirectory(nil, people.Options{})
	for _, who := range []git.Identity{{}, id("A B", "a@b"), id("\u202e\x00", "\n"), id("", "@users.noreply.github.com")} {
		if p := d.Resolve(who); p == nil || p.Name == "" {
			t.Errorf("Resolve(%+v) = %+v, want somebody with a name", who, p)
		}
	}
}

func TestBots(t *testing.T) {
	bots := []git.Identity{
		id("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com"), id("renovate", "a@b"), id("Release Bot", "a@b"),
		id("github-actions", "41898282+github-actions[bot]@users.noreply.github.com"), id("GitHub", "noreply@github.com"),
		id("Claude Opus 4", "noreply@anthropic.com"), id("Claude", "81847+claude@users.noreply.github.com"),
		id("Copilot", "198982749+Copilot@users.noreply.github.com"), id("Cursor Agent", "cursoragent@cursor.com"),
		id("deploy", "ci@example.com"), id("nightly-7", "x@y"),
	}
	humans := []git.Identity{
		id("Claude Monet", "claude@example.com"), id("Claude", "claude@example.org"), id("Devin Doe", "9+ddoe@users.noreply.github.com"),
		id("Tom Talbot", "talbot@example.com"), id("Abbot", "x@example.com"), id("", "me@example.com"), id("Dev One", "noreply@github.com"),
	}
	d := people.NewDirectory(append(bots, humans...), people.Options{Bots: []string{"ci@*", "nightly-*"}})
	for _, b := range bots {
		if !d.Resolve(b).Bot {
			t.Errorf("%+v is not seen as a bot", b)
		}
	}
	for _, h := range humans {
		if d.Resolve(h).Bot {
			t.Errorf("%+v is seen as a bot", h)
		}
	}
	named := people.NewDirectory(bots[:3], people.Options{Settings: []people.Setting{{Name: "Robin Bot", Emails: []string{"a@b"}}, {Bot: true, Emails: []string{"c@d"}}}})
	if named.Resolve(bots[2]).Bot || !named.Resolve(id("Cee", "c@d")).Bot {
		t.Errorf("the settings' word about who is a bot does not hold: %s", everybody(named))
	}
}

func TestHostileNames(t *testing.T) {
	d := people.NewDirectory([]git.Identity{
		id("Ev\u202eil\x1b[31m\n One\u2066"+strings.Repeat(" x", 500), "ev\u202eil@example.com"),
		id("\xff\xfe", "\xff@example.com"), id("@everyone](x)", "7+a](b@users.noreply.github.com"),
	}, people.Options{})
	for _, p := range d.All() {
		for _, s := range append(p.Emails, p.Name, p.Email, p.Handle) {
			if strings.ContainsAny(s, "\u202e\u2066\x1b\n\x00") || len([]rune(s)) > 254 || strings.ToValidUTF8(s, "") != s {
				t.Errorf("unsafe text %q", s)
			}
		}
		if strings.ContainsAny(p.Handle, "()") {
			t.Errorf("unsafe handle %q", p.Handle)
		}
	}
}

func FuzzMailmap(f *testing.F) {
	f.Add([]byte("A B <a@b> C <c@d>\n<x> <y>\n# no\nA <\n"), "C", "c@d")
	f.Add([]byte("A <a@b>\r\n<"), "\u0130", "\u0130@users.noreply.gitlab.com")
	f.Fuzz(func(t *testing.T, mailmap []byte, name, email string) {
		d := people.NewDirectory([]git.Identity{id(name, email), id("A B", "a@b"), id(name, "7+x@users.noreply.github.com")}, people.Options{Mailmap: mailmap, Bots: []string{name}})
		if p := d.Resolve(id(name, email)); p.Name == "" {
			t.Errorf("%+v has no name", p)
		}
		d.Find(name)
	})
}

func BenchmarkNewDirectory(b *testing.B) {
	var ids []git.Identity
	for i := range 20000 {
		ids = append(ids, id(fmt.Sprintf("Dev N%d", i/2), fmt.Sprintf("dev%d@example.com", i)))
	}
	for b.Loop() {
		people.NewDirectory(ids, people.Options{})
	}
}
