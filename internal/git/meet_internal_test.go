package git

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPushedIsRead(t *testing.T) {
	const out = "To ../team.git\n" +
		"*\trefs/own/a:refs/leadline/v1/a/1\t[new reference]\n" +
		"!\trefs/own/b:refs/leadline/v1/b/1\t[remote rejected] (deny updating a hidden ref)\n" +
		"-\t:refs/leadline/v1/c/1\t[deleted]\n" +
		"=\trefs/own/d:refs/leadline/v1/d/1\t[up to date]\n" +
		" \trefs/own/e:refs/leadline/v1/e/1\t1234567..89abcde\nDone\n"
	want := []Pushed{
		{Ref: "refs/leadline/v1/a/1", OK: true},
		{Ref: "refs/leadline/v1/b/1", Why: "[remote rejected] (deny updating a hidden ref)"},
		{Ref: "refs/leadline/v1/c/1", OK: true},
		{Ref: "refs/leadline/v1/d/1", OK: true},
		{Ref: "refs/leadline/v1/e/1", OK: true},
	}
	if diff := cmp.Diff(want, parsePushed(out)); diff != "" {
		t.Error(diff)
	}
}

func TestWhyItCouldNotBeMet(t *testing.T) {
	for said, want := range map[string]struct {
		reason Unmet
		text   string
	}{
		"ssh: connect to host example.com port 22: Connection refused\nfatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\n": {UnmetOffline, "ssh: connect to host example.com port 22: Connection refused"},
		"git@example.com: Permission denied (publickey).\nfatal: Could not read from remote repository.\n":                                                                     {UnmetDenied, "git@example.com: Permission denied (publickey)"},
		"fatal: could not read Username for 'https://example.com': terminal prompts disabled\n":                                                                                {UnmetDenied, "could not read Username for 'https://example.com': terminal prompts disabled"},
		"remote: Repository not found.\nfatal: repository 'https://example.com/a.git/' not found\n":                                                                            {UnmetAbsent, "Repository not found"},
		"fatal: unable to access 'https://example.com/': The requested URL returned error: 403\n":                                                                              {UnmetDenied, "unable to access 'https://example.com/': The requested URL returned error: 403"},
		"fatal: unable to access 'https://example.com/': Could not resolve host: example.com\n":                                                                                {UnmetOffline, "unable to access 'https://example.com/': Could not resolve host: example.com"},
		"fatal: write error: No space left on device\nfatal: fetch-pack: invalid index-pack output\n":                                                                          {UnmetFull, "write error: No space left on device"},
		"fatal: sha1 file '/x/tmp_idx_uiGHTt' write error. Out of diskspace\n":                                                                                                 {UnmetFull, "sha1 file '/x/tmp_idx_uiGHTt' write error. Out of diskspace"},
		"something new\nand more": {UnmetOther, "something new"},
		"":                        {UnmetOther, ""},
	} {
		if got := reasonOf(said); got != want.reason || telling(said) != want.text {
			t.Errorf("%q: %s, %q", said, got, telling(said))
		}
	}
}

func FuzzPushed(f *testing.F) {
	f.Add("!\ta:b\tc\n")
	f.Fuzz(func(_ *testing.T, out string) {
		parsePushed(out)
		telling(out)
	})
}

func FuzzDestination(f *testing.F) {
	for _, address := range []string{"git@example.com:a/b.git", "https://example.com/a", "file:///a%20b", "ext::sh", "C:\\a", "-x", "a:b:c"} {
		f.Add(address)
	}
	r := &Repository{CommonDir: "/r/.git", GitDir: "/r/.git", Top: "/r"}
	f.Fuzz(func(t *testing.T, address string) {
		d, err := DestinationOf(r, address)
		if err != nil {
			return
		}
		if d.address == "" || d.address[0] == '-' {
			t.Errorf("%q is used as %q", address, d.address)
		}
		_ = d.String()
	})
}
