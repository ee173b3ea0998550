package ledger_test

import (
	"testing"

	"github.com/leadline/leadline/internal/ledger"
)

// A change that landed closes the request for its review, whoever had it, and nobody is said to have reviewed it.
func TestARequestLands(t *testing.T) {
	asked := say(0, "dev1", "review.requested", "R-AAAAAA", `{"to":"@dev2","paths":["a.go","b.go"],"files":9,"head":"h","from":"f","branch":"refs/heads/x"}`)
	landed := say(2, "dev1", "review.landed", "R-AAAAAA", `{"commit":"c"}`)
	e := told(t, asked, say(1, "dev2", "review.taken", "R-AAAAAA", `{}`), landed)
	if e.State != ledger.Done || e.Review.Landed != "c" || len(e.Answers) != 1 || e.Answers[0].State != ledger.Taken || e.Unknown != 0 {
		t.Errorf("%+v %+v", e, e.Review)
	}
	if e.Title() != "review of a.go and 8 more" || e.Review.Size() != 9 {
		t.Errorf("%q, %d", e.Title(), e.Review.Size())
	}
	// What nobody waits for any more does not land, and lands once.
	if e := told(t, asked, say(1, "dev2", "review.declined", "R-AAAAAA", `{}`), landed); e.State != ledger.Declined || e.Review.Landed != "" {
		t.Errorf("declined, and landed: %+v", e.Review)
	}
	if e := told(t, asked, landed, say(3, "dev3", "review.landed", "R-AAAAAA", `{"commit":"d"}`)); e.Review.Landed != "c" || !e.Changed.Equal(landed.At) {
		t.Errorf("landed twice: %+v", e.Review)
	}
	for _, body := range []string{`{}`, `{"commit":3}`, `x`} {
		if e := told(t, asked, say(1, "dev1", "review.landed", "R-AAAAAA", body)); e.State != ledger.Offered {
			t.Errorf("%s closes it", body)
		}
	}
}
