package cli_test

import (
	"bytes"
	"regexp"
	"testing"
	"time"

	"github.com/leadline/leadline/internal/cli"
	"github.com/leadline/leadline/internal/gittest"
)

func TestMistakesOfOursAreSaidInASentence(t *testing.T) {
	dir := t.TempDir()
	gittest.Repo(t, dir, "me Dev Three <dev3@example.com>\n")
	var out, err bytes.Buffer
	code := cli.Main(t.Context(), []string{"who", "a.go"}, cli.Deps{
		Out: &out, Err: &err, Dir: dir, Environ: []string{"HOME=" + t.TempDir()},
		Now: func() time.Time { panic("no clock\nat all") },
	})
	if code != 1 || out.Len() > 0 || !regexp.MustCompile(`^leadline: stopped by a mistake .*no clock at all.*\n$`).MatchString(err.String()) {
		t.Errorf("code %d, %q on stdout, %q on stderr", code, out.String(), err.String())
	}
}
