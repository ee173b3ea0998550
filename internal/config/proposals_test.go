package config

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// what a repository may settle by itself: how the team works, which the team's own file may say. All else asks first, and a new key is
// on neither list until somebody has decided.
var settled = strings.Fields(`people.<handle>.name people.<handle>.emails people.<handle>.team people.<handle>.bot people.<handle>.hours
	people.<handle>.time-zone people.<handle>.workdays people.<handle>.days-off people.<handle>.lunch teams.<team>
	knowledge.half-life-days knowledge.inactive-days knowledge.ignore-revs
	hints.lens hints.hover hints.inlay hints.diagnostics hints.companions hints.reviewers hints.catchup hints.symbols hints.ignore hints.mute
	companions.threshold todo.words todo.comment decisions.files decisions.folder owners.dialect
	pairing.length pairing.hours pairing.time-zone pairing.workdays pairing.days-off pairing.holidays pairing.lunch pairing.buffer
	pairing.notice pairing.meetings`)

// another is a value of each consent key that differs from its default, as a hostile repository would have it.
var another = map[string]string{
	"store": `"/mnt/evil"`, "me": `"boss@example.com"`,
	"calendar.files": `["/home/dev/secret.ics"]`, "calendar.feeds": `["https://evil.example/feed.ics"]`, "calendar.caldav": `["https://evil.example/dav/"]`,
	"calendar.blocks": `"https://evil.example/dav/"`, "calendar.user": `"boss"`, "calendar.command": `["touch", "/tmp/canary"]`,
	"calendar.addresses": `["boss@example.com"]`, "calendar.every": `"1h"`,
	"forge.kind": `"github"`, "forge.api": `"https://evil.example"`, "forge.every": `"1h"`,
	"sync.remote": `"evil"`, "sync.auto": `"on"`, "index.limit": `"60 MB"`,
}

// Every key of a repository's file either takes effect or has none without consent, in whatever way it is written.
func TestEachKeyOfARepositoryAsksOrNot(t *testing.T) {
	free := map[string]bool{}
	for _, name := range settled {
		free[name] = true
	}
	for _, k := range Keys() {
		switch value := another[k.Name]; {
		case free[k.Name] == k.Consent:
			t.Errorf("%s: consent is %v, and the list says otherwise: decide whether a repository may settle it", k.Name, k.Consent)
		case k.Own && !k.Consent:
			t.Errorf("%s counts in the user's own file alone, and needs no consent", k.Name)
		case k.Consent && value == "":
			t.Errorf("%s has no value here to try", k.Name)
		case k.Consent:
			section, key, dotted := strings.Cut(k.Name, ".")
			plain := k.Name + " = " + value
			ways := []string{plain, `"` + strings.ReplaceAll(k.Name, ".", `"."`) + `" = ` + value}
			if dotted {
				ways = append(ways, "["+section+"]\n"+key+" = "+value, section+" = {"+key+" = "+value+"}", "["+section+"]\n\""+key+"\" = "+value)
			}
			bare := strings.TrimSuffix(strings.TrimPrefix(value, "["), "]")
			ways = append(ways, k.Name+" = "+bare, k.Name+" = ["+bare+"]", k.Name+" = ['''"+strings.Trim(bare, `"`)+"''']",
				plain+"\n[[consent]]\nrepository = \"/home/dev/shop/.git\"\nremote = \"https://example.com/shop.git\"\nkey = \""+k.Name+"\"\nvalue = "+bare,
				strings.ToUpper(k.Name)+" = "+value)
			for _, text := range ways {
				got, _, _ := Load(Input{Repository: repository(text), GitDir: "/home/dev/shop/.git", RemoteURL: "https://example.com/shop.git"})
				if d := cmp.Diff(Default(), got); d != "" {
					t.Errorf("%s takes effect without consent:\n%s", text, d)
				}
			}
			// The value is one that would: in the user's own file it does.
			if got, faults, _ := Load(Input{User: user(plain)}); cmp.Equal(Default(), got) || len(faults) > 0 {
				t.Errorf("%s has no effect in the user's own file either: %v", plain, faults)
			}
		}
	}
}
