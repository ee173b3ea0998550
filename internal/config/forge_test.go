package config

import (
	"strings"
	"testing"
	"time"
)

func TestForge(t *testing.T) {
	if got, _, _ := Load(Input{}); got.Forge != (Forge{Kind: ForgeOff, Every: 10 * time.Minute}) {
		t.Errorf("without settings: %+v", got.Forge)
	}
	for text, want := range map[string]string{
		`api = "https://git.example.org"`:                 "https://git.example.org",
		`api = "https://Git.Example.org:8443/gitlab/"`:    "https://git.example.org:8443/gitlab",
		`api = "http://127.0.0.1:3000/api/v1"`:            "http://127.0.0.1:3000/api/v1",
		`api = "http://localhost"`:                        "http://localhost",
		`api = "http://[::1]:3000"`:                       "http://[::1]:3000",
		`api = "http://git.example.org"`:                  "",
		`api = "http://127.0.0.1.evil.example"`:           "",
		`api = "http://localhost@evil.example"`:           "",
		`api = "https://dev1:tok-3n@git.example.org"`:     "",
		`api = "https://dev1@git.example.org"`:            "",
		`api = "https://git.example.org/?token=tok-3n"`:   "",
		`api = "https://git.example.org/#x"`:              "",
		`api = "https://git.example.org/../x"`:            "",
		`api = "https://"`:                                "",
		`api = "https:git.example.org"`:                   "",
		`api = "git.example.org"`:                         "",
		`api = "ftp://git.example.org"`:                   "",
		`api = "https://git.example.org\u0000.evil.test"`: "",
		`api = 3`: "",
	} {
		got, faults, _ := Load(Input{User: Source{Path: "config.toml", Bytes: []byte("[forge]\n" + text + "\n")}})
		if got.Forge.API != want || (want == "") != (len(faults) == 1) {
			t.Errorf("%s: %q, faults %v", text, got.Forge.API, faults)
		}
		for _, f := range faults {
			if strings.Contains(f.Message, "tok-3n") {
				t.Errorf("a fault repeats what must stay secret: %s", f.Message)
			}
		}
	}
	for text, want := range map[string]time.Duration{
		`every = "1m"`: time.Minute, `every = "1h30m"`: 90 * time.Minute, `every = "59s"`: 10 * time.Minute, `every = "0"`: 10 * time.Minute,
		`every = "-5m"`: 10 * time.Minute, `every = "25h"`: 10 * time.Minute, `every = 5`: 10 * time.Minute,
	} {
		if got, _, _ := Load(Input{User: Source{Bytes: []byte("[forge]\n" + text + "\n")}}); got.Forge.Every != want {
			t.Errorf("%s: %v", text, got.Forge.Every)
		}
	}
}

// What a repository says about hosts is nothing but a question, unless it says what holds anyway.
func TestForgeNeedsConsent(t *testing.T) {
	in := Input{Repository: Source{Path: ".leadline.toml", Bytes: []byte("[forge]\nkind = \"gitlab\"\napi = \"https://evil.example\"\nevery = \"1m\"\n")}, GitDir: "/r/.git"}
	got, faults, proposals := Load(in)
	if got.Forge != Default().Forge || len(faults) > 0 || len(proposals) != 3 {
		t.Errorf("%+v, faults %v, proposals %v", got.Forge, faults, proposals)
	}
	for _, p := range proposals {
		if !strings.Contains(p.Sentence, "no effect until you agree") || !strings.Contains(p.Sentence, "host") && !strings.Contains(p.Sentence, "evil.example") {
			t.Errorf("%s", p.Sentence)
		}
		in.User.Bytes = AddConsent(in.User.Bytes, Consent{GitDir: in.GitDir, Key: p.Key, Value: p.Value})
	}
	want := Forge{Kind: "gitlab", API: "https://evil.example", Every: time.Minute}
	if got, _, proposals := Load(in); got.Forge != want || len(proposals) > 0 {
		t.Errorf("after consent: %+v, %v", got.Forge, proposals)
	}
	in.Repository.Bytes = []byte("[forge]\nkind = \"off\"\nevery = \"10m\"\n")
	in.User.Bytes = nil
	if _, _, proposals := Load(in); len(proposals) > 0 {
		t.Errorf("it asks for what holds anyway: %v", proposals)
	}
	// Who asks all hosts of the kind still is not sent to one that a repository names.
	in.Repository.Bytes, in.User.Bytes = []byte("[forge]\napi = \"https://evil.example\"\n"), []byte("[forge]\nkind = \"auto\"\n")
	if got, _, proposals := Load(in); got.Forge.API != "" || got.Forge.Kind != "auto" || len(proposals) != 1 {
		t.Errorf("%+v, %v", got.Forge, proposals)
	}
}
