package share_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leadline/leadline/internal/git"
	"github.com/leadline/leadline/internal/gittest"
	"github.com/leadline/leadline/internal/share"
	"github.com/leadline/leadline/internal/store/eventlog"
)

func TestWhatOneSaysTheOthersHave(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	mine, theirs := one.repo(), two.repo()
	one.decide("D-AAAAAA", "Charge is idempotent")
	two.decide("D-BBBBBB", "Ledger before queue") // before it has heard of the team
	out := one.sync(bare)
	if out.Sent != 1 || out.Received != 0 || len(out.Adopted) > 0 || out.Repo != mine {
		t.Errorf("the first one: %+v", out)
	}
	out = two.sync(bare)
	if out.Sent != 1 || out.Received != 1 || !slices.Equal(out.Adopted, []string{theirs}) || out.Repo != mine {
		t.Errorf("who joins: %+v", out)
	}
	if out = one.sync(bare); out.Received != 1 || out.Sent != 0 {
		t.Errorf("the first one again: %+v", out)
	}
	alike(t, one, two)
	if out = two.sync(bare); out.Sent+out.Received > 0 {
		t.Errorf("nothing is new: %+v", out)
	}
	for _, m := range []*machine{one, two} {
		want := "refs/leadline/v1/" + m.log.Writer() + "/1"
		if !slices.Contains(refs(t, bare), want) {
			t.Errorf("the remote has %v, not %s", refs(t, bare), want)
		}
	}
	if got := gittest.Git(t, one.clone.Top, "for-each-ref"); got != "" {
		t.Errorf("something was written into the user's repository: %s", got)
	}
	told, err := two.own.Since(t.Context(), 0, 10)
	if err != nil || len(told) != 1 || told[0].Kind != share.RepoAdopted || string(told[0].Body) != `{"from":"`+theirs+`"}` {
		t.Errorf("joining was noted as %v, %v", told, err)
	}
}

// Whatever the preview prints is what the ref then holds, to the byte; and nothing else leaves.
func TestPreviewIsWhatIsSent(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	for i := range 1200 {
		one.decide(fmt.Sprintf("D-%06d", i), "number <"+strings.Repeat("é", i%50)+"> \u2028")
	}
	if _, err := one.own.Append(t.Context(), eventlog.Event{Kind: "hint.snoozed", Subject: "secret.go", Repo: one.repo()}); err != nil {
		t.Fatal(err)
	}
	other := eventlog.Event{Kind: "decision.logged", Subject: "D-OTHER1", Repo: "another", Body: []byte(`{"title":"of another repository"}`)}
	if _, err := one.log.Append(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	two.decide("D-BBBBBB", "from two")
	for _, m := range []*machine{one, two, one, two} {
		ref := "refs/leadline/v1/" + m.log.Writer() + "/1"
		before := ""
		if slices.Contains(refs(t, bare), ref) {
			before = sent(t, bare, ref)
		}
		p, err := share.Preview(t.Context(), m.channel(bare))
		if err != nil || p.Unmet != nil {
			t.Fatal(err, p.Unmet)
		}
		var preview bytes.Buffer
		if _, err := p.WriteTo(&preview); err != nil {
			t.Fatal(err)
		}
		if out := m.sync(bare); out.Sent != p.Events || out.Repo != p.Repo {
			t.Errorf("%s: %d events of %s were foretold, %d of %s sent", m.who, p.Events, p.Repo, out.Sent, out.Repo)
		}
		now := sent(t, bare, ref)
		if now != before+preview.String() {
			t.Errorf("%s: what was sent is not what was foretold", m.who)
		}
		if strings.Contains(now, "secret.go") || strings.Contains(now, "of another repository") {
			t.Error("something left that must not")
		}
		m.decide("D-LATER1", "one more")
	}
	if got := one.sync(bare); got.Received != 1 || got.Sent != 1 {
		t.Errorf("at last: %+v", got)
	}
}

func TestOfflineWaits(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one := newMachine(t, "one")
	one.decide("D-AAAAAA", "x")
	c := one.channel(bare + "-gone")
	_, err := share.Sync(t.Context(), c)
	var unmet *git.UnmetError
	if !errors.As(err, &unmet) {
		t.Fatalf("no remote: %v", err)
	}
	s := c.State()
	if s.Problem == nil || s.Problem.Reason != git.UnmetAbsent || s.Failures != 1 || s.Due(one.now.Add(9*time.Minute)) || !s.Due(one.now.Add(10*time.Minute)) {
		t.Errorf("after one failure: %+v", s)
	}
	for range 9 {
		if _, err = share.Sync(t.Context(), c); err == nil {
			t.Fatal("no error")
		}
	}
	if s = c.State(); s.Due(one.now.Add(5*time.Hour)) || !s.Due(one.now.Add(6*time.Hour)) || !s.Due(one.now.Add(-24*time.Hour)) {
		t.Errorf("after ten: next at %v", s.Next)
	}
	if n, err := share.Waiting(t.Context(), c); n != 1 || err != nil {
		t.Errorf("%d wait, %v", n, err)
	}
	if p, err := share.Preview(t.Context(), c); err != nil || p.Unmet == nil || p.Events != 1 {
		t.Errorf("a preview offline: %+v, %v", p, err)
	}
	if err := os.Rename(bare, bare+"-gone"); err != nil {
		t.Fatal(err)
	}
	if out := one.sync(bare + "-gone"); out.Sent != 1 {
		t.Errorf("online: %+v", out)
	}
	if s = c.State(); s.Problem != nil || s.Failures != 0 || !s.Next.IsZero() {
		t.Errorf("after it went well: %+v", s)
	}
}

func TestAHostThatTakesBranchesOnly(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	gittest.Git(t, bare, "config", "transfer.hideRefs", "refs/leadline")
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "x")
	two.decide("D-BBBBBB", "y")
	if out := one.sync(bare); !out.Branches || out.Sent != 1 {
		t.Errorf("%+v", out)
	}
	two.sync(bare)
	one.decide("D-CCCCCC", "z")
	one.sync(bare)
	two.sync(bare)
	alike(t, one, two)
	if got := refs(t, bare); len(got) != 2 || !strings.HasPrefix(got[0], "refs/heads/leadline/v1/") {
		t.Errorf("the remote has %v", got)
	}
	gittest.Git(t, bare, "config", "--add", "transfer.hideRefs", "refs/heads/leadline")
	three := newMachine(t, "three")
	three.decide("D-DDDDDD", "x")
	_, err := share.Sync(t.Context(), three.channel(bare))
	var none *share.NoPlaceError
	if !errors.As(err, &none) || none.Ref == "" || none.Branch == "" {
		t.Errorf("a host that takes nothing: %v", err)
	}
}

