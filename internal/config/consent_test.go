package config

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheRepositoryMayOnlyPropose(t *testing.T) {
	in := Input{
		Repository: repository("[hints]\nhover = false\n[x]\n"),
		GitDir:     "/home/dev/shop/.git",
		RemoteURL:  "https://example.com/shop.git",
	}
	in.Repository.Bytes = []byte("store = \"/mnt/team\"\nme = \"dev1\"\n[hints]\nhover = false\n")
	got, faults, proposals := Load(in)
	if got.Store != "" || got.Me != "" || got.Hints.Hover || len(faults) > 0 {
		t.Fatalf("store %q, me %q, hover %v, faults %v", got.Store, got.Me, got.Hints.Hover, faults)
	}
	want := []Proposal{
		{"store", "/mnt/team", ".leadline.toml", 1, `.leadline.toml asks to keep the shared store in "/mnt/team": what you say about this repository would be written there. It has no effect until you agree.`},
		{"me", "dev1", ".leadline.toml", 2, `.leadline.toml asks that you act as "dev1" in this repository: what you say would be stored under that name. It has no effect until you agree.`},
	}
	if d := cmp.Diff(want, proposals); d != "" {
		t.Fatal(d)
	}

	agreed := in
	for _, p := range proposals {
		agreed.User.Bytes = AddConsent(agreed.User.Bytes, Consent{in.GitDir, in.RemoteURL, p.Key, p.Value})
	}
	got, faults, proposals = Load(agreed)
	if got.Store != "/mnt/team" || got.Me != "@dev1" || len(faults)+len(proposals) > 0 {
		t.Errorf("after consent: store %q, me %q, faults %v, proposals %v", got.Store, got.Me, faults, proposals)
	}

	for name, change := range map[string]func(*Input){
		"directory": func(in *Input) { in.GitDir = "/home/dev/other/.git" },
		"remote":    func(in *Input) { in.RemoteURL = "https://example.com/evil.git" },
		"value": func(in *Input) {
			in.Repository.Bytes = bytes.ReplaceAll(in.Repository.Bytes, []byte("/mnt/team"), []byte("/mnt/evil"))
		},
	} {
		changed := agreed
		change(&changed)
		if got, _, proposals := Load(changed); got.Store != "" || len(proposals) == 0 {
			t.Errorf("the %s changed, but store is %q and nothing is asked", name, got.Store)
		}
	}
}

func TestConsentDetails(t *testing.T) {
	in := Input{Repository: repository(`store = "/mnt/team"`), GitDir: "/r/.git", RemoteURL: "https://dev:secret@example.com/r"}

	t.Run("given in this session", func(t *testing.T) {
		in := in
		in.Consents = []Consent{{in.GitDir, in.RemoteURL, "store", "/mnt/team"}}
		if got, _, p := Load(in); got.Store != "/mnt/team" || len(p) > 0 {
			t.Errorf("%q %v", got.Store, p)
		}
	})
	t.Run("secrets stay out of the file, a new one asks nothing", func(t *testing.T) {
		in := in
		in.User.Bytes = AddConsent(nil, Consent{in.GitDir, in.RemoteURL, "store", "/mnt/team"})
		in.RemoteURL = "https://dev:newer@example.com/r"
		if got, _, _ := Load(in); got.Store == "" || bytes.Contains(in.User.Bytes, []byte("secret")) {
			t.Errorf("%q from\n%s", got.Store, in.User.Bytes)
		}
	})
	t.Run("what the user set is not asked about", func(t *testing.T) {
		in := in
		in.User = user(`store = "/mine"`)
		if got, _, p := Load(in); got.Store != "/mine" || len(p) > 0 {
			t.Errorf("%q %v", got.Store, p)
		}
	})
	t.Run("a value that cannot be used is a fault, not a question", func(t *testing.T) {
		in := in
		in.Repository = repository(`store = "../here"`)
		if got, f, p := Load(in); got.Store != "" || len(p) > 0 || len(f) != 1 {
			t.Errorf("%q %v %v", got.Store, f, p)
		}
	})
	t.Run("a repository cannot consent for the user", func(t *testing.T) {
		in := in
		in.Repository.Bytes = AddConsent(in.Repository.Bytes, Consent{in.GitDir, in.RemoteURL, "store", "/mnt/team"})
		got, f, p := Load(in)
		if got.Store != "" || len(p) != 1 || len(f) != 1 || !strings.Contains(f[0].Message, "only in your own settings") {
			t.Errorf("%q %v %v", got.Store, f, p)
		}
		in.Repository = repository("store = \"/mnt/team\"\nconsent = [{git-dir = \"/r/.git\", key = \"store\", value = \"/mnt/team\"}]")
		in.RemoteURL = ""
		if got, _, p := Load(in); got.Store != "" || len(p) != 1 {
			t.Errorf("inline: %q %v", got.Store, p)
		}
	})
	t.Run("faulty consents count for nothing", func(t *testing.T) {
		in := in
		in.User = user("[[consent]]\nkey = \"store\"\nvalue = \"/mnt/team\"\n[[consent]]\ngit-dir = 3\n")
		if got, f, p := Load(in); got.Store != "" || len(p) != 1 || len(f) != 3 {
			t.Errorf("%q %v %v", got.Store, f, p)
		}
	})
}

