package eventlog

import (
	"strings"
	"testing"
)

func TestNormalRemote(t *testing.T) {
	for remote, want := range map[string]string{
		"https://user:token@Example.com/Team/pay.git": "example.com/Team/pay",
		"git@example.com:Team/pay.git":                "example.com/Team/pay",
		"ssh://git@example.com:2222/Team/pay/":        "example.com/Team/pay",
		"example.com:pay":                             "example.com/pay",
		"git://[::1]:9418/pay":                        "::1/pay",
		"file:///srv/git/pay.git":                     "/srv/git/pay",
		"/srv/git/pay/":                               "/srv/git/pay",
		"../pay:old":                                  "../pay:old",
		`C:\src\pay`:                                  `C:\src\pay`,
		"https://me:to%zzken@example.com/pay":         "example.com/pay",
		"":                                            "",
	} {
		if got := normalRemote(remote); got != want {
			t.Errorf("%q is %q, want %q", remote, got, want)
		}
	}
}

func FuzzNormalRemote(f *testing.F) {
	for _, seed := range []string{"https://u:p@h/x.git", "git@h:x", "://", "a@b@c:d", "file:///x", "h:", "ssh://[::1/x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		const secret = "hunter2"
		if strings.ContainsAny(path, "/\\?#@: \t\r\n") || strings.Contains(path, secret) {
			path = "x"
		}
		for _, remote := range []string{"https://me:" + secret + "@" + path + "/r", "me:" + secret + "@" + path + ".org:r"} {
			if got := normalRemote(remote); strings.HasPrefix(remote, "https") && strings.Contains(got, secret) {
				t.Errorf("%q keeps its password: %q", remote, got)
			}
		}
		normalRemote(path)
	})
}