func TestASecondRemote(t *testing.T) {
	t.Parallel()
	first, second := remote(t), remote(t)
	one, two, three := newMachine(t, "one"), newMachine(t, "two"), newMachine(t, "three")
	one.decide("D-AAAAAA", "one's")
	one.sync(first)
	two.decide("D-BBBBBB", "two's")
	two.sync(second)
	three.decide("D-CCCCCC", "three's")
	three.sync(first)
	three.sync(second)
	three.decide("D-DDDDDD", "three's later")
	for range 2 {
		three.sync(first)
		three.sync(second)
		one.decide("D-EEEEEE", "one's later")
		one.sync(first)
		two.decide("D-FFFFFF", "two's later")
		two.sync(second)
	}
	if a, b, c := one.repo(), two.repo(), three.repo(); a != b || b != c {
		t.Errorf("the repository is %s, %s and %s", a, b, c)
	}
	if n := len(three.events()); n != 6 {
		t.Errorf("three has %d events", n)
	}
	if text := sent(t, second, "refs/leadline/v1/"+three.log.Writer()+"/1"); strings.Contains(text, "one's") {
		t.Error("what one said at the first remote was carried to the second")
	}
}

// Both began before either heard of the other.
func TestTwoBeginAtOnce(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "x")
	two.decide("D-BBBBBB", "y")
	elsewhere := remote(t)
	two.sync(elsewhere)
	one.sync(bare)
	want := min(one.repo(), two.repo())
	two.sync(bare)
	one.decide("D-CCCCCC", "z")
	two.decide("D-DDDDDD", "z")
	for range 2 {
		one.sync(bare)
		two.sync(bare)
	}
	if one.repo() != want || two.repo() != want {
		t.Errorf("%s and %s, not %s", one.repo(), two.repo(), want)
	}
	one.sync(bare)
	alike(t, one, two)
}

