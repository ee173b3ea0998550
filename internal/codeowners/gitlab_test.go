package codeowners

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestGitLabPatterns(t *testing.T) {
	tests := []struct {
		pattern string
		yes, no []string
	}{
		{"*", []string{"a", "a/b", ".x/.y"}, nil},
		{"/*", []string{"README.md", ".gitignore"}, []string{"a/b"}},
		{"/", []string{"a", "a/b"}, nil},
		{"README.md", []string{"README.md", "internal/README.md", "app/lib/README.md"}, []string{"README.md/x", "xREADME.md"}},
		{"/README.md", []string{"README.md"}, []string{"docs/README.md"}},
		{"internal/README.md", []string{"internal/README.md", "docs/api/internal/README.md"}, []string{"internal/x/README.md"}},
		{"/docs", []string{"docs"}, []string{"docs/a"}},
		{"/docs/", []string{"docs/a", "docs/a/b", "docs/.x"}, []string{"docs", "x/docs/a"}},
		{"lib/", []string{"lib/a/b", "ee/lib/a"}, []string{"lib", "xlib/a"}},
		{"/docs/*.md", []string{"docs/a.md"}, []string{"docs/a/b.md"}},
		{"/docs/index.*", []string{"docs/index.md", "docs/index."}, []string{"docs/index"}},
		{"/docs/*spec*", []string{"docs/qa_specs.rb", "docs/runtime.spec"}, []string{"docs/x/spec"}},
		{"/docs/*/README.md", []string{"docs/api/README.md"}, []string{"docs/README.md", "docs/a/b/README.md"}},
		{"/docs/**/index.md", []string{"docs/index.md", "docs/api/index.md", "docs/api/graphql/index.md"}, []string{"index.md"}},
		{"/docs/**", []string{"docs/a"}, []string{"docs/a/b", "docs"}},
		{"/docs/**/*", []string{"docs/a", "docs/a/b"}, []string{"docs"}},
		{"foo/**/", []string{"foo/a", "foo/a/b", "x/foo/a"}, []string{"foo"}},
		{"foo/*", []string{"foo/bar", "baz/foo/bar"}, []string{"fufoo/bar", "foo/a/b"}},
		{"**/generated/", []string{"generated/a", "x/generated/y/z"}, []string{"generated"}},
		{"*.[ch]", []string{"a.c", "x/b.h"}, []string{"a.d", "a.[ch]"}},
		{"[!a-c]x", []string{"dx", "äx"}, []string{"ax", "bx", "x"}},
		{"[^a]x", []string{"bx"}, []string{"ax"}},
		{`a[\]]b`, []string{"a]b"}, []string{`a\b`, "ab"}},
		{"[ä-ü]", []string{"ö"}, []string{"o"}},
		{"a?c", []string{"abc", "aßc"}, []string{"ac", "a/c"}},
		{`\#file_with_pound.rb`, []string{"#file_with_pound.rb", "examples/#file_with_pound.rb"}, nil},
		{`path\ with\ spaces/`, []string{"path with spaces/docs.md"}, []string{"path/x"}},
		{`a/weird\ path\ with/\ @username\ /\ and-email@lookalikes.com\ /`, []string{"a/weird path with/ @username / and-email@lookalikes.com /test.rb"}, nil},
		{`\*x`, []string{"*x"}, []string{"ax"}},
		{"a**b", []string{"axb"}, []string{"a/b"}},
	}
	for _, tt := range tests {
		// Rules that open with a bracket would be headings.
		r := Parse("CODEOWNERS", []byte(strings.TrimPrefix(tt.pattern, "\n")+" @dev"), GitLab)
		if strings.HasPrefix(tt.pattern, "[") {
			r = Parse("CODEOWNERS", []byte("/**/"+tt.pattern+" @dev"), GitLab)
		}
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

// brief writes a match as one line, to compare.
func brief(m Match) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", strings.Join(m.Owners, " "))
	for _, s := range m.Sections {
		fmt.Fprintf(&b, " | %s:%d=%s", s.Name, s.Rule.Line, strings.Join(s.Owners, ","))
		if s.Approvals != 1 {
			fmt.Fprintf(&b, " x%d", s.Approvals)
		}
		if s.Optional {
			b.WriteString(" optional")
		}
	}
	return b.String()
}

func TestGitLabSections(t *testing.T) {
	tests := []struct {
		name, file string
		want       map[string]string
	}{
		{
			"sections combine", `
* @admin

[README Owners]
README.md @user1 @user2
internal/README.md @user4

[README other owners]
README.md @user3
`, map[string]string{
				"README.md":          "@admin @user1 @user2 @user3 | :2=@admin | README Owners:5=@user1,@user2 | README other owners:9=@user3",
				"internal/README.md": "@admin @user4 @user3 | :2=@admin | README Owners:6=@user4 | README other owners:9=@user3",
				"a":                  "@admin | :2=@admin",
			},
		},
		{
			"default owners, approvals, optional", `
[Documentation][2] @docs-team
docs/
README.md

^[Database] @database-team @agarcia
model/db/
config/db/database-setup.md @docs-team
`, map[string]string{
				"docs/a":                      "@docs-team | Documentation:3=@docs-team x2",
				"model/db/CHANGELOG.txt":      "@database-team @agarcia | Database:7=@database-team,@agarcia optional",
				"config/db/database-setup.md": "@docs-team | Database:8=@docs-team optional",
			},
		},
		{
			"duplicate sections merge, whatever their case", `
[Documentation]
ee/docs/    @docs
docs/       @docs

[Database]
README.md  @database
model/db/   @database

[DOCUMENTATION]
README.md  @docs2
`, map[string]string{
				"README.md":      "@docs2 @database | Documentation:11=@docs2 | Database:7=@database",
				"docs/README.md": "@docs2 @database | Documentation:11=@docs2 | Database:7=@database",
				"docs/a":         "@docs | Documentation:4=@docs",
			},
		},
		{
			"one required heading makes the section required", `
[Go]
*.go @a

^[go][3]
*.md @b

^[Opt]
*.md @c
`, map[string]string{
				"x.go": "@a | Go:3=@a",
				"x.md": "@b @c | Go:6=@b x3 | Opt:9=@c optional",
			},
		},
		{
			"exclusions hold for their section, before and after", `
* @default
!pom.xml
!*.rb
/special/*.rb @ruby-owner
!**/generated/

[Ruby]
/early.rb @early
*.rb @ruby-team
!/config/**/*.rb
/config/routes.rb @ops
!/early.rb

[Config]
/config/ @ops-team
`, map[string]string{
				"a.go":             "@default | :2=@default",
				"pom.xml":          "",
				"sub/pom.xml":      "",
				"special/x.rb":     "@ruby-team | Ruby:10=@ruby-team",
				"early.rb":         "",
				"config/routes.rb": "@ops-team | Config:16=@ops-team",
				"config/a.yml":     "@default @ops-team | :2=@default | Config:16=@ops-team",
				"x/generated/y.go": "",
			},
		},
		{
			"the last entry wins even if it repeats an earlier pattern", `
*.md @a
README.md @b
*.md @c
`, map[string]string{"README.md": "@c | :4=@c"},
		},
		{
			"an excluded pattern stays excluded when it is repeated", `
!*.md
*.md @c
`, map[string]string{"README.md": ""},
		},
		{
			"malformed owners are ignored, and do not bring back the defaults", `
[A] @default
/path/* @group user_without_at_symbol @user_with_at_symbol
/none/* nobody
/roles/ @@maintainer @@Developers @@guest x@example.com
`, map[string]string{
				"path/a":  "@group @user_with_at_symbol | A:3=@group,@user_with_at_symbol",
				"none/a":  " | A:4=",
				"roles/a": "@@maintainer @@Developers x@example.com | A:5=@@maintainer,@@Developers,x@example.com",
			},
		},
		{
			"an unreadable heading leaves its rules to the section before", `
[Docs]
docs/**/* @group

[Section name
docs/ @docs_group
`, map[string]string{"docs/a": "@docs_group | Docs:6=@docs_group"},
		},
		{
			"the name of the unnamed section joins it", `
*.a @a
[Codeowners]
*.a @b
`, map[string]string{"x.a": "@b | :4=@b"},
		},
		{
			"owners in a comment count", `
/docs/**/*.md @docs  # ask @lead
`, map[string]string{"docs/a.md": "@docs @lead | :2=@docs,@lead"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := Parse(".gitlab/CODEOWNERS", []byte(tt.file), GitLab)
			for path, want := range tt.want {
				if got := brief(r.Match(path)); got != want {
					t.Errorf("%s:\n got %s\nwant %s", path, got, want)
				}
			}
		})
	}
}

func TestGitLabProblems(t *testing.T) {
	const file = "*.rb\n" +
		"[]\n" +
		"a @a\n" +
		"^[Optional][5]\n" +
		"*.txt @user\n" +
		"[Invalid section\n" +
		"[OK section header]\n" +
		"[Zero][0] @a\n" +
		"[Word][q] @a\n" +
		"[Bad] @a malformed\n" +
		"  b @a bad1 @ok bad2\n" +
		"c @a # see @b and others\n" +
		"!\n" +
		"x[ab @a\n" +
		"[Comment] @a # fine\n"
	r := Parse("CODEOWNERS", []byte(file), GitLab)
	type fault struct {
		Line, Column, End int
		Code              Code
	}
	var got []fault
	for _, p := range r.Problems {
		got = append(got, fault{p.Line, p.Column, p.EndColumn, p.Code})
	}
	want := []fault{
		{1, 0, 0, NoOwner},
		{2, 0, 0, BadSection},
		{4, 0, 0, BadApprovals},
		{6, 0, 0, BadSection},
		{8, 0, 0, BadApprovals},
		{9, 0, 0, BadApprovals},
		{10, 10, 19, BadOwner},
		{11, 8, 12, BadOwner},
		{11, 17, 21, BadOwner},
		{12, 6, 25, InlineComment},
		{13, 1, 2, BadPattern},
		{14, 1, 5, BadPattern},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestJSON pins the shape that `leadline owners --json` promises.
func TestJSON(t *testing.T) {
	r := Parse("CODEOWNERS", []byte("^[Docs][2] @docs\n*.md\n"), GitLab)
	for path, want := range map[string]string{
		"a.md": `{"path":"a.md","owners":["@docs"],"rule":{"file":"CODEOWNERS","line":2,"pattern":"*.md"},` +
			`"sections":[{"name":"Docs","owners":["@docs"],"rule":{"file":"CODEOWNERS","line":2,"pattern":"*.md"},"approvals":2,"optional":true}]}`,
		"a.go": `{"path":"a.go","owners":[],"rule":null,"sections":[]}`,
	} {
		got, err := json.Marshal(r.Match(path))
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, string(got)); d != "" {
			t.Error(d)
		}
	}
}
