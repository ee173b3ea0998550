package git

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// However the user's files lie, git reads the same.
func TestTheUsersSettingsAreGits(t *testing.T) {
	const me, other = "[user]\n\tname = Dev One\n\temail = dev1@example.com\n", "[user]\n\temail = other@example.com\n"
	for name, c := range map[string]struct {
		files       map[string]string // below HOME
		global, xdg string            // variables, below HOME
		links       map[string]string
	}{
		"none":                {},
		"home":                {files: map[string]string{".gitconfig": me}},
		"empty":               {files: map[string]string{".gitconfig": ""}},
		"xdg":                 {files: map[string]string{".config/git/config": me}},
		"xdg elsewhere":       {files: map[string]string{"x/git/config": me}, xdg: "x"},
		"both":                {files: map[string]string{".gitconfig": me, ".config/git/config": other}},
		"named":               {files: map[string]string{".gitconfig": me, "g": other}, global: "g"},
		"named and not there": {files: map[string]string{".gitconfig": me}, global: "g"},
		"linked":              {files: map[string]string{"dotfiles/git": me}, links: map[string]string{".gitconfig": "dotfiles/git"}},
		"leads nowhere":       {files: map[string]string{".config/git/config": other}, links: map[string]string{".gitconfig": "gone"}},
		"a folder":            {files: map[string]string{".gitconfig/x": me}},
		"including":           {files: map[string]string{".gitconfig": "[Include]\n\tpath = more\n", "more": other}},
		"quoted":              {files: map[string]string{".gitconfig": "[user]\n\tname = \"Dev; One\"\n"}},
		"damaged":             {files: map[string]string{".gitconfig": "[user\n"}},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			t.Setenv("HOME", home)
			t.Setenv("XDG_CONFIG_HOME", "")
			if c.xdg != "" {
				t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, c.xdg))
			}
			if t.Setenv("GIT_CONFIG_GLOBAL", filepath.Join(home, c.global)); c.global == "" {
				if err := os.Unsetenv("GIT_CONFIG_GLOBAL"); err != nil {
					t.Fatal(err)
				}
			}
			for file, text := range c.files {
				file = filepath.Join(home, file)
				if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for from, to := range c.links {
				if err := os.Symlink(filepath.Join(home, to), filepath.Join(home, from)); err != nil {
					t.Fatal(err)
				}
			}
			want, wrong := userSettings(t.Context(), "--global")
			got, err := globalSettings(t.Context())
			if (err != nil) != (wrong != nil) {
				t.Fatalf("failed with %v, git with %v", err, wrong)
			}
			if err == nil && (!slices.Equal(got.keys, want.keys) || !slices.Equal(got.values, want.values)) {
				t.Errorf("read as %q %q, by git as %q %q", got.keys, got.values, want.keys, want.values)
			}
		})
	}
}