// Several processes of one machine begin to sync at once: the first joins the team while the others wait for their turn.
func TestWhoWaitedKnowsTheIdentityThatWasTakenOn(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "x")
	two.decide("D-BBBBBB", "y")
	one.sync(bare)
	before := two.repo()
	waits := two.channel(bare)
	two.sync(bare)
	if p, err := share.Preview(t.Context(), waits); err != nil || p.Repo != one.repo() || p.Events != 0 {
		t.Errorf("a preview: %+v, %v", p, err)
	}
	if n, err := share.Waiting(t.Context(), waits); err != nil || n != 0 {
		t.Errorf("%d wait, %v", n, err)
	}
	out, err := share.Sync(t.Context(), waits)
	if err != nil || out.Repo != one.repo() || !slices.Equal(out.Adopted, []string{before}) {
		t.Errorf("%+v, %v", out, err)
	}
	one.sync(bare)
	alike(t, one, two)
}

func TestClocksThatAreWrong(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two, three := newMachine(t, "one"), newMachine(t, "two"), newMachine(t, "three")
	one.now = noon.AddDate(10, 0, 0)
	one.decide("D-AAAAAA", "from the future")
	two.now = noon.Add(2 * time.Hour) // a little ahead does no harm
	two.decide("D-BBBBBB", "y")
	one.sync(bare)
	two.sync(bare)
	out := three.sync(bare)
	if out.Received != 1 || len(out.Held) != 1 || out.Held[0].Who != "Dev one" || !out.Held[0].Until.Equal(one.now) {
		t.Errorf("%+v", out)
	}
	if e := three.decide("D-CCCCCC", "z"); e.HLC>>16 > noon.Add(3*time.Hour).UnixMilli() {
		t.Errorf("one's clock moved three's to %v", e.HLC>>16)
	}
	// A machine that thinks it is 1970 believes two others who agree.
	four := newMachine(t, "four")
	four.now = time.Unix(0, 0)
	three.sync(bare)
	if out := four.sync(bare); out.Received != 2 || len(out.Held) != 1 {
		t.Errorf("four: %+v", out)
	}
	five := newMachine(t, "five")
	five.now = one.now
	if out := five.sync(bare); out.Received != 3 || len(out.Held) > 0 {
		t.Errorf("ten years later: %+v", out)
	}
	// Once its clock is right, what it said is, too.
	one.now = noon.Add(time.Hour)
	one.decide("D-DDDDDD", "when it was right again")
	out = one.sync(bare)
	if out.Restamped != 2 || !out.Began {
		t.Errorf("one: %+v", out)
	}
	if out := three.sync(bare); out.Received != 2 || len(out.Held)+len(out.Clashes)+len(out.Refused) > 0 {
		t.Errorf("three at last: %+v", out)
	}
	one.sync(bare)
	alike(t, one, three)
	if e := one.decide("D-EEEEEE", "and on"); e.HLC>>16 > noon.Add(3*time.Hour).UnixMilli() {
		t.Errorf("one still dates from the future: %v", e.HLC>>16)
	}
}

func TestChangesThatGaveWay(t *testing.T) {
	t.Parallel()
	bare := remote(t)
	one, two := newMachine(t, "one"), newMachine(t, "two")
	one.decide("D-AAAAAA", "x")
	one.say("todo.offered", "T-AAAAAA", `{"to":"","what":"w","why":"y"}`)
	one.sync(bare)
	two.sync(bare)
	one.now = noon.Add(time.Minute)
	first := one.say("entry.amended", "D-AAAAAA", `{"title":"one's","because":"same"}`)
	one.say("todo.taken", "T-AAAAAA", `{}`)
	two.now = noon.Add(2 * time.Minute)
	later := two.say("entry.amended", "D-AAAAAA", `{"title":"two's","because":"same"}`)
	tooLate := two.say("todo.taken", "T-AAAAAA", `{}`)
	one.sync(bare)
	out := two.sync(bare)
	if len(out.Lost) != 1 || out.Lost[0].Subject != "T-AAAAAA" || out.Lost[0].What != "taken" || out.Lost[0].Mine != tooLate.ID || out.Lost[0].By != "Dev one" {
		t.Errorf("two lost %+v", out.Lost)
	}
	out = one.sync(bare)
	want := []share.Contest{{Subject: "D-AAAAAA", What: "title", Mine: first.ID, Theirs: later.ID, By: "Dev two", At: later.At}}
	if diff := cmp.Diff(want, out.Lost); diff != "" {
		t.Error(diff)
	}
	alike(t, one, two)
	if s := one.channel(bare).State(); len(s.Lost) != 1 {
		t.Errorf("remembered: %+v", s.Lost)
	}
}
