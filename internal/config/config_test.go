package config

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func repository(s string) Source { return Source{".leadline.toml", []byte(s)} }
func user(s string) Source       { return Source{"config.toml", []byte(s)} }

// faultsOf lists a settings layer's faults as file:line:column key.
func places(faults []Fault) []string {
	var out []string
	for _, f := range faults {
		out = append(out, strings.TrimSuffix(f.String(), f.Message)+f.Key)
	}
	return out
}

func TestLoadMergesLayersOverDefaults(t *testing.T) {
	got, faults, proposals := Load(Input{
		Repository: repository(`
[people.dev2]
name = "Dev Two"
emails = ["dev2@example.com", "d2@example.com"]
team = "payments"
[people."Dev.One"]
bot = true
[teams]
payments = ["@dev1", "@dev2"]
[knowledge]
half-life-days = 90
inactive-days = 200
[hints]
ignore = ["vendor/**"]
[owners]
dialect = "gitlab"
`),
		User: user(`
me = "dev2"
store = "~/team"
pairing = { length = "1h30m", hours = "9-17:30", time-zone = "Europe/Paris" }
knowledge.half-life-days = 120
[people.DEV2]
hours = "10:00-18:00"
[hints]
lens = false
`),
		Editor: json.RawMessage(`{"leadline": {"hints": {"inlay": false, "mute": ["@dev9"], "hover": null}, "knowledge.halfLifeDays": 30, "people": {"dev2": {"timeZone": "UTC"}}, "trace": {"server": "off"}}}`),
	})
	if len(faults)+len(proposals) > 0 {
		t.Fatalf("faults %v, proposals %v", faults, proposals)
	}
	want := Default()
	want.Me, want.Store = "@dev2", "~/team"
	want.People = []Person{
		{Handle: "Dev.One", Bot: true},
		{Handle: "dev2", Name: "Dev Two", Emails: []string{"dev2@example.com", "d2@example.com"}, Teams: []string{"payments"}, Hours: Hours{600, 1080}, Zone: "UTC"},
	}
	want.Teams = []Team{{"payments", []string{"dev1", "dev2"}}}
	want.Knowledge.HalfLife, want.Knowledge.Inactive = days(30), days(200)
	want.Hints = Hints{Hover: true, Diagnostics: true, Companions: true, Reviewers: true, CatchUp: true, Ignore: []string{"vendor/**"}, Mute: []string{"dev9"}}
	want.Owners.Dialect = "gitlab"
	want.Pairing.Length, want.Pairing.Hours, want.Pairing.Zone = 90*time.Minute, Hours{540, 1050}, "Europe/Paris"
	want.Pairing.OwnZone = "Europe/Paris"
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Whose clocks they read no repository says, and no editor, whose settings may have come with one.
func TestOnlyTheUserMovesTheirOwnClocks(t *testing.T) {
	there := repository("[pairing]\ntime-zone = \"Pacific/Kiritimati\"\n")
	editor := json.RawMessage(`{"pairing": {"time-zone": "Asia/Tokyo"}}`)
	for name, test := range map[string]struct {
		in        Input
		zone, own string
	}{
		"a repository":                {Input{Repository: there}, "Pacific/Kiritimati", ""},
		"an editor":                   {Input{Repository: there, Editor: editor}, "Asia/Tokyo", ""},
		"the user":                    {Input{Repository: there, User: user("[pairing]\ntime-zone = \"UTC\"\n")}, "UTC", "UTC"},
		"the user, against an editor": {Input{Repository: there, User: user("[pairing]\ntime-zone = \"UTC\"\n"), Editor: editor}, "Asia/Tokyo", "UTC"},
	} {
		if got, _, _ := Load(test.in); got.Pairing.Zone != test.zone || got.Pairing.OwnZone != test.own {
			t.Errorf("%s: zone %q, own %q", name, got.Pairing.Zone, got.Pairing.OwnZone)
		}
	}
}

func TestFaultsNameTheirPlaceAndLeaveTheRestInForce(t *testing.T) {
	tests := []struct {
		name, file string
		want       []string // file:line:column: key
		message    string   // part of the first fault's
	}{
		{"unknown key", "[hints]\nlense = true\nhover = false", []string{"f:2:1: hints.lense"}, "did you mean hints.lens?"},
		{"misspelt section", "[hint]\nlens = true\ninlay = true\n[hints]\nhover = false", []string{"f:1:2: hint"}, "did you mean hints?"},
		{"right word, wrong place", "lens = true\n[hints]\nhover = false", []string{"f:1:1: lens"}, "did you mean hints.lens?"},
		{"nothing near", "colour = 1\nhints.hover = false", []string{"f:1:1: colour"}, "remove it"},
		{"wrong type", "[hints]\nlens = \"yes\"\nhover = false", []string{"f:2:8: hints.lens"}, "must be true or false"},
		{"range", "[knowledge]\nhalf-life-days = 0\n[hints]\nhover = false", []string{"f:2:18: knowledge.half-life-days"}, "from 1 to 3650"},
		{"huge integer", "[knowledge]\nhalf-life-days = 99999999999999999999\n[hints]\nhover = false", []string{"f:2:18: knowledge.half-life-days"}, "whole number"},
		{"choice", "[owners]\ndialect = \"svn\"\n[hints]\nhover = false", []string{"f:2:11: owners.dialect"}, "one of auto, github"},
		{"list item", "[hints]\nignore = [\"a\",\n  7]\nhover = false", []string{"f:3:3: hints.ignore"}, "every entry must be a string"},
		{"section as value", "hints = 3\npeople.dev = 1\n[todo]\nwords = [\"A\"]\n[owners]\n", []string{"f:1:1: hints", "f:2:1: people.dev"}, "write [hints]"},
		{"value as section", "[teams.pay]\nx = 1\n[hints]\nhover = false", []string{"f:1:2: teams.pay"}, "is a value, not a section"},
		{"list of sections", "[[hints]]\nlens = false\n[todo]\nwords = []", []string{"f:1:3: hints"}, "single brackets"},
		{"set twice", "[hints]\nhover = false\nhover = true", []string{"f:3:1: hints.hover"}, "set twice"},
		{"section twice", "[hints]\nhover = false\n[hints]\nlens = true", []string{"f:3:2: hints"}, "stands twice"},
		{"syntax", "[hints]\nlens : true\nhover = false", []string{"f:2:6: "}, "syntax"},
		{"broken list", "[hints]\nignore = [\"a\",\n \"b\" \"c\",\n]\nhover = false", []string{"f:3:6: "}, "syntax"},
		{"open string", "[hints]\nignore = [\"a]\nhover = false", []string{"f:2:14: "}, "syntax"},
		{"broken header", "[hints]\nhover = false\n[people.dev\nname = \"A\"\n[todo]\nwords = [\"X\"]", []string{"f:3:12: "}, "syntax"},
		{"CRLF", "[hints]\r\nlens = 1\r\nhover = false\r\n", []string{"f:2:8: hints.lens"}, "must be true"},
		{"BOM", "\uFEFFlens = 1\n[hints]\nhover = false", []string{"f:1:1: lens"}, ""},
		{"Latin-1", "[hints]\nhover = false\n[people.a]\nname = \"Andr\xe9\"", []string{"f:4:13: "}, "UTF-8"},
		{"Latin-1 comment", "# Andr\xe9\n[hints]\nhover = false", []string{"f:1:7: "}, "UTF-8"},
		{"bad zone", "[pairing]\ntime-zone = \"Mars/Base\"\n[hints]\nhover = false", []string{"f:2:13: pairing.time-zone"}, "no such time zone"},
		{"bad hours", "[pairing]\nhours = \"17:00-09:00\"\n[hints]\nhover = false", []string{"f:2:9: pairing.hours"}, "end after"},
		{"dates fit nothing", "[hints]\nlens = 2026-01-01\nhover = false", []string{"f:2:8: hints.lens"}, ""},
		{"deep inline", "x = {a={a={a={a={a={a={a={a={a={a={a={}}}}}}}}}}}}\n[hints]\nhover = false", []string{"f:1:30: x.a"}, "nested too deeply"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, faults, _ := Load(Input{User: Source{"f", []byte(test.file)}})
			if d := cmp.Diff(test.want, places(faults)); d != "" {
				t.Errorf("%v\n%s", faults, d)
			}
			if len(faults) > 0 && !strings.Contains(faults[0].Message, test.message) {
				t.Errorf("message %q lacks %q", faults[0].Message, test.message)
			}
			if strings.Contains(test.file, "hover = false") == got.Hints.Hover {
				t.Errorf("the other keys of the file had no effect")
			}
			if strings.Contains(test.file, "half-life") && got.Knowledge.HalfLife != days(180) {
				t.Errorf("a faulty value took effect")
			}
		})
	}
}