func TestAddConsentChangesNothingElse(t *testing.T) {
	c := Consent{`C:\r"x\.git`, "", "me", "dev\t1"}
	for _, file := range []string{"", "me = \"a\"", "# mine\r\nme = \"a\" # yes\r\n[hints]\r\nlens = true", "\uFEFF[hints]\n", "broken = [\n"} {
		out := AddConsent([]byte(file), c)
		if !bytes.HasPrefix(out, []byte(file)) {
			t.Errorf("%q became %q", file, out)
		}
		if strings.Contains(file, "\r\n") && bytes.Count(out, []byte("\n")) != bytes.Count(out, []byte("\r\n")) {
			t.Errorf("line ends are mixed in %q", out)
		}
		if again := AddConsent(out, c); !bytes.Equal(again, out) {
			t.Errorf("added twice: %q", again)
		}
	}
}

func TestDirs(t *testing.T) {
	env := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	d, err := FindDirs(env("HOME", "/h", "XDG_DATA_HOME", "/d", "XDG_CACHE_HOME", "relative"), "linux")
	if want := (Dirs{Config: "/h/.config/leadline", Data: "/d/leadline", Cache: "/h/.cache/leadline", State: "/h/.local/state/leadline", home: "/h"}); err != nil || d != want {
		t.Errorf("%+v, %v", d, err)
	}
	for store, want := range map[string]string{"": "/d/leadline", "~/s": "/h/s", "/s": "/s"} {
		if got := d.StoreFor(Settings{Store: store}); got != want {
			t.Errorf("store %q is in %s, want %s", store, got, want)
		}
	}
	if d, err = FindDirs(env("HOME", "/h", "LEADLINE_STORE", "/team"), "darwin"); err != nil || d.Cache != "/h/Library/Caches/leadline" || d.StoreFor(Settings{Store: "/s"}) != "/team" {
		t.Errorf("%+v, %v", d, err)
	}
	if d, err = FindDirs(env("APPDATA", "/roam", "LOCALAPPDATA", "/local"), "windows"); err != nil || d.Config != "/roam/leadline" || d.State != "/local/leadline/state" {
		t.Errorf("%+v, %v", d, err)
	}
	for _, bad := range []func(string) string{env(), env("HOME", "h"), env("HOME", "/h", "LEADLINE_STORE", "team")} {
		if _, err := FindDirs(bad, "linux"); err == nil {
			t.Error("no error")
		}
	}
	if _, err := FindDirs(env("XDG_CONFIG_HOME", "/c", "XDG_DATA_HOME", "/d", "XDG_CACHE_HOME", "/e", "XDG_STATE_HOME", "/f"), "linux"); err != nil {
		t.Errorf("without HOME: %v", err)
	}
}

func TestSyncIsNeverOnWithoutConsent(t *testing.T) {
	in := Input{
		Repository: repository("[sync]\nauto = \"on\"\nremote = \"evil\"\n"),
		GitDir:     "/home/dev/shop/.git", RemoteURL: "https://example.com/shop.git",
	}
	got, faults, proposals := Load(in)
	if got.Sync != (Sync{}) || len(faults) > 0 || len(proposals) != 2 {
		t.Errorf("%+v %v %v", got.Sync, faults, proposals)
	}
	in.Editor = []byte(`{"sync":{"auto":"on"}}`) // the editor's settings are the user's
	if got, _, _ := Load(in); !got.Sync.Auto || got.Sync.Remote != "" {
		t.Errorf("%+v", got.Sync)
	}
}

func TestConsentIsTakenBack(t *testing.T) {
	c := Consent{"/r/.git", "https://example.com/r.git", "sync.auto", "on"}
	other := Consent{"/s/.git", "", "me", "dev1"}
	for _, before := range []string{"", "me = \"a\"\n", "# mine\r\nme = \"a\"\r\n"} {
		with := AddConsent(AddConsent([]byte(before), c), other)
		if !Agreed(with, c) {
			t.Errorf("%q: not agreed", before)
		}
		without, err := RemoveConsent(with, c)
		if err != nil || Agreed(without, c) || !Agreed(without, other) {
			t.Errorf("%q: %q, %v", before, without, err)
		}
		none, err := RemoveConsent(without, other)
		if err != nil || string(none) != before {
			t.Errorf("%q became %q, %v", before, none, err)
		}
		if again, err := RemoveConsent(none, c); err != nil || string(again) != before {
			t.Errorf("%q, %v", again, err)
		}
	}
	byHand := []byte("[[consent]]\nkey = \"sync.auto\"\nvalue = \"on\"\ngit-dir = \"/r/.git\"\nremote = \"https://example.com/r.git\"\n")
	if _, err := RemoveConsent(byHand, c); err == nil {
		t.Error("what somebody wrote was cut up")
	}
}
