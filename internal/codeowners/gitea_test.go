package codeowners

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGiteaPatterns(t *testing.T) {
	tests := []struct {
		pattern string
		yes, no []string
	}{
		{`.*\\.go`, []string{"a.go", "x/a.go"}, []string{"a.gox", "ago"}},
		{`.*\.go`, []string{"a.go", "ago"}, []string{"go"}}, // one backslash is eaten
		{`frontend/src/.*\\.js`, []string{"frontend/src/a.js", "frontend/src/x/a.js"}, []string{"x/frontend/src/a.js", "frontend/src/a.jsx"}},
		{`!frontend/src/.*`, []string{"a", "frontend/a"}, []string{"frontend/src/a"}},
		{`docs/(aws|google|azure)/[^/]*\\.(md|txt)`, []string{"docs/aws/a.md", "docs/google/b.txt"}, []string{"docs/aws/x/a.md", "docs/x/a.md"}},
		{`!/assets/.*\\.(bin|exe|msi)`, []string{"assets/a.txt", "x/assets/a.bin"}, []string{"assets/a.bin"}},
		{`/README\\.md`, []string{"README.md"}, []string{"docs/README.md", "READMExmd"}},
		{`dir/with\#hashtag`, []string{"dir/with#hashtag"}, []string{"dir/with"}},
		{`path\ with\ space`, []string{"path with space"}, []string{"path"}},
		{`path/with\\\\backslash`, []string{`path/with\backslash`}, nil},
		{`path/with\\+plus`, []string{"path/with+plus"}, []string{"path/withhplus"}},
		{`docs/.*`, []string{"docs/a", "docs/a/b"}, []string{"docs", "docs/a\nb"}},
		{`docs`, []string{"docs"}, []string{"docs/a"}},
		{`.*`, []string{"a", "a/b"}, []string{"a\nb"}},
		{`(?i)readme`, []string{"README", "readme"}, nil},
		{`a|b`, []string{"a", "axx", "xxb"}, []string{"xax"}}, // each side is anchored at one end only
	}
	for _, tt := range tests {
		r := Parse("CODEOWNERS", []byte(tt.pattern+" @dev"), Gitea)
		if len(r.Problems) > 0 {
			t.Errorf("%q: problems %v", tt.pattern, r.Problems)
			continue
		}
		for _, p := range tt.yes {
			if r.Match(p).Rule == nil {
				t.Errorf("%q does not own %q", tt.pattern, p)
			}
		}
		for _, p := range tt.no {
			if r.Match(p).Rule != nil {
				t.Errorf("%q owns %q", tt.pattern, p)
			}
		}
		if got := r.Rules[0].Pattern; got != tt.pattern {
			t.Errorf("pattern %q reads as %q", tt.pattern, got)
		}
	}
}

func TestGiteaAllRulesUnite(t *testing.T) {
	const file = `.*\\.go @user1 org/team # a comment
# another
	frontend/.*	@user2	@User1
!frontend/.* user3 @org/sub/team
[ @user1
docs/.*
docs/x @
(a{1000}){1000} @user1
`
	r := Parse(".gitea/CODEOWNERS", []byte(file), Gitea)
	for path, want := range map[string]string{
		"a.go":          "@user1 @org/team @user3",
		"frontend/a.go": "@user1 @org/team @user2",
		"docs/x":        "@user3",
	} {
		if got := strings.Join(r.Match(path).Owners, " "); got != want {
			t.Errorf("%s: got %s, want %s", path, got, want)
		}
	}
	m := r.Match("frontend/a.go")
	if m.Rule.Line != 3 || len(m.Rules) != 2 || m.Rules[0].Line != 1 {
		t.Errorf("decided by %+v", m.Rules)
	}
	type fault struct {
		Line int
		Code Code
	}
	var got []fault
	for _, p := range r.Problems {
		got = append(got, fault{p.Line, p.Code})
	}
	want := []fault{{4, BadOwner}, {5, BadPattern}, {6, NoOwner}, {7, BadOwner}, {7, NoOwner}, {8, BadPattern}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s%v", d, r.Problems)
	}
}