func TestAFaultyKeyFallsBackToTheLayerBelow(t *testing.T) {
	got, faults, _ := Load(Input{
		Repository: repository("[knowledge]\nhalf-life-days = 90"),
		User:       user("[knowledge]\nhalf-life-days = \"long\""),
		Editor:     json.RawMessage(`{"knowledge": {"halfLifeDays": -1}}`),
	})
	if len(faults) != 2 || got.Knowledge.HalfLife != days(90) {
		t.Errorf("half-life %v, faults %v", got.Knowledge.HalfLife, faults)
	}
}

func TestEditorFaults(t *testing.T) {
	for in, want := range map[string]string{
		`[1]`: "not an object", `{`: "not valid JSON", `{"hints": {"lenz": true}}`: "did you mean hints.lens?",
		`{"hints": {"lens": 1.5}}`: "true or false", `{"consent": [{"key": "me"}]}`: "",
		strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000): "deeply",
		strings.Repeat(`[`, 50000):                                      "not valid JSON",
	} {
		_, faults, _ := Load(Input{Editor: json.RawMessage(in)})
		if len(faults) != 1 || !strings.Contains(faults[0].Message, want) || faults[0].File != EditorFile {
			t.Errorf("%.40s: %v", in, faults)
		}
	}
	for _, in := range []string{"", "null", "{}", `{"leadline": {}}`} {
		if got, faults, _ := Load(Input{Editor: json.RawMessage(in)}); len(faults) > 0 || !cmp.Equal(got, Default()) {
			t.Errorf("%q: %v", in, faults)
		}
	}
}

