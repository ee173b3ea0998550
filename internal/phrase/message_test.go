package phrase

import (
	"strings"
	"testing"
)

// A message is data from other people once it is a link: nothing of it may add a header or another recipient.
func TestMailto(t *testing.T) {
	for _, c := range []struct{ address, want string }{
		{"dev1@example.com", "mailto:dev1@example.com?subject=a%20%26%20b%3Fcc%3Dx&body=one%0D%0Atwo%20%2B%20three"},
		{"1001+dev1@users.noreply.github.com", ""},
		{"dev1@example.com?cc=evil@example.com", ""},
		{"dev1@example.com,evil@example.com", ""},
		{"", ""},
		{"dev1", ""},
		{"a b@example.com", ""},
		{"dev1@example.com\r\nBcc: evil@example.com", ""},
	} {
		m := Message{Address: mailbox(c.address), Subject: "a & b?cc=x", Text: "one\ntwo + three"}
		if got := m.Mailto(); got != c.want {
			t.Errorf("%q: %q, want %q", c.address, got, c.want)
		}
	}
	plus := Message{Address: mailbox("dev+one@example.com"), Subject: "s", Text: "t"}
	if got := plus.Mailto(); !strings.HasPrefix(got, "mailto:dev+one@example.com?") {
		t.Error(got)
	}
}
