package workspace_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/codeowners"
	"github.com/leadline/leadline/internal/config"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/workspace"
)

const ownersHistory = `
me Dev Three <dev3@example.com>

commit main 2024-02-10T10:00:00Z Dev Gone <gone@example.com>
long ago
+ a.go

commit main 2026-10-10T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>
begin
+ a.go
<<<
1
>>>

commit main 2026-10-11T10:00:00Z Maria Two <maria.two@example.com>
go on
+ b/c.go
+ b/d.go

commit main 2026-10-11T10:00:00Z Sam Four <sam@example.com>
one Sam
+ e.go

commit main 2026-10-11T10:00:00Z Sam Four <four@example.com>
another Sam
+ f.go

commit main 2024-02-11T10:00:00Z Cee <c@example.com>
a short name
+ f.go
`

// opened is a refreshed workspace without stores on a history.
func opened(t *testing.T, top, settings string) *workspace.Workspace {
	t.Helper()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	dirs := config.Dirs{Config: in("config"), Data: in("data"), Cache: in("cache"), State: in("state")}
	w, err := workspace.Open(t.Context(), top, nil, workspace.Options{Dirs: dirs, Now: now, Editor: []byte(settings)})
	if err == nil {
		err = w.Refresh(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func TestStandingOfOwners(t *testing.T) {
	top := t.TempDir()
	gittest.Repo(t, top, ownersHistory)
	s := opened(t, top, `{"teams": {"payments": ["dev1"]}}`).Snapshot()
	for owner, want := range map[string]codeowners.Standing{
		"@dev1": codeowners.Known, "@DEV1": codeowners.Known, "maria.two@example.com": codeowners.Known,
		"@mariatwo": codeowners.Known, "@maria-two": codeowners.Known, "@mariat": codeowners.Known, "@mtwo": codeowners.Known,
		"@samfour":  codeowners.Known, // one of two people: nothing can be said
		"@payments": codeowners.Known, "@example/payments": codeowners.Known, "@example/others": codeowners.Known, "@@maintainer": codeowners.Known,
		"gone@example.com": codeowners.Gone, "@devgone": codeowners.Gone,
		"@ghost": codeowners.Unknown, "ghost@example.com": codeowners.Unknown, "@maria": codeowners.Unknown,
		"@c": codeowners.Unknown, // so short a handle spells nobody
	} {
		if got := s.Standing(owner); got != want {
			t.Errorf("%s: %v, want %v", owner, got, want)
		}
	}
	// Before history is read nothing is said about anybody.
	early, err := workspace.Open(t.Context(), top, nil, workspace.Options{Dirs: config.Dirs{Cache: t.TempDir(), Config: t.TempDir()}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer early.Close()
	if got := early.Snapshot().Standing("@ghost"); got != codeowners.Known {
		t.Errorf("without history: %v", got)
	}
}

func TestDriftNeedsSomebodyWhoIsKnown(t *testing.T) {
	for owners, want := range map[string]string{
		"@dev1":                 "b/ Maria Two", // drifted
		"maria.two@example.com": "",             // knows it
		"@dev1 @mariatwo":       "",             // one of them does
		"@dev1 @example/others": "",             // who is in the team is not known
		"@ghost":                "",             // that is a fault, reported as one
		"@payments":             "b/ Maria Two", // a team of the settings, whose members have drifted
	} {
		top := t.TempDir()
		gittest.Repo(t, top, ownersHistory+"\ncommit main 2026-10-12T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>\nowners\n+ CODEOWNERS\n<<<\n/b/ "+owners+"\n>>>\n")
		check, err := opened(t, top, `{"teams": {"payments": ["dev1"]}}`).CheckOwners(t.Context())
		if err != nil || check == nil {
			t.Fatal(check, err)
		}
		var got []string
		for _, d := range check.Drift {
			for _, k := range d.Knowers {
				got = append(got, fmt.Sprint(d.Area, " ", k.Person.Name))
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: drift %v, want %q", owners, got, want)
		}
	}
}

func TestResolve(t *testing.T) {
	top := t.TempDir()
	gittest.Repo(t, top, ownersHistory)
	tip := gittest.Hash(t, top, "HEAD")
	gittest.Git(t, top, "-c", "user.name=x", "-c", "user.email=x@example.com", "tag", "-a", "-m", "annotated", "v2", "HEAD~1")
	gittest.Git(t, top, "update-ref", "refs/heads/--output=x", "HEAD")
	gittest.Git(t, top, "update-ref", "refs/remotes/origin/far", "HEAD~2")
	w := opened(t, top, "")
	for rev, want := range map[string]string{
		"HEAD": tip, "main": tip, "refs/heads/main": tip, tip: tip, strings.ToUpper(tip): tip,
		"v2": gittest.Hash(t, top, "HEAD~1"), "refs/tags/v2": gittest.Hash(t, top, "HEAD~1"),
		"origin/far": gittest.Hash(t, top, "HEAD~2"), "--output=x": tip, // a name is only ever looked up
	} {
		if got, err := w.Resolve(t.Context(), rev); string(got) != want || err != nil {
			t.Errorf("%s: %s, %v", rev, got, err)
		}
	}
	for _, rev := range []string{
		"", "HEAD~1", "v2^{}", "@{u}", "..", "../../HEAD", "refs/heads/../../HEAD", "none", tip[:12], "a\x00b",
		strings.Repeat("0", 40), gittest.Hash(t, top, "HEAD^{tree}"),
	} {
		if got, err := w.Resolve(t.Context(), rev); err == nil {
			t.Errorf("%q: %s", rev, got)
		}
	}
}

// A clone that nothing was checked out from has no index file: what HEAD holds is tracked.
func TestTrackedWithoutCheckout(t *testing.T) {
	top := t.TempDir()
	gittest.Repo(t, top, ownersHistory)
	w := opened(t, top, "")
	want := "a.go b/c.go b/d.go e.go f.go"
	for _, state := range []string{"checked out", "without an index"} {
		got, err := w.Tracked()
		if strings.Join(got, " ") != want || err != nil {
			t.Errorf("%s: %v, %v", state, got, err)
		}
		if err := os.RemoveAll(filepath.Join(top, ".git", "index")); err != nil {
			t.Fatal(err)
		}
	}
}

func TestUnknownOwnersNeedEvidence(t *testing.T) {
	// In this history nobody has a handle.
	const plain = `
me Dev Three <dev3@example.com>

commit main 2026-10-10T10:00:00Z Dev One <one@example.com>
begin
+ a.go
`
	for _, tt := range []struct {
		name, history, file, rules string
		want                       []string
	}{
		{"a history without handles", plain, ".github/CODEOWNERS", "* @octo @cat @ghost nobody@example.com", []string{"nobody@example.com"}},
		{"most handles are known", ownersHistory, ".github/CODEOWNERS", "* @dev1 @ghost", []string{"@ghost"}},
		{"most handles are not known", ownersHistory, ".github/CODEOWNERS", "* @dev1 @ghost @spectre", nil},
		{"teams of the forge are not counted", ownersHistory, ".github/CODEOWNERS", "* @example/a @example/b @ghost", nil},
		{"a group of one word", ownersHistory, ".gitlab/CODEOWNERS", "* @dev1 @backend", nil},
		{"one among many on GitLab", ownersHistory, ".gitlab/CODEOWNERS", "* @dev1 @mariatwo @devgone @samfour @ghost @group/sub @@maintainer", []string{"@ghost"}},
		{"a section's owner", ownersHistory, ".gitlab/CODEOWNERS", "[Pay] @dev1 @mariatwo @devgone @samfour @ghost\na.go", []string{"@ghost"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			top := t.TempDir()
			gittest.Repo(t, top, tt.history+"\ncommit main 2026-10-12T10:00:00Z Dev One <one@example.com>\nowners\n+ "+tt.file+"\n<<<\n"+tt.rules+"\n>>>\n")
			check, err := opened(t, top, "").CheckOwners(t.Context())
			if err != nil || check == nil {
				t.Fatal(check, err)
			}
			var got []string
			for _, p := range check.Problems {
				if p.Code == codeowners.UnknownOwner {
					owner, _, _ := strings.Cut(p.Message, " ")
					got = append(got, owner)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("unknown (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNobodyIsUnknownToHalfAHistory: a shallow clone, as CI makes it, does not know who was there before.
func TestNobodyIsUnknownToHalfAHistory(t *testing.T) {
	top, clone := t.TempDir(), filepath.Join(t.TempDir(), "clone")
	gittest.Repo(t, top, ownersHistory+"\ncommit main 2026-10-12T10:00:00Z Dev One <1001+dev1@users.noreply.github.com>\nowners\n+ .github/CODEOWNERS\n<<<\n* @dev1 maria.two@example.com\n>>>\n")
	gittest.Git(t, top, "clone", "-q", "--depth", "1", "file://"+top, clone)
	check, err := opened(t, clone, "").CheckOwners(t.Context())
	if err != nil || check == nil {
		t.Fatal(check, err)
	}
	if len(check.Problems) > 0 {
		t.Errorf("faults: %+v", check.Problems)
	}
}

// TestIgnoredOwnersFiles: a file that the forge would not read counts, and says why.
func TestIgnoredOwnersFiles(t *testing.T) {
	for name, put := range map[string]func(path string) error{
		"too large": func(path string) error { return os.WriteFile(path, make([]byte, codeowners.MaxSize+10), 0o644) },
		"too large for GitHub": func(path string) error {
			return os.WriteFile(path, []byte(strings.Repeat("* @a\n", codeowners.MaxGitHubSize/5+1)), 0o644)
		},
		"binary":        func(path string) error { return os.WriteFile(path, []byte("* @a\x00\n"), 0o644) },
		"a link":        func(path string) error { return os.Symlink("/etc/passwd", path) },
		"a cyclic link": func(path string) error { return os.Symlink("CODEOWNERS", path) },
	} {
		t.Run(name, func(t *testing.T) {
			top := t.TempDir()
			gittest.Repo(t, top, ownersHistory)
			if err := os.Mkdir(filepath.Join(top, ".github"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := put(filepath.Join(top, ".github", "CODEOWNERS")); err != nil {
				t.Fatal(err)
			}
			// The next place is not looked at: nor does the forge.
			if err := os.WriteFile(filepath.Join(top, "CODEOWNERS"), []byte("* @dev1\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			owners := opened(t, top, "").Snapshot().Owners
			why, ignored := owners.Ignored()
			if !ignored || why.Message == "" || owners.File != ".github/CODEOWNERS" || len(owners.Rules) > 0 || len(owners.Match("a.go").Owners) > 0 {
				t.Errorf("%s: %+v, ignored: %v", owners.File, why, ignored)
			}
		})
	}
}
