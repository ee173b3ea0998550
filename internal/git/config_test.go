package git_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
)

func TestConfig(t *testing.T) {
	r := build(t, payStory)
	gittest.Git(t, r.Top, "config", "remote.Up Stream.url", "ssh://forge.example/a=b\nc")
	gittest.Git(t, r.Top, "config", "--add", "remote.origin.url", "https://second.example")
	write(t, filepath.Join(r.Top, "more"), "[user]\n\temail = included@example.com\n")
	gittest.Git(t, r.Top, "config", "include.path", filepath.Join(r.Top, "more"))
	c, err := r.Config(limited(t))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{
		"user.email": "dev3@example.com", "User.Email": "dev3@example.com", "remote.Up Stream.URL": "ssh://forge.example/a=b\nc",
		"core.autocrlf": "false", "remote.up stream.url": "", "none": "",
	} {
		if got, ok := c.Get(key); got != want || ok != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", key, got, ok, want)
		}
	}
	want := []git.Remote{{Name: "origin", URL: "https://forge.example/pay.git"}, {Name: "Up Stream", URL: "ssh://forge.example/a=b\nc"}}
	if diff := cmp.Diff(want, c.Remotes()); diff != "" {
		t.Errorf("remotes (-want +got):\n%s", diff)
	}
}

func TestConfigDamaged(t *testing.T) {
	r := build(t, payStory)
	write(t, filepath.Join(r.GitDir, "config"), "[user\n")
	if _, err := r.Config(limited(t)); err == nil {
		t.Error("a damaged file was read")
	}
}

func TestConfigAbsent(t *testing.T) {
	r := build(t, payStory)
	if err := os.Remove(filepath.Join(r.GitDir, "config")); err != nil {
		t.Fatal(err)
	}
	c, err := r.Config(limited(t))
	if err != nil || len(c.Remotes()) != 0 {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestUser(t *testing.T) {
	const global = "[user]\n\tname = Global Dev\n\temail = global@example.com\n"
	type answer struct {
		Who    git.Identity
		Source git.UserSource
	}
	globalDev := git.Identity{Name: "Global Dev", Email: "global@example.com"}
	dev3 := git.Identity{Name: "Dev Three", Email: "dev3@example.com"}
	work := git.Identity{Name: "Global Dev", Email: "work@example.com"}
	for _, c := range []struct {
		name    string
		history string // settings of the repository
		global  string // ~/.gitconfig; TOP stands for the repository's folder
		want    answer
	}{
		{"nobody", "", "", answer{Source: git.UserSource{From: git.OriginNone}}},
		{"global", "", global, answer{globalDev, git.UserSource{From: git.OriginGlobal, Global: globalDev}}},
		{"repository", "me Dev Three <dev3@example.com>", "", answer{dev3, git.UserSource{From: git.OriginRepository}}},
		{"both", "me Dev Three <dev3@example.com>", global, answer{dev3, git.UserSource{From: git.OriginRepository, Global: globalDev, Differs: true}}},
		{
			"same", "me Dev Three <DEV3@example.com>", "[user]\n\temail = dev3@example.com\n",
			answer{git.Identity{Name: "Dev Three", Email: "DEV3@example.com"}, git.UserSource{From: git.OriginRepository, Global: git.Identity{Email: "dev3@example.com"}}},
		},
		{"include", "", "[include]\n\tpath = ~/work\n", answer{git.Identity{Email: "work@example.com"}, git.UserSource{From: git.OriginGlobal, Global: git.Identity{Email: "work@example.com"}}}},
		{"folder", "", global + "[includeIf \"gitdir:TOP/\"]\n\tpath = work\n", answer{work, git.UserSource{From: git.OriginGlobal, Global: work}}},
		{"folder by name", "", global + "[includeIf \"gitdir:RePo/\"]\n\tpath = none\n[includeIf \"gitdir/i:RePo/\"]\n\tpath = ~/work\n", answer{work, git.UserSource{From: git.OriginGlobal, Global: work}}},
		{"pattern", "", global + "[includeIf \"gitdir:**/re*/.git\"]\n\tpath = ~/work\n", answer{work, git.UserSource{From: git.OriginGlobal, Global: work}}},
		{"other folder", "", global + "[includeIf \"gitdir:/elsewhere/\"]\n\tpath = work\n", answer{globalDev, git.UserSource{From: git.OriginGlobal, Global: globalDev}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			home := physical(t)
			dir := filepath.Join(physical(t), "repo")
			t.Setenv("HOME", home)
			t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
			t.Setenv("GIT_AUTHOR_EMAIL", "environment@example.com")
			if c.global != "" {
				write(t, filepath.Join(home, ".gitconfig"), replaceTop(c.global, dir))
			}
			write(t, filepath.Join(home, "work"), "[user]\n\temail = work@example.com\n")
			gittest.Repo(t, dir, c.history)
			var got answer
			var err error
			got.Who, got.Source, err = find(t, dir).User(limited(t))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
