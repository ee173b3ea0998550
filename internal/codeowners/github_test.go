package codeowners

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGitHubPatterns holds what the documentation says and what people have
// found out by trying: which paths one pattern owns.
func TestGitHubPatterns(t *testing.T) {
	tests := []struct {
		pattern string
		yes, no []string
	}{
		{"*", []string{"a", "a/b", ".hidden", "a/.b/c"}, nil},
		{"**", []string{"a", "a/b"}, nil},
		{"/**", []string{"a", "a/b"}, nil},
		{"**/", []string{"a", "a/b"}, nil},
		{"*/", []string{"a/b", "a/b/c"}, []string{"a"}},
		{"/*", []string{"a", ".b"}, []string{"a/b", "a/b/c"}},
		{"/*/", []string{"a/b", "a/b/c"}, []string{"a"}},
		{"**/*", []string{"a", "a/b", "a/b/c"}, nil},
		{"*.js", []string{"a.js", "x/a.js", "dir.js/readme", ".js"}, []string{"a.jsx", "js"}},
		{"/*.js", []string{"a.js", "d.js/x"}, []string{"x/a.js"}},
		{"/build/logs/", []string{"build/logs/a", "build/logs/x/y"}, []string{"build/logs", "x/build/logs/a"}},
		{"docs/*", []string{"docs/getting-started.md", "docs/.x"}, []string{"docs/build-app/troubleshooting.md", "docs", "x/docs/a"}},
		{"apps/", []string{"apps/a", "x/apps/a", "x/apps/y/z"}, []string{"apps", "x/apps", "myapps/a"}},
		{"/docs/", []string{"docs/a", "docs/a/b"}, []string{"docs", "x/docs/a"}},
		{"/apps/github", []string{"apps/github", "apps/github/a"}, []string{"apps/githubs", "x/apps/github"}},
		{"foo", []string{"foo", "x/foo", "foo/x", "x/foo/y"}, []string{"foo.txt", "xfoo", "Foo"}},
		{"foo/bar", []string{"foo/bar", "foo/bar/x"}, []string{"x/foo/bar", "foo/bart"}},
		{"foo/", []string{"foo/x", "y/foo/x"}, []string{"foo"}},
		{"foo/**", []string{"foo/x", "foo/x/y"}, []string{"foo", "x/foo/y"}},
		{"foo/**/", []string{"foo/x", "foo/x/y"}, []string{"foo", "x/foo/y"}},
		{"foo/**/**/**/bar", []string{"foo/bar", "foo/a/bar", "foo/a/b/bar/c"}, []string{"bar", "foo"}},
		{"**/foo/bar", []string{"foo/bar", "a/foo/bar", "a/b/foo/bar/c"}, []string{"foo/x/bar"}},
		{"**/logs", []string{"logs", "build/logs", "scripts/logs/x", "deeply/nested/logs/x"}, []string{"logs.txt"}},
		{"foo/*/baz", []string{"foo/x/baz", "foo/x/baz/y"}, []string{"foo/baz", "foo/x/y/baz"}},
		{"foo/*.txt", []string{"foo/a.txt"}, []string{"foo/x/a.txt", "x/foo/a.txt"}},
		{"f*", []string{"foo", "f", "x/foo/y"}, []string{"xfoo"}},
		{"f*/", []string{"foo/a", "x/f/a"}, []string{"foo"}},
		{"f?o", []string{"foo", "fäo"}, []string{"fo", "fooo", "f/o"}},
		{`f\*o`, []string{"f*o"}, []string{"foo"}},
		{`f\?o`, []string{"f?o"}, []string{"foo"}},
		{`/my\ dir/`, []string{"my dir/a"}, []string{"my/dir/a"}},
		{"a**b", []string{"ab", "axxb"}, []string{"a/b"}},
		{"*a*b*", []string{"xaxbx", "ab"}, []string{"ba", "a/b"}},
		{"/a/**/b*/c?", []string{"a/b/cx", "a/x/y/bb/cc/deep"}, []string{"a/cx", "a/b/c"}},
		{"/src/C#/", []string{"src/C#/a.cs"}, []string{"src/C"}},
		{"/grün/ß", []string{"grün/ß"}, nil},
	}
	for _, tt := range tests {
		r := Parse("CODEOWNERS", []byte(tt.pattern+" @dev"), GitHub)
		if len(r.Problems) > 0 {
			t.Errorf("%q: problems %v", tt.pattern, r.Problems)
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
	}
}

func TestGitHubLastMatchDecides(t *testing.T) {
	const file = "# all of us\n" +
		"*       @global-owner1 @global-owner2\r\n" +
		"*.js    @js-owner #This is an inline comment.\n" +
		"*.go docs@example.com\n" +
		"\n" +
		"/apps/ @octocat @octo-org/octocats\n" +
		"/apps/github \n" +
		"/apps/github/keep @Octocat @octocat\n"
	r := Parse(".github/CODEOWNERS", []byte(file), GitHub)
	tests := []struct {
		path, owners, pattern string
		line                  int
	}{
		{"README.md", "@global-owner1 @global-owner2", "*", 2},
		{"x/a.js", "@js-owner", "*.js", 3},
		{"a.go", "docs@example.com", "*.go", 4},
		{"apps/a.js", "@octocat @octo-org/octocats", "/apps/", 6},
		{"apps/github", "", "/apps/github", 7},
		{"apps/github/x/y", "", "/apps/github", 7},
		{"apps/github/keep/a", "@Octocat", "/apps/github/keep", 8},
		{"apps/", "@octocat @octo-org/octocats", "/apps/", 6},
		{"./apps/a", "@octocat @octo-org/octocats", "/apps/", 6},
	}
	for _, tt := range tests {
		m := r.Match(tt.path)
		if m.Path != tt.path || strings.Join(m.Owners, " ") != tt.owners || m.Rule.Pattern != tt.pattern || m.Rule.Line != tt.line || m.Rule.File != ".github/CODEOWNERS" {
			t.Errorf("%s: got %v by %+v", tt.path, m.Owners, m.Rule)
		}
	}
	if len(r.Problems) > 0 {
		t.Errorf("problems: %v", r.Problems)
	}
}

func TestGitHubSkipsBadLines(t *testing.T) {
	const file = "* @all\n" +
		"!*.md @a\n" +
		`\#note @a` + "\n" +
		"*.[ch] @a\n" +
		"/ @a\n" +
		"/a***b @a\n" +
		"*.go user\n" +
		"*.go @a @b/c/d\n" +
		`a\` + "\n" +
		"x//y @a\n" +
		"*.rb @ok\n"
	r := Parse("CODEOWNERS", []byte(file), GitHub)
	type fault struct {
		Line, Column, End int
		Code              Code
	}
	var got []fault
	for _, p := range r.Problems {
		got = append(got, fault{p.Line, p.Column, p.EndColumn, p.Code})
		if p.Message == "" || p.File != "CODEOWNERS" {
			t.Errorf("poor problem %+v", p)
		}
	}
	want := []fault{
		{2, 1, 6, BadPattern},
		{3, 1, 7, BadPattern},
		{4, 1, 7, BadPattern},
		{5, 1, 2, BadPattern},
		{6, 1, 7, BadPattern},
		{7, 6, 10, BadOwner},
		{8, 9, 15, BadOwner},
		{9, 1, 3, BadPattern},
		{10, 1, 5, BadPattern},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for path, line := range map[string]int{"a.md": 1, "a.go": 1, "a.c": 1, "a.rb": 11} {
		if m := r.Match(path); m.Rule == nil || m.Rule.Line != line {
			t.Errorf("%s: decided by %+v, want line %d", path, m.Rule, line)
		}
	}
}

func TestGitHubSizeLimit(t *testing.T) {
	line := "/a @dev\n"
	under := strings.Repeat(line, (MaxGitHubSize-1)/len(line))
	for _, tt := range []struct {
		text string
		ok   bool
	}{
		{line + strings.Repeat("#", MaxGitHubSize-1-len(line)), true},
		{line + strings.Repeat("#", MaxGitHubSize-len(line)), false},
	} {
		r := Parse("CODEOWNERS", []byte(tt.text), GitHub)
		if got := r.Match("a").Rule != nil; got != tt.ok {
			t.Errorf("%d bytes: matched %v, want %v", len(tt.text), got, tt.ok)
		}
		if !tt.ok && (len(r.Problems) != 1 || r.Problems[0].Code != TooLarge) {
			t.Errorf("problems %v", r.Problems)
		}
	}
	r := Parse("CODEOWNERS", []byte(under), GitHub)
	if len(r.Rules) != MaxRules || r.Problems[len(r.Problems)-1].Code != TooMany {
		t.Errorf("%d rules, problems %v", len(r.Rules), r.Problems)
	}
}

func TestUnreadable(t *testing.T) {
	for _, d := range []Dialect{GitHub, GitLab, Gitea, ""} {
		r := Parse("CODEOWNERS", []byte("* @a\x00\n"), d)
		if len(r.Problems) != 1 || r.Problems[0].Code != Binary || r.Match("a").Rule != nil {
			t.Errorf("%s: %+v", d, r.Problems)
		}
		if m := Parse("CODEOWNERS", nil, d).Match("a"); m.Rule != nil || m.Owners == nil || m.Sections == nil {
			t.Errorf("%s: empty file answers %+v", d, m)
		}
		r = Parse("CODEOWNERS", []byte("\xef\xbb\xbf/.* @a\n"), d)
		if len(r.Rules) != 1 {
			t.Errorf("%s: byte order mark kept: %+v", d, r.Problems)
		}
		for _, p := range []string{"", "/", strings.Repeat("a", MaxPath+1), strings.Repeat("a/", MaxDepth) + "a"} {
			if m := r.Match(p); m.Rule != nil {
				t.Errorf("%s: %.9q has an owner", d, p)
			}
		}
	}
	var none *Ruleset
	if m := none.Match("a"); m.Rule != nil || m.Path != "a" {
		t.Errorf("nil ruleset answers %+v", m)
	}
}