func TestHostileFilesAreBounded(t *testing.T) {
	big := bytes.Repeat([]byte("a = 1\n"), 10<<20/6)
	for name, file := range map[string][]byte{
		"10 MB": big,
		"unknown keys": func() []byte {
			var b bytes.Buffer
			for i := range 60000 {
				b.WriteString("k" + strings.Repeat("x", i%9) + itoa(i) + "=1\n")
			}
			return b.Bytes()
		}(),
		"syntax errors": bytes.Repeat([]byte("= = =\n"), 100000),
		"open strings":  bytes.Repeat([]byte("a = \"\"\"\n"), 100000),
		"brackets":      []byte("a = " + strings.Repeat("[", 1<<20-10)),
		"UTF-16":        []byte("\xff\xfea\x00=\x001\x00"),
		"NUL":           make([]byte, 1000),
		"long key":      []byte(strings.Repeat("a.", 400000) + "a = 1"),
		"control names": []byte("\"\\u202e\\u0000\" = 1"),
	} {
		_, faults, _ := Load(Input{Repository: Source{"f", file}})
		if len(faults) == 0 || len(faults) > maxFaults+1 {
			t.Errorf("%s: %d faults", name, len(faults))
		}
		for _, f := range faults {
			if f.Line < 1 || f.Column < 1 || len(f.Message) > 1000 || hasControls(f.Message) || hasControls(f.Key) {
				t.Errorf("%s: %q", name, f)
			}
		}
	}
}

func itoa(n int) string {
	b, _ := json.Marshal(n)
	return string(b)
}

func TestKeysDescribeTheSchema(t *testing.T) {
	for _, k := range Keys() {
		if k.Name == "" || k.Meaning == "" || k.Type == "" || strings.Contains(k.Meaning, "\n") {
			t.Errorf("%+v says too little", k)
		}
		if k.Default == "" {
			continue
		}
		// Every documented default is accepted and is the default in force.
		path := strings.NewReplacer("<handle>", "h", "<team>", "t").Replace(k.Name)
		got, faults, _ := Load(Input{User: user(path + " = " + k.Default)})
		got.People, got.Teams = nil, nil
		if want := Default(); len(faults) > 0 || !cmp.Equal(want, got, cmp.Transformer("empty", func(s []string) string { return strings.Join(s, "\n") })) {
			t.Errorf("%s: documented default %s is not the one in force: %v", k.Name, k.Default, faults)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add("[hints]\nlens = 1\n[[consent]]\nkey = \"me\"", `{"hints":{"lens":1}}`)
	f.Add("a = [\n\"b\" 1\n]\n[people.x]\nteam=[{a=1}]", "[]")
	f.Add("\"\"\"=1\n[a\n[[b]]\nx.y={z={}}\nconsent=[{key='me'}]", `{"teams.a":["b"]}`)
	f.Add("0.0\ufeff=''''\r\n", "{}")
	f.Fuzz(func(t *testing.T, file, editor string) {
		for _, in := range []Input{
			{Repository: Source{"f", []byte(file)}, Editor: json.RawMessage(editor), GitDir: "/r/.git"},
			{User: Source{"f", []byte(file)}},
		} {
			_, faults, _ := Load(in)
			lines := strings.Count(file, "\n") + 1
			for _, fault := range faults {
				if fault.Line > lines || fault.Line < 0 || fault.Column < 0 || fault.Column > len(file)+1 || hasControls(fault.Message) {
					t.Errorf("%+v", fault)
				}
			}
		}
		c := Consent{"/r/.git", "https://example.com/r", "me", "@dev1"}
		if once := AddConsent([]byte(file), c); !bytes.HasPrefix(once, []byte(file)) {
			t.Errorf("a consent changed the file")
		}
	})
}
