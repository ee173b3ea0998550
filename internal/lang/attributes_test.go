package lang

import "testing"

func TestAttributes(t *testing.T) {
	var a Attributes
	a.Add("docs", []byte("*.js -linguist-vendored\n"))
	a.Add(".", []byte("# comment linguist-vendored\n* text=auto\n*.js linguist-vendored\n/api/**/*.go linguist-generated=true\napi/own.go -linguist-generated\nlib/** linguist-vendored eol=lf\n"))
	for _, tt := range []struct {
		path                string
		vendored, generated verdict
	}{
		{"a.js", yes, unsaid},
		{"web/a.js", yes, unsaid},
		{"docs/a.js", no, unsaid},
		{"docs/x/a.js", no, unsaid},
		{"api/v1/deep/x.go", unsaid, yes},
		{"api/x.go", unsaid, yes},
		{"api/own.go", unsaid, no},
		{"x/api/x.go", unsaid, unsaid},
		{"lib/a/b.c", yes, unsaid},
		{"library/b.c", unsaid, unsaid},
		{"", unsaid, unsaid},
	} {
		if v, said := a.Vendored(tt.path); v != (tt.vendored == yes) || said != (tt.vendored != unsaid) {
			t.Errorf("%s: vendored %v, %v", tt.path, v, said)
		}
		if v, said := a.Generated(tt.path); v != (tt.generated == yes) || said != (tt.generated != unsaid) {
			t.Errorf("%s: generated %v, %v", tt.path, v, said)
		}
	}
}
