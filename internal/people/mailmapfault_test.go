package people_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/people"
)

func TestMailmapFaults(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string // line and the beginning of what is said
	}{
		{"none", "# who is who\n\nDev One <one@x>\nDev One <one@x> <old@x>\n<one@x> <older@x> # moved\nDev One <one@x> D1 <shared@x>\n", nil},
		{"line ends of Windows", "Dev One <one@x>\r\n\r\n", nil},
		{"no address", "Dev One one@x\n", []string{"1 this line says nothing: it has no address"}},
		{"unclosed", "\nDev One <one@x\n", []string{"2 this line says nothing: it has no address"}},
		{"an address alone", "<one@x>\n", []string{"1 this line says nothing: it gives neither"}},
		{"to itself", "<one@x> <ONE@x>\n", []string{"1 this line says nothing: both addresses"}},
		{"the rest is no address", "Dev One <one@x> old@x\n", []string{"1 what follows the first address is not read"}},
		{"a long line", strings.Repeat("x", 100_000) + "\nDev\n", []string{"1 this line is longer than 2048 bytes", "2 this line says nothing"}},
		{"in a circle", "<a@x> <b@x>\n<b@x> <a@x>\n", []string{"1 line 2 leads on from a@x", "2 line 1 leads on from b@x"}},
		{"binary", "A <a@x>\x00", []string{"0 this file is binary"}},
		{"too large", strings.Repeat("A <a@x>\n", people.MailmapLimit/8+1), []string{"0 this file is larger than 1 MB"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for i, f := range people.MailmapFaults([]byte(tt.text)) {
				line := fmt.Sprint(f.Line, " ", f.Message)
				if i < len(tt.want) && strings.HasPrefix(line, tt.want[i]) {
					line = tt.want[i]
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
	if n := len(people.MailmapFaults([]byte(strings.Repeat("x\n", 40_000)))); n != 200 {
		t.Errorf("%d faults", n)
	}
}

func FuzzMailmapFaults(f *testing.F) {
	f.Add([]byte("A <a@x> <b@x>\n<b@x> <a@x>\n<\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		faults := people.MailmapFaults(text)
		lines := strings.Count(string(text), "\n") + 1
		sorted := slices.IsSortedFunc(faults, func(a, b people.MailmapFault) int { return a.Line - b.Line })
		for _, one := range faults {
			if one.Line < 0 || one.Line > lines || one.Message == "" || !sorted {
				t.Fatalf("bad fault %+v of %d lines", one, lines)
			}
		}
	})
}
