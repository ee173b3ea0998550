package codeowners

import "testing"

func TestDialectFor(t *testing.T) {
	tests := []struct {
		file    string
		remotes []string
		setting string
		want    Dialect
	}{
		{"CODEOWNERS", nil, "", GitHub},
		{"docs/CODEOWNERS", []string{"https://git.example.com/a/b.git"}, "", GitHub},
		{".github/CODEOWNERS", []string{"https://gitlab.com/a/b"}, "", GitHub},
		{".gitlab/CODEOWNERS", nil, "", GitLab},
		{".gitea/CODEOWNERS", nil, "", Gitea},
		{"./.forgejo/CODEOWNERS", nil, "", Gitea},
		{".github/CODEOWNERS", nil, "GitLab", GitLab},
		{"CODEOWNERS", nil, "Forgejo", Gitea},
		{".gitlab/CODEOWNERS", nil, "nonsense", GitLab},
		{"CODEOWNERS", []string{"git@gitlab.com:a/b.git"}, "", GitLab},
		{"CODEOWNERS", []string{"ssh://git@gitlab.example.com:2222/a/b.git"}, "", GitLab},
		{"CODEOWNERS", []string{"https://user:secret@gitea.example.com/a/b"}, "", Gitea},
		{"CODEOWNERS", []string{"https://codeberg.org/a/b"}, "", Gitea},
		{"CODEOWNERS", []string{"https://example-gitlab.net/a/b"}, "", GitLab},
		{"CODEOWNERS", []string{"https://notgitlab.com/a/b"}, "", GitHub},
		{"CODEOWNERS", []string{"/srv/gitlab/a.git", "../gitea:x", "https://github.com/gitlab/gitea"}, "", GitHub},
		{"CODEOWNERS", []string{"::bad::", "http://[bad", ""}, "", GitHub},
	}
	for _, tt := range tests {
		if got := DialectFor(tt.file, tt.remotes, tt.setting); got != tt.want {
			t.Errorf("%s %v %q: got %s, want %s", tt.file, tt.remotes, tt.setting, got, tt.want)
		}
	}
}

func TestFind(t *testing.T) {
	tests := []struct {
		files   []string
		remotes []string
		setting string
		file    string
		dialect Dialect
		ok      bool
	}{
		{files: []string{"docs/CODEOWNERS", "CODEOWNERS", ".github/CODEOWNERS"}, file: ".github/CODEOWNERS", dialect: GitHub, ok: true},
		{files: []string{"docs/CODEOWNERS", ".gitlab/CODEOWNERS"}, remotes: []string{"git@gitlab.com:a/b"}, file: "docs/CODEOWNERS", dialect: GitLab, ok: true},
		{files: []string{".gitlab/CODEOWNERS"}, file: ".gitlab/CODEOWNERS", dialect: GitLab, ok: true},
		{files: []string{".github/CODEOWNERS"}, setting: "gitea", ok: false},
		{files: []string{".forgejo/CODEOWNERS", ".gitea/CODEOWNERS"}, setting: "forgejo", file: ".gitea/CODEOWNERS", dialect: Gitea, ok: true},
		{ok: false},
	}
	for _, tt := range tests {
		exists := func(f string) bool {
			for _, have := range tt.files {
				if have == f {
					return true
				}
			}
			return false
		}
		file, d, ok := Find(tt.remotes, tt.setting, exists)
		if ok != tt.ok || ok && (file != tt.file || d != tt.dialect) {
			t.Errorf("%+v: got %s %s %v", tt, file, d, ok)
		}
	}
}
