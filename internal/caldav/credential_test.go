package caldav

import (
	"os"
	"path/filepath"
	"testing"
)

func TestFind(t *testing.T) {
	settings := filepath.Join(t.TempDir(), "gitconfig")
	helper := "[credential \"https://cal.example.org\"]\n\thelper = \"!f() { [ \\\"$1\\\" = get ] && printf 'username=dev1\\\\npassword=from-git\\\\n'; }; f\"\n"
	if err := os.WriteFile(settings, []byte(helper), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", settings)
	variables := []string{"LEADLINE_CALENDAR_HOST=cal.example.org", "LEADLINE_CALENDAR_USER=dev3", "LEADLINE_CALENDAR_PASSWORD=from-env"}
	const host = "cal.example.org"
	for name, c := range map[string]struct {
		host string
		in   Places
		want Credential
	}{
		"environment first":            {host, Places{User: "dev1", Command: []string{"false"}, Environ: variables}, Password("dev3", "from-env")},
		"in whatever case":             {"Cal.Example.org", Places{Environ: variables}, Password("dev3", "from-env")},
		"an address for a host":        {host, Places{Environ: []string{"LEADLINE_CALENDAR_HOST=https://cal.example.org/dav/", "LEADLINE_CALENDAR_PASSWORD=tok"}}, Token("tok")},
		"name in the settings":         {host, Places{User: "dev1", Environ: []string{"LEADLINE_CALENDAR_HOST=cal.example.org", "LEADLINE_CALENDAR_PASSWORD=p"}}, Password("dev1", "p")},
		"another host gets nothing":    {"evil.example.org", Places{Environ: variables}, Credential{}},
		"nor without a host":           {"evil.example.org", Places{Environ: variables[1:]}, Credential{}},
		"nor another port":             {"cal.example.org:8443", Places{Environ: variables}, Credential{}},
		"what no header holds":         {"evil.example.org", Places{Environ: []string{"LEADLINE_CALENDAR_HOST=evil.example.org", "LEADLINE_CALENDAR_PASSWORD=a\nb"}}, Credential{}},
		"git last":                     {host, Places{}, Password("dev1", "from-git")},
		"git with the name":            {host, Places{User: "dev1"}, Password("dev1", "from-git")},
		"git knows only another name":  {host, Places{User: "dev2"}, Credential{}},
		"nobody knows":                 {"other.example.org", Places{User: "dev1"}, Credential{}},
		"an environment without names": {host, Places{Environ: []string{"=x", "", "LEADLINE_CALENDAR_HOST"}}, Password("dev1", "from-git")},
	} {
		if got, err := Find(t.Context(), c.host, c.in); err != nil || got != c.want {
			t.Errorf("%s: another credential, %v: name %q", name, err, got.user)
		}
	}
	for _, host := range []string{"", "a b", "a\nhost=b"} {
		if c, err := Find(t.Context(), host, Places{}); err == nil {
			t.Errorf("%q is no host, yet there is %v", host, c)
		}
	}
}
