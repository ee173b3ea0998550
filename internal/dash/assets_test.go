package dash

import (
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// The files from npm are those that the lock pins: pinned.json holds the lock's integrity of the package, and the sum of the file
// that assets/pin took out of it.
func TestAssetsArePinned(t *testing.T) {
	read := func(name string, to any) {
		t.Helper()
		text, err := os.ReadFile("assets/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "://") {
			t.Errorf("%s names an address", name)
		}
		if err := json.Unmarshal(text, to); err != nil {
			t.Fatal(err)
		}
	}
	var wanted struct{ Dependencies map[string]string }
	var lock struct {
		Packages map[string]struct{ Version, Integrity string }
	}
	var pins []struct{ File, Package, Version, Integrity, Sum string }
	read("package.json", &wanted)
	read("package-lock.json", &lock)
	read("pinned.json", &pins)
	if len(pins) != len(wanted.Dependencies) {
		t.Errorf("%d packages are wanted, %d pinned", len(wanted.Dependencies), len(pins))
	}
	for _, p := range pins {
		if got := lock.Packages["node_modules/"+p.Package]; got.Version != p.Version || got.Integrity != p.Integrity || wanted.Dependencies[p.Package] != p.Version {
			t.Errorf("%s: pinned %s %s, the lock has %s %s, wanted is %s", p.Package, p.Version, p.Integrity, got.Version, got.Integrity, wanted.Dependencies[p.Package])
		}
		text, err := files.ReadFile("assets/" + p.File)
		if err != nil {
			t.Fatal(err)
		}
		sum := sha512.Sum512(text)
		if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != p.Sum {
			t.Errorf("%s is not the file that was pinned: %s. Run assets/pin", p.File, got)
		}
	}
}
