package git

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCredential(t *testing.T) {
	settings := filepath.Join(t.TempDir(), "gitconfig")
	helper := "[credential \"https://git.example.org\"]\n\thelper = \"!f() { [ \\\"$1\\\" = get ] && printf 'username=dev1\\\\npassword=tok-3n\\\\n'; }; f\"\n"
	if err := os.WriteFile(settings, []byte(helper), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GIT_CONFIG_GLOBAL", settings)
	for host, want := range map[string]string{"git.example.org": "tok-3n", "elsewhere.example.org": ""} {
		got, err := Credential(t.Context(), host)
		if err != nil || got != want {
			t.Errorf("the credential for %s is %q, %v; want %q", host, got, err, want)
		}
	}
	for user, want := range map[string]string{"": "dev1 tok-3n", "dev1": "dev1 tok-3n", "dev2": " ", "dev1\nhost=x": " "} {
		name, password, err := Login(t.Context(), "git.example.org", user)
		if got := name + " " + password; got != want || (err != nil) != strings.Contains(user, "\n") {
			t.Errorf("the login of %q is %q, %v; want %q", user, got, err, want)
		}
	}
	for _, host := range []string{"", "a\nhost=b", "a/b"} {
		if got, err := Credential(t.Context(), host); err == nil {
			t.Errorf("%q is no host, yet answers %q", host, got)
		}
	}
}
