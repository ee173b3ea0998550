package lsp

import "testing"

func TestFilePath(t *testing.T) {
	for _, tt := range []struct{ text, unix, windows string }{
		{"file:///a/b", "/a/b", ""},
		{"FILE:///a/b", "/a/b", ""},
		{"file:/a/b", "/a/b", ""},
		{"file://localhost/a", "/a", ""},
		{"file:///a/../../etc", "/etc", ""},
		{"file:///a%2Fb%2", "/a/b%2", ""},
		{"file:///a?b#c", "/a", ""},
		{"file:///a%3Fb%23c", "/a?b#c", ""},
		{"file:///c%3A/x/y", "/c:/x/y", `C:\x\y`},
		{"file:///C:/x/../y", "/C:/y", `C:\y`},
		{"file://host/share/x", "", `\\host\share\x`},
		{"file://host", "", ""},
		{"file:a", "", ""},
		{"file:", "", ""},
		{"untitled:x", "", ""},
		{"", "", ""},
		{"file:///new%0Aline%F0%9F%98%80", "/new\nline😀", ""},
	} {
		if got := filePath(tt.text, false); got != tt.unix {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.unix)
		}
		if got := filePath(tt.text, true); got != tt.windows {
			t.Errorf("%q on Windows: %q, want %q", tt.text, got, tt.windows)
		}
	}
}

func FuzzFileURI(f *testing.F) {
	f.Add("/a b/c+d(1)#?%20.go")
	f.Add("/\xff\n😀")
	f.Fuzz(func(t *testing.T, path string) {
		clean := filePath("file:///"+"x", false)
		if clean != "/x" {
			t.Fatal(clean)
		}
		_ = filePath(path, true)
		_ = documentKey(canonical(path))
		if filePath(string(FileURI(path)), false) == "" {
			return // not an absolute path, or one with a NUL
		}
		once := filePath(string(FileURI(path)), false)
		if again := filePath(string(FileURI(once)), false); again != once {
			t.Errorf("%q → %q → %q", path, once, again)
		}
	})
}
